"""Blogs, beyond what every network promises: what concerns us, comments, articles, and when which feed is asked."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from contract_tools import batches
from contract_world import MemoryKeeper
from fake_blog import Blog

from earful.channels.contract import Change, Connected, Inbound, Parcel, Refused, Retry, Unreadable, Us, Why
from earful.channels.feeds import words
from earful.channels.feeds.cursor import Place
from earful.channels.feeds.network import NETWORK
from earful.kit.transport import Transport

LONG = "<p>And so on, for as long as a post usually is.</p>" * 20


@pytest.fixture
def blog() -> Iterator[Blog]:
    made = Blog()
    yield made
    made.close()


class Account:
    """One account on the blog, polled by a new process each time."""

    def __init__(self, blog: Blog, **settings: Any) -> None:
        self.blog, self.settings = blog, {"feed": blog.feed, "least": 0, **settings}
        self.us = Us(blog.feed, "127.0.0.1")
        self.cursor: str | None = None
        self.parcels: list[Parcel] = []

    def poll(self) -> dict[str, Inbound]:
        async def go() -> None:
            async with Transport(frozenset({self.blog.place})) as door:
                adapter = NETWORK.open(self.us, self.settings, {}, MemoryKeeper(), door)
                async for batch in adapter.poll(self.cursor):
                    self.parcels += batch.parcels
                    self.cursor = batch.cursor or self.cursor

        self.parcels = []
        asyncio.run(go())
        return {parcel.external_id: self.read(parcel) for parcel in self.parcels}

    def read(self, parcel: Parcel) -> Inbound:
        return NETWORK.read(json.loads(json.dumps(parcel.raw)), self.us)

    @property
    def place(self) -> Place:
        assert self.cursor
        return Place.load(self.cursor)


def asked(blog: Blog, path: str) -> list[dict[str, str]]:
    return [headers for where, headers in blog.asked if where == path]


def test_only_what_holds_a_word_comes_and_what_begins_to_hold_one_comes_then(blog: Blog) -> None:
    account = Account(blog, words=["Northwind", "café*"])
    account.poll()
    other = blog.post(f"<p>Nothing about them.</p>{LONG}")
    named = blog.post(f"<p>I like NORTHWIND.</p>{LONG}")
    blog.post(f"<p>Northwinds are cold.</p>{LONG}")
    begun = blog.post(f"<p>Many cafés.</p>{LONG}")
    assert set(account.poll()) == {named, begun}

    blog.of(other).markup = f"<p>Something about Northwind.</p>{LONG}"

    found = account.poll()
    assert found[other].change is Change.SAID
    assert account.poll() == {}


def test_comments_stand_below_their_post_and_below_each_other(blog: Blog) -> None:
    account = Account(blog, words=["northwind"])
    account.poll()
    top = blog.post(f"<p>Northwind again.</p>{LONG}", title="On trains")
    ignored = blog.post(LONG)
    account.poll()
    first = blog.comment(top, "<p>So true.</p>")
    second = blog.comment(first, "<p>Ask Northwind.</p>", by="eve")
    blog.comment(ignored, "<p>About Northwind, but below another matter.</p>")

    found = account.poll()

    assert set(found) == {f"comment:{first}", f"comment:{second}"}
    assert found[f"comment:{first}"].parent_id == found[f"comment:{first}"].root_id == top
    assert found[f"comment:{second}"].parent_id == f"comment:{first}"
    assert (found[f"comment:{first}"].why, found[f"comment:{second}"].why) == (Why.CONTEXT, Why.MENTION)
    blog.of(first).markup = "<p>So very true.</p>"
    assert account.poll()[f"comment:{first}"].change is Change.EDITED


def test_comments_from_before_do_not_come_as_new(blog: Blog) -> None:
    top = blog.post(LONG)
    blog.comment(top, "<p>Old.</p>")
    account = Account(blog)
    account.poll()
    assert account.poll() == {}
    new = blog.comment(top, "<p>New.</p>")
    assert set(account.poll()) == {f"comment:{new}"}


def test_what_the_feed_no_longer_shows_is_not_removed_and_does_not_come_again(blog: Blog) -> None:
    account = Account(blog)
    account.poll()
    first = blog.post(LONG)
    assert set(account.poll()) == {first}
    kept = blog.posts.pop()
    blog.posts.append(type(kept)(f"{blog.url}/posts/99", "dan", LONG, kept.at))
    assert set(account.poll()) == {f"{blog.url}/posts/99"}
    blog.posts.insert(0, kept)
    assert account.poll() == {}


def test_an_article_is_fetched_where_the_feed_has_its_beginning_only(blog: Blog) -> None:
    account = Account(blog, words=["northwind"])
    account.poll()
    body = f"<h1>On trains</h1>{'<p>A long sentence about travelling by train through the winter.</p>' * 30}"
    whole = f"{body}<p>In the end Northwind was late again, which surprised nobody on the platform.</p>"
    post = blog.post(whole, title="On trains", summary="The beginning.")

    found = account.poll()

    assert "Northwind was late" in found[post].text
    assert found[post].text.startswith("On trains")
    assert account.poll() == {}, "its own words in the feed say whether it changed"


def test_our_own_posts_and_comments_are_ours(blog: Blog) -> None:
    account = Account(blog, names=["Ana Ortiz"], words=["northwind"])
    account.poll()
    ours = blog.post(LONG, by="ana  ortiz")
    found = account.poll()
    assert found[ours].why is Why.OWN
    assert found[ours].author
    assert found[ours].author.external_id == account.us.external_id
    asks = blog.comment(ours, "<p>When?</p>")
    tells = blog.comment(asks, "<p>On Monday.</p>", by="Ana Ortiz")
    found = account.poll()
    assert found[f"comment:{tells}"].why is Why.OWN
    assert found[f"comment:{asks}"].parent_id == ours


def test_what_did_not_change_is_not_sent_again(blog: Blog) -> None:
    blog.post(LONG)
    account = Account(blog)
    account.poll()
    blog.asked.clear()
    account.poll()
    [headers] = asked(blog, "/feed.xml")
    assert headers["if-none-match"]
    assert "Earful" in headers["user-agent"]


def test_what_came_within_the_second_of_the_last_change_is_not_missed(blog: Blog) -> None:
    """A blog that says when it changed, in whole seconds, says the same for two comments of one second."""
    blog.changed = format_datetime(datetime.now(UTC), usegmt=True)
    post = blog.post(LONG)
    account = Account(blog)
    account.poll()
    blog.comment(post, "<p>First of this second.</p>")
    account.poll()
    late = blog.comment(post, "<p>Second of this second.</p>")
    assert set(account.poll()) == {f"comment:{late}"}

    blog.changed = format_datetime(datetime.now(UTC) - timedelta(minutes=5), usegmt=True)
    account.poll()
    blog.asked.clear()
    account.poll()
    [headers] = asked(blog, "/feed.xml")
    assert headers["if-modified-since"] == blog.changed
    assert headers["if-none-match"]


def test_who_was_just_asked_is_left_alone_and_for_longer_where_nothing_happens(blog: Blog) -> None:
    account = Account(blog, least=600)
    account.poll()
    blog.asked.clear()
    account.poll()
    assert asked(blog, "/feed.xml") == []
    pauses = []
    for _ in range(12):
        place = account.place
        place.posts.due = place.began
        account.cursor = place.dump()
        account.poll()
        pauses.append(account.place.posts.every)
    assert pauses[0] == 900
    assert pauses == sorted(pauses)
    assert pauses[-1] == 3 * 3600
    blog.post(LONG)
    place = account.place
    place.posts.due = place.began
    account.cursor = place.dump()
    account.poll()
    assert account.place.posts.every == 1.5 * 3600


def test_a_feeds_own_wish_to_be_left_alone_counts(blog: Blog) -> None:
    blog.ttl = 120
    account = Account(blog, least=600)
    account.poll()
    assert account.place.posts.every == 7200


def test_what_is_no_feed_is_kept_once_and_said_and_it_goes_on(blog: Blog) -> None:
    account = Account(blog)
    account.poll()
    blog.pages["/feed.xml"] = (200, "text/html", b"<html>Our shop is moving\x00</html>", {})
    with pytest.raises(Retry) as retry:
        account.poll()
    assert retry.value.words == words.NOT_A_FEED
    [kept] = account.parcels
    assert kept.external_id.startswith("unreadable:")
    assert "Our shop is moving" in kept.raw["beginning"]
    with pytest.raises(Unreadable):
        account.read(kept)
    with pytest.raises(Retry):
        account.poll()
    assert account.parcels == []
    del blog.pages["/feed.xml"]
    place = account.place
    place.posts.due = place.began
    account.cursor = place.dump()
    post = blog.post(LONG)
    assert set(account.poll()) == {post}


@pytest.mark.parametrize(
    ("status", "said"), [(410, words.GONE), (404, words.MISSING), (403, words.CLOSED), (500, words.FAILING)]
)
def test_a_feed_that_cannot_be_had_is_said_and_asked_again_later(blog: Blog, status: int, said: str) -> None:
    account = Account(blog)
    account.poll()
    blog.pages["/feed.xml"] = (status, "text/plain", b"", {})
    with pytest.raises(Retry) as retry:
        account.poll()
    assert retry.value.words == said
    assert retry.value.after >= 60


def test_a_feed_that_moved_for_good_is_asked_there(blog: Blog) -> None:
    account = Account(blog)
    account.poll()
    blog.pages["/new.xml"] = (200, "application/rss+xml", blog.rss([], "Moved"), {})
    blog.pages["/feed.xml"] = (301, "text/plain", b"", {"location": "/new.xml"})
    account.poll()
    account.poll()
    assert account.place.posts.address == f"{blog.url}/new.xml"
    assert len(asked(blog, "/feed.xml")) == 2


def test_robots_txt_is_obeyed(blog: Blog) -> None:
    account = Account(blog)
    account.poll()
    blog.pages["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /feed", {})
    blog.asked.clear()
    with pytest.raises(Retry):
        account.poll()
    assert asked(blog, "/feed.xml") == []


def test_a_packed_feed_is_read_and_a_bomb_is_not(blog: Blog) -> None:
    post = blog.post(LONG)
    account = Account(blog)
    packed = gzip.compress(blog.rss(blog.posts, "Packed"))
    blog.pages["/feed.xml"] = (200, "application/rss+xml", packed, {"content-encoding": "gzip"})
    account.poll()
    assert account.place.version(post)
    blog.pages["/feed.xml"] = (200, "text/xml", gzip.compress(bytes(50_000_000)), {"content-encoding": "gzip"})
    with pytest.raises(Retry) as retry:
        account.poll()
    assert retry.value.words.endswith(".")


def test_a_json_feed_is_one_like_any_other(blog: Blog) -> None:
    account = Account(blog)
    item = {"id": 7, "url": "/seven", "content_text": "Seven & more", "authors": [{"name": "Kim"}], "language": "en-US"}
    whole = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [item, "nonsense", {"id": None}]}
    blog.pages["/feed.xml"] = (
        200,
        "application/feed+json",
        b'{"version":"https://jsonfeed.org/version/1","items":[]}',
        {},
    )
    account.poll()
    blog.pages["/feed.xml"] = (200, "application/feed+json", json.dumps(whole).encode(), {})

    async def go() -> list[Parcel]:
        async with Transport(frozenset({blog.place})) as door:
            adapter = NETWORK.open(account.us, account.settings, {}, MemoryKeeper(), door)
            return [parcel for batch in await batches(adapter, account.cursor) for parcel in batch.parcels]

    found = {parcel.external_id: parcel for parcel in asyncio.run(go())}
    seven = account.read(found["7"])
    assert (seven.text, seven.url, seven.languages) == ("Seven & more", f"{blog.url}/seven", ("en",))
    assert seven.author
    assert seven.author.name == "Kim"


# --- connecting ---


def connect(blog: Blog, address: str, **values: str) -> Connected:
    async def go() -> Connected:
        async with Transport(frozenset({blog.place})) as door:
            return await NETWORK.connect({"address": address, **values}, door)

    return asyncio.run(go())


PAGE = '<html><head><base href="/x/"><link rel="alternate" type="application/rss+xml" href="{}"></head>'


def test_a_page_leads_to_its_feed(blog: Blog) -> None:
    blog.pages["/"] = (200, "text/html", PAGE.format("../feed.xml").encode(), {})
    made = connect(blog, f"{blog.url}/", words="Northwind, northwind rail*", names="Ana", minutes="30")
    assert made.us.external_id == blog.feed
    assert made.name == "A blog"
    assert made.settings == {
        "feed": blog.feed,
        "words": ["Northwind", "northwind rail*"],
        "names": ["Ana"],
        "least": 1800,
    }


def test_a_header_or_a_usual_place_leads_there_as_well(blog: Blog) -> None:
    more = {"link": '</feed.xml>; rel="alternate"; type="application/rss+xml"'}
    blog.pages["/"] = (200, "text/html", b"<html></html>", more)
    assert connect(blog, f"{blog.url}/").us.external_id == blog.feed
    blog.pages["/"] = (200, "text/html", b"<html></html>", {})
    assert connect(blog, blog.url).us.external_id == blog.feed
    assert connect(blog, blog.feed).us.external_id == blog.feed


@pytest.mark.parametrize(
    ("address", "values", "label"),
    [
        ("", {}, "Enter the address"),
        ("two words", {}, "Enter the address"),
        ("http://127.0.0.2/feed", {}, "This address leads inside"),
        ("http://2130706433/feed", {}, "This address writes its host"),
        ("ftp://127.0.0.1/feed", {}, "This is not a web address"),
        ("HERE/posts/none", {}, ""),
        ("HERE/feed.xml", {"words": "a"}, "Words:"),
        ("HERE/feed.xml", {"words": "x" * 101}, "Words:"),
        ("HERE/feed.xml", {"minutes": "1"}, "Minutes between two looks:"),
        ("HERE/feed.xml", {"minutes": "²"}, "Minutes between two looks:"),
    ],
)
def test_what_cannot_be_connected_is_said(blog: Blog, address: str, values: dict[str, str], label: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(blog, address.replace("HERE", blog.url), **values)
    assert refused.value.words.startswith(label)
    assert refused.value.words.endswith(".")
