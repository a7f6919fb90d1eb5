"""Who needs a second pair of eyes, what was changed, and initials nobody else has: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.outbox.approval.changes import changes
from earful.outbox.approval.rules import Matter, Rule, reasons
from earful.replies.introducing import TEXTS, introduction
from earful.replies.rules import addition, signed, without_mark
from earful.staff.marks import free_mark, free_page, is_mark, is_page

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "matter", "kinds"),
    [
        ([], Matter(1, NOW), []),
        ([], Matter(1, NOW, crisis=4), ["crisis"]),
        ([Rule(1, agent=1)], Matter(1, NOW), ["person"]),
        ([Rule(1, agent=1)], Matter(2, NOW), []),
        ([Rule(1, agent=1, until=NOW)], Matter(1, NOW), []),
        ([Rule(1, agent=1, until=NOW + timedelta(seconds=1))], Matter(1, NOW), ["person"]),
        ([Rule(1, agent=1, answers=3)], Matter(1, NOW, approved={1: 2}), ["person"]),
        ([Rule(1, agent=1, answers=3)], Matter(1, NOW, approved={1: 3}), []),
        ([Rule(1, team=7)], Matter(1, NOW, team=7), ["team"]),
        ([Rule(1, team=7)], Matter(1, NOW), []),
        ([Rule(1, topic=9)], Matter(1, NOW, topics=frozenset({8, 9})), ["topic"]),
        (
            [Rule(1, topic=9), Rule(2, agent=1)],
            Matter(1, NOW, topics=frozenset({9}), crisis=1),
            ["crisis", "topic", "person"],
        ),
    ],
)
def test_what_needs_approval(rules, matter, kinds):
    assert [reason.kind for reason in reasons(rules, matter)] == kinds


def test_changes_read_as_one_reads():
    found = [(piece.kind, piece.words) for piece in changes("It stands in Linz.", "It waits at Wels.")]
    assert found == [("same", "It "), ("gone", "stands in Linz"), ("new", "waits at Wels"), ("same", ".")]
    assert [piece.kind for piece in changes("", "New.")] == ["new"]
    assert changes("", "") == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_changes_lose_nothing(before, after):
    pieces = changes(before, after)
    assert "".join(piece.words for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.words for piece in pieces if piece.kind != "gone") == after


def test_initials_are_nobody_elses():
    assert free_mark("Ana Kovac", ()) == "AK"
    assert free_mark("Adam King", {"AK"}) == "AKi"
    assert free_mark("Ada Kim", {"AK", "AKi"}) == "AKim"
    assert free_mark("Ana", {"A"}) == "An"
    assert free_mark("", ()) == ""
    assert is_mark("AK2") and not is_mark("A K") and not is_mark("ABCDE")  # noqa: PT018 -- one thing said thrice


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll", "Zs"]), max_size=14), max_size=12))
def test_no_two_sign_alike(names):
    taken: list[str] = []
    for name in names:
        taken.append(free_mark(name, taken))
    real = [mark.upper() for mark in taken if mark]
    assert len(real) == len(set(real))


def test_pages_have_plain_names():
    assert free_page("Ana Kovač", ()) == "ana"
    assert free_page("Ana Kovač", {"ana"}) == "ana-kovač"
    assert free_page("Ana Kovač", {"ana", "ana-kovač"}) == "ana-kovač-2"
    assert free_page("!!!", ()) == ""
    assert is_page("ana-kovač") and not is_page("Ana") and not is_page("a/b")  # noqa: PT018 -- likewise


PAGE = "https://care.example/people/ana/"


@pytest.mark.parametrize(
    ("text", "style", "added"),
    [
        ("On its way.", "link", f"– Ana, {PAGE}"),
        (f"On its way. – Ana, {PAGE}", "link", ""),
        ("On its way. Ana", "link", f"– Ana, {PAGE}"),  # a name in a sentence is no signature
        ("On its way.\nAna", "link", PAGE),
        ("On its way.\n\nBest wishes, Ana", "name", ""),
        ("On its way. - Ana", "name", ""),
        ("On its way. —Ana Ortega", "name", ""),
        ("Ask Ana", "name", "– Ana"),
        ("On its way. ^ao", "initials", ""),
        ("On its way.", "none", ""),
    ],
)
def test_nobody_signs_twice(text, style, added):
    assert addition(text, style, "Ana Ortega", "AO", PAGE) == added
    once = signed(text, style, "Ana Ortega", "AO", PAGE)
    assert signed(once, style, "Ana Ortega", "AO", PAGE) == once


def test_who_goes_on_does_not_sign_with_anothers_name():
    assert without_mark("On its way. ^AO", "^AO") == "On its way."
    assert without_mark("On its way.", "^AO") == "On its way."


def test_an_introduction_in_each_language():
    assert introduction("de", "Bo Blom", "Ana Ortega").startswith("Hallo, ich bin Bo. Ich übernehme von Ana")
    assert introduction("xx", "Bo", "Ana") == introduction("en", "Bo", "Ana")
    assert all("{name}" in text and "{other}" in text for text in TEXTS.values())
