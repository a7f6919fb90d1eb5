"""How a conversation stands, whoever spoke in it and in whatever order it came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.conversations.rules import (
    PREVIEW,
    Standing,
    Voice,
    answered_by_us,
    in_order,
    pressing,
    shortened,
    standing,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANA, BEN, CARO = 1, 2, 3
numbers = count(1)


def said(by: int, parent: str = "", *, at: int = 0, needs: bool = True, **more: object) -> Voice:
    """A customer's words; `at` in minutes."""
    number = next(numbers)
    voice = Voice(
        number, f"c{number}", parent, by, False, START + timedelta(minutes=at), needs, "", 0, "question", "en", f"words {number}", False
    )  # fmt: skip
    return replace(voice, **more)  # type: ignore[arg-type]  # -- fields by name


def ours(parent: str = "", *, at: int = 0, **more: object) -> Voice:
    return replace(said(0, parent, at=at, needs=False), author=None, ours=True, kind="", **more)  # type: ignore[arg-type]  # -- fields by name


def stands(*voices: Voice, ended: datetime | None = None, archived: bool = False) -> Standing:
    return standing(in_order(voices), ended, archived=archived)


def test_nobody_has_said_anything() -> None:
    assert stands() == Standing("ended", None, None, None, 0, "", "", "", ())


def test_a_question_waits_since_it_was_said() -> None:
    first = said(ANA, at=1, urgency=1)
    found = stands(first, said(ANA, first.external_id, at=5, urgency=2, kind="complaint"))
    assert (found.status, found.waiting_since, found.last_at) == ("open", first.said_at, START + timedelta(minutes=5))
    assert (found.asker, found.urgency, found.kind) == (ANA, 2, "question")


def test_our_answer_leaves_the_customer_to_speak_next() -> None:
    asked = said(ANA)
    answer = ours(asked.external_id, at=3)
    found = stands(asked, answer)
    assert (found.status, found.waiting_since, found.urgency) == ("waiting", None, 0)
    assert found.answered == ((asked.id, answer.id),)
    assert found.preview == asked.text


def test_an_answer_is_given_to_one_person_and_not_to_the_others() -> None:
    ana, ben, caro = said(ANA), said(BEN, at=1), said(CARO, at=2)
    answer = ours(ben.external_id, at=3)
    found = stands(ana, ben, caro, answer)
    assert found.answered == ((ben.id, answer.id),)
    assert (found.status, found.waiting_since) == ("open", ana.said_at)


def test_one_answer_answers_everything_its_addressee_said_before() -> None:
    first, second, later = said(ANA), said(ANA, at=1), said(ANA, at=9)
    answer = ours(second.external_id, at=3)
    found = stands(first, second, answer, later)
    assert found.answered == ((first.id, answer.id), (second.id, answer.id))
    assert (found.status, found.waiting_since) == ("open", later.said_at)


def test_a_second_answer_in_a_row_goes_to_the_same_person() -> None:
    ana, ben = said(ANA), said(BEN, at=1)
    first = ours(ana.external_id, at=2)
    again = said(ANA, first.external_id, at=3)
    second = ours(first.external_id, at=4)  # we answered our own words: still speaking with Ana
    assert answered_by_us([ana, ben, first, again, second]) == ((ana.id, first.id), (again.id, second.id))


def test_words_whose_parent_nobody_knows_answer_the_nearest_customer_before_them() -> None:
    ana, ben, answer = said(ANA), said(BEN, at=1), ours("gone", at=2)
    assert answered_by_us([ana, ben, answer]) == ((ben.id, answer.id),)


def test_an_answer_said_before_the_question_answers_nothing() -> None:
    asked = said(ANA, at=5)
    assert stands(ours(at=1), asked).answered == ()


@pytest.mark.parametrize("change", [{"needs_answer": False}, {"outcome": "not_needed"}, {"removed": True}])
def test_what_does_not_wait_is_not_answered(change: dict[str, object]) -> None:
    asked = replace(said(ANA), **change)  # type: ignore[arg-type]  # -- fields by name
    assert stands(asked, ours(asked.external_id, at=1)).answered == ()


def test_an_answer_we_took_back_answers_nothing() -> None:
    asked = said(ANA)
    found = stands(asked, ours(asked.external_id, at=1, removed=True))
    assert (found.status, found.answered) == ("open", ())


def test_a_question_its_author_removed_waits_no_more() -> None:
    found = stands(said(ANA, removed=True, text="", outcome="removed"))
    assert (found.status, found.waiting_since) == ("waiting", None)
    kept = said(BEN, at=1)
    assert stands(said(ANA, removed=True, text=""), kept).waiting_since == kept.said_at


def test_a_person_ends_it_and_a_later_word_opens_it_again() -> None:
    asked = said(ANA, outcome="handed_on")
    closed = START + timedelta(minutes=10)
    assert stands(asked, ended=closed).status == "ended"
    assert stands(asked, ended=None).status == "waiting"
    again = said(ANA, at=20)
    found = stands(asked, again, ended=closed)
    assert (found.status, found.waiting_since) == ("open", again.said_at)


