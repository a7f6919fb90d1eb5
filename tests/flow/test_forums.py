"""Forums at the desk: connected on their page, heard, and shown with what one does there."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from town import a_workspace, an_agent

from earful import flow
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import Batch
from earful.conversations.models import Conversation
from earful.staff.models import Agent
from earful.staff.rules import Role

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from fake_hackernews import US, FakeHackerNews
from fake_site import FakeSite

CONNECT = "/house/accounts/connect/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trusted(monkeypatch) -> Iterator[list[FakeSite]]:
    """Played networks, ended with the test; `use` opens the way to one."""
    made: list[FakeSite] = []
    yield made
    for site in made:
        site.close()


@pytest.fixture
def owner() -> Agent:
    return an_agent(a_workspace(), name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def page(owner) -> Client:
    client = Client()
    client.force_login(owner, backend="earful.web.signed_in.Backend")
    return client


def use(trusted, monkeypatch, site: FakeSite) -> FakeSite:
    trusted.append(site)
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", site.place)
    return site


def poll(account: Account) -> None:
    """As the listener does it: a batch is stored with its cursor, then understood."""

    async def fetch() -> list[Batch]:
        async with reaching.adapter(account) as (adapter, _):
            return [batch async for batch in adapter.poll(account.cursor)]

    for batch in async_to_sync(fetch)():
        for item_id in flow.arrive(account, batch):
            flow.understand(item_id)
    account.refresh_from_db()


def connected(page: Client, network: str, **values: str) -> Account:
    """Through the page; and listening from now on."""
    shown = page.get(f"{CONNECT}{network}/")
    assert shown.status_code == 200
    answer = page.post(f"{CONNECT}{network}/", values)
    assert answer.status_code == 302, answer.content.decode()
    made = Account.objects.get()
    poll(made)
    return made


def shown(page: Client) -> str:
    return page.get(f"/desk/all/{Conversation.objects.get().pk}/").content.decode()


def test_hacker_news_is_heard_and_answered_by_hand(page, trusted, monkeypatch):
    news = use(trusted, monkeypatch, FakeHackerNews())
    account = connected(page, "hackernews", words="Northwind", user=US, search=news.url, items=news.url)
    asked = news.say("Is Northwind down for anybody else?", "mira", title="Ask HN: Northwind?")
    poll(account)
    matter = shown(page)
    assert "Ask HN: Northwind?" in matter
    assert "Hacker News takes no answers from programs. Open the comment there" in matter
    assert f"https://news.ycombinator.com/item?id={asked}" in matter

    news.say("It was, for ten minutes. Sorry.", US, asked)
    poll(account)
    assert "It was, for ten minutes. Sorry." in shown(page)

    news.items[asked]["deleted"] = True
    poll(account)
    assert "Is Northwind down" not in shown(page)


def test_hacker_news_says_which_entry_is_wrong(page, trusted, monkeypatch):
    news = use(trusted, monkeypatch, FakeHackerNews())
    given = {"words": "Northwind", "user": "nobody", "search": news.url, "items": news.url}
    answer = page.post(f"{CONNECT}hackernews/", given)
    assert answer.status_code == 422
    assert "Your user name there: nobody on Hacker News is called that." in answer.content.decode()
    assert Account.objects.count() == 0
