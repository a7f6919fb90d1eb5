"""What people are told of: each thing once, whom it concerns, also what happened while nothing ran."""

import pytest
from noticing import HOUR, MINUTES, asks, heard, told
from ruled import a_rule
from town import a_team, a_workspace, an_account, an_agent, we_say

from earful.accounts import actions as accounts
from earful.conversations import actions as conversations
from earful.conversations.models import Event
from earful.kit import clock
from earful.notices.lines import line
from earful.notices.models import Mark, Notice
from earful.queues import actions as queues
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    lead = an_agent(a_workspace(answer_within_minutes=60), "lea", "Lea Lindt", Role.OWNER)
    heard()  # what was before is not told
    return lead


@pytest.fixture
def bo(lea):
    return an_agent(lea.workspace, "bo", "Bo Berg")


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def missed():
    return {number for first, last, _ in Mark.objects.get(source="events").gaps for number in range(first, last + 1)}


def test_whoever_has_it_is_told_that_it_is_due_and_that_it_is_late(lea, bo, rail, time_machine):
    start = clock.now()
    talk = asks(rail).conversation
    queues.assign(talk, bo, bo)
    time_machine.move_to(start + 46 * MINUTES)
    heard()
    assert told(bo) == ["soon"]
    time_machine.move_to(start + 61 * MINUTES)
    for _ in range(3):
        heard()
    assert told(bo) == ["soon", "late"]
    assert told(lea) == []


def test_what_came_due_in_a_night_without_anybody_is_told_once_in_the_morning(lea, bo, rail, time_machine):
    start = clock.now()
    talk = asks(rail).conversation
    queues.assign(talk, bo, bo)
    time_machine.move_to(start + 9 * HOUR)
    heard()
    heard()
    assert told(bo) == ["late"], "that it was due soon is of no use any more"


def test_what_nobody_has_is_told_to_who_is_here_of_its_team_first(lea, bo, rail):
    cleo = an_agent(lea.workspace, "cleo", "Cleo Coe")
    for person in (bo, cleo):
        queues.beat(person, f"page{person.pk}xx", None)
    asks(rail, "a", 2 * HOUR)
    heard()
    assert (told(lea), told(bo), told(cleo)) == ([], ["late"], ["late"])
    talk = asks(rail, "b", 2 * HOUR).conversation
    queues.set_team(talk, a_team(lea.workspace, "Refunds", [cleo]), lea)
    heard()
    assert (told(bo), told(cleo)) == (["late"], ["late", "late"])


def test_where_nobody_is_those_who_lead_are_told(lea, bo, rail):
    asks(rail, "a", 2 * HOUR)
    heard()
    assert (told(lea), told(bo)) == (["late"], [])


def test_what_was_answered_meanwhile_is_not_told(lea, rail):
    turn = asks(rail, "a", 2 * HOUR)
    we_say(rail, "Sorry.", parent=turn)
    heard()
    assert told(lea) == []


def test_given_by_somebody_taken_by_somebody_and_never_by_oneself(lea, bo, rail):
    talk = asks(rail).conversation
    queues.assign(talk, bo, lea)
    heard()
    assert (told(lea), told(bo)) == ([], ["given"])
    queues.assign(talk, lea, lea)
    heard()
    assert (told(lea), told(bo)) == ([], ["given", "taken"])
    assert Notice.objects.get(agent=bo, kind="taken").details["by"] == "Lea Lindt"


def test_a_note_that_names_somebody(lea, bo, rail):
    talk = asks(rail).conversation
    conversations.leave_note(talk, lea, "@bo, do you know this one? Mail to lea@bo.example. @lea")
    heard()
    assert (told(lea), told(bo)) == ([], ["mentioned"])


def test_a_rule_of_the_house_that_tells_somebody(lea, bo, rail):
    a_rule(lea, [("words", ["train"])], [("tell", bo.pk, "Look at this one.")])
    asks(rail)
    heard()
    heard()
    assert told(bo) == ["mentioned"]
    assert "The rule “Refunds” has something to say to you" in line(Notice.objects.get(agent=bo), names=True)


def test_a_row_that_is_seen_late_is_told_all_the_same(lea, bo, rail):
    """Its number was given before that of another, and its transaction ended after that."""
    talk = asks(rail).conversation
    about = {"workspace": lea.workspace, "conversation": talk, "what": "assigned", "agent": lea, "at": clock.now()}
    late = Event.objects.create(**about, details={"to": bo.pk})
    late_pk, late.pk = late.pk, None
    Event.objects.filter(pk=late_pk).delete()
    conversations.leave_note(talk, lea, "Something else.")
    heard()
    assert told(bo) == []
    assert late_pk in missed()
    Event.objects.create(pk=late_pk, **about, details={"to": bo.pk})
    heard()
    heard()
    assert told(bo) == ["given"]
    assert late_pk not in missed()


def test_an_account_that_was_signed_out_at_once_and_one_in_trouble_after_a_while(lea, bo, rail, time_machine):
    start = clock.now()
    accounts.note_trouble(rail.pk, "The network does not answer.")
    heard()
    assert told(lea) == []
    time_machine.move_to(start + 6 * MINUTES)
    heard()
    heard()
    assert (told(lea), told(bo)) == (["trouble"], [])
    accounts.note_poll(rail.pk)
    accounts.note_trouble(rail.pk, "Signed out.", signed_out=True)
    heard()
    assert told(lea) == ["trouble", "trouble"]


def test_somebody_who_left_or_is_away_is_told_nothing_of_what_is_due(lea, bo, rail):
    talk = asks(rail, "a", 2 * HOUR).conversation
    queues.assign(talk, bo, bo)
    Agent.objects.filter(pk=bo.pk).update(away_from=clock.now())
    heard()
    assert (told(lea), told(bo)) == (["late"], [])


def test_another_workspace_hears_nothing(lea, rail):
    eve = an_agent(a_workspace("Elsewhere"), "eve", "Eve Else", Role.OWNER)
    heard()
    asks(rail, "a", 2 * HOUR)
    heard()
    assert (told(lea), told(eve)) == (["late"], [])
