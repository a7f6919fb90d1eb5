"""Telegram calls: proven, stored, once, in their order; and how its promise to call is asked and told."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from town import a_workspace

from earful import reconciling
from earful.accounts import actions as accounts
from earful.accounts import queries
from earful.accounts.models import Account
from earful.accounts.rules import Poll, Reason
from earful.channels.contract import Connected, Us
from earful.conversations.models import Conversation, Turn
from earful.flow import understand
from earful.intake.models import Item
from earful.kit import clock

if (folder := str(Path(__file__).parents[1] / "contract")) not in sys.path:
    sys.path.insert(0, folder)

from fake_telegram import TOKEN, FakeTelegram

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a-secret-of-ours"
CAROL = {"id": 5_000_000_000, "is_bot": False, "first_name": "Carol", "username": "carol"}


@pytest.fixture
def account() -> Account:
    settings = {"api": "http://127.0.0.1:9", "hears": "all", "hook": "https://desk.example.org/hooks/telegram/777001/"}
    kept = {"token": TOKEN, "secret": SECRET}
    return accounts.connect(
        a_workspace(), "telegram", Connected(Us("777001", "northwind_bot"), "Northwind", settings, kept)
    )


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTelegram]:
    made = FakeTelegram()
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", made.url.removeprefix("http://"))
    yield made
    made.close()


def an_update(number: int, text: str) -> dict[str, object]:
    chat = {"id": CAROL["id"], "type": "private"}
    said = {"message_id": number, "from": CAROL, "chat": chat, "date": int(clock.now().timestamp()), "text": text}
    return {"update_id": 1000 + number, "message": said}


def post(body: object, secret: str = SECRET, key: str = "777001", network: str = "telegram", **more: str):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    heads = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    path = f"/hooks/{network}/{key}/"
    return Client().post(path, content, content_type=more.get("mime", "application/json"), headers=heads)


def test_calls_are_stored_once_and_go_on_from_each_other(account: Account) -> None:
    assert post(an_update(1, "hello")).json() == {"stored": 1}
    assert post(an_update(1, "hello")).json() == {"stored": 0}
    assert post(an_update(2, "my order is late")).json() == {"stored": 1}
    for item in Item.objects.filter(account=account).order_by("pk"):
        understand(item.pk)
    assert [turn.text for turn in Turn.objects.order_by("pk")] == ["hello", "my order is late"]
    assert Conversation.objects.get().private


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"secret": "wrong"}, 401),
        ({"secret": ""}, 401),
        ({"key": "777002"}, 404),
        ({"network": "bluesky"}, 404),
        ({"network": "nonsense"}, 404),
        ({"mime": "text/plain"}, 415),
    ],
)
def test_what_is_not_proven_is_not_taken(account: Account, given: dict[str, str], status: int) -> None:
    answer = post(an_update(1, "hello"), **given)
    assert answer.status_code == status
    assert answer.json()["words"].endswith(".")
    assert not Item.objects.filter(account=account).exists()


def test_what_cannot_be_read_is_kept_and_taken(account: Account) -> None:
    assert post(b"no json").json() == {"stored": 1}
    [item] = Item.objects.filter(account=account)
    understand(item.pk)
    item.refresh_from_db()
    assert item.state == Item.State.UNREADABLE


def test_while_it_is_paused_the_network_keeps_it(account: Account) -> None:
    Account.objects.update(state=Account.State.PAUSED)
    answer = post(an_update(1, "hello"))
    assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)
    assert not Item.objects.exists()


def test_only_posts_are_taken(account: Account) -> None:
    assert Client().get("/hooks/telegram/777001/").status_code == 405


def test_a_promise_that_does_not_stand_turns_the_dot_and_says_why(account: Account, telegram: FakeTelegram) -> None:
    Account.objects.update(settings={**account.settings, "api": telegram.url})
    accounts.note_poll(account.pk, Poll(clock.now(), 1.0))
    reconciling.reconcile(account.pk)
    account.refresh_from_db()
    assert account.subscription == {"stands": False, "words": "Telegram has no address to call us at."}
    assert queries.verdict(account)[1] is Reason.UNCALLED
    telegram.hook = {"url": account.settings["hook"]}
    reconciling.reconcile(account.pk)
    account.refresh_from_db()
    assert queries.verdict(account)[1] is Reason.WELL
