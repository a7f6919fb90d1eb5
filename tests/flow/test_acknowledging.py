"""The automatic acknowledgement: off by default, once, in private only, and never an answer."""

from datetime import timedelta

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, it_leaves, somebody_says, we_say

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.conversations.models import Conversation
from earful.insights import queries as insights
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.queues.models import Clock
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
WORDS = "This is an automatic message: we have your words, and a person will answer."


@pytest.fixture
def olga():
    return an_agent(a_workspace(), "olga", "Olga Owen", Role.OWNER)


@pytest.fixture
def rail(olga):
    return an_account(olga.workspace)


@pytest.fixture
def on(rail, olga):
    accounts.set_acknowledgement(rail, WORDS, olga)
    return Account.objects.get(pk=rail.pk)


def writes(account, text="Where is my train?", **more):
    return somebody_says(account, text, **{"reach": "private", "why": "message", **more})


def sent():
    return list(Dispatch.objects.filter(manner="robot").exclude(state="undone"))


def test_it_is_off_by_default(rail):
    writes(rail)
    assert sent() == []


def test_who_writes_privately_gets_it_once_and_still_waits(on, olga):
    turn = writes(on)
    (dispatch,) = sent()
    assert (dispatch.text, dispatch.state) == (WORDS, "held")
    ours = it_leaves(dispatch)
    assert (ours.manner, ours.agent) == ("robot", None)
    turn.refresh_from_db()
    talk = Conversation.objects.get(pk=turn.conversation_id)
    assert (turn.outcome, talk.status, talk.assignee) == ("", "open", None)
    assert Clock.objects.get(turn=turn).state == "running"
    assert insights.report(olga.workspace).figures.answered == 0
    writes(on, "Hello? Where is it?", parent=turn)
    assert len(sent()) == 1


@pytest.mark.parametrize(
    "how", [{"reach": "public", "why": "mention"}, {"at": clock.now() - timedelta(hours=2)}, {"text": "Thank you!"}]
)
def test_never_in_public_never_late_never_where_nothing_is_asked(on, how):
    writes(on, **how)
    assert sent() == []


def test_a_person_who_answers_at_once_makes_it_needless(on):
    turn = writes(on)
    (dispatch,) = sent()
    we_say(on, "It leaves at noon.", parent=turn, reach="private")
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(dispatch.pk)
    assert sent() == []


def test_what_the_guard_refuses_is_not_sent(on, olga):
    accounts.set_acknowledgement(on, "x" * 5000, olga)
    writes(Account.objects.get(pk=on.pk))
    assert sent() == []


def test_only_an_owner_switches_it_on_from_the_page(rail, olga):
    page = Client()
    page.force_login(olga, backend="earful.web.signed_in.Backend")
    page.post(f"/house/accounts/{rail.pk}/", {"signature": "name", "team": "", "acknowledgement": f" {WORDS} "})
    rail.refresh_from_db()
    assert (rail.acknowledgement, rail.acknowledged_by) == (WORDS, olga)
    page.post(f"/house/accounts/{rail.pk}/", {"signature": "name", "team": "", "acknowledgement": ""})
    rail.refresh_from_db()
    assert (rail.acknowledgement, rail.acknowledged_by) == ("", None)
