"""The desk hands out what nobody has: to whoever fits, is here and has least; and says why the rest stays."""

from datetime import timedelta

import pytest
from sharing import asks, holders, on_duty, share
from town import a_team, a_workspace, an_account, an_agent, somebody_says, we_say

from earful import upkeep
from earful.conversations import actions as conversations
from earful.conversations.models import Conversation, Event
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues import taking_back
from earful.queues.models import Queued
from earful.queues.sharing import leading, shifts
from earful.staff import abilities, changes
from earful.staff.models import Agent, Skill
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
ALWAYS = ("00:00-24:00",) * 7


@pytest.fixture
def desk():
    return a_workspace(hand_out="level")


@pytest.fixture
def rail(desk):
    return an_account(desk)


@pytest.fixture
def ana(desk):
    return an_agent(desk, name="Ana Ortega")


@pytest.fixture
def bo(desk):
    return an_agent(desk, name="Bo Berg")


def why(talk):
    return [(row.why, row.until) for row in Queued.objects.filter(conversation=talk)]


def test_it_goes_to_whoever_has_least_and_is_level(desk, rail, ana, bo):
    on_duty(ana, bo)
    talks = [asks(rail, f"c{n}", minutes=30 - n) for n in range(5)]
    assert share(desk) == 5
    assert sorted(holders(talks).count(one) for one in (ana, bo)) == [2, 3]
    event = Event.objects.filter(conversation=talks[0], what="assigned").get()
    assert (event.agent, event.details["why"]) == (None, "level")
    assert Queued.objects.count() == 0


def test_the_most_urgent_is_handed_out_first(desk, rail, ana):
    abilities.set_capacity(ana, 1)
    on_duty(ana)
    calm, urgent, older = asks(rail, "a", 60), asks(rail, "b", 5, urgency=2), asks(rail, "c", 90)
    assert share(desk) == 1
    assert holders([urgent]) == [ana]
    assert why(calm) == why(older) == [("full", None)]
    we_say(rail, "On its way.", parent=urgent.turns.get())
    assert share(desk) == 1, "they have room again"
    assert holders([older, calm]) == [ana, None]


def test_by_hand_nothing_is_handed_out(desk, rail, ana):
    on_duty(ana)
    type(desk).objects.update(hand_out="by_hand")
    talk = asks(rail, "a", 5)
    assert share(desk) == 0
    assert holders([talk]) == [None]
    assert why(talk) == []


def test_a_customer_comes_back_to_whoever_answered_them_while_they_are_here(desk, rail, ana, bo):
    on_duty(ana, bo)
    first = asks(rail, "maria", 60)
    share(desk)
    (holder,) = holders([first])
    other = bo if holder == ana else ana
    conversations.end(first, holder, "answered")
    for n in range(3):
        queues.assign(asks(rail, f"x{n}", 1), holder, holder)  # they have more than the other
    again = asks(rail, "maria", 5)
    share(desk)
    assert holders([again]) == [holder]
    assert Event.objects.get(conversation=again, what="assigned").details["why"] == "continuity"
    conversations.end(again, holder, "answered")
    changes.go_away(holder, clock.now() - timedelta(minutes=1), None, None)
    third = asks(rail, "maria", 2)
    share(desk)
    assert holders([third]) == [other]


def test_language_skill_and_team_are_needed_together(desk, rail, ana, bo):
    on_duty(ana, bo)
    refunds = a_team(desk, "Refunds", [ana, bo])
    billing = Skill.objects.create(workspace=desk, name="Billing")
    abilities.set_languages(ana, ["de"])
    abilities.set_languages(bo, ["en"])
    leading.add(desk.pk, leading.Terms(account_id=rail.pk, team_id=refunds.pk, skill_id=billing.pk))
    talk = asks(rail, "a", 5)
    talk.refresh_from_db()
    assert talk.team == refunds, "the route led it there when it came"
    share(desk)
    assert why(talk) == [("skill", None)]
    abilities.set_skills(ana, [billing])
    share(desk)
    assert why(talk) == [("together", None)], "who speaks it cannot do it"
    abilities.set_skills(bo, [billing])
    share(desk)
    assert holders([talk]) == [bo]


