"""When a matter is solved: the customer says so, or nothing more is said for 72 hours."""

from datetime import UTC, datetime, timedelta

from earful.conversations.rules import Voice, answered_by_us
from earful.conversations.solving import QUIET, holds_until, moments, solved

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def said(number, hours, *, ours=False, needs=True, author=1, **more):
    known = {"outcome": "", "urgency": 0, "kind": "question", "language": "en", "text": "x", "removed": False, **more}
    return Voice(
        id=number,
        external_id=str(number),
        parent="",
        author=None if ours else author,
        ours=ours,
        said_at=BEGIN + hours * HOUR,
        needs_answer=needs and not ours,
        **known,
    )


def how(*voices):
    return solved(voices, dict(answered_by_us(voices)))


def test_an_answer_and_72_quiet_hours():
    assert how(said(1, 0), said(2, 1, ours=True)) == (BEGIN + HOUR + QUIET, False)


def test_not_while_somebody_waits():
    assert how(said(1, 0)) == (None, False)
    assert how(said(1, 0), said(2, 1, ours=True), said(3, 2)) == (None, False)


def test_the_customer_says_so():
    thanks = said(3, 5, needs=False, settles=True)
    assert how(said(1, 0), said(2, 1, ours=True), thanks) == (thanks.said_at, True)


def test_somebody_else_cannot_say_it_for_them():
    cheer = said(3, 5, needs=False, settles=True, author=2)
    assert how(said(1, 0), said(2, 1, ours=True), cheer) == (BEGIN + HOUR + QUIET, False)


def test_each_word_of_theirs_begins_the_quiet_anew_until_it_is_over():
    aside = said(3, 50, needs=False)
    assert how(said(1, 0), said(2, 1, ours=True), aside) == (aside.said_at + QUIET, False)
    late = said(3, 100, needs=False, settles=True)
    assert how(said(1, 0), said(2, 1, ours=True), late) == (BEGIN + HOUR + QUIET, False)


def test_a_holding_reply_and_an_automatic_message_solve_nothing():
    for manner in ("holding", "robot"):
        assert how(said(1, 0), said(2, 1, ours=True, manner=manner)) == (None, False)


def test_praise_that_was_thanked_was_never_a_matter():
    assert how(said(1, 0, kind="praise"), said(2, 1, ours=True)) == (None, False)


def test_called_answered_without_any_words_is_not_solved():
    by_hand = said(1, 0, outcome="answered", ended_at=BEGIN + HOUR)
    assert how(by_hand) == (None, False)
    assert how(by_hand, said(2, 3, ours=True)) == (BEGIN + 3 * HOUR + QUIET, False)


def test_a_fellow_customers_answer_counts_from_when_it_was_accepted():
    accepted = said(1, 0, outcome="peer", ended_at=BEGIN + 2 * HOUR)
    assert how(accepted) == (BEGIN + 2 * HOUR + QUIET, False)


def test_what_needed_no_answer_is_not_solved_either():
    assert how(said(1, 0, outcome="not_needed", ended_at=BEGIN)) == (None, False)


def test_a_holding_reply_holds_until_an_answer_or_until_nobody_waits():
    hold = said(2, 1, ours=True, manner="holding", holds_until=BEGIN + 4 * HOUR)
    assert holds_until([said(1, 0), hold], "open") == BEGIN + 4 * HOUR
    assert holds_until([said(1, 0), hold], "ended") is None
    assert holds_until([said(1, 0), hold, said(3, 2, ours=True), said(4, 3)], "open") is None


def when(now, *voices):
    return moments(voices, dict(answered_by_us(voices)), BEGIN + now * HOUR)


def test_that_it_was_solved_once_is_told_after_it_was_opened_again():
    first, ours = said(1, 0), said(2, 1, ours=True)
    quiet = (BEGIN + HOUR + QUIET, False)
    assert when(72, first, ours) == []
    assert when(74, first, ours) == [quiet]
    again = said(3, 100)
    assert when(101, first, ours, again) == [quiet]
    answered = said(4, 102, ours=True)
    assert when(103, first, ours, again, answered) == [quiet]
    thanks = said(5, 104, needs=False, settles=True)
    assert when(105, first, ours, again, answered, thanks) == [quiet, (BEGIN + 104 * HOUR, True)]


def test_who_asks_again_before_the_quiet_is_over_opens_nothing_that_was_solved():
    assert when(20, said(1, 0), said(2, 1, ours=True), said(3, 10)) == []
