"""Forums at the desk: connected on their page, heard, and shown with what one does there."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from polling import poll
from town import a_dispatch, a_workspace, an_agent, seen_by

from earful import amending, flow
from earful.accounts.models import Account
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.outbox import amended
from earful.outbox.models import Amendment, Dispatch
from earful.staff.models import Agent
from earful.staff.rules import Role

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from fake_discourse import KEY, FakeDiscourse
from fake_github import NAME, TOKEN, FakeGitHub
from fake_hackernews import US, FakeHackerNews
from fake_reviews import APP, ISSUER, KEY_NUMBER, PACKAGE, FakeAppStore, FakePlay, ec_key, key_file, pem
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


def answered(owner: Agent, text: str, to: str = "") -> Dispatch:
    """The undo window ends, and a worker takes the answer; `to`: what it answers, if not what waits."""
    conversation = Conversation.objects.get()
    parent = conversation.turns.get(item__external_id=to) if to else None
    dispatch = a_dispatch(owner, conversation, text, parent)
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(dispatch.pk)
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENT
    for item in dispatch.account.items.filter(state="fresh"):
        flow.understand(item.pk)
    return dispatch


def carried_out(made: Amendment) -> Amendment:
    """A worker takes the change."""
    Amendment.objects.filter(pk=made.pk).update(release_at=clock.now() - timedelta(seconds=1))
    amending.carry_out(made.pk)
    found = amended.get(made.pk)
    assert found.state == Amendment.State.DONE
    for item in found.dispatch.account.items.filter(state="fresh"):
        flow.understand(item.pk)
    return found


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
    assert "Nobody on Hacker News is called that." in answer.content.decode()
    assert Account.objects.count() == 0


def test_a_forum_is_heard_answered_and_the_answer_changed_and_taken_back(page, owner, trusted, monkeypatch):
    forum = use(trusted, monkeypatch, FakeDiscourse())
    account = connected(page, "discourse", address=forum.url, user="northwind", key=KEY, words="")
    asked = forum.say("My Boreal does not start.", title="Boreal and the cold")
    poll(account)
    assert "Boreal and the cold" in shown(page)

    sent = answered(owner, "Warm the battery first, please.")
    assert forum.under(asked) == ["Warm the battery first, please. ^OO"]
    poll(account)
    assert shown(page).count("Warm the battery first, please.") == 1

    _, made = amending.edit(sent, owner, "Charge the battery first, please.", seen=seen_by(owner, sent.conversation))
    assert made
    carried_out(made)
    assert forum.under(asked) == ["Charge the battery first, please. ^OO"]

    forum.edit(asked, "My Boreal does not start. It is a Boreal 2.")
    poll(account)
    assert "It is a Boreal 2." in shown(page)


def test_an_issue_is_heard_and_answered_below_it(page, owner, trusted, monkeypatch):
    hub = use(trusted, monkeypatch, FakeGitHub())
    account = connected(page, "github", token=TOKEN, repositories=NAME, words="", api=hub.url)
    asked = hub.open("It does not start", "Since Monday.\n\nWhat can I do?")
    poll(account)
    assert "It does not start" in shown(page)
    answered(owner, "Charge the battery first, please.")
    assert hub.under(asked) == ["Charge the battery first, please. ^OO"]
    hub.comment(asked, "That helped, thank you.")
    poll(account)
    matter = shown(page)
    assert matter.count("Charge the battery first, please.") == 1
    assert "That helped, thank you." in matter
    assert "!-- earful:" not in matter


def test_a_discussion_is_heard_and_a_comment_in_it_is_answered_in_its_thread(page, owner, trusted, monkeypatch):
    hub = use(trusted, monkeypatch, FakeGitHub())
    account = connected(page, "github", token=TOKEN, repositories=NAME, kinds="discussions", words="", api=hub.url)
    hub.open("Not what this account hears")
    topic = hub.talks.open("How do I start it?", "I have the manual.")
    asked = hub.talks.comment(topic, "Mine does not start either. What can I do?", "dan")
    poll(account)
    assert "How do I start it?" in shown(page)
    answered(owner, "Charge the battery first, please.", asked)
    assert hub.talks.under(asked) == ["Charge the battery first, please. ^OO"]
    hub.talks.comment(asked, "That helped, thank you.", "dan")
    poll(account)
    matter = shown(page)
    assert matter.count("Charge the battery first, please.") == 1
    assert "That helped, thank you." in matter
    hub.talks.remove(asked)
    hub.talks.comment(asked, "So it was the battery.")
    poll(account)
    assert "Mine does not start either." not in shown(page)


def test_a_review_is_answered_and_waits_again_when_it_is_changed(page, owner, trusted, monkeypatch):
    shop = use(trusted, monkeypatch, FakePlay())
    given = {"package": PACKAGE, "key": key_file(), "api": f"{shop.url}/v3", "token": f"{shop.url}/token"}
    account = connected(page, "googleplay", **given)
    name = shop.say("Since the update it forgets my route. What can I do?", "mira", 2, "Almost")
    poll(account)
    matter = shown(page)
    assert "★★☆☆☆ 2/5 Almost" in matter
    assert "Version 2.3.1" in matter

    answered(owner, "Please update to 2.4, it is mended there.")
    assert shop.under(name) == ["Please update to 2.4, it is mended there. ^OO"]
    conversation = Conversation.objects.get()
    assert conversation.waiting_since is None

    shop.edit(name, "I did, and now it does not start at all! Why?", 1)
    poll(account)
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    assert "★☆☆☆☆ 1/5 Almost" in shown(page)

    answered(owner, "Please write to us with the version of your phone.")
    assert shop.under(name) == ["Please write to us with the version of your phone. ^OO"]
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    assert Conversation.objects.count() == 1


def test_the_answer_to_a_review_is_taken_back_where_the_shop_has_a_call_for_it(page, owner, trusted, monkeypatch):
    shop = use(trusted, monkeypatch, FakeAppStore())
    given = {"app": APP, "issuer": ISSUER, "number": KEY_NUMBER, "key": pem(ec_key()), "api": shop.url}
    account = connected(page, "appstore", **given)
    name = shop.say("How do I get my money back?", "mira", 1)
    poll(account)
    sent = answered(owner, "Apple does that, under Purchases.")
    carried_out(amending.delete(sent, owner))
    assert shop.under(name) == []
    assert Conversation.objects.get().waiting_since is not None
