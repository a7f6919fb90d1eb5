"""Holding replies: no answer, with a promise of their own that is kept or broken; and solutions, which pause meanwhile."""

from datetime import timedelta

import pytest
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, somebody_says, we_say

from earful import upkeep
from earful.conversations.models import Conversation
from earful.conversations.solving import QUIET
from earful.insights import queries as insights
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.queues.models import Clock, ClockSign
from earful.queues.promises import policies, settling
from earful.queues.promises.policies import Terms
from earful.queues.promises.ringing import ring
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
MINUTES, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def ana():
    return an_agent(a_workspace(answer_within_minutes=60), "ana", "Ana Ortega", Role.LEAD)


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def holds(ana, turn, until):
    dispatch = a_dispatch(ana, turn.conversation, "I have seen this and will come back.")
    Dispatch.objects.filter(pk=dispatch.pk).update(manner="holding", holds_until=until)
    dispatch.refresh_from_db()
    ours = it_leaves(dispatch)
    settling.settle_stirred()
    return ours


def the_promise(ours):
    return Clock.objects.get(turn=ours, what="held")


def standing(turn):
    return Conversation.objects.get(pk=turn.conversation_id)


def test_a_holding_reply_answers_nothing_and_is_due_itself(ana, rail):
    turn = somebody_says(rail, "Where is my train?", at=clock.now() - 10 * MINUTES)
    until = clock.now() + 3 * HOUR
    ours = holds(ana, turn, until)
    turn.refresh_from_db()
    talk = standing(turn)
    assert (ours.manner, ours.agent, turn.outcome, talk.status) == ("holding", ana, "", "open")
    assert (talk.holds_until, the_promise(ours).due_at, the_promise(ours).state) == (until, until, "running")
    first = Clock.objects.get(turn=turn)
    assert (first.state, talk.due_at) == ("running", first.due_at)
    assert insights.report(ana.workspace).figures.answered == 0


def test_it_is_kept_by_a_real_answer_in_time(ana, rail):
    turn = somebody_says(rail, "Where is my train?", at=clock.now() - 10 * MINUTES)
    ours = holds(ana, turn, clock.now() + 3 * HOUR)
    answer = we_say(rail, "It leaves at noon.", parent=turn, at=clock.now() + 2 * HOUR)
    assert (the_promise(ours).state, the_promise(ours).ended_at) == ("met", answer.said_at)
    assert standing(turn).holds_until is None


def test_it_is_broken_when_its_time_passes_and_stays_so(ana, rail):
    turn = somebody_says(rail, "Where is my train?", at=clock.now() - 10 * MINUTES)
    ours = holds(ana, turn, clock.now() + HOUR)
    assert ("breached", the_promise(ours).due_at) in [(one.what, one.at) for one in ring(clock.now() + 2 * HOUR)]
    we_say(rail, "It leaves at noon.", parent=turn, at=clock.now() + 3 * HOUR)
    assert the_promise(ours).state == "late"


def promised(ana, minutes=120):
    policies.promise(ana.workspace_id, Terms("Solutions", first=30, next=30, solved=minutes), ana)


def the_solution(turn):
    return Clock.objects.get(conversation=turn.conversation_id, what="solved")


def signs(found):
    return [(one.what, one.at) for one in ClockSign.objects.filter(clock=found, struck_at=None).order_by("at", "id")]


def test_a_solution_counts_only_while_the_customer_waits_for_us(ana, rail):
    promised(ana)
    begin = clock.now() - 200 * HOUR
    turn = somebody_says(rail, "Where is my train?", at=begin)
    we_say(rail, "It leaves at noon.", parent=turn, at=begin + HOUR)
    found = the_solution(turn)
    assert (found.state, found.ended_at) == ("met", begin + HOUR + QUIET)
    again = somebody_says(rail, "It did not come. Where is my train?", parent=turn, at=begin + 190 * HOUR)
    found = the_solution(turn)
    assert (found.started_at, found.due_at) == (begin, again.said_at + HOUR)
    assert found.state == "running"
    assert ("breached", again.said_at + HOUR) in signs(found)
    assert "met" not in [what for what, _at in signs(found)]


def test_72_quiet_hours_are_noted_by_the_clock(ana, rail):
    promised(ana)
    turn = somebody_says(rail, "Where is my train?", at=clock.now() - 80 * HOUR)
    we_say(rail, "It leaves at noon.", parent=turn, at=clock.now() - QUIET + MINUTES)
    assert the_solution(turn).state == "paused"
    assert settling.settle_solved(clock.now()) == 0
    assert settling.settle_solved(clock.now() + 2 * MINUTES) == 1
    upkeep.ring(0)


def test_without_such_a_promise_there_is_no_such_clock(ana, rail):
    turn = somebody_says(rail, "Where is my train?", at=clock.now() - 80 * HOUR)
    we_say(rail, "It leaves at noon.", parent=turn, at=clock.now() - 79 * HOUR)
    assert not Clock.objects.filter(what="solved").exists()
    talk = standing(turn)
    answered = turn.conversation.turns.get(ours=True).said_at
    assert (talk.solved_at, talk.solved_by_word) == (answered + QUIET, False)


def test_that_it_was_solved_stays_in_its_history_when_it_is_opened_again(client, ana, rail):
    client.force_login(ana)
    turn = somebody_says(rail, "Where is my train?", at=clock.now() - 5 * QUIET)
    we_say(rail, "It leaves at noon.", parent=turn, at=clock.now() - 4 * QUIET)
    address, words = f"/desk/all/{turn.conversation_id}/", "Solved: quiet for 72 hours"
    assert client.get(address).content.decode().count(words) == 2, "in the thread and in the history"
    again = somebody_says(rail, "It still has not come, where is it?", parent=turn)
    assert (again.conversation_id, standing(turn).status) == (turn.conversation_id, "open")
    assert client.get(address).content.decode().count(words) == 2
