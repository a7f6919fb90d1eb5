"""Promises to customers: a clock for every message that needs an answer, set where it is placed, and its signs once each."""

from datetime import UTC, datetime, timedelta

import pytest
from town import a_workspace, an_account, an_agent, edits, somebody_says, takes_back, we_say

from earful import upkeep
from earful.conversations import actions
from earful.conversations.models import Conversation, Outcome
from earful.kit import clock
from earful.queues.models import Clock, ClockSign, Policy
from earful.queues.promises import policies, settling, timetables
from earful.queues.promises.policies import Terms
from earful.queues.promises.ringing import ring
from earful.queues.promises.timetables import Open
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
MINUTES, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def ana():
    desk = a_workspace(answer_within_minutes=60)
    type(desk).objects.update(created_at=clock.now() - timedelta(days=400))
    return an_agent(desk, "ana", "Ana Ortega", Role.LEAD)


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def the_clock(turn):
    return Clock.objects.get(turn=turn)


def signs(turn):
    rows = ClockSign.objects.filter(clock__turn=turn, struck_at=None).order_by("at", "id")
    return [(row.what, row.at) for row in rows]


def asks(rail, text="Where is my train?", ago=timedelta(0), **more):
    return somebody_says(rail, text, at=clock.now() - ago, **more)


def test_a_message_that_needs_an_answer_has_its_clock_at_once(rail):
    turn = asks(rail, ago=10 * MINUTES)
    found = the_clock(turn)
    assert (found.what, found.state, found.started_at) == ("first", "running", turn.said_at)
    assert found.due_at == turn.said_at + HOUR
    assert found.warn_at == turn.said_at + 45 * MINUTES
    talk = Conversation.objects.get(pk=turn.conversation_id)
    assert (talk.due_at, talk.stirred) == (found.due_at, False)
    assert signs(turn) == []


def test_what_needs_no_answer_has_none(rail):
    turn = asks(rail, "Good morning everybody")
    assert not turn.needs_answer
    assert not Clock.objects.exists()


def test_the_clock_began_when_the_customer_spoke_not_when_we_heard(rail):
    turn = asks(rail, ago=3 * HOUR)
    assert signs(turn) == [("warned", turn.said_at + 45 * MINUTES), ("breached", turn.said_at + HOUR)]


def test_signs_are_noted_once_at_their_own_time_also_after_a_night_of_silence(rail):
    turn = asks(rail)
    found = the_clock(turn)
    assert ring(found.warn_at - MINUTES) == []
    assert [one.what for one in ring(found.due_at + 9 * HOUR)] == ["warned", "breached"]
    assert ring(found.due_at + 10 * HOUR) == []
    assert signs(turn) == [("warned", found.warn_at), ("breached", found.due_at)]


def test_an_answer_in_time_meets_it(rail):
    turn = asks(rail, ago=30 * MINUTES)
    ours = we_say(rail, "On its way.", parent=turn)
    assert signs(turn) == [("met", ours.said_at)]
    assert the_clock(turn).state == "met"
    assert Conversation.objects.get(pk=turn.conversation_id).due_at is None


def test_an_answer_too_late_leaves_the_breach(rail):
    turn = asks(rail, ago=2 * HOUR)
    ours = we_say(rail, "Sorry for the wait.", parent=turn)
    assert [what for what, _ in signs(turn)] == ["warned", "breached", "late"]
    assert signs(turn)[-1][1] == ours.said_at


def test_an_answer_that_stood_there_in_time_and_was_heard_late_strikes_the_breach(rail):
    """Somebody answered in the network's own app; the desk was cut off and told of a breach meanwhile."""
    turn = asks(rail, ago=2 * HOUR)
    assert [what for what, _ in signs(turn)] == ["warned", "breached"]
    ours = we_say(rail, "Ten minutes.", parent=turn, at=turn.said_at + 20 * MINUTES)
    assert signs(turn) == [("met", ours.said_at)]
    assert ClockSign.objects.filter(clock__turn=turn, struck_at__isnull=False).count() == 2


def test_the_next_word_has_a_clock_of_its_own_for_the_next_answer(ana, rail):
    policies.base(ana.workspace_id)
    Policy.objects.update(next=30)
    first = asks(rail, ago=50 * MINUTES)
    we_say(rail, "Which train?", parent=first, at=first.said_at + 5 * MINUTES)
    following = asks(rail, "The 8:14! Where is it now?", ago=10 * MINUTES, parent=first)
    assert the_clock(following).what == "next"
    assert the_clock(following).due_at == following.said_at + 30 * MINUTES
    assert the_clock(first).state == "met"


def test_somebody_else_in_the_same_thread_waits_for_a_first_answer(rail):
    first = asks(rail, ago=50 * MINUTES)
    we_say(rail, "Which train?", parent=first, at=first.said_at + 5 * MINUTES)
    other = asks(rail, "And mine? Where is it?", ago=MINUTES, parent=first, by="kofi")
    assert the_clock(other).what == "first"