def test_nobody_is_handed_anything_off_shift_and_when_they_come_is_known(desk, rail, ana):
    on_duty(ana)
    tomorrow = clock.now() + timedelta(days=1)
    week = ["09:00-17:00" if day == tomorrow.weekday() else "" for day in range(7)]
    shifts.tell(ana, shifts.Open("UTC", week), ana)
    talk = asks(rail, "a", 5)
    share(desk)
    ((reason, until),) = why(talk)
    assert reason == "off_shift"
    assert (until.date(), until.hour) == (tomorrow.date(), 9)
    shifts.tell(ana, shifts.Open("UTC", ALWAYS), ana)
    share(desk)
    assert holders([talk]) == [ana]


def test_who_has_no_set_times_any_more_is_there_whenever_they_are(desk, rail, ana):
    on_duty(ana)
    tomorrow = clock.now() + timedelta(days=1)
    week = ["09:00-17:00" if day == tomorrow.weekday() else "" for day in range(7)]
    shifts.tell(ana, shifts.Open("UTC", week), ana)
    shifts.at_any_time(ana, ana)
    talk = asks(rail, "a", 5)
    share(desk)
    assert holders([talk]) == [ana]


def test_nobody_here_and_then_somebody(desk, rail, ana):
    talk = asks(rail, "a", 5)
    share(desk)
    assert why(talk) == [("not_here", None)]
    on_duty(ana)
    upkeep.share(0)
    assert holders([talk]) == [ana]
    assert why(talk) == []


def test_what_somebody_laid_back_is_not_handed_to_them_again(desk, rail, ana):
    on_duty(ana)
    talk = asks(rail, "a", 5)
    share(desk)
    queues.assign(talk, None, ana)
    share(desk)
    assert holders([talk]) == [None]
    assert why(talk) == [("laid_back", None)]
    bo = an_agent(desk, name="Bo Berg")
    on_duty(bo)
    share(desk)
    assert holders([talk]) == [bo]


def test_what_is_taken_back_from_who_is_away_goes_to_the_next(desk, rail, ana, bo):
    on_duty(ana)
    talk = asks(rail, "a", 5)
    share(desk)
    on_duty(bo)
    changes.go_away(ana, clock.now() - timedelta(minutes=1), None, None)
    assert taking_back.take_back(desk) == 1
    share(desk)
    assert holders([talk]) == [bo]


def test_what_is_put_away_stays_and_is_no_load(desk, rail, ana):
    abilities.set_capacity(ana, 1)
    on_duty(ana)
    away, other = asks(rail, "a", 30), asks(rail, "b", 5)
    conversations.snooze(away, ana, clock.now() + timedelta(hours=1), "The depot looks")
    share(desk)
    assert holders([away, other]) == [None, ana]
    assert why(away) == []


def test_viewers_and_those_who_left_get_nothing(desk, rail, ana):
    vera = an_agent(desk, name="Vera Lind", role=Role.VIEWER)
    on_duty(vera, ana)
    Agent.objects.filter(pk=ana.pk).update(is_active=False)
    talk = asks(rail, "a", 5)
    share(desk)
    assert holders([talk]) == [None]
    assert why(talk) == [("not_here", None)]


def test_another_workspace_is_none_of_our_business(desk, rail, ana):
    theirs = a_workspace("Oatmoor", hand_out="level")
    on_duty(an_agent(theirs, name="Eve Else"))
    talk = asks(rail, "a", 5)
    assert share(theirs) == 0
    assert holders([talk]) == [None]


def test_placing_asks_for_a_hand_out_once(desk, rail, ana):
    from procrastinate.contrib.django.models import ProcrastinateJob

    for n in range(3):
        somebody_says(rail, "Where is my train?", by=f"c{n}")
    waiting = ProcrastinateJob.objects.filter(task_name="hand_out", status="todo")
    assert [job.args for job in waiting] == [{"workspace_id": desk.pk}]


@pytest.mark.parametrize("rows", [1, 3])
def test_handing_out_asks_the_same_for_one_as_for_three(desk, rail, ana, bo, rows, django_assert_num_queries):
    on_duty(ana, bo)
    for n in range(rows):
        asks(rail, f"c{n}", 5)
    share_again = Conversation.objects.filter(assignee=None).count()
    with django_assert_num_queries(24):
        assert share(desk) == share_again == rows
