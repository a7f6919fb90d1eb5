"""Any position in the queue can be explained from the page."""

from datetime import timedelta

import pytest
from django.test import Client
from town import a_team, a_workspace, an_account, an_agent, somebody_says, we_say

from earful.conversations import actions as conversations
from earful.conversations import queries
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues.promises import policies
from earful.queues.sharing import leading, shifts
from earful.queues.sharing.rules import Why
from earful.staff import abilities
from earful.staff.rules import Role
from earful.web.desk import queue_reasons
from earful.web.desk.why_words import reasons

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@pytest.fixture
def lea():
    return an_agent(a_workspace(answer_within_minutes=120), name="Lea Lindt", role=Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def asks(rail, by, minutes, urgency=0):
    talk = somebody_says(rail, "Where is my train?", by=by, at=clock.now() - minutes * MINUTES).conversation
    Conversation.objects.filter(pk=talk.pk).update(urgency=urgency)
    talk.refresh_from_db()
    return talk


def words(talk):
    return " ".join(reasons(Conversation.objects.select_related("assignee", "team").get(pk=talk.pk)))


def test_its_place_is_that_in_the_list(lea, rail):
    talks = [
        asks(rail, f"c{number}", minutes, urgency)
        for number, (minutes, urgency) in enumerate([(5, 0), (90, 0), (3, 3), (60, 1), (90, 2)])
    ]
    order = [row.pk for row in queries.page(lea, "needs").rows]
    assert [queries.ahead(talk)[0] for talk in talks] == [order.index(talk.pk) for talk in talks]
    assert {queries.ahead(talk)[1] for talk in talks} == {5}


def test_what_decides_is_said(lea, rail):
    policies.promise(lea.workspace_id, policies.Terms("Rail", account_id=rail.pk, first=90), lea)
    first, other = asks(rail, "a", 30, 3), asks(rail, "b", 10)
    told = words(first)
    for piece in (
        "It comes first of 2.",
        "It is urgent",
        "“Rail” promises a first answer within 1 h 30 min by the wall clock",
        "Nobody has it",
        "never asked",
    ):
        assert piece in told
    assert "1 of 2 come before it." in words(other)
    queues.assign(other, lea, lea)
    assert "Lea Lindt has it." in words(other)
    queues.set_team(first, a_team(lea.workspace, "Refunds"), lea)
    assert "the team Refunds looks after it" in words(first)


def test_what_is_in_no_queue_says_so(lea, rail):
    talk = asks(rail, "a", 30)
    conversations.snooze(talk, lea, clock.now() + 60 * MINUTES, "The depot looks")
    assert "It is put away" in words(talk)
    we_say(rail, "It is coming.", parent=talk.turns.get())
    assert "wait for the customer" in words(talk)


def test_it_opens_from_the_conversation_also_without_scripts(lea, rail):
    talk = asks(rail, "a", 30)
    client = Client()
    client.force_login(lea)
    address = f"/desk/matter/{talk.pk}/why/"
    assert address in client.get(f"/desk/all/{talk.pk}/").content.decode()
    assert "Back to the conversation" in client.get(address).content.decode()
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith('<ul class="why-here">')
    assert client.get("/desk/matter/99999/why/").status_code == 404


def test_where_the_desk_hands_out_it_says_why_nobody_has_it(lea, rail):
    type(lea.workspace).objects.update(hand_out="level")
    talk = asks(rail, "a", 30)
    Conversation.objects.filter(pk=talk.pk).update(language="pl")
    abilities.set_languages(lea, ["en"])
    assert "It takes somebody who answers in Polish." in words(talk)
    assert "nobody here answers in Polish." in words(talk)
    abilities.set_languages(lea, ["pl"])
    assert "nobody who could answer it is here just now." in words(talk)
    tomorrow = clock.now() + timedelta(days=1)
    week = ["09:00-17:00" if day == tomorrow.weekday() else "" for day in range(7)]
    shifts.tell(lea, shifts.Open("UTC", week), lea)
    assert "is on shift until" in words(talk)
    shifts.at_any_time(lea, lea)
    queues.beat(lea, "page", None)
    assert "It goes to Lea Lindt within a minute: of those who can answer it and are here they have least." in words(
        talk
    )
    skill = abilities.name_skill(lea.workspace_id, "Billing")
    leading.add(lea.workspace_id, leading.Terms(language="pl", skill_id=skill.pk))
    assert "the skill Billing" in words(talk)
    assert "nobody who answers here has that skill." in words(talk)


def test_every_reason_has_its_sentences():
    for why in Why:
        assert queue_reasons.SHORT[why]
        assert why is Why.OFF_SHIFT or queue_reasons.STAYS[why].endswith(".")
