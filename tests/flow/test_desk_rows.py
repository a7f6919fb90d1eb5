"""A list's lines are remembered between looks, and never show what was."""

from datetime import timedelta
from operator import attrgetter

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says

from earful.accounts.models import Account
from earful.conversations import queries
from earful.conversations.models import Conversation, Tag
from earful.customers.models import Handle
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Role
from earful.web.desk import rows as lines
from earful.web.desk.rows import Row

pytestmark = pytest.mark.django_db(transaction=True)
everything = attrgetter(*Row.__slots__)
NOW = clock.now()


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def matter(ana):
    return somebody_says(an_account(ana.workspace), "Where is my tent?").conversation


def shown(agent, view="all", words=""):
    agent = Agent.objects.select_related("workspace").get(pk=agent.pk)
    return [everything(row) for row in lines.rows(queries.page(agent, view).rows, agent, view, words)]


def afresh(agent, view="all", words=""):
    lines._rows.clear()
    return shown(agent, view, words)


CHANGES = {
    "preview": lambda c, _: of(c, preview="Where is my other tent?"),
    "status": lambda c, _: of(c, status="waiting"),
    "kind": lambda c, _: of(c, kind="complaint"),
    "urgency": lambda c, _: of(c, urgency=2),
    "language": lambda c, _: of(c, language="pt"),
    "private": lambda c, _: of(c, private=True),
    "turns": lambda c, _: of(c, turns_count=7),
    "version": lambda c, _: of(c, version=77),
    "wait": lambda c, _: of(c, waiting_since=NOW - timedelta(days=3)),
    "last": lambda c, _: of(c, last_at=NOW - timedelta(days=2)),
    "holder": lambda c, a: of(c, assignee=a),
    "away": lambda c, a: of(c, snoozed_until=NOW + timedelta(days=1), snoozed_by=a, snoozed_why="Depot"),
    "away_why": lambda c, a: of(c, snoozed_until=NOW + timedelta(days=1), snoozed_by=a, snoozed_why="Lost"),
    "asker": lambda c, _: Handle.objects.filter(pk=c.asker_id).update(name="Somebody else"),
    "account": lambda c, _: Account.objects.filter(pk=c.account_id).update(name="Northwind Trains"),
    "tags": lambda c, _: c.tags.add(Tag.objects.create(workspace=c.workspace, name="refund")),
    "more tags": lambda c, _: c.tags.add(Tag.objects.create(workspace=c.workspace, name="tent")),
    "holder's name": lambda _, a: Agent.objects.filter(pk=a.pk).update(public_name="Ana of the night"),
    "role": lambda _, a: Agent.objects.filter(pk=a.pk).update(role=Role.VIEWER),
    "promise": lambda c, _: of(c, due_at=NOW + timedelta(days=9)),
}


def of(conversation, **more):
    Conversation.objects.filter(pk=conversation.pk).update(**more)


def test_whatever_changes_is_shown_at_the_next_look(ana, matter):
    before = afresh(ana)
    assert shown(ana) == before
    for name, change in CHANGES.items():
        change(matter, ana)
        now = shown(ana)
        assert now == afresh(ana), name
        assert now != before, name
        before = now


def test_each_sees_their_own_lines_in_their_own_place(ana, matter):
    ben = an_agent(ana.workspace, "ben", "Ben Adeyemi")
    of(matter, assignee=ana)
    for agent, view, words in ((ana, "all", ""), (ben, "all", ""), (ana, "needs", ""), (ana, "all", "tent")):
        assert shown(agent, view, words) == afresh(agent, view, words)
    assert [row.mine for row in lines.rows(queries.page(ben, "all").rows, ben, "all", "")] == [False]


def test_what_did_not_change_is_the_same_line(ana, matter):
    first, second = (lines.rows(queries.page(ana, "all").rows, ana, "all", "")[0] for _ in range(2))
    assert first is second


def test_a_hurried_look_leaves_out_what_hardly_changes(ana, matter):
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")

    def part(address, name):
        return client.get(address, headers={"HX-Request": "true", "HX-Target": name}).content.decode()

    assert 'id="nav"' in part("/desk/all/", "list")
    assert 'id="nav"' not in part("/desk/all/?rail=0", "list")
    whole, bare = (part(f"/desk/all/{matter.pk}/{more}", "talk") for more in ("", "?drawer=0"))
    assert "Earlier matters" in whole
    assert "Earlier matters" not in bare
    assert bare.count("data-same") == 2
    assert "Where is my tent?" in bare
    assert 'name="seen"' in bare
