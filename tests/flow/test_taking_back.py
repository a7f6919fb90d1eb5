"""Nobody's absence hides a customer: what lies with somebody who is gone goes back, with a note why."""

from datetime import timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace, an_account, an_agent, somebody_says, we_say

from earful import upkeep
from earful.conversations import actions as conversations
from earful.conversations.models import Conversation, Event
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues import taking_back
from earful.queues.taking_back import note_seen, take_back
from earful.staff import changes
from earful.staff.models import Agent
from earful.staff.rules import Role
from earful.web.desk import events

pytestmark = pytest.mark.django_db
HOUR, MINUTES = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def ana():
    return an_agent(a_workspace(), name="Ana Ortega")


@pytest.fixture
def bo(ana):
    return an_agent(ana.workspace, name="Bo Berg", role=Role.LEAD)


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def has(rail, agent, by="maria", ago=3 * HOUR, since=3 * HOUR, seen=None):
    """Something that this person has had for so long, and whose customer waits for so long."""
    held = somebody_says(rail, "Where is my train?", by=by, at=clock.now() - ago).conversation
    queues.assign(held, agent, agent)
    Event.objects.filter(conversation=held, what="assigned").update(at=clock.now() - since)
    Agent.objects.filter(pk=agent.pk).update(seen_at=clock.now() - seen if seen is not None else None)
    return held


def holder(conversation):
    return Conversation.objects.get(pk=conversation.pk).assignee


def why(conversation):
    return Event.objects.filter(conversation=conversation, what="assigned").latest("id").details["why"]


def test_from_somebody_who_was_not_here_for_long(ana, bo, rail):
    held = has(rail, ana, seen=2 * HOUR)
    assert take_back(ana.workspace) == 1
    assert holder(held) is None
    assert why(held) == "offline"
    assert take_back(ana.workspace) == 0, "once"
    assert "was not here for long" in " ".join(
        line.words for line in events.lines(list(held.events.select_related("agent")))
    )


@pytest.mark.parametrize("seen", [timedelta(0), 59 * MINUTES])
def test_not_from_somebody_who_was_here_a_moment_ago(ana, bo, rail, seen):
    held = has(rail, ana, ago=100 * MINUTES, seen=seen)
    assert take_back(ana.workspace) == 0
    assert holder(held) == ana


def test_not_what_they_were_given_a_moment_ago_and_not_before_the_customer_waited_so_long(ana, bo, rail):
    has(rail, ana, by="a", since=10 * MINUTES, seen=9 * HOUR)
    has(rail, ana, by="b", ago=10 * MINUTES, seen=9 * HOUR)
    assert take_back(ana.workspace) == 0


def test_from_somebody_who_is_here_and_lets_it_lie_past_its_promise(ana, bo, rail):
    held = has(rail, ana, ago=4 * HOUR, since=4 * HOUR, seen=timedelta(0))
    assert take_back(ana.workspace) == 1
    assert why(held) == "silent"


def test_not_while_they_have_it_open(ana, bo, rail):
    held = has(rail, ana, ago=9 * HOUR, since=9 * HOUR, seen=timedelta(0))
    queues.beat(ana, "page", held)
    assert take_back(ana.workspace) == 0


def test_from_somebody_who_left_at_once(ana, bo, rail):
    held = has(rail, ana, ago=MINUTES, since=MINUTES, seen=timedelta(0))
    changes.let_go(ana)
    assert take_back(ana.workspace) == 1
    assert (holder(held), why(held)) == (None, "left")


def test_from_somebody_who_is_away_to_their_substitute(ana, bo, rail):
    held = has(rail, ana, ago=MINUTES, since=MINUTES, seen=timedelta(0))
    changes.go_away(ana, clock.now() - MINUTES, clock.now() + HOUR, bo)
    assert take_back(ana.workspace) == 1
    assert (holder(held), why(held)) == (bo, "away")
    assert take_back(ana.workspace) == 0


def test_to_nobody_when_the_substitute_is_away_too(ana, bo, rail):
    held = has(rail, ana, ago=MINUTES, since=MINUTES)
    changes.go_away(ana, clock.now() - MINUTES, None, bo)
    changes.go_away(bo, clock.now() - MINUTES, None, ana)
    take_back(ana.workspace)
    assert holder(held) is None


