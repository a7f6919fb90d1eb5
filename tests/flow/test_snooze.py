"""Putting a matter away: with a reason, until a time; it returns then, or when the customer speaks, and once."""

from datetime import timedelta

import pytest
from django.db import connection
from town import a_dispatch, a_workspace, an_account, an_agent, edits, it_leaves, somebody_says, takes_back, we_say

from earful import upkeep
from earful.conversations import actions, queries
from earful.conversations.actions import CannotDo
from earful.conversations.models import Conversation, Event, Outcome
from earful.insights import queries as figures
from earful.kit import clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def views(agent, conversation):
    held = {v for v in queries.VIEWS if queries.page(agent, v).rows and conversation in queries.page(agent, v).rows}
    assert {v for v in held if queries.counts(agent)[v]} == held
    return held


def away(conversation, agent, until=HOUR, reason="Waiting for the depot"):
    return actions.snooze(conversation, agent, clock.now() + until, reason)


def its_time_comes(conversation):
    Conversation.objects.filter(pk=conversation.pk).update(snoozed_until=clock.now() - timedelta(seconds=1))
    upkeep.wake(0)


def history(conversation):
    return list(conversation.events.order_by("id").values_list("what", "details__why"))


def test_what_is_put_away_leaves_the_working_views_and_stands_in_its_own(ana, rail):
    asked = somebody_says(rail, "Where is my train?").conversation
    assert views(ana, asked) == {"needs", "unassigned", "all"}
    away(asked, ana)
    assert views(ana, asked) == {"snoozed", "all"}
    asked.refresh_from_db()
    assert (asked.snoozed_by, asked.snoozed_why) == (ana, "Waiting for the depot")


@pytest.mark.parametrize(
    ("until", "reason"), [(HOUR, "  "), (-HOUR, "Later"), (timedelta(0), "Later"), (timedelta(days=400), "Later")]
)
def test_a_snooze_needs_a_reason_and_a_time_to_come(ana, rail, until, reason):
    asked = somebody_says(rail, "Where is my train?").conversation
    with pytest.raises(CannotDo):
        away(asked, ana, until, reason)
    assert views(ana, asked) == {"needs", "unassigned", "all"}


def test_it_comes_back_at_its_time_once_and_says_why_it_was_away(ana, rail):
    asked = somebody_says(rail, "Where is my train?").conversation
    away(asked, ana)
    upkeep.wake(0)
    assert views(ana, asked) == {"snoozed", "all"}
    its_time_comes(asked)
    upkeep.wake(0)
    assert views(ana, asked) == {"needs", "unassigned", "all"}
    asked.refresh_from_db()
    assert asked.snoozed_why == "Waiting for the depot"
    assert history(asked)[-2:] == [("snoozed", None), ("returned", "time")]


def test_it_comes_back_at_once_when_the_customer_says_something_new(ana, rail):
    turn = somebody_says(rail, "Where is my train?")
    away(turn.conversation, ana)
    we_say(rail, "We are looking.", parent=turn)
    assert "snoozed" in views(ana, turn.conversation)
    somebody_says(rail, "It is urgent, please answer me?", parent=turn)
    assert views(ana, turn.conversation) == {"needs", "unassigned", "all"}
    assert history(turn.conversation)[-1] == ("returned", "customer")


def test_changed_words_bring_it_back_and_a_removal_does_not(ana, rail):
    first, second = somebody_says(rail, "Where is my train?"), somebody_says(rail, "Where is my bag?", by="bo")
    away(first.conversation, ana)
    away(second.conversation, ana)
    edits(rail, first, "Where is my train? I stand in the rain.")
    takes_back(rail, second)
    assert "snoozed" not in views(ana, first.conversation)
    assert views(ana, second.conversation) == {"snoozed", "all"}


