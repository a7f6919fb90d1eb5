"""A channel of one's own posts to us: proven, stored first, once, and told in words what is wrong."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from town import a_workspace, an_agent

from earful.accounts import actions as accounts
from earful.accounts import hooks, reaching
from earful.accounts.models import Account
from earful.channels.hook import signing
from earful.conversations.models import Conversation, Turn
from earful.flow import understand
from earful.intake.models import Item
from earful.kit import clock
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


def an_event(**more):
    said = {"id": "post-1", "author": {"id": "u1", "name": "Carol"}, "text": "Where is my order?", **more}
    return {"type": "message.said", "timestamp": "2026-11-29T08:30:00Z", "data": said}


@pytest.fixture
def account():
    desk = a_workspace()
    return accounts.connect(desk, "hook", reaching.connect("hook", {"handle": "Our forum"}))


@pytest.fixture
def secret(account):
    return hooks.new_secret(account)


def post(account, secret, body, *, name="msg_1", at=None, content_type="application/json", **more):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    proof = signing.headers([secret], name, at or clock.now(), content)
    path = f"/hooks/{account.external_id}/"
    return Client().post(path, content, content_type=content_type, headers={**proof, **more})


def test_a_message_is_stored_and_stands_on_the_desk(account, secret) -> None:
    answer = post(account, secret, an_event(reach="private", url="https://forum.example/1"))

    assert (answer.status_code, answer.json()) == (200, {"stored": True, "id": "post-1"})
    [item] = Item.objects.filter(account=account)
    understand(item.pk)
    turn = Turn.objects.get()
    assert (turn.text, turn.author.name, turn.external_id) == ("Where is my order?", "Carol", "post-1")
    assert Conversation.objects.get().private


def test_a_replay_adds_nothing_whatever_its_id(account, secret) -> None:
    for name in ("msg_1", "msg_1", "msg_2"):
        answer = post(account, secret, an_event(), name=name)
        assert answer.status_code == 200
    assert answer.json()["stored"] is False
    assert Item.objects.count() == 1


def test_edits_and_removals_travel(account, secret) -> None:
    edited = {
        **an_event(text="Where is my other order?"),
        "type": "message.edited",
        "timestamp": "2026-11-29T08:31:00Z",
    }
    gone = {"type": "message.removed", "timestamp": "2026-11-29T08:32:00Z", "data": {"id": "post-1"}}
    for event in (an_event(), edited):
        post(account, secret, event)
    for item in Item.objects.order_by("pk"):
        understand(item.pk)
    assert Turn.objects.get().text == "Where is my other order?"

    post(account, secret, gone)
    understand(Item.objects.latest("pk").pk)

    assert Turn.objects.get().removed_at
    assert [item.raw for item in Item.objects.order_by("pk")] == [{}, {}, gone]


def test_what_cannot_be_read_is_kept_and_the_sender_is_told_why(account, secret) -> None:
    for body, why in (
        (an_event(author=None), "data.author"),
        (b"{nonsense", "object"),
        (b"[" * 100_000, "object"),
        (b'"\\ud800"', "object"),
        (b"[1, 2]", "object"),
        ({**an_event(), "timestamp": 7}, "timestamp"),
        (an_event(pictures=[{"url": "file:///etc/passwd"}]), "url"),
    ):
        answer = post(account, secret, body)
        assert answer.status_code == 202, body[:40]
        assert why in answer.json()["words"]
        assert answer.json()["words"].endswith(".")
    kept = list(Item.objects.order_by("pk"))
    assert len(kept) == 7
    for item in kept:
        understand(item.pk)
    assert {item.state for item in Item.objects.all()} == {Item.State.UNREADABLE}
    post(account, secret, an_event(id="post-2"))
    understand(Item.objects.latest("pk").pk)
    assert Turn.objects.count() == 1, "and nothing is blocked"


def test_who_does_not_know_the_secret_leaves_nothing(account, secret) -> None:
    late = clock.now() - timedelta(minutes=6)
    answers = [
        post(account, signing.new_secret(), an_event()),
        post(account, secret, an_event(), at=late),
        post(account, secret, an_event(), **{"webhook-id": "msg_other"}),
        Client().post(f"/hooks/{account.external_id}/", json.dumps(an_event()), content_type="application/json"),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.json()["words"].endswith(".")
    assert not Item.objects.exists()


def test_other_doors_are_shut_in_words(account, secret) -> None:
    other = Account(external_id="0" * 24)
    for answer, status in (
        (post(other, secret, an_event()), 404),
        (Client().get(f"/hooks/{account.external_id}/"), 405),
        (post(account, secret, an_event(), content_type="text/plain"), 415),
        (post(account, secret, an_event(), **{"content-encoding": "gzip"}), 415),
        (post(account, secret, b" " * (1024 * 1024 + 1)), 413),
    ):
        assert answer.status_code == status
        assert answer.json()["words"].endswith(".")
    assert not Item.objects.exists()


def test_a_paused_channel_asks_to_come_back(account, secret) -> None:
    accounts.set_state(account, Account.State.PAUSED)
    answer = post(account, secret, an_event())
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert not Item.objects.exists()
    accounts.set_state(account, Account.State.LISTENING)
    assert post(account, secret, an_event()).status_code == 200


def test_two_secrets_hold_while_they_are_changed(account, secret) -> None:
    fresh = hooks.new_secret(account)
    assert post(account, secret, an_event()).status_code == 200
    assert post(account, fresh, an_event(id="post-2")).status_code == 200
    hooks.end_before(account)
    assert post(account, secret, an_event(id="post-3")).status_code == 401
    assert post(account, fresh, an_event(id="post-3")).status_code == 200


def test_the_owner_makes_a_secret_which_is_shown_once(account, client) -> None:
    client.force_login(an_agent(account.workspace, role=Role.OWNER))
    path = f"/house/accounts/{account.pk}/webhook/"
    assert "nothing is accepted" in client.get(path).content.decode()

    shown = client.post(path).content.decode()

    [secret] = hooks.secrets(Account.objects.get(pk=account.pk))
    assert secret.replace("+", "&#x2B;") in shown or secret in shown
    assert account.external_id in shown
    later = client.get(path).content.decode()
    assert "whsec_" not in later
    again = client.post(path).content.decode()  # the same press once more, as a page that is loaded again does it
    assert "whsec_" not in again
    assert "was made already" in again
    assert hooks.secrets(Account.objects.get(pk=account.pk)) == [secret]
    client.post(path, {"after": re.search(r'name="after" value="(\w+)"', later)[1]})
    assert len(hooks.secrets(Account.objects.get(pk=account.pk))) == 2
    client.post(f"{path}end-before/")
    assert len(hooks.secrets(Account.objects.get(pk=account.pk))) == 1


def test_secrets_sealed_with_another_key_are_told_of(account, client, settings) -> None:
    hooks.new_secret(account)
    client.force_login(an_agent(account.workspace, role=Role.OWNER))
    settings.SEALING_KEY = "another key"
    path = f"/house/accounts/{account.pk}/webhook/"
    assert "nothing is accepted" in client.get(path).content.decode()
    assert "sealed with another key" in client.post(path).content.decode()
