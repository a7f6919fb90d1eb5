"""What is urgent and late goes along the chain until somebody takes it; each step once."""

import pytest
from noticing import HOUR, MINUTES, asks, heard, told
from town import a_workspace, an_account, an_agent, we_say

from earful.conversations import actions as conversations
from earful.kit import clock
from earful.notices import actions
from earful.notices.models import Escalation, Notice
from earful.queues import actions as queues
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    lead = an_agent(a_workspace(answer_within_minutes=60), "lea", "Lea Lindt", Role.OWNER)
    heard()
    return lead


@pytest.fixture
def bo(lea):
    return an_agent(lea.workspace, "bo", "Bo Berg")


@pytest.fixture
def cleo(lea, bo):
    found = an_agent(lea.workspace, "cleo", "Cleo Coe")
    actions.set_chain(lea.workspace, [(bo, 10), (found, 20)])
    return found


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def turns(*people):
    return [told(person).count("escalated") for person in people]


def test_step_by_step_then_everybody_then_round_again_with_twice_the_time(lea, bo, cleo, rail, time_machine):
    start = clock.now()
    asks(rail, "a", 2 * HOUR, urgent=True)
    expected = [
        (0, [0, 1, 0]),
        (9, [0, 1, 0]),
        (11, [0, 1, 1]),
        (30, [0, 1, 1]),
        (32, [1, 1, 1]),  # nobody is here, so those who lead
        (51, [1, 1, 1]),
        (53, [1, 2, 1]),
        (72, [1, 2, 1]),
        (74, [1, 2, 2]),
    ]
    for minutes, counts in expected:
        time_machine.move_to(start + minutes * MINUTES)
        heard()
        heard()
        assert turns(lea, bo, cleo) == counts, minutes


def test_what_is_not_urgent_goes_along_no_chain(lea, bo, cleo, rail):
    asks(rail, "a", 2 * HOUR)
    heard()
    assert turns(lea, bo, cleo) == [0, 0, 0]


def test_after_a_night_without_anybody_one_step_is_told_not_all_at_once(lea, bo, cleo, rail, time_machine):
    start = clock.now()
    asks(rail, urgent=True)
    time_machine.move_to(start + 9 * HOUR)
    heard()
    heard()
    assert turns(lea, bo, cleo) == [0, 1, 0]
    time_machine.move_to(start + 20 * HOUR)
    heard()
    heard()
    assert turns(lea, bo, cleo) == [0, 1, 1]


def takes(lea, bo, rail, turn):
    actions.take(turn.conversation, bo)


def is_given(lea, bo, rail, turn):
    queues.assign(turn.conversation, bo, lea)


def is_answered(lea, bo, rail, turn):
    we_say(rail, "Sorry for the wait.", parent=turn)


def is_set_aside(lea, bo, rail, turn):
    conversations.judge(turn, lea, needs_answer=False, reason="A joke")


@pytest.mark.parametrize("over", [takes, is_given, is_answered, is_set_aside])
def test_it_ends_when_somebody_takes_it_or_it_is_answered(lea, bo, cleo, rail, over, time_machine):
    start = clock.now()
    turn = asks(rail, "a", 2 * HOUR, urgent=True)
    heard()
    over(lea, bo, rail, turn)
    time_machine.move_to(start + 5 * HOUR)
    heard()
    assert turns(lea, bo, cleo) == [0, 1, 0]
    assert Escalation.objects.get().how == ("taken" if over in {takes, is_given} else "answered")


def test_whoever_had_it_already_and_lets_it_lie_does_not_end_it(lea, bo, cleo, rail, time_machine):
    start = clock.now()
    turn = asks(rail, urgent=True)
    queues.assign(turn.conversation, lea, lea)
    time_machine.move_to(start + 61 * MINUTES)
    heard()
    time_machine.move_to(start + 72 * MINUTES)
    heard()
    assert turns(lea, bo, cleo) == [0, 1, 1]
    actions.take(turn.conversation, lea)
    assert Escalation.objects.get().by == lea


def test_while_somebody_writes_it_waits_and_goes_on_when_they_leave(lea, bo, cleo, rail, time_machine):
    start = clock.now()
    turn = asks(rail, "a", 2 * HOUR, urgent=True)
    heard()
    queues.writes(turn.conversation, cleo, words=True)
    time_machine.move_to(start + 11 * MINUTES)
    heard()
    assert turns(lea, bo, cleo) == [0, 1, 0]
    queues.let_go(turn.conversation, cleo)
    heard()
    assert turns(lea, bo, cleo) == [0, 1, 1]


def test_what_is_laid_back_again_begins_again(lea, bo, cleo, rail):
    turn = asks(rail, "a", 2 * HOUR, urgent=True)
    heard()
    actions.take(turn.conversation, bo)
    heard()
    queues.assign(turn.conversation, None, bo)
    heard()
    assert turns(lea, bo, cleo) == [0, 2, 0]


def test_another_word_of_the_same_customer_does_not_begin_it_anew_for_whoever_took_it(lea, bo, cleo, rail):
    first = asks(rail, "a", 3 * HOUR, urgent=True)
    asks(rail, "a", 2 * HOUR, urgent=True, parent=first)
    heard()
    assert turns(bo) == [1], "one chain for one conversation"
    actions.take(first.conversation, bo)
    heard()
    assert Escalation.objects.count() == 1


def test_who_is_away_is_passed_over(lea, bo, cleo, rail):
    Agent.objects.filter(pk=bo.pk).update(away_from=clock.now())
    asks(rail, "a", 2 * HOUR, urgent=True)
    heard()
    assert turns(lea, bo, cleo) == [0, 0, 1]


def test_a_chain_that_is_taken_away_ends_it(lea, bo, cleo, rail, time_machine):
    start = clock.now()
    asks(rail, "a", 2 * HOUR, urgent=True)
    heard()
    actions.set_chain(lea.workspace, [])
    time_machine.move_to(start + HOUR)
    heard()
    assert Escalation.objects.get().how == "stopped"


def test_it_follows_into_another_conversation(lea, bo, cleo, rail, time_machine):
    start = clock.now()
    turn = asks(rail, "a", 2 * HOUR, urgent=True)
    other = asks(rail, "b").conversation
    heard()
    conversations.merge(other, turn.conversation, lea)
    time_machine.move_to(start + 11 * MINUTES)
    heard()
    assert turns(cleo) == [1]
    assert Notice.objects.get(agent=cleo, kind="escalated").conversation_id == other.pk
