"""What is proposed to be left out: what is met where it was not about us, and hardly anywhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from listening_words import posts, queries

from earful.listening.matching import Post
from earful.listening.noise import MOST, proposals
from earful.listening.rules import parse

LUMEN = parse("lumen")
SUN = [Post(f"The sun gives many lumen, day {number}", "astro") for number in range(6)]
LAMPS = [Post(f"My lumen lamp flickers, night {number}", f"ana{number}") for number in range(20)]


def texts(*given, node=LUMEN):
    return [one.text for one in proposals(node, *given)]


def test_words_authors_and_counts():
    found = proposals(LUMEN, SUN, LAMPS)
    assert [(one.text, one.refused, one.kept) for one in found][:3] == [
        ("author:astro", 6, 0),
        ("gives", 6, 0),
        ("many", 6, 0),
    ]
    assert "sun" in [one.text for one in found]
    assert "lumen" not in texts(SUN, LAMPS), "what the query is about"
    assert "the" not in texts(SUN, LAMPS)


def test_what_is_met_in_both_is_no_noise():
    both = [Post(f"The sun shines on my lumen lamp {number}") for number in range(6)]
    assert "sun" not in texts(SUN[:3], [*LAMPS, *both])


def test_too_little_says_nothing():
    assert texts(SUN[:2], LAMPS) == []
    assert texts([Post("lumen one"), Post("lumen two"), Post("lumen three")], LAMPS) == []


def test_what_is_left_out_already_is_not_proposed_again():
    assert "sun" not in texts(SUN, LAMPS, node=parse("lumen -sun -author:astro"))
    assert "author:astro" not in texts(SUN, LAMPS, node=parse("lumen -sun -author:astro"))


def test_sites():
    spam = [Post(f"lumen {number} https://www.deals.example/{number}", f"bo{number}") for number in range(4)]
    assert "site:deals.example" in texts(spam, LAMPS)


@given(queries(), some.lists(posts, max_size=8), some.lists(posts, max_size=8))
def test_whatever_was_said_each_proposal_can_be_read(node, refused, kept):
    found = proposals(node, refused, kept)
    assert len(found) <= MOST
    for one in found:
        assert parse(one.text)


@pytest.mark.parametrize("number", [3, 30])
def test_the_more_it_is_met_the_sooner_it_is_named(number):
    many = [Post("lumen sun moon")] * number + [Post("lumen sun")] * 5
    assert texts(many, LAMPS)[0] == "sun"