def test_ending_by_hand_drops_it_and_opening_again_goes_on_from_the_first_word(ana, rail):
    turn = asks(rail, ago=10 * MINUTES)
    event = actions.end(turn.conversation, ana, Outcome.NOT_NEEDED, "A joke")
    settling.settle_stirred()
    assert the_clock(turn).state == "dropped"
    actions.reopen(event, ana)
    settling.settle_stirred()
    found = the_clock(turn)
    assert (found.state, found.started_at, found.due_at) == ("running", turn.said_at, turn.said_at + HOUR)
    assert signs(turn) == []


def test_saying_answered_without_any_words_does_not_stop_it(ana, rail):
    turn = asks(rail, ago=10 * MINUTES)
    actions.end(turn.conversation, ana, Outcome.ANSWERED)
    settling.settle_stirred()
    assert the_clock(turn).state == "running"


def test_a_person_who_says_that_it_needs_none_stops_it(ana, rail):
    turn = asks(rail, ago=10 * MINUTES)
    actions.judge(turn, ana, needs_answer=False, reason="A joke")
    settling.settle_stirred()
    settled = the_clock(turn)
    assert settled.state == "dropped"
    Conversation.objects.update(stirred=True)
    Clock.objects.update(basis="")
    settling.settle_stirred()
    assert the_clock(turn).ended_at == settled.ended_at, "told anew, it ended when it ended"


def test_a_message_that_its_author_takes_back_is_nobodys_wait(rail):
    turn = asks(rail, ago=10 * MINUTES)
    takes_back(rail, turn)
    assert the_clock(turn).state == "dropped"


def test_settling_again_changes_nothing(rail):
    for ago in (0, 50, 100):
        asks(rail, ago=ago * MINUTES, by=f"customer{ago}")
    before = list(Clock.objects.order_by("id").values()), list(ClockSign.objects.order_by("id").values())
    Conversation.objects.update(stirred=True)
    assert settling.settle_stirred() == 3
    assert settling.settle_stirred() == 0
    assert (list(Clock.objects.order_by("id").values()), list(ClockSign.objects.order_by("id").values())) == before


def test_a_changed_promise_holds_for_those_who_speak_afterwards(ana, rail):
    before = asks(rail, ago=10 * MINUTES)
    policies.promise(ana.workspace_id, Terms("Rail", account_id=rail.pk, first=15), ana)
    assert the_clock(before).due_at == before.said_at + HOUR
    Conversation.objects.update(stirred=True)
    Clock.objects.update(basis="")
    settling.settle_stirred()
    assert the_clock(before).due_at == before.said_at + HOUR, "told anew it is the same"
    after = asks(rail, "And the next one?", by="kofi")
    assert the_clock(after).due_at == after.said_at + 15 * MINUTES


def test_while_a_desk_is_being_set_up_a_promise_holds_for_all_that_was_said(ana, rail):
    type(ana.workspace).objects.update(created_at=clock.now() - HOUR)
    turn = asks(rail, ago=3 * HOUR)
    assert the_clock(turn).breached_at is not None
    policies.change(policies.base(ana.workspace_id), Terms("", first=600, next=600), ana)
    settling.settle_stirred()
    assert the_clock(turn).due_at == turn.said_at + 10 * HOUR
    assert signs(turn) == []


def test_other_hours_move_what_runs_from_now_on(ana, rail):
    week = ["00:00-24:00"] * 7
    calendar = timetables.name(ana.workspace_id, "Office", Open("UTC", week), ana)
    base = policies.in_force(ana.workspace_id)[-1]
    policies.change(base, Terms("", first=60, next=60, calendar_id=calendar.pk), ana)
    turn = asks(rail)
    assert the_clock(turn).due_at == turn.said_at + HOUR
    later = clock.now() + timedelta(days=3)
    timetables.tell(
        calendar,
        "Office",
        Open("UTC", week, special={str((later - timedelta(days=k)).date()): "" for k in range(4)}),
        ana,
    )
    settling.settle_stirred()
    assert the_clock(turn).due_at > turn.said_at + 2 * timedelta(days=1)
    assert Conversation.objects.get(pk=turn.conversation_id).due_at == the_clock(turn).due_at


def test_upkeep_rings_and_settles(rail):
    turn = asks(rail, ago=10 * MINUTES)
    Clock.objects.update(warn_at=clock.now() - MINUTES, due_at=clock.now() - MINUTES / 2)
    Conversation.objects.update(stirred=True)
    upkeep.ring(0)
    assert [what for what, _ in signs(turn)] == ["warned", "breached"]
    assert not Conversation.objects.filter(stirred=True).exists()


def test_the_pinned_example_from_end_to_end(ana, rail):
    calendar = timetables.name(ana.workspace_id, "Office", Open("Europe/Berlin", ["09:00-17:00"] * 5 + [""] * 2), ana)
    policies.base(ana.workspace_id)
    Policy.objects.update(first=30, calendar=calendar)
    friday = datetime(2026, 11, 27, 15, 45, tzinfo=UTC)
    turn = somebody_says(rail, "Where is my train?", at=friday)
    assert the_clock(turn).due_at == datetime(2026, 11, 30, 8, 15, tzinfo=UTC)


def test_new_words_of_its_author_keep_the_clock(rail):
    turn = asks(rail, ago=10 * MINUTES)
    edits(rail, turn, "Where on earth is my train?")
    assert the_clock(turn).started_at == turn.said_at
    assert Clock.objects.count() == 1
