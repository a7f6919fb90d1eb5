"""Every address of the site, and who may use it: see roles_table.py. A new one fails here until somebody decides."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import mentioning
import pytest
import roles_people
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from roles_table import ANYONE, API, BEHIND_OURS, EXPERT, FORMS, MEANT, NAMELESS, PAGES, UPLOADS, WIRE
from ruled import a_rule
from saving import a_saved_reply, wording_of
from town import (
    a_dispatch,
    a_team,
    a_workspace,
    an_account,
    an_agent,
    everyone,
    it_leaves,
    somebody_says,
)

from earful import flow, in_private
from earful.accounts import actions as accounts
from earful.api.desk import api
from earful.channels.contract import Batch, Connected, Us
from earful.channels.form import wire
from earful.conversations import actions as conversations
from earful.conversations import views
from earful.conversations.experts import answering, inviting
from earful.conversations.filters import Filters
from earful.conversations.models import Outcome, SavedView
from earful.customers import actions as customers
from earful.house_rules.models import Firing
from earful.kit import clock
from earful.knowledge import actions as articles
from earful.knowledge.models import Edition, Repeat
from earful.listening import actions as listening
from earful.notices import hooks
from earful.notices.models import Notice
from earful.outbox.models import Amendment
from earful.outbox.pages import opening, solved
from earful.queues import bulk
from earful.queues.promises import policies, timetables
from earful.queues.sharing import leading
from earful.replies import actions as replies
from earful.replies.models import Assist, Enclosure
from earful.staff import abilities
from earful.staff.actions import issue_token
from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role
from earful.triage.topics import actions as topics

pytestmark = pytest.mark.django_db
LETTER = {Role.OWNER: "o", Role.LEAD: "l", Role.AGENT: "a", Role.VIEWER: "v"}
# --- the world --------------------------------------------------------------------------------------------------


def a_form(workspace: Workspace) -> dict[str, Any]:
    """A contact form in which somebody has written."""
    form = accounts.connect(workspace, "form", Connected(Us(f"{workspace.pk:016x}", "Help"), "Help"))
    flow.arrive(form, Batch((wire.theirs("token", "Hello?", clock.now()),)))
    return {"form_account_id": form.pk, "form_key": form.external_id, "form_token": "token"}


def a_mention(workspace: Workspace, owner: Agent) -> dict[str, Any]:
    """A page that named one of ours, and the answer to it."""
    account = mentioning.a_site(workspace)
    said = mentioning.it_stands(owner, mentioning.it_is_mentioned(account))
    return {"mention_account_id": account.pk, "mention_key": account.external_id, "said_key": said.key}


def furnished(workspace: Workspace, owner: Agent) -> dict[str, Any]:
    """One of everything that an address may name, made by the owner."""
    rail = an_account(workspace, f"rail{workspace.pk}")
    rule = a_rule(owner, [("words", ["train"])], [("tag", "train")])
    asked = somebody_says(rail, "Where is my train? See https://example.org/", by="maria", pictures=1)
    again = somebody_says(rail, "Hello?", by="maria", parent=asked)
    other = somebody_says(rail, "And mine?", by="bo")
    sent = somebody_says(rail, "Is the bar open?", by="cleo")
    it_leaves(a_dispatch(owner, sent.conversation))
    ended = conversations.end(sent.conversation, owner, Outcome.HANDED_ON, "To the bar.")
    joining = customers.join(asked.author.customer, sent.author.customer, owner)
    draft = replies.save(asked.conversation, owner, "On its way.")
    held = a_dispatch(owner, other.conversation)
    now = clock.now()
    wanted = Amendment.objects.create(
        workspace=workspace, dispatch=held, agent=owner, what="delete", created_at=now, release_at=now
    )
    enclosure = Enclosure.objects.create(
        workspace=workspace, draft=draft, content=b"x", mime="image/png", width=1, height=1, added_at=clock.now()
    )
    topic, other_topic = (topics.name(owner, name, words=[name]) for name in ("Refunds", "Late refunds"))
    policy = policies.promise(workspace.pk, policies.Terms("Urgent", urgency=2, first=15), owner)
    hours = timetables.name(workspace.pk, "Office", timetables.Open("UTC", ["09:00-17:00"] * 7), owner)
    skill = abilities.name_skill(workspace.pk, "Billing")
    colleague = an_agent(workspace, f"colleague{workspace.pk}", "Col League")
    tagged = bulk.begin(owner, "tag", {"name": "rail"}, bulk.chosen([other.conversation]))
    expert = inviting.invite(asked.conversation, owner, "Jo", "jo@example.org", "How?", "http://testserver")
    page, where = in_private.page(asked.conversation, owner)
    come = opening.come(page)
    assert come is not None
    return {
        **known(owner),
        **roles_people.world(owner, colleague, rail),
        **saved(owner),
        "page_id": page.pk,
        "page_key": where.rstrip("/").rpartition("/")[2],
        "visit_id": come[0].pk,
        "solved_key": solved.ask(sent.conversation, sent, owner)[1],
        "expert_id": expert.pk,
        "assist_id": Assist.objects.create(
            workspace=workspace,
            conversation=asked.conversation,
            agent=owner,
            what="draft",
            state="given",
            text="It is late.",
            at=clock.now(),
        ).pk,
        "proposal_id": answering.answer(expert, "Turn it.", proposal=True).pk,
        "view": "all",
        "code": "selling",
        "view_id": views.keep(owner, "Everybody's", Filters(), shared=SavedView.Shared.WORKSPACE).pk,
        "topic_id": topic.pk,
        "query_id": listening.make(owner, "Names", "northwind").pk,
        "sought_account_id": accounts.connect(workspace, "bluesky", Connected(Us("did:plc:us", "us.test"), "Us")).pk,
        "way": "search",
        "other_topic_id": other_topic.pk,
        "example_of_topic_id": topic.examples.get().pk,
        "policy_id": policy.pk,
        "promise_id": policy.pk,
        "hours_id": hours.pk,
        "calendar_id": hours.pk,
        "route_id": leading.add(workspace.pk, leading.Terms(kind="complaint", skill_id=skill.pk)).pk,
        "skill_id": abilities.name_skill(workspace.pk, "Parcels").pk,
        "group_id": customers.put_in(asked.author.customer, "Press").pk,
        "rule_id": rule.pk,
        "firing_id": Firing.objects.filter(rule=rule).latest("pk").pk,
        "bulk_id": bulk.advance(tagged).pk,
        "town_account_id": rail.pk,
        "hook_account_id": accounts.connect(workspace, "hook", Connected(Us("0" * 24, "forum"), "Forum")).pk,
        "key": "0" * 24,
        **a_form(workspace),
        **a_mention(workspace, owner),
        "soon": (clock.now() + timedelta(days=1)).isoformat(),
        "network": "bluesky",
        "number": 0,
        "day": 0,
        "hour": 9,
        "pk": asked.conversation_id,
        "conversation_id": asked.conversation_id,
        "other_id": other.conversation_id,
        "turn_id": again.pk if again.pictures else asked.pk,
        "event_id": ended.pk,
        "dispatch_id": held.pk,
        "amendment_id": wanted.pk,
        "enclosure_id": enclosure.pk,
        "handle_id": asked.author_id,
        "customer_id": asked.author.customer_id,
        "other_customer_id": other.author.customer_id,
        "joining_id": joining.pk,
        "account_id": accounts.connect(workspace, "bluesky", Connected(Us("did:plc:us", "us.test"), "Us")).pk,
        "item_id": asked.item_id,
        "agent_id": colleague.pk,
        "hook_id": hooks.connect(workspace, hooks.Way("Care channel", "https://chat.example.org/hooks/x")).pk,
        "notice_id": Notice.objects.create(
            workspace=workspace,
            agent=owner,
            kind="trouble",
            matter="one",
            at=clock.now(),
            told_at=clock.now(),
            conversation=asked.conversation,
            details={"what": "quiet", "name": "Rail"},
        ).pk,
        "token_id": issue_token(owner, "Reports")[0].pk,
        "team_id": a_team(workspace, f"Team {workspace.pk}").pk,
    }


def known(owner: Agent) -> dict[str, Any]:
    """What is written down, and what was answered three times."""
    article = articles.begin(owner, "en", "Refunds", "Money comes back within five days.")
    edition = Edition.objects.get(wording__article=article)
    articles.settle(article, owner, public=True, owner=owner)
    articles.publish(edition, owner)
    return {
        "article_id": article.pk,
        "edition_id": edition.pk,
        "wording_id": edition.wording_id,
        "passage_id": edition.passages.get().pk,
        "repeat_id": Repeat.objects.create(workspace=owner.workspace, at=clock.now()).pk,
        "slug": article.slug,
        "language": "en",
    }


def saved(owner: Agent) -> dict[str, Any]:
    """A saved reply of everybody's."""
    reply = a_saved_reply(owner, "Late", "It comes tomorrow.")
    return {"saved_id": reply.pk, "variant_id": wording_of(reply).pk}


