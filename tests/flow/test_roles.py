"""Every address of the site, and who may use it. A new address fails here until somebody has decided.

Letters: o owner, l lead, a agent, v viewer; "*" is everybody, also who is not signed in.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
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

from earful.accounts import actions as accounts
from earful.api.desk import api
from earful.channels.contract import Connected, Us
from earful.conversations import actions as conversations
from earful.conversations.models import Outcome
from earful.customers import actions as customers
from earful.kit import clock
from earful.replies import actions as replies
from earful.replies.models import Enclosure
from earful.staff.actions import issue_token
from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
READ, ANSWER, LEDGER, OWNER, ANYONE = "olav", "ola", "ol", "o", "*"
LETTER = {Role.OWNER: "o", Role.LEAD: "l", Role.AGENT: "a", Role.VIEWER: "v"}
WIRE = {"desk_picture", "desk_face"}  # these go on to a network, which a test inside a transaction stops: let through

PAGES = [
    ("sign_in_once", "GET", ANYONE),
    ("healthz", "GET", ANYONE),
    ("metrics", "GET", ANYONE),  # but only from this house's own network
    ("account_login", "GET", ANYONE),
    ("account_logout", "GET", ANYONE),
    ("account_signup", "GET", ANYONE),
    ("account_reset_password", "GET", ANYONE),
    ("account_inactive", "GET", ANYONE),
    ("account_change_password", "GET", READ),
    ("account_set_password", "GET", READ),
    ("house_me", "GET", READ),
    ("house_figures", "GET", READ),
    ("house_settings", "GET", OWNER),
    ("house_accounts", "GET", OWNER),
    ("house_choose", "GET", OWNER),
    ("house_connect", "GET", OWNER),
    ("house_account", "GET", OWNER),
    ("house_connected", "GET", OWNER),
    ("house_account_sign_in", "GET", OWNER),
    ("house_account_pause", "POST", OWNER),
    ("house_account_resume", "POST", OWNER),
    ("house_ledger", "GET", LEDGER),
    ("house_arrival", "GET", LEDGER),
    ("house_arrival_again", "POST", LEDGER),
    ("house_staff", "GET", OWNER),
    ("house_invite", "GET", OWNER),
    ("house_staff_link", "POST", OWNER),
    ("house_staff_role", "POST", OWNER),
    ("house_staff_let_go", "POST", OWNER),
    ("house_staff_welcome_back", "POST", OWNER),
    ("house_customer", "GET", READ),
    ("house_customer_join", "POST", ANSWER),
    ("house_joining_undo", "POST", ANSWER),
    ("desk", "GET", ANYONE),  # only leads on to the list
    ("desk_list", "GET", READ),
    ("desk_one", "GET", READ),
    ("desk_versions", "GET", READ),
    ("desk_picture", "GET", READ),
    ("desk_face", "GET", READ),
    ("desk_enclosed", "GET", READ),
    ("desk_others", "GET", ANSWER),
    ("desk_assign", "POST", ANSWER),
    ("desk_team", "POST", ANSWER),
    ("desk_tag", "POST", ANSWER),
    ("desk_untag", "POST", ANSWER),
    ("desk_note", "POST", ANSWER),
    ("desk_end", "POST", ANSWER),
    ("desk_judge", "POST", ANSWER),
    ("desk_undo", "POST", ANSWER),
    ("desk_merge", "POST", ANSWER),
    ("desk_split", "POST", ANSWER),
    ("desk_keep", "POST", ANSWER),
    ("desk_discard", "POST", ANSWER),
    ("desk_enclose", "POST", ANSWER),
    ("desk_send", "POST", ANSWER),
    ("desk_here", "GET", READ),
    ("desk_beat", "POST", READ),
    ("desk_leave", "POST", READ),
    ("desk_take_back", "POST", ANSWER),
    ("desk_try_again", "POST", ANSWER),
    ("desk_lay_aside", "POST", ANSWER),
    ("desk_take_out", "POST", ANSWER),
]
NAMELESS = {"desk/", "api/"}  # a redirect to the list, and "there is nothing here"
BEHIND_OURS = {  # pages of allauth that ours stand in front of; they send no mail and give no way in
    "account_reauthenticate", "account_email", "account_email_verification_sent", "account_confirm_login_code",
    "account_confirm_email", "account_reset_password_from_key_done", "account_reset_password_from_key",
    "account_reset_password_done",
}  # fmt: skip

API: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("GET", "/api/views", READ, None),
    ("GET", "/api/conversations", READ, None),
    ("GET", "/api/conversations/{conversation_id}", READ, None),
    ("POST", "/api/conversations/{conversation_id}/assign", ANSWER, {"agent_id": None}),
    ("POST", "/api/conversations/{conversation_id}/team", ANSWER, {"team_id": None}),
    ("POST", "/api/conversations/{conversation_id}/tags", ANSWER, {"name": "refund"}),
    ("DELETE", "/api/conversations/{conversation_id}/tags?name=refund", ANSWER, None),
    ("POST", "/api/conversations/{conversation_id}/notes", ANSWER, {"text": "Look."}),
    ("POST", "/api/conversations/{conversation_id}/end", ANSWER, {"outcome": "handed_on", "reason": "To the shop."}),
    ("POST", "/api/conversations/{conversation_id}/merge", ANSWER, {"other_id": "{other_id}"}),
    ("POST", "/api/conversations/{conversation_id}/split", ANSWER, {"turn_id": "{turn_id}"}),
    ("POST", "/api/events/{event_id}/undo", ANSWER, None),
    ("POST", "/api/turns/{turn_id}/judge", ANSWER, {"needs_answer": True}),
    ("GET", "/api/conversations/{conversation_id}/draft", ANSWER, None),
    ("PUT", "/api/conversations/{conversation_id}/draft", ANSWER, {"text": "On its way."}),
    ("DELETE", "/api/conversations/{conversation_id}/draft", ANSWER, None),
    ("POST", "/api/conversations/{conversation_id}/draft/review", ANSWER, {}),
    ("POST", "/api/conversations/{conversation_id}/draft/send", ANSWER, {}),
    ("GET", "/api/enclosures/{enclosure_id}", ANSWER, None),
    ("PATCH", "/api/enclosures/{enclosure_id}", ANSWER, {"alt": "A train."}),
    ("DELETE", "/api/enclosures/{enclosure_id}", ANSWER, None),
    ("GET", "/api/dispatches", READ, None),
    ("GET", "/api/dispatches/{dispatch_id}", READ, None),
    ("POST", "/api/dispatches/{dispatch_id}/undo", ANSWER, None),
    ("POST", "/api/dispatches/{dispatch_id}/again", ANSWER, {}),
    ("POST", "/api/dispatches/{dispatch_id}/aside", ANSWER, None),
    ("GET", "/api/customers", READ, None),
    ("GET", "/api/customers/{customer_id}", READ, None),
    ("POST", "/api/customers/{customer_id}/join", ANSWER, {"other_id": "{other_customer_id}"}),
    ("POST", "/api/joinings/{joining_id}/part", ANSWER, None),
    ("GET", "/api/accounts", READ, None),
    ("POST", "/api/accounts", OWNER, {"network": "nonsense", "values": {}}),
    ("GET", "/api/networks", OWNER, None),
    ("POST", "/api/accounts/{account_id}/pause", OWNER, None),
    ("POST", "/api/accounts/{account_id}/resume", OWNER, None),
    ("PUT", "/api/accounts/{account_id}/signature", OWNER, {"signature": "name"}),
    ("PUT", "/api/accounts/{account_id}/team", OWNER, {"team_id": None}),
    ("GET", "/api/unreadable", LEDGER, None),
    ("GET", "/api/unreadable/{item_id}", LEDGER, None),
    ("POST", "/api/unreadable/{item_id}/retry", LEDGER, None),
    ("GET", "/api/me", READ, None),
    ("GET", "/api/teams", READ, None),
    ("GET", "/api/staff", READ, None),
    ("POST", "/api/staff", OWNER, {"username": "newcomer", "name": "New Comer"}),
    ("PUT", "/api/staff/{agent_id}/role", OWNER, {"role": "viewer"}),
    ("POST", "/api/staff/{agent_id}/let-go", OWNER, None),
    ("POST", "/api/staff/{agent_id}/welcome-back", OWNER, None),
    ("GET", "/api/tokens", READ, None),
    ("POST", "/api/tokens", READ, {"name": "Reports"}),
    ("DELETE", "/api/tokens/{token_id}", READ, None),
]
UPLOADS = {("POST", "/api/conversations/{conversation_id}/draft/enclosures")}  # see tests of the API's drafts


# --- the world --------------------------------------------------------------------------------------------------


def furnished(workspace: Workspace, owner: Agent) -> dict[str, Any]:
    """One of everything that an address may name, made by the owner."""
    rail = an_account(workspace, f"rail{workspace.pk}")
    asked = somebody_says(rail, "Where is my train?", by="maria", pictures=1)
    again = somebody_says(rail, "Hello?", by="maria", parent=asked)
    other = somebody_says(rail, "And mine?", by="bo")
    sent = somebody_says(rail, "Is the bar open?", by="cleo")
    it_leaves(a_dispatch(owner, sent.conversation))
    ended = conversations.end(sent.conversation, owner, Outcome.HANDED_ON, "To the bar.")
    joining = customers.join(asked.author.customer, sent.author.customer, owner)
    draft = replies.save(asked.conversation, owner, "On its way.")
    enclosure = Enclosure.objects.create(
        workspace=workspace, draft=draft, content=b"x", mime="image/png", width=1, height=1, added_at=clock.now()
    )
    colleague = an_agent(workspace, f"colleague{workspace.pk}", "Col League")
    return {
        "view": "all",
        "network": "bluesky",
        "number": 0,
        "pk": asked.conversation_id,
        "conversation_id": asked.conversation_id,
        "other_id": other.conversation_id,
        "turn_id": again.pk if again.pictures else asked.pk,
        "event_id": ended.pk,
        "dispatch_id": a_dispatch(owner, other.conversation).pk,
        "enclosure_id": enclosure.pk,
        "handle_id": asked.author_id,
        "customer_id": asked.author.customer_id,
        "other_customer_id": other.author.customer_id,
        "joining_id": joining.pk,
        "account_id": accounts.connect(workspace, "bluesky", Connected(Us("did:plc:us", "us.test"), "Us")).pk,
        "item_id": asked.item_id,
        "agent_id": colleague.pk,
        "token_id": issue_token(owner, "Reports")[0].pk,
        "team_id": a_team(workspace, f"Team {workspace.pk}").pk,
    }


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
        client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, method: str, address: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    """The status and where it leads; whatever the request did is undone."""
    with transaction.atomic():
        extra = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(client, method.lower())(address, **extra)
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", "")


def refused(status: int, leads: str) -> bool:
    return status in {401, 403} or leads.startswith(reverse("account_login"))


def page_rows(world: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for name, method, who in PAGES:
        arguments = {key: world[key] for key in ARGUMENTS[name]}
        yield name, method, reverse(name, kwargs=arguments), who


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
    for name, method, address, who in page_rows(world):
        status, leads = ask(client, method, address)
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
        if role is Role.OWNER and status in WORLD_ERRORS and "/accounts" not in name:
            wrong.append((name, status, "the table or the world is wrong"))
    assert wrong == []


def test_another_workspace_does_not_exist(house):
    """Its owner, who may do everything at home, finds nothing of ours."""
    _, world = house
    elsewhere = a_workspace("Elsewhere")
    client = client_of(an_agent(elsewhere, name="Eve Else", role=Role.OWNER))
    found = []
    for name, method, address, _who in page_rows(world):
        if ARGUMENTS[name] - {"view", "network"} and (status := ask(client, method, address)[0]) != 404:
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


def test_whoever_has_left_is_nobody(house):
    people, world = house
    agent = people[Role.OWNER]
    client = client_of(agent)
    Agent.objects.filter(pk=agent.pk).update(is_active=False)
    for name, method, address, who in page_rows(world):
        if who != ANYONE:
            status, leads = ask(client, method, address)
            assert refused(status, leads), (name, status)


def test_a_role_nobody_knows_may_do_nothing(house):
    people, world = house
    Agent.objects.filter(pk=people[Role.OWNER].pk).update(role="emperor")
    client = client_of(Agent.objects.get(pk=people[Role.OWNER].pk))
    for name, method, address, who in page_rows(world):
        if who != ANYONE:
            assert ask(client, method, address)[0] == 403, name
