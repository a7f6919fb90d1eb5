"""What is the same text, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.conversations.same.address import canonical, pages
from earful.conversations.same.alike import same, slip
from earful.conversations.same.shelf import Said, Shelf
from earful.conversations.same.words import KEYS, bare

NEWS = "Northwind Rail to cut night services between Harbour City and Elmford from January, union warns of 140 jobs at risk"


def alike(one: str, other: str) -> bool:
    return same(bare(one), bare(other))


@pytest.mark.parametrize(
    "copy",
    [
        f"RT @paper: {NEWS}",
        f"So true! {NEWS} #news 😡",
        NEWS.upper() + "!!!",
        NEWS[:70] + "…",
        f"RT @a.b: {NEWS[:60]}...",
        NEWS.replace("services", "servcies"),
        NEWS.replace(",", "").replace(" union", "\n\nunion"),
        f"{NEWS} https://gazette.example/1?utm_source=x",
        NEWS.replace(" night ", " 🚆 night "),
    ],
)
def test_what_was_passed_on_is_the_same(copy):
    assert alike(NEWS, copy)
    assert alike(copy, NEWS)


@pytest.mark.parametrize(
    "other",
    [
        NEWS.replace("Elmford", "Oakham"),
        NEWS.replace("140", "150"),
        NEWS.replace("to cut", "not to cut"),
        NEWS.replace("January", "February"),
        "Nordwind Bahn streicht ab Januar die Nachtzüge zwischen Hafenstadt und Ulmfurt, 140 Stellen in Gefahr",
        f'My father drove that train for thirty years and now I read "{NEWS}" at breakfast, what are we supposed to tell him, honestly?',
        "",
    ],
)
def test_other_words_in_it_are_another_matter(other):
    assert not alike(NEWS, other)
    assert not alike(other, NEWS)


@pytest.mark.parametrize(
    "text", ["thanks!", "same here", "any update on this please?", "ありがとうございます", "👍👍", ""]
)
def test_what_is_said_by_chance_is_nobodys_text(text):
    assert bare(text).keys == ()
    assert not alike(text, text)


def test_the_same_form_with_another_number():
    first, second = "Where is my order 4711? It should be here.", "Where is my order 4712? It should be here."
    assert not alike(first, second)
    assert alike(first, first + " @northwind")


@pytest.mark.parametrize(("a", "b", "said"), [
    ("parcel", "pacrel", True), ("parcel", "parcl", True), ("parcel", "parcels", True), ("parcel", "pareel", True),
    ("late", "gate", False), ("lost", "last", False), ("4711", "4712", False), ("Leeds", "Derby", False),
])  # fmt: skip
def test_a_slip_of_the_finger(a, b, said):
    assert slip(a, b) is slip(b, a) is said


@pytest.mark.parametrize("link", [
    "https://www.paper.example/a/b", "http://paper.example/a/b/", "https://m.paper.example/a/b?utm_source=x&fbclid=1",
    "https://paper.example/a/b/amp", "https://PAPER.example/a/b#top",
])  # fmt: skip
def test_a_page_has_one_address(link):
    assert canonical(link) == "paper.example/a/b"


@pytest.mark.parametrize(
    "link", ["https://paper.example/", "https://paper.example", "https://[", "", "https://x/" + "a" * 3000]
)
def test_what_names_no_page(link):
    assert canonical(link) == ""


def test_what_tells_pages_apart_stays():
    assert canonical("https://shop.example/p?id=2&ref=x&a=1") == "shop.example/p?a=1&id=2"
    assert pages("see https://shop.example/p?id=1 and http://shop.example/p/?id=1!") == ("shop.example/p?id=1",)


def test_hardly_a_word_and_the_same_page():
    shelf: Shelf[str] = Shelf()
    first = Said(bare("wow https://paper.example/a"), pages("wow https://paper.example/a"))
    shelf.put("first", first)
    again = "https://www.paper.example/a?utm_source=x 😮"
    assert shelf.find(Said(bare(again), pages(again))) == "first"
    own = "I worked there for years and can only say that all of it is true https://paper.example/a"
    assert shelf.find(Said(bare(own), pages(own))) is None


@given(st.text(max_size=600), st.text(max_size=600))
def test_any_two_texts_in_either_order(one, other):
    left, right = bare(one), bare(other)
    assert same(left, right) == same(right, left)
    assert same(left, left) == left.enough
    assert len(left.keys) <= KEYS
    assert all(0 <= key < 2**31 for key in left.keys)
    assert isinstance(pages(one), tuple)


def test_a_hostile_text_takes_no_time():
    for text in ("." * 4000 + "x", "@a" * 2000, "rt @" * 1000 + "x", "a " * 4000, "…" * 4000, "http://" * 900):
        assert not bare(text).enough or bare(text).keys