@pytest.fixture
def house() -> tuple[dict[Role, Agent], dict[str, Any]]:
    workspace = a_workspace()
    people = everyone(workspace)
    return people, furnished(workspace, people[Role.OWNER])


def routes(patterns: Any, before: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Every address with its name and its whole pattern."""
    for pattern in patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name or "", whole, pattern
        elif getattr(pattern, "namespace", None) not in {"admin", "api"}:
            yield from routes(pattern.url_patterns, whole)


NAMES = [(name, whole, pattern) for name, whole, pattern in routes(get_resolver().url_patterns)]
ARGUMENTS = {
    name: set(pattern.pattern.converters) for name, _, pattern in NAMES
}  # the last of a name wins, as reversed


def client_of(agent: Agent | None) -> Client:
    client = Client(raise_request_exception=False)
    if agent is not None:
        client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


def ask(
    client: Client, method: str, address: str, body: dict[str, Any] | None = None, form: dict[str, str] | None = None
) -> tuple[int, str]:
    """The status and where it leads; whatever the request did is undone."""
    with transaction.atomic():
        extra: dict[str, Any] = {"data": form} if form else {}
        if body is not None:
            extra = {"data": body, "content_type": "application/json"}
        answer = getattr(client, method.lower())(address, **extra)
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", "")


def refused(status: int, leads: str) -> bool:
    return status in {401, 403} or leads.startswith(reverse("account_login"))


def page_rows(world: dict[str, Any]) -> Iterator[tuple[str, str, str, str, dict[str, str]]]:
    for name, method, who in PAGES:
        arguments = {key: world[MEANT.get(name, {}).get(key, key)] for key in ARGUMENTS[name]}
        form = {key: value.format(**world) for key, value in FORMS.get(name, {}).items()}
        yield name, method, reverse(name, kwargs=arguments), who, form


def api_rows(world: dict[str, Any]) -> Iterator[tuple[str, str, str, str, dict[str, Any] | None]]:
    for method, path, who, body in API:
        filled = body and {key: world.get(str(value).strip("{}"), value) for key, value in body.items()}
        yield f"{method} {path}", method, path.format(**world), who, filled


# --- the table is whole -----------------------------------------------------------------------------------------


def test_every_page_is_listed():
    listed = {name for name, _, _ in PAGES}
    there = {name for name, _, _ in NAMES if name}
    assert there - BEHIND_OURS == listed
    assert {whole for name, whole, _ in NAMES if not name} == NAMELESS


def test_every_address_of_the_api_is_listed():
    paths = api.get_openapi_schema()["paths"]
    there = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert there == {(method, path.partition("?")[0]) for method, path, _, _ in API} | UPLOADS


# --- and true ---------------------------------------------------------------------------------------------------

WORLD_ERRORS = {404, 405, 500}


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "nobody")
def test_pages(house, role):
    people, world = house
    client = client_of(people[role] if role else None)
    wrong = []
    for name, method, address, who, form in page_rows(world):
        status, leads = ask(client, method, address, form=form)
        out = refused(status, leads) and name not in {"sign_in_once", "account_logout", "account_inactive"}
        if out != (who != ANYONE and LETTER.get(role, "-") not in who):
            wrong.append((name, status, leads))
        if role is Role.OWNER and status in WORLD_ERRORS and not (name in WIRE and status == 500):
            wrong.append((name, status, "the table or the world is wrong"))
    assert wrong == []


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "nobody")
def test_api(house, role):
    people, world = house
    client = client_of(people[role] if role else None)
    wrong = []
    for name, method, address, who, body in api_rows(world):
        status, leads = ask(client, method, address, body)
        if refused(status, leads) != (LETTER.get(role, "-") not in who):
            wrong.append((name, status))
        if role is Role.OWNER and status in WORLD_ERRORS and not name.endswith(("/accounts", "/private/ways")):
            wrong.append((name, status, "the table or the world is wrong"))
    assert wrong == []


def test_another_workspace_does_not_exist(house):
    """Its owner, who may do everything at home, finds nothing of ours."""
    _, world = house
    elsewhere = a_workspace("Elsewhere")
    client = client_of(an_agent(elsewhere, name="Eve Else", role=Role.OWNER))
    found = []
    for name, method, address, who, form in page_rows(world):
        if (
            who not in {EXPERT, ANYONE}
            and ARGUMENTS[name] - {"view", "network", "day", "hour"}
            and (status := ask(client, method, address, form=form)[0]) != 404
        ):
            found.append((name, status))
    for name, method, address, _who, body in api_rows(world):
        if "_id}" in name and (status := ask(client, method, address, body)[0]) != 404:
            found.append((name, status))
    assert found == []


def test_ours_cannot_be_mixed_with_theirs(house):
    people, world = house
    elsewhere = a_workspace("Elsewhere")
    theirs = furnished(elsewhere, an_agent(elsewhere, name="Eve Else", role=Role.OWNER))
    client = client_of(people[Role.OWNER])
    mixed = {**world, "other_id": theirs["other_id"], "agent_id": theirs["agent_id"]}
    assert ask(client, "POST", reverse("desk_merge", args=[world["pk"], theirs["pk"]]))[0] == 404
    bodies = [
        ("assign", {"agent_id": mixed["agent_id"]}),
        ("team", {"team_id": theirs["team_id"]}),
        ("merge", {"other_id": theirs["pk"]}),
        ("split", {"turn_id": theirs["turn_id"]}),
    ]
    for act, body in bodies:
        status, _ = ask(client, "POST", f"/api/conversations/{world['pk']}/{act}", body)
        assert status in {404, 422}, (act, status)
    shared = {"name": "Late", "shared": "team", "team_id": theirs["team_id"]}
    assert ask(client, "POST", "/api/saved-views", shared)[0] == 422
    assert ask(client, "PUT", f"/api/saved-views/{world['view_id']}", shared)[0] == 422


def test_whoever_has_left_is_nobody(house):
    people, world = house
    agent = people[Role.OWNER]
    client = client_of(agent)
    Agent.objects.filter(pk=agent.pk).update(is_active=False)
    for name, method, address, who, form in page_rows(world):
        if who != ANYONE:
            status, leads = ask(client, method, address, form=form)
            assert refused(status, leads), (name, status)


def test_a_role_nobody_knows_may_do_nothing(house):
    people, world = house
    Agent.objects.filter(pk=people[Role.OWNER].pk).update(role="emperor")
    client = client_of(Agent.objects.get(pk=people[Role.OWNER].pk))
    for name, method, address, who, form in page_rows(world):
        if who != ANYONE:
            assert ask(client, method, address, form=form)[0] == 403, name