def test_what_waits_for_the_customer_or_is_put_away_stays(ana, bo, rail):
    answered = has(rail, ana, by="a", seen=9 * HOUR)
    we_say(rail, "It is coming.", parent=answered.turns.get())
    put_away = has(rail, ana, by="b", seen=9 * HOUR)
    conversations.snooze(put_away, ana, clock.now() + HOUR, "The depot looks")
    assert take_back(ana.workspace) == 0


def test_a_single_person_keeps_what_is_theirs(ana, rail):
    held = has(rail, ana, seen=9 * HOUR)
    assert take_back(ana.workspace) == 0
    assert holder(held) == ana


def test_nobody_who_is_away_is_given_what_comes_back(ana, bo, rail):
    first = somebody_says(rail, "Where is my train?", at=clock.now() - 2 * HOUR)
    we_say(rail, "It is coming.", parent=first)
    first.conversation.turns.filter(ours=False).update(outcome_by=ana)
    changes.go_away(ana, clock.now() - MINUTES, None, None)
    again = somebody_says(rail, "And my bag? Where is it?", by="maria").conversation
    assert holder(again) is None


def test_it_is_done_by_upkeep_which_remembers_who_was_here(ana, bo, rail):
    queues.beat(ana, "page", None)
    note_seen()
    ana.refresh_from_db()
    assert ana.seen_at is not None
    held = has(rail, ana, ago=100 * MINUTES, seen=2 * HOUR)
    upkeep.mend(0)
    assert holder(held) == ana, "a page of theirs is open"
    ana.workspace.take_back_after_minutes = None
    ana.workspace.save()
    assert take_back(ana.workspace) == 0


def test_saying_that_one_is_away(ana, bo):
    client = Client()
    client.force_login(ana)
    answer = client.post(
        "/house/me/away/", {"begins": "2026-01-05T09:00", "ends": "2099-01-05T09:00", "substitute": bo.pk}
    )
    assert answer.url == "/house/me/"
    assert "Bo Berg answers for you" in client.get("/house/me/").content.decode()
    ana.refresh_from_db()
    assert ana.is_away(clock.now())
    wrong = client.post("/house/me/away/", {"begins": "2026-01-05T09:00", "ends": "2025-01-05T09:00"})
    assert "It must end after it begins." in wrong.content.decode()
    client.post("/house/me/away/", {"begins": "", "ends": "", "substitute": ""})
    ana.refresh_from_db()
    assert not ana.is_away(clock.now())


def test_much_goes_back_in_parts_those_who_wait_longest_first(ana, bo, rail):
    held = [has(rail, ana, by=f"one{number}", ago=timedelta(hours=9 - number), seen=2 * HOUR) for number in range(3)]
    assert take_back(ana.workspace, 2) == 2
    assert [holder(one) for one in held] == [None, None, ana]
    assert take_back(ana.workspace, 2) == 1


def test_the_rest_of_much_is_taken_back_soon(ana, bo, rail, monkeypatch):
    monkeypatch.setattr(upkeep, "BACK", 2)
    for number in range(3):
        has(rail, ana, by=f"one{number}", seen=2 * HOUR)
    upkeep.mend(0)
    assert ProcrastinateJob.objects.filter(task_name="take_back", status="todo").count() == 1
    upkeep.back_from_absent(ana.workspace_id)
    assert not Conversation.objects.filter(assignee=ana).exists()


def test_what_those_who_are_here_may_keep_hides_nobody(ana, bo, rail, monkeypatch):
    """Only so many are looked at in one go; those of somebody who is here are not among them."""
    monkeypatch.setattr(taking_back, "MOST", 2)
    cy = an_agent(ana.workspace, name="Cy Dahl")
    kept = [has(rail, ana, by=f"kept{number}", ago=9 * HOUR, since=8 * HOUR, seen=2 * MINUTES) for number in range(2)]
    Conversation.objects.update(due_at=None)
    lost = has(rail, cy, by="lost", seen=2 * HOUR)
    assert take_back(ana.workspace) == 1
    assert holder(lost) is None
    assert {holder(one) for one in kept} == {ana}
