"""Programs keep the house: people, customers, accounts, what could not be read, and their own tokens."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_client import api_as, page_of, send
from django.test import Client
from town import a_payload, a_team, a_workspace, an_account, an_agent, somebody_says

from earful import flow
from earful.accounts.models import Account
from earful.channels.contract import Batch, Parcel
from earful.intake.models import Item
from earful.staff.actions import agent_of_token, issue_token, revoke_token
from earful.staff.models import Agent, ApiToken
from earful.staff.rules import Act, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> Agent:
    return an_agent(a_workspace(), "olga", "Olga Owner", Role.OWNER)


@pytest.fixture
def rail(olga) -> Account:
    return an_account(olga.workspace)


# --- who is asking --------------------------------------------------------------------------------------------


def test_a_signed_in_person_makes_a_token_that_is_shown_once(olga):
    status, made = send(page_of(olga), "POST", "tokens", name="Night report")
    assert (status, made["name"], made["token"][:12]) == (201, "Night report", made["prefix"])
    program = Client(headers={"Authorization": f"Bearer {made['token']}"})
    assert program.get("/api/me").json()["username"] == "olga"
    (listed,) = program.get("/api/tokens").json()
    assert "token" not in listed
    assert listed["last_used_at"] is not None
    kept = ApiToken.objects.values_list().get(pk=made["id"])
    assert made["token"] not in str(kept)
    assert send(program, "DELETE", f"tokens/{made['id']}") == (204, None)
    assert program.get("/api/me").status_code == 401


def test_a_token_cannot_make_tokens_and_nobody_revokes_anothers(olga):
    assert send(api_as(olga), "POST", "tokens", name="Child")[0] == 401
    token, text = issue_token(an_agent(olga.workspace, "bo", "Bo"), "mine")
    assert send(api_as(olga), "DELETE", f"tokens/{token.pk}")[0] == 404
    assert agent_of_token(text) is not None


def test_a_token_ends_with_its_revocation_and_sleeps_while_its_person_is_gone(olga):
    bo = an_agent(olga.workspace, "bo", "Bo")
    token, text = issue_token(bo, "x")
    assert agent_of_token(text) == bo
    assert agent_of_token(text + "x") is None
    assert send(api_as(olga), "POST", f"staff/{bo.pk}/let-go")[1]["is_active"] is False
    assert agent_of_token(text) is None
    send(api_as(olga), "POST", f"staff/{bo.pk}/welcome-back")
    assert agent_of_token(text) == bo
    revoke_token(token)
    assert agent_of_token(text) is None


@pytest.mark.parametrize(
    "said", ["Bearer", "Bearer ", "Bearer earful_x", "Basic b2xnYTp4", "bearer\tx", "Bearer \ud800"]
)
def test_who_is_not_known_is_told_to_sign_in(olga, said):
    for client in (Client(headers={"Authorization": said}), page_of(olga, headers={"Authorization": said})):
        answer = client.get("/api/me")
        assert (answer.status_code, answer.json()) == (401, {"words": "Sign in first, or send a token."})
    assert Client().get("/api/me").status_code == 401
    assert send(Client(enforce_csrf_checks=True), "POST", "tokens", name="x")[0] == 401


def test_a_session_changes_nothing_without_the_token_of_its_pages(olga, rail):
    page = page_of(olga, enforce_csrf_checks=True)
    assert page.get("/api/me").status_code == 200
    status, answer = send(page, "POST", f"accounts/{rail.pk}/pause")
    assert (status, answer["words"]) == (403, "This did not come from one of our own pages. Load the page again.")
    page.get("/accounts/login/")
    page.cookies["csrftoken"] = "a" * 32
    allowed = page.post(f"/api/accounts/{rail.pk}/pause", headers={"X-CSRFToken": "a" * 32})
    assert allowed.status_code == 200
    assert send(api_as(olga, enforce_csrf_checks=True), "POST", f"accounts/{rail.pk}/resume")[0] == 200


def test_a_role_that_nobody_knows_may_do_nothing(olga):
    Agent.objects.filter(pk=olga.pk).update(role="emperor")
    assert page_of(olga).get("/api/me").status_code == 403


def test_nobody_on_the_way_may_keep_an_answer(olga):
    assert api_as(olga).get("/api/me")["Cache-Control"] == "private, no-store"
    assert api_as(olga).get("/api/nothing")["Content-Type"] == "application/json"


# --- people ---------------------------------------------------------------------------------------------------


def test_who_i_am_and_what_i_may_do(olga):
    me = api_as(olga).get("/api/me").json()
    assert (me["name"], me["role"], me["workspace"]["name"]) == ("Olga Owner", "owner", "Northwind")
    assert set(me["may"]) == {act.value for act in Act}


def test_a_colleague_is_invited_with_a_link_that_lets_them_in(olga):
    status, made = send(api_as(olga), "POST", "staff", username="bo", name="Bo Berg", role="lead", email="bo@b.example")
    assert (status, made["person"]["name"], made["person"]["role"]) == (201, "Bo Berg", "lead")
    assert re.fullmatch(r"http://testserver/sign-in/once/\?key=\S+", made["link"])
    for taken in ({"username": "BO"}, {"username": "bo2", "email": "BO@b.example"}):
        assert send(api_as(olga), "POST", "staff", name="X", **taken)[0] == 409
    for wrong in ({"username": "b o"}, {"username": ""}, {"username": "x", "role": "emperor"}):
        assert send(api_as(olga), "POST", "staff", **{"name": "X", **wrong})[0] == 422


def test_roles_change_but_the_last_owner_stays(olga):
    bo = an_agent(olga.workspace, "bo", "Bo Berg")
    assert send(api_as(olga), "PUT", f"staff/{bo.pk}/role", role="owner")[1]["role"] == "owner"
    assert send(api_as(olga), "PUT", f"staff/{olga.pk}/role", role="agent")[1]["role"] == "agent"
    status, answer = send(api_as(bo), "PUT", f"staff/{bo.pk}/role", role="agent")
    assert status == 409
    assert "owner" in answer["words"]
    assert send(api_as(bo), "POST", f"staff/{bo.pk}/let-go")[0] == 409


@pytest.mark.parametrize("count", [1, 3])
def test_everyone_and_their_teams_in_a_fixed_number_of_queries(olga, count, django_assert_num_queries):
    for number in range(count):
        a_team(olga.workspace, f"Team {number}", [olga, an_agent(olga.workspace)])
    api = api_as(olga)
    api.get("/api/me")
    with django_assert_num_queries(3):
        assert len(api.get("/api/staff").json()) == count + 1
    with django_assert_num_queries(3):
        teams = api.get("/api/teams").json()
    assert [len(team["members"]) for team in teams] == [2] * count


# --- customers ------------------------------------------------------------------------------------------------


def test_two_customers_are_one_and_two_again(olga, rail):
    maria, mary = somebody_says(rail, "Hello?", by="maria"), somebody_says(rail, "Hello again?", by="mary")
    api, (one, two) = api_as(olga), (maria.author.customer_id, mary.author.customer_id)
    assert {each["id"] for each in api.get("/api/customers", {"words": "@mar"}).json()} == {one, two}
    status, joined = send(api, "POST", f"customers/{one}/join", other_id=two)
    assert (status, sorted(h["handle"] for h in joined["customer"]["handles"])) == (200, ["maria", "mary"])
    assert len(joined["customer"]["conversations"]) == 2
    assert [j["id"] for j in api.get(f"/api/customers/{one}").json()["joinings"]] == [joined["joining_id"]]
    status, parted = send(api, "POST", f"joinings/{joined['joining_id']}/part")
    assert (status, [handle["handle"] for handle in parted["handles"]]) == (201, ["mary"])
    assert send(api, "POST", f"joinings/{joined['joining_id']}/part")[0] == 409
    assert send(api, "POST", f"customers/{one}/join", other_id=one)[0] == 409


# --- accounts -------------------------------------------------------------------------------------------------


def test_accounts_show_their_health_and_are_paused_resumed_and_signed(olga, rail):
    api = api_as(olga)
    (account,) = api.get("/api/accounts").json()
    assert (account["health"], account["state"], account["trouble"]) == ("good", "listening", "")
    assert not {"sealed_secrets", "settings", "cursor"} & set(account)
    assert send(api, "POST", f"accounts/{rail.pk}/pause")[1]["health"] == "off"
    assert send(api, "POST", f"accounts/{rail.pk}/pause")[1]["state"] == "paused"
    assert send(api, "POST", f"accounts/{rail.pk}/resume")[1]["state"] == "listening"
    assert send(api, "PUT", f"accounts/{rail.pk}/signature", signature="name")[1]["signature"] == "name"
    team = a_team(olga.workspace)
    assert send(api, "PUT", f"accounts/{rail.pk}/team", team_id=team.pk)[1]["team"]["id"] == team.pk
    assert send(api, "PUT", f"accounts/{rail.pk}/team", team_id=None)[1]["team"] is None
    Account.objects.update(state="signed_out")
    assert send(api, "POST", f"accounts/{rail.pk}/resume")[0] == 409


def test_networks_say_what_they_need(olga):
    networks = {network["name"]: network for network in api_as(olga).get("/api/networks").json()}
    assert [field["name"] for field in networks["bluesky"]["fields"] if field["secret"]] == ["app_password"]
    assert networks["bluesky"]["graphemes"] == 300


def test_a_login_that_cannot_work_is_refused_in_words_before_anything_is_kept(olga):
    api = api_as(olga)
    assert send(api, "POST", "accounts", network="nowhere")[0] == 422
    assert send(api, "POST", "accounts", network="bluesky") == (422, {"words": "Handle: fill this in."})
    assert not Account.objects.exists()


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    command = [sys.executable, "-m", "earful.channels.sandbox.town", "--port", "0", "--data", str(tmp_path)]
    process = subprocess.Popen([*command, "--quiet-start"], stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        url = re.search(r"http://\S+", process.stdout.readline())[0]
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", url.removeprefix("http://"))
        yield url
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.django_db(transaction=True)
def test_an_account_is_connected_after_its_login_was_tried(olga, town):
    api = api_as(olga)
    status, answer = send(api, "POST", "accounts", network="sandbox", values={"url": town, "brand": "nobody"})
    assert (status, answer["words"]) == (422, "No brand of that name lives in the sandbox town.")
    status, account = send(api, "POST", "accounts", network="sandbox", values={"url": town, "brand": "northwindrail"})
    assert (status, account["handle"], account["state"]) == (201, "northwindrail", "listening")
    assert Account.objects.get().workspace == olga.workspace


@pytest.mark.django_db(transaction=True)
def test_a_network_that_is_away_or_inside_is_not_connected(olga):
    for url in ("http://127.0.0.1:1", "http://[::1]:2", "file:///etc/passwd", "http://"):
        status, answer = send(api_as(olga), "POST", "accounts", network="sandbox", values={"url": url, "brand": "x"})
        assert status in {422, 503}, (url, answer)
        assert answer["words"].endswith(".")
    assert not Account.objects.exists()


# --- what could not be read -----------------------------------------------------------------------------------


def test_what_could_not_be_read_is_listed_looked_at_and_tried_again(olga, rail):
    for number in range(3):
        raw = {**a_payload(rail, "Where is my train?"), "said_at": "yesterday"}
        for item_id in flow.arrive(rail, Batch((Parcel(f"odd:{number}", "1", raw),))):
            flow.understand(item_id)
    api = api_as(olga)
    page = api.get("/api/unreadable", {"size": 2}).json()
    assert [row["external_id"] for row in page["rows"]] == ["odd:2", "odd:1"]
    assert "makes no sense" in page["rows"][0]["trouble"]
    last = api.get("/api/unreadable", {"size": 2, "mark": page["next"]}).json()
    assert ([row["external_id"] for row in last["rows"]], last["next"]) == (["odd:0"], "")
    item = Item.objects.get(external_id="odd:0")
    assert api.get(f"/api/unreadable/{item.pk}").json()["raw"]["said_at"] == "yesterday"
    assert send(api, "POST", f"unreadable/{item.pk}/retry")[1]["state"] == "unreadable"
    Item.objects.filter(pk=item.pk).update(raw=a_payload(rail, "Where is my train?"))
    assert send(api, "POST", f"unreadable/{item.pk}/retry")[1] | {"arrived_at": ""} == {
        **page["rows"][0], "id": item.pk, "external_id": "odd:0", "state": "placed", "trouble": "", "arrived_at": "",
    }  # fmt: skip
    assert api.get("/api/unreadable", {"mark": "WzAsIDFd"}).status_code == 422
