"""Texts like those of the corpus, for teachers to say something of: new ones, the same each time, in each language as many."""

from dataclasses import replace

from earful.bench import corpus
from training import near

ITEMS = [item for item in corpus.read() if not item.aside and item.lang in {"de", "en"}][:6000]
MANY = 300


def test_they_are_new_and_the_same_each_time():
    found = near.near(ITEMS, MANY)
    assert found == near.near(ITEMS, MANY)
    assert found != near.near(ITEMS, MANY, seed=8)
    assert not {about.text for about, _ in found} & {item.text for item in ITEMS}
    assert all(about.text.strip() for about, _ in found)


def test_every_language_has_its_share():
    found = near.near(ITEMS, MANY)
    for english in (True, False):
        assert 0.6 * MANY < sum(one == english for _, one in found) <= MANY


def test_every_word_stood_somewhere():
    words = {word for item in ITEMS for word in f"{item.text} {item.brand}".replace("\n", " ").split()}
    found = [word for about, _ in near.near(ITEMS, MANY) for word in about.text.split()]
    assert sum(word in words for word in found) > 0.99 * len(found)


def test_some_stand_below_the_turns_of_another_and_some_alone():
    one = replace(ITEMS[0], text="Pumpkins.", thread=(("me", "Are there pumpkins?"),))
    two = replace(ITEMS[0], text="Turnips.", thread=(("us", "We have turnips."),))
    above = {about.earlier for about, _ in near.near([one, two] * 20, MANY) if about.text == "Pumpkins. Turnips."}
    assert above == {(), one.subject().earlier, two.subject().earlier}


def test_a_brand_is_called_as_where_the_text_stands():
    one = replace(ITEMS[0], text="Pumpkins all gone.", brand="Arden", lang="en", thread=())
    two = replace(ITEMS[0], text="Where is Bexley today?", brand="Bexley", lang="en", thread=())
    found = [about for about, _ in near.near([one, two], MANY)]
    assert any(about.names == ("Arden",) and "Where is Arden today?" in about.text for about in found)
    assert not any(about.names == ("Arden",) and "Bexley" in about.text for about in found)


def test_without_any_asked_for_there_are_none():
    assert near.near(ITEMS, 0) == []
    assert near.near([], MANY) == []
