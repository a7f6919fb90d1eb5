"""A blog at the desk: connected on the page, heard, shown with its comments, and what one does where nothing can be sent."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import Client
from polling import poll
from town import a_workspace, an_agent

from earful import flow, reconciling
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import Batch, Retry
from earful.conversations.models import Conversation
from earful.intake import looks
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Role

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from fake_blog import Blog

CONNECT = "/house/accounts/connect/feeds/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def blog(monkeypatch) -> Iterator[Blog]:
    made = Blog()
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", made.place)
    monkeypatch.setattr("earful.kit.courtesy.GAP", 0.01)
    yield made
    made.close()


@pytest.fixture
def owner() -> Agent:
    return an_agent(a_workspace(), name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def page(owner) -> Client:
    client = Client()
    client.force_login(owner, backend="earful.web.signed_in.Backend")
    return client


@pytest.fixture
def account(page, blog) -> Account:
    blog.pages["/"] = (200, "text/html", b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">', {})
    answer = page.post(CONNECT, {"address": f"{blog.url}/", "words": "Northwind", "minutes": "15"})
    assert answer.status_code == 302, answer.content.decode()
    made = Account.objects.get()
    made.settings["least"] = 0
    made.save()
    poll(made)
    return made


def test_a_post_that_names_us_and_its_comments_are_one_matter(account, page, blog):
    assert (account.network, account.external_id, account.name) == ("feeds", blog.feed, "A blog")
    text = "<p>Northwind left me standing in a field for an hour. Why?</p>" + "<p>It was cold.</p>" * 60
    top = blog.post(text, by="Marta Ilves", title="In the fields")
    blog.post("<p>About something else.</p>" * 60)
    poll(account)
    blog.comment(top, "<p>Same here, on Sunday.</p>")
    poll(account)
    matter = Conversation.objects.get()
    shown = page.get(f"/desk/all/{matter.pk}/").content.decode()
    assert "In the fields" in shown
    assert "Marta Ilves" in shown
    assert "Same here, on Sunday." in shown
    assert "cannot comment on other people&#x27;s blogs. Open the post" in shown
    assert top in shown


def test_the_page_says_what_it_takes_and_which_entry_is_wrong(page, blog):
    shown = page.get(CONNECT).content.decode()
    assert "Earful looks for the feed" in shown
    answer = page.post(CONNECT, {"address": blog.feed, "words": "x", "minutes": "15"})
    assert answer.status_code == 422
    assert "Each needs two letters or more." in answer.content.decode()
    inside = page.post(CONNECT, {"address": "http://127.0.0.1/feed", "words": "", "minutes": "15"})
    assert "leads inside a private network" in inside.content.decode()
    assert Account.objects.count() == 0


def test_what_is_no_feed_stands_in_the_ledger(account, page, blog):
    blog.pages["/feed.xml"] = (200, "text/html", b"<html>Our shop is moving</html>", {})
    with pytest.raises(Retry):
        hear_until_it_fails(account)
    kept = account.items.get()
    assert kept.state == "unreadable"
    assert "Our shop is moving" in kept.raw["beginning"]


def hear_until_it_fails(account: Account) -> None:
    async def fetch(heard: list[Batch]) -> None:
        async with reaching.adapter(account) as (adapter, _):
            async for batch in adapter.poll(account.cursor):
                heard.append(batch)  # noqa: PERF401 -- what came before the failure counts

    heard: list[Batch] = []
    try:
        async_to_sync(fetch)(heard)
    finally:
        for batch in heard:
            for item_id in flow.arrive(account, batch):
                flow.understand(item_id)


def test_every_request_stands_in_the_shared_line(account, blog):
    with connection.cursor() as cursor:
        cursor.execute("select host from accounts_host")
        assert cursor.fetchall() == [(blog.place,)]


def test_a_blog_is_not_compared_with_its_only_list(account, blog):
    blog.post("<p>Northwind, not heard yet.</p>" * 40)
    blog.asked.clear()
    assert account.pk not in looks.due(clock.now())
    reconciling.reconcile(account.pk)
    assert blog.asked == []
