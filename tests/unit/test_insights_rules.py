"""The care figures, case by case."""

from datetime import UTC, datetime, timedelta

import pytest

from earful.insights.rules import Figures, Said, Wait, figures, quantile

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WITHIN = 2 * HOUR


def said(hours_ago: float, *, answered_after: float | None = None, outcome: str | None = None, **rest: object) -> Said:
    at = NOW - hours_ago * HOUR
    answered_at = None if answered_after is None else at + answered_after * HOUR
    ended = outcome if outcome is not None else ("answered" if answered_at else "")
    return Said(at, rest.pop("needs_answer", True), answered_at, ended, rest.pop("outcome_at", answered_at), **rest)  # type: ignore[arg-type]  # -- free keywords of a test


def count(*items: Said) -> Figures:
    return figures(items, NOW, WITHIN)


IGNORED = [
    ("answered in time", said(5, answered_after=1), 1, 0),
    ("answered at the very target", said(5, answered_after=2), 1, 0),
    ("answered late", said(5, answered_after=3), 1, 1),
    ("still open, past its target", said(5), 1, 1),
    ("still open, target is now", said(2), 1, 1),
    ("still open, time left", said(1.9), 0, 0),
    ("answered, but its target lies ahead", said(1, answered_after=0.5), 0, 0),
    ("needs no answer", said(5, needs_answer=False), 0, 0),
    ("fell due before the period", said(7 * 24 + 2.1), 0, 0),
    ("fell due in the period, said before it", said(7 * 24 + 1.9), 1, 1),
    ("ended as answered without any words", said(5, outcome="answered", by_person=True), 1, 1),
    ("handed on without an answer", said(5, outcome="handed_on", by_person=True), 1, 1),
    ("a fellow customer's answer", said(5, answered_after=1, outcome="peer", by_person=True), 1, 0),
    ("no answer needed, says a person", said(5, outcome="not_needed", by_person=True), 0, 0),
    ("spam, says a person", said(5, outcome="spam", by_person=True), 0, 0),
    ("no answer needed, says triage", said(5, outcome="not_needed", needs_answer=False), 0, 0),
    ("no answer needed, says a rule of the house", said(5, outcome="not_needed"), 1, 1),
    ("spam, says a rule of the house", said(5, outcome="spam"), 1, 1),
    ("taken back in time", said(5, outcome="removed", outcome_at=NOW - 4 * HOUR), 0, 0),
    ("taken back after the target", said(5, outcome="removed", outcome_at=NOW - 2 * HOUR), 1, 1),
    ("answered, then taken back", said(5, answered_after=1, outcome="removed", outcome_at=NOW - 3.5 * HOUR), 1, 0),
]


@pytest.mark.parametrize(("item", "due", "ignored"), [case[1:] for case in IGNORED], ids=[case[0] for case in IGNORED])
def test_ignored(item, due, ignored):
    found = count(item)
    assert (found.due, found.ignored) == (due, ignored)


def test_the_share_is_of_what_fell_due():
    found = count(said(5), said(6, answered_after=1), said(7, answered_after=1), said(8, answered_after=5), said(1))
    assert (found.ignored, found.due, found.share) == (2, 4, 0.5)


def test_nothing_due_is_no_share_at_all():
    assert count(said(1)).share is None


def test_what_a_person_set_aside_is_counted_beside():
    found = count(
        said(5, outcome="not_needed", by_person=True),
        said(5, outcome="not_needed", by_person=True, needs_answer=False),  # judged by a person before any answer
        said(5, outcome="spam", by_person=True),
        said(5, outcome="not_needed", needs_answer=False),  # by a rule: never in the base
        said(900, outcome="not_needed", by_person=True),  # long ago
    )
    assert (found.due, found.set_aside) == (0, 3)


def test_kinds_of_answers_are_told_apart():
    found = count(
        said(5, answered_after=1),
        said(5, answered_after=3),
        said(5, answered_after=1, outcome="thanked"),
        said(5, answered_after=1, outcome="peer", by_person=True),
        said(300, answered_after=1),
    )
    assert (found.answered, found.thanked, found.by_customers) == (2, 1, 1)


def test_an_old_question_answered_now_counts_as_answered_now():
    assert count(said(300, answered_after=299)).answered == 1


WAITS = [
    ([], 0.5, None),
    ([(1, False)], 0.5, (1, False)),
    ([(1, False), (2, False), (3, False)], 0.5, (2, False)),
    ([(1, False), (2, False), (3, False), (4, False)], 0.5, (2, False)),
    ([(1, False), (2, False), (30, True)], 0.5, (2, False)),  # an open one above cannot lower it
    ([(1, True), (2, False), (3, False)], 0.5, (2, True)),  # an open one below may yet raise it
    ([(1, False), (2, True), (3, False)], 0.5, (2, True)),
    ([(1, False)] * 9 + [(50, True)], 0.9, (1, False)),
    ([(1, False)] * 8 + [(50, True)] * 2, 0.9, (50, True)),
    ([(n, False) for n in range(1, 101)], 0.9, (90, False)),
]


@pytest.mark.parametrize(("waits", "share", "expected"), WAITS)
def test_quantile(waits, share, expected):
    found = quantile([Wait(hours * HOUR, open_) for hours, open_ in waits], share)
    assert found == (None if expected is None else Wait(expected[0] * HOUR, expected[1]))


def test_waits_run_over_all_items_and_open_ones_enter_with_their_age():
    found = count(said(10, answered_after=1), said(8, answered_after=3), said(6), said(5, needs_answer=False))
    assert found.median == Wait(3 * HOUR)
    assert found.ninetieth == Wait(6 * HOUR, open=True)


def test_a_wait_taken_back_late_ends_there():
    assert count(said(10, outcome="removed", outcome_at=NOW - 7 * HOUR)).median == Wait(3 * HOUR, open=True)


def test_an_answer_before_the_question_by_a_wrong_clock_is_no_negative_wait():
    assert count(said(10, answered_after=-1)).median == Wait(timedelta())
