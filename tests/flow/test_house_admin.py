"""The administration pages: for owners, about their own workspace, without secrets; the past is only looked at."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from town import a_dispatch, a_team, a_workspace, an_account, an_agent, it_leaves, somebody_says

from earful.conversations import actions as conversations
from earful.conversations.models import Tag
from earful.customers import actions as customers
from earful.staff.actions import issue_token
from earful.staff.models import Agent, Team, Workspace
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
OURS = sorted((model for model in admin.site._registry if model.__module__.startswith("earful.")), key=str)
CHANGED_HERE = {"team", "customer", "tag"}


def furnished(name: str) -> tuple[Workspace, Agent]:
    """A workspace with at least one row of nearly everything, all of it carrying its name."""
    workspace = a_workspace(name)
    owner = an_agent(workspace, f"{name}-owner", f"{name} Owner", Role.OWNER)
    a_team(workspace, f"{name} Team", [owner])
    issue_token(owner, f"{name} token")
    rail = an_account(workspace, f"{name}brand")
    asked = somebody_says(rail, "Where is my train?", by=f"{name}-maria")
    other = somebody_says(rail, "And mine?", by=f"{name}-bo")
    customers.join(asked.author.customer, other.author.customer, owner)
    conversations.leave_note(asked.conversation, owner, f"{name} note")
    conversations.tag(asked.conversation, owner, f"{name} tag")
    it_leaves(a_dispatch(owner, asked.conversation))
    return workspace, owner


@pytest.fixture
def owner() -> Agent:
    furnished("elsewhere")
    return furnished("northwind")[1]


@pytest.fixture
def page(owner) -> Client:
    client = Client()
    client.force_login(owner, backend="earful.web.signed_in.Backend")
    return client


def to(model, what: str, *args: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def ours(model, workspace_id: int):
    mine = {"pk": workspace_id} if model is Workspace else {"workspace_id": workspace_id}
    return model.objects.filter(**mine), model.objects.exclude(**mine)


def test_every_table_that_people_care_about_is_there():
    assert {model.__name__ for model in OURS} == {
        "Workspace", "Agent", "Team", "ApiToken", "Account", "Customer", "Handle", "Joining", "Item", "ImportRun",
        "Verdict", "Conversation", "Turn", "Note", "Tag", "Event", "Draft", "Enclosure", "Dispatch", "GuardSetting",
        "Claim", "Approval", "ApprovalRule", "Crisis", "DraftVersion", "Face", "SavedReply", "PrivatePage", "SolvedQuestion", "LinkLook",
    }  # fmt: skip


def test_lists_and_rows_are_of_our_workspace_alone(owner, page):
    for model in OURS:
        mine, theirs = ours(model, owner.workspace_id)
        listed = page.get(to(model, "changelist")).content.decode()
        assert "elsewhere" not in listed.replace("Elsewhere", "elsewhere"), model
        if mine.exists():
            shown = page.get(to(model, "change", mine.first().pk))
            assert shown.status_code == 200, model
            assert "elsewhere" not in shown.content.decode(), model
        if theirs.exists():
            assert page.get(to(model, "change", theirs.first().pk)).status_code == 302, model  # "it does not exist"
            assert page.post(to(model, "delete", theirs.first().pk), {"post": "yes"}).status_code in {302, 403}, model
            assert theirs.exists(), model


def test_what_happened_is_neither_changed_nor_deleted_nor_made(owner, page):
    for model in OURS:
        mine, _ = ours(model, owner.workspace_id)
        name = model._meta.model_name
        if name not in CHANGED_HERE and mine.exists():
            assert page.post(to(model, "change", mine.first().pk), {}).status_code == 403, model
            assert page.post(to(model, "delete", mine.first().pk), {"post": "yes"}).status_code == 403, model
        if name != "team":
            assert page.get(to(model, "add")).status_code == 403, model


def test_no_secret_is_shown(owner, page):
    account = owner.workspace.accounts.get()
    token = owner.tokens.get()
    owner.set_password("seven quiet herons")
    owner.save()
    page.force_login(owner, backend="earful.web.signed_in.Backend")
    hidden = {
        to(type(account), "change", account.pk): ("ealed", "gAAAA"),
        to(type(token), "change", token.pk): (token.sha256,),
        to(Agent, "change", owner.pk): ("pbkdf2", "assword:"),
    }
    for address, words in hidden.items():
        shown = page.get(address).content.decode()
        assert not [word for word in words if word in shown], address


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.VIEWER])
def test_only_owners_come_in(owner, role):
    other = Client()
    other.force_login(an_agent(owner.workspace, name="Other", role=role), backend="earful.web.signed_in.Backend")
    assert other.get("/admin/").status_code == 302
    assert other.get("/admin/", follow=True).status_code == 403
    assert other.get(to(Team, "changelist"), follow=True).status_code == 403


def test_a_superuser_without_the_role_is_kept_out(owner):
    odd = an_agent(owner.workspace, name="Odd")
    Agent.objects.filter(pk=odd.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(Agent.objects.get(pk=odd.pk), backend="earful.web.signed_in.Backend")
    for model in OURS:
        assert client.get(to(model, "changelist")).status_code == 403, model


def test_a_team_is_made_of_our_own_people(owner, page):
    stranger = Agent.objects.get(username="elsewhere-owner")
    refused = page.post(to(Team, "add"), {"name": "Mixed", "members": [stranger.pk]})
    assert refused.status_code == 200
    assert not Team.objects.filter(name="Mixed").exists()
    page.post(to(Team, "add"), {"name": "Refunds", "members": [owner.pk]})
    made = Team.objects.get(name="Refunds")
    assert (made.workspace, list(made.members.all())) == (owner.workspace, [owner])
    assert page.post(to(Team, "add"), {"name": "Refunds", "members": []}).status_code == 200  # the name is taken


def test_a_tag_is_renamed_and_taken_away(owner, page):
    tag = Tag.objects.get(name="northwind tag")
    page.post(to(Tag, "change", tag.pk), {"name": "refund"})
    tag.refresh_from_db()
    assert tag.name == "refund"
    page.post(to(Tag, "delete", tag.pk), {"post": "yes"})
    assert not Tag.objects.filter(pk=tag.pk).exists()
