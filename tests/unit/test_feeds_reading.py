"""Feeds and pages of strangers, mangled: whatever comes, it is read or it is no feed, and in time."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earful.channels.contract import Change, Refused, Unreadable, Us
from earful.channels.feeds import discovery, fulltext, parcels, parsing, wire
from earful.channels.feeds.cursor import MOST_KNOWN, MOST_THREADS, Place, Source
from earful.channels.feeds.shapes import NotAFeed
from earful.channels.matching import concerns, folded, listed
from earful.channels.plaintext import line, plain

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
US = Us("https://blog.test/feed", "blog.test")
RSS = (
    b'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    b"<channel><title>T</title><link>https://blog.test/</link><item><guid>1</guid><title>One</title>"
    b"<link>/one</link><content:encoded>&lt;p&gt;Words &lt;a href='/a'&gt;here&lt;/a&gt;&lt;/p&gt;</content:encoded>"
    b"<pubDate>Sun, 29 Nov 2026 07:00:00 GMT</pubDate></item></channel></rss>"
)
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>x</id><title>y</title></entry></feed>'
JSON = b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","content_html":"<p>a</p>"}]}'


def reads(content: bytes) -> None:
    """Everything on the way to the desk."""
    try:
        feed = parsing.read(content, "https://blog.test/feed", "text/xml")
    except NotAFeed:
        return
    for entry in feed.entries:
        made = parcels.post(feed, entry, NOW, Change.SAID, ours=False)
        assert len(made.external_id) <= 300
        try:
            item = wire.read(json.loads(json.dumps(made.raw)), US)
        except Unreadable:
            continue
        item.text.encode()
        assert item.said_at <= NOW
        assert "\x00" not in json.dumps(made.raw)
        assert "\\u0000" not in json.dumps(made.raw)


@given(st.data(), st.sampled_from([RSS, ATOM, JSON]))
def test_a_mangled_feed_is_read_or_is_none(draw: st.DataObject, whole: bytes) -> None:
    content = bytearray(whole)
    for _ in range(draw.draw(st.integers(1, 5))):
        at = draw.draw(st.integers(0, len(content)))
        content[at : at + draw.draw(st.integers(0, 30))] = draw.draw(
            st.binary(max_size=8)
            | st.sampled_from([b"<", b"&#0;", b"]]>", b"<![CDATA[", b"\xff\xfe", b'"', b"</item>"])
        )
    reads(bytes(content))


@given(st.binary(max_size=300))
@example(b"")
@example(b"http://127.0.0.1/feed")
@example(b"/etc/passwd")
def test_bytes_are_bytes_and_never_an_address(content: bytes) -> None:
    reads(content)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
        ) + b"]><rss><channel><title>&j;</title><item><title>&j;</title></item></channel></rss>",
        b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&f;</title></item></channel></rss>',
        b"<rss><channel>" + b"<item>" * 20_000,
        b"<rss><channel><item><description>" + b"&lt;b&gt;" * 30_000 + b"</description></item></channel></rss>",
        b"<rss>" + b"<a " * 50_000,
        b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000,
        b"<rss><channel>" + b"<item><guid>1</guid></item>" * 5_000 + b"</channel></rss>",
    ],
    ids=["laughs", "file", "nested", "tags", "unfinished", "brackets", "many"],
)  # fmt: skip
def test_a_feed_made_to_hurt_is_over_soon(content: bytes) -> None:
    began = time.process_time()
    reads(content)
    assert time.process_time() - began < 20
    try:
        titles = [entry.title for entry in parsing.read(content).entries]
    except NotAFeed:
        return
    assert len(titles) <= 1000
    assert not any("root:" in title or len(title) > 500 for title in titles)


def test_a_plain_feed_says_what_it_says() -> None:
    feed = parsing.read(RSS, "https://blog.test/feed")
    [entry] = feed.entries
    item = wire.read(parcels.post(feed, entry, NOW, Change.SAID, ours=False).raw, US)
    assert (item.text, item.url) == ("One\n\nWords here", "https://blog.test/one")
    assert item.links == (("here", "https://blog.test/a"),)
    assert item.author
    assert item.author.name == "T"
    assert item.said_at == datetime(2026, 11, 29, 7, tzinfo=UTC)


@given(st.text(max_size=200) | st.text("<>/&; apbrimg=\"'#x0123", max_size=300))
@example("<a href='javascript:x'>y</a><img src=data:x>")
@example("<![x[")
def test_html_becomes_words_and_web_addresses_alone(markup: str) -> None:
    found = plain(markup, "https://blog.test/")
    found.text.encode()
    assert all(target.startswith(("http://", "https://")) for _, target in found.links)
    assert all(source.startswith(("http://", "https://")) for source, _ in found.pictures)
    assert "\n" not in line(markup)


def test_words_of_a_page_keep_their_paragraphs() -> None:
    html = "<script>no</script><p>One&nbsp;two</p><ul><li>a<li>b</ul><p>three<br>four</p><style>no"
    assert plain(html).text == "One two\n\na\nb\n\nthree\nfour"


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("", "anything", True),
        ("Northwind", "about NORTHWIND's trains", True),
        ("Northwind", "Northwinds", False),
        ("north*", "Northwinds", True),
        ("café", "the CAFE", True),
        ("northwind rail", "Northwind\n  Rail is late", True),
        ("C++", "I write c++ daily", True),
        ("北风", "我喜欢北风铁路", True),
        ("*", "anything", False),
        ("a.b", "axb", False),
    ],
)
def test_words_are_found_as_people_mean_them(words: str, text: str, found: bool) -> None:
    assert concerns(text, listed(words)) is found


@given(st.text(max_size=50), st.lists(st.text(max_size=12), max_size=5))
def test_matching_never_fails(text: str, words: list[str]) -> None:
    concerns(text, listed(",".join(words)))
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=300), st.text(max_size=300))
def test_pages_name_feeds_or_none(page: str, header: str) -> None:
    found = discovery.feeds(page, "https://blog.test/a", {"link": header})
    assert all(target.startswith(("http://", "https://")) for target in found)
    assert len(found) <= 14


def test_comments_feeds_are_tried_last() -> None:
    page = "".join(
        f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'
        for kind, href, title in (
            ("application/rss+xml", "/comments/feed/", "Comments"),
            ("application/json", "/api", ""),
            ("application/atom+xml", "atom", "Posts"),
            ("text/html", "/en", ""),
        )
    )
    found = discovery.feeds(page, "https://blog.test/blog/", {})
    assert found[:3] == ["https://blog.test/blog/atom", "https://blog.test/api", "https://blog.test/comments/feed/"]


def test_an_article_is_found_and_nonsense_is_none() -> None:
    page = (
        f"<html><body><nav>Home</nav><article><h1>T</h1>{'<p>The train was late, as ever it was.</p>' * 20}</article>"
    )
    assert "train was late" in fulltext.extracted(page.encode(), "https://blog.test/")
    for nonsense in (b"", b"\x00\xff" * 100, b"<" * 10_000, b"<div>" * 5_000):
        assert isinstance(fulltext.extracted(nonsense, "https://blog.test/"), str)


def test_the_place_stays_small_and_is_what_was_written() -> None:
    place = Place(Source("https://blog.test/feed"), NOW)
    for number in range(MOST_KNOWN + 500):
        place.note(f"name {number}", "v" * 32)
    for number in range(MOST_THREADS + 20):
        place.listen(f"https://blog.test/{number}", f"name {number}", NOW.replace(minute=number % 60))
    back = Place.load(place.dump())
    assert len(back.known) == MOST_KNOWN
    assert len(back.threads) == MOST_THREADS
    assert back.version("name 4499") == "v" * 12
    assert back.version("name 0") is None
    assert Place.load(back.dump()) == back


@given(st.text(max_size=40) | st.sampled_from(['{"posts": 1}', "[]", "null", '{"posts":{"until":null,"due":"x"}}']))
def test_a_place_that_makes_no_sense_is_said(text: str) -> None:
    with pytest.raises(Refused):
        Place.load(text)


LOBSTERS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Lobsters</title><description></description>
<link>https://lobste.rs/</link><atom:link href="https://lobste.rs/rss" rel="self" type="application/rss+xml" /><ttl>120</ttl>
<item><title>Boreal 2: a teardown</title><link>https://mira.test/boreal</link>
<guid isPermaLink="false">https://lobste.rs/s/abc123</guid><author>mira@users.lobste.rs (mira)</author>
<pubDate>Sun, 29 Nov 2026 01:11:22 -0600</pubDate><comments>https://lobste.rs/s/abc123/boreal_2_teardown</comments>
<description>&lt;p&gt;&lt;a href=&quot;https://lobste.rs/s/abc123/boreal_2_teardown&quot;&gt;Comments&lt;/a&gt;&lt;/p&gt;</description>
<category>hardware</category></item></channel></rss>"""


def test_a_site_of_links_gives_the_story_its_author_and_the_way_to_the_talk() -> None:
    feed = parsing.read(LOBSTERS.encode(), "https://lobste.rs/rss")
    [entry] = feed.entries
    assert (feed.title, feed.rest) == ("Lobsters", 7200.0)
    made = parcels.post(feed, entry, NOW, Change.SAID, ours=False)
    heard = wire.read(made.raw, Us("https://lobste.rs/rss", "lobste.rs"))
    assert heard.external_id == "https://lobste.rs/s/abc123"
    assert heard.text.startswith("Boreal 2: a teardown")
    assert heard.author
    assert heard.author.handle == "mira"
    assert heard.url == "https://mira.test/boreal"
    assert ("Comments", "https://lobste.rs/s/abc123/boreal_2_teardown") in heard.links
    assert heard.said_at.isoformat() == "2026-11-29T07:11:22+00:00"
