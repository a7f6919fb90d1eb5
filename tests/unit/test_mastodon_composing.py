"""What goes out: whom it names, who may read it, and how it is counted."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.channels.contract import Us
from earful.channels.mastodon.composing import HANDLE, compose, essence, measure, weighed, wider
from earful.channels.mastodon.names import whole

US = Us("desk@desk.example", "desk@desk.example")
SETTINGS = {"characters": 500, "url_weight": 23, "software": "mastodon", "acct": US.handle, "weighs": True}


def parent(by: str = "mira@town.example", visibility: str = "public", warning: str = "", **more: Any) -> dict[str, Any]:
    return {"id": "1", "account": {"acct": by}, "visibility": visibility, "spoiler_text": warning, **more}


def test_the_customer_is_named_in_front_once() -> None:
    assert compose("Hello", parent(), US).text == "@mira@town.example Hello"
    assert compose("Hello @mira@town.example", parent(), US).text == "Hello @mira@town.example"
    assert compose("Hello", parent("dan"), US).text == "@dan@desk.example Hello"
    assert compose("Hello @dan", parent("dan"), US).text == "Hello @dan"


def test_below_our_own_words_those_we_spoke_to_are_named() -> None:
    above = parent("desk", mentions=[{"acct": "mira@town.example"}, {"acct": "desk"}])
    assert compose("And another thing", above, US).text == "@mira@town.example And another thing"
    assert compose("Hello all", parent("desk"), US).text == "Hello all"


@pytest.mark.parametrize(
    ("given", "software", "asked"),
    [
        *(("public", "", "public"), ("unlisted", "", "unlisted"), ("private", "", "private"), ("direct", "", "direct")),
        *(("private", "snac", "direct"), ("local", "akkoma", "local"), ("local", "mastodon", "direct")),
        *(("mutuals_only", "", "direct"), ("", "", "direct")),
    ],
)
def test_no_more_people_read_the_answer_than_the_question(given: str, software: str, asked: str) -> None:
    assert compose("x", parent(visibility=given), US, software).visibility == asked


def test_a_private_answer_names_only_the_customer() -> None:
    text = "As @dan and @ida@far.example said, ask @mira@town.example, not help@shop.example"
    for visibility in ("direct", "private"):
        letter = compose(text, parent(visibility=visibility), US)
        assert letter.text == "As dan and ida@far.example said, ask @mira@town.example, not help@shop.example"
    assert "@dan" in compose(text, parent(), US).text, "in public the agent may name whom they like"


@settings(max_examples=200)
@given(st.text(alphabet="@abc.-_/ =d:\n", max_size=60))
def test_no_way_of_writing_lets_a_stranger_read_along(text: str) -> None:
    letter = compose(text, parent(visibility="direct"), US)
    named = {whole(match[1] + (match[2] or ""), "desk.example") for match in HANDLE.finditer(letter.text)}
    assert named == {"mira@town.example"}


def test_the_warning_is_kept_and_marked_once() -> None:
    assert compose("x", parent(warning="food"), US).warning == "re: food"
    assert compose("x", parent(warning="Re: food"), US).warning == "Re: food"
    assert compose("x", parent(), US).warning == ""


def test_it_counts_as_mastodon_does() -> None:
    assert weighed("see https://a.very.long.example/path/that/goes/on/and/on?and=on.", 23) == 4 + 23 + 1
    assert weighed("@mira@town.example hi", 23) == len("@mira hi")
    assert weighed("👨‍👩‍👧‍👦e\u0301", 23) == 2
    assert measure("Hello", SETTINGS, parent()).used == len("@mira Hello")
    assert measure("Hello", SETTINGS, parent(warning="food")).used == len("@mira Hello") + len("re: food")
    assert measure("x" * 495, SETTINGS, parent()).over
    assert not measure("x" * 494, SETTINGS, parent()).over


def test_kin_that_count_everything_are_never_undercounted() -> None:
    kin = {**SETTINGS, "software": "gotosocial", "weighs": False, "characters": 5000}
    long = "https://a.example/" + "x" * 200
    assert measure(long, kin, None).used == len(long)
    assert measure("https://a.b", kin, None).used == 23
    assert measure("Hello", kin, parent()).used == len("@mira@town.example Hello")
    assert measure("x", kin, None).limit == 5000


def test_the_same_words_are_known_in_any_dress() -> None:
    sent = "@mira@town.example See *this*: https://a.example/x_y, thanks!"
    assert essence(sent) == essence("@mira See this: a.example/x_y, thanks!")
    assert essence(sent) != essence("@mira See that: a.example/x_y, thanks!")
    assert essence("👍") == essence(" 👍 ") != essence("👎")


def test_what_is_shown_to_more_people_than_meant_is_noticed() -> None:
    assert wider("public", "direct")
    assert wider("unlisted", "private")
    assert not wider("private", "direct"), "snac2's word for it"
    assert not wider("public", "unlisted"), "open is open"
    assert not wider(None, "direct")