def test_a_thank_you_after_the_end_leaves_it_ended() -> None:
    asked = said(ANA, outcome="answered")
    thanks = said(ANA, at=20, needs=False, outcome="not_needed", text="thanks")
    assert stands(asked, thanks, ended=START + timedelta(minutes=10)).status == "ended"


def test_where_nothing_needs_an_answer_nothing_is_awaited() -> None:
    assert stands(said(ANA, needs=False), said(BEN, needs=False)).status == "ended"
    assert stands(ours()).status == "ended"


def test_in_an_archive_nobody_waits() -> None:
    found = stands(said(ANA, urgency=2), archived=True)
    assert (found.status, found.waiting_since, found.urgency) == ("ended", None, 0)


def test_the_asker_is_whoever_needs_an_answer_first() -> None:
    assert stands(said(ANA, needs=False), said(BEN, at=1)).asker == BEN
    assert stands(said(ANA, needs=False), said(BEN, at=1, needs=False)).asker == ANA


def test_what_was_said_in_one_instant_keeps_the_order_of_the_talk() -> None:
    asked = said(ANA, external_id="z")
    answer = ours("z", external_id="a")
    assert [v.external_id for v in in_order([answer, asked])] == ["z", "a"]


def test_people_who_answer_each_other_in_a_circle_do_not_stop_us() -> None:
    one, two = ours("b", external_id="a"), ours("a", external_id="b", at=1)
    asked = said(ANA, "a", external_id="c", at=2)
    three = ours("b", external_id="d", at=3)
    found = stands(one, two, asked, three)
    assert found.answered == ((asked.id, three.id),)
    itself = ours("e", external_id="e", at=4)
    assert stands(asked, itself).answered == ((asked.id, itself.id),)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@shop @ben where is it?", "where is it?"),
        ("Re: AW: the tent", "the tent"),
        ("  two   spaces\nand a line ", "two spaces and a line"),
        ("@shop", "@shop"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_the_preview_begins_with_meaning(text: str, shown: str) -> None:
    assert shortened(text) == shown


@given(st.text(max_size=800))
def test_a_preview_is_never_long(text: str) -> None:
    assert len(shortened(text)) <= PREVIEW
    assert "\n" not in shortened(text)


@pytest.mark.parametrize(
    ("minutes", "word"), [(0, ""), (89, ""), (90, "soon"), (119, "soon"), (120, "late"), (9999, "late")]
)
def test_waiting_too_long(minutes: int, word: str) -> None:
    warn, due = START + timedelta(minutes=90), START + timedelta(minutes=120)
    assert pressing(warn, due, START + timedelta(minutes=minutes)) == word
    assert pressing(None, None, START) == ""


NAMES = st.sampled_from([f"t{number}" for number in range(12)])
VOICES = st.lists(
    st.builds(
        Voice,
        id=st.integers(1, 10_000),
        external_id=NAMES,
        parent=st.one_of(st.just(""), NAMES),  # forwards, backwards, to itself, in circles
        author=st.sampled_from([ANA, BEN, CARO, None]),
        ours=st.booleans(),
        said_at=st.integers(0, 4).map(lambda minute: START + timedelta(minutes=minute)),
        needs_answer=st.booleans(),
        outcome=st.sampled_from(["", "", "answered", "not_needed"]),
        urgency=st.integers(0, 2),
        kind=st.sampled_from(["question", "praise"]),
        language=st.just("en"),
        text=st.text(max_size=20),
        removed=st.booleans(),
        order=st.integers(0, 2),
    ).map(lambda v: replace(v, author=None, needs_answer=False) if v.ours else v),
    max_size=12,
    unique_by=(lambda v: v.external_id, lambda v: v.id),
)


@given(VOICES, st.booleans(), st.booleans(), st.randoms())
def test_nobody_who_waits_is_ever_hidden(voices: list[Voice], ended: bool, archived: bool, dice: object) -> None:
    closed = START if ended else None
    found = standing(in_order(voices), closed, archived=archived)
    answered = dict(found.answered)
    unheard = [v for v in voices if v.needs_answer and not v.outcome and not v.removed and v.id not in answered]
    if unheard and not archived:
        assert found.status == "open"
        assert found.waiting_since == min(v.said_at for v in unheard)
        assert found.urgency == max(v.urgency for v in unheard)
    else:
        assert found.status in {"waiting", "ended"}
        assert found.waiting_since is None
    dice.shuffle(voices)  # type: ignore[attr-defined]  # -- hypothesis gives a Random
    assert standing(in_order(voices), closed, archived=archived) == found


@given(VOICES)
def test_only_our_later_words_answer_and_only_what_waited(voices: list[Voice]) -> None:
    ordered = in_order(voices)
    place = {v.id: number for number, v in enumerate(ordered)}
    by_id = {v.id: v for v in voices}
    groups: dict[int, set[int | None]] = {}
    for turn, answer in answered_by_us(ordered):
        assert by_id[answer].ours
        assert not by_id[answer].removed
        assert not by_id[turn].ours
        assert by_id[turn].needs_answer
        assert not by_id[turn].outcome
        assert place[turn] < place[answer]
        groups.setdefault(answer, set()).add(by_id[turn].author)
    assert all(len(people) == 1 for people in groups.values())  # one answer, one addressee