def test_the_promise_clock_goes_on_and_the_oldest_wait_counts_it(ana, rail):
    asked = somebody_says(rail, "Where is my train?", at=clock.now() - timedelta(hours=5)).conversation
    now = clock.now()
    before = figures.oldest(ana.workspace.pk, now)
    away(asked, ana)
    assert figures.oldest(ana.workspace.pk, now) == before
    assert (before[0].conversation, before[0].age // HOUR) == (asked, 5)


def test_what_is_answered_meanwhile_stays_away_and_what_is_ended_does_not(ana, rail):
    people = ("maria", "bo", "cleo")
    answered, ended, back = (somebody_says(rail, "Where is my train?", by=who).conversation for who in people)
    away(answered, ana)
    away(back, ana)
    away(ended, ana)
    it_leaves(a_dispatch(ana, answered))
    its_time_comes(back)
    it_leaves(a_dispatch(ana, back))
    back.refresh_from_db()
    assert back.snoozed_why == ""
    actions.end(ended, ana, Outcome.PEER)
    assert views(ana, answered) == {"snoozed", "all"}
    assert views(ana, ended) == {"all"}
    actions.reopen(Event.objects.get(conversation=ended, what="ended"), ana)
    assert views(ana, ended) == {"snoozed", "all"}


def test_undo_puts_it_back_as_it_was(ana, rail):
    asked = somebody_says(rail, "Where is my train?").conversation
    first = away(asked, ana)
    second = away(asked, ana, 2 * HOUR, "Still waiting")
    with pytest.raises(CannotDo):
        actions.unsnooze(first, ana)
    actions.unsnooze(second, ana)
    asked.refresh_from_db()
    assert (asked.snoozed_until.isoformat(), asked.snoozed_why) == (first.details["until"], "Waiting for the depot")
    actions.unsnooze(first, ana)
    assert views(ana, asked) == {"needs", "unassigned", "all"}
    with pytest.raises(CannotDo):
        actions.unsnooze(first, ana)


def test_undo_does_not_put_away_again_what_came_back(ana, rail):
    turn = somebody_says(rail, "Where is my train?")
    first = away(turn.conversation, ana)
    somebody_says(rail, "Anybody there?", parent=turn)
    with pytest.raises(CannotDo):
        actions.unsnooze(first, ana)


def test_words_that_came_meanwhile_are_not_put_away_unread(ana, rail):
    turn = somebody_says(rail, "Where is my train?")
    seen = turn.conversation.turns_count
    somebody_says(rail, "And my bag?", parent=turn)
    with pytest.raises(CannotDo):
        actions.snooze(turn.conversation, ana, clock.now() + HOUR, "Later", seen=seen)


def test_a_person_brings_it_back_by_hand(ana, rail):
    asked = somebody_says(rail, "Where is my train?").conversation
    away(asked, ana)
    actions.bring_back(asked, ana)
    actions.bring_back(asked, ana)
    assert views(ana, asked) == {"needs", "unassigned", "all"}
    assert [what for what, _why in history(asked)].count("returned") == 1


def test_what_was_due_while_nobody_looked_comes_back_together_and_one_that_stumbles_alone_stays(ana, rail):
    asked = [somebody_says(rail, "Where is my train?", by=f"person{n}").conversation for n in range(3)]
    for conversation in asked:
        away(conversation, ana)
    Conversation.objects.update(snoozed_until=clock.now() - timedelta(days=2))
    with connection.cursor() as cursor:  # one row that cannot be written
        cursor.execute(
            "create function stubborn() returns trigger language plpgsql as "
            "$$ begin raise exception 'no'; end $$; create trigger stubborn before update on conversations_conversation "
            f"for each row when (old.id = {asked[0].pk}) execute function stubborn()"
        )
    upkeep.wake(0)
    assert {c.pk for c in queries.page(ana, "snoozed").rows} == {asked[0].pk}
    assert {c.pk for c in queries.page(ana, "needs").rows} == {asked[1].pk, asked[2].pk}


def test_joining_it_with_what_is_not_away_brings_it_back(ana, rail):
    kept, other = (somebody_says(rail, "Where is my train?", by=who).conversation for who in ("maria", "bo"))
    away(kept, ana)
    actions.merge(kept, other, ana)
    assert views(ana, kept) == {"needs", "unassigned", "all"}
