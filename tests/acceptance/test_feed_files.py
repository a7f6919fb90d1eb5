"""The files the makers of feedparser test it with, as OUR reading sees them: through parcel, ledger's JSON and `read`.

Each states what it expects in a comment. What is mapped here is what an item is made of: title, words, address, name,
author, time, and of the feed its title and address. Everything else a file may expect (copyright, clouds, podcasts'
marks, geography, whether the file is well-formed) is nothing we keep; such files must only be read without a stop.
HTML is compared by its words, for we keep no HTML on a page.
"""

import ast
import calendar
import json
import re
import tarfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from earful.channels.contract import Change, Inbound, Unreadable, Us
from earful.channels.feeds import parcels, parsing, wire
from earful.channels.feeds.shapes import Entry, Feed, NotAFeed
from earful.channels.plaintext import line, plain

FOUND = Path(__file__).parents[3] / "shared" / "data" / "feeds" / "feedparser.tar.gz"
SEEN = datetime(2026, 11, 29, 8, tzinfo=UTC)
US = Us("http://127.0.0.1/feed", "127.0.0.1")
EXPECT = re.compile(rb"Expect:\s*(.*?)\s*-->", re.DOTALL)
CHARSET = re.compile(rb"Header:\s*Content-[Tt]ype:\s*([^\r\n]+)")
BASE = re.compile(rb"Header:\s*Content-Location:\s*(\S+)", re.IGNORECASE)


@pytest.fixture(autouse=True)
def there() -> None:
    """What it reads lies beside the checkout."""
    assert FOUND.exists(), (
        "The feed files are missing: these tests read what lies beside the checkout in ../shared/data/feeds."
    )


def files() -> list[tuple[str, bytes]]:
    with tarfile.open(FOUND) as whole:
        return [(one.name, whole.extractfile(one).read()) for one in whole if one.isfile()]  # type: ignore[union-attr]  # -- a file


def clauses(expected: str) -> list[tuple[str, Any]]:
    """`entries[0].title == 'x' and ...` as (path, value); what has another form is left out."""
    found = []
    try:
        tree = ast.parse(expected, mode="eval").body
    except SyntaxError:
        return []
    for part in tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]:
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
            try:
                found.append((path(part.left), ast.literal_eval(part.comparators[0])))
            except ValueError:
                continue
    return found


def path(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{path(value)}.{name}"
        case ast.Subscript(value=value, slice=ast.Constant(value=key)):
            return f"{path(value)}.{key}"
    raise ValueError(node)


def understood(feed: Feed, entry: Entry) -> Inbound | None:
    made = parcels.post(feed, entry, SEEN, Change.SAID, ours=False)
    try:
        return wire.read(json.loads(json.dumps(made.raw)), US)
    except Unreadable:
        return None


def squeezed(text: str) -> str:
    return " ".join(text.split())


def words_of(value: Any) -> str:
    return squeezed(plain(str(value)).text)


def moment(value: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(value), UTC)


def title(value: Any, entry: Entry, item: Inbound | None) -> bool:
    shown = not item or not entry.title or squeezed(item.text).startswith(entry.title)
    return entry.title == line(str(value)) and shown


def summary(value: Any, entry: Entry, item: Inbound | None) -> bool:
    if entry.content and words_of(entry.content) != words_of(value):
        return words_of(entry.summary) == words_of(value)  # the longer of two is shown
    return words_of(value) in squeezed(item.text if item else "")


def content(value: Any, entry: Entry, item: Inbound | None) -> bool:
    return words_of(value) in squeezed(item.text if item else "") or words_of(value) in words_of(entry.content)


def link(value: Any, entry: Entry, item: Inbound | None) -> bool:
    web = str(value).startswith(("http://", "https://"))
    return entry.link == (value if web else "") and (not item or item.url == entry.link)


def name(value: Any, entry: Entry, item: Inbound | None) -> bool:
    return entry.name == value and (not item or len(str(value)) > 250 or item.external_id == value)


def author(value: Any, entry: Entry, item: Inbound | None) -> bool:
    return entry.author == line(str(value)) and (not item or item.author is None or item.author.name == value)


def published(value: Any, entry: Entry, item: Inbound | None) -> bool:
    return entry.published == moment(value)


def updated(value: Any, entry: Entry, item: Inbound | None) -> bool:
    return entry.updated == moment(value)


APPLIES: dict[str, Callable[[Any, Entry, Inbound | None], bool]] = {
    **dict.fromkeys(("title", "title_detail.value"), title),
    **dict.fromkeys(("description", "summary", "summary_detail.value"), summary),
    "content.0.value": content,
    "link": link,
    **dict.fromkeys(("id", "guid"), name),
    "author_detail.name": author,
    **dict.fromkeys(("published_parsed", "created_parsed"), published),
    "updated_parsed": updated,
}


def holds(what: str, value: Any, feed: Feed, entry: Entry) -> bool | None:
    """Whether our reading agrees; None: it is nothing that an item is made of."""
    return APPLIES[what](value, entry, understood(feed, entry)) if what in APPLIES else None


def holds_of_feed(what: str, value: Any, feed: Feed) -> bool | None:
    match what:
        case "title" | "title_detail.value":
            return feed.title == line(str(value))
        case "link":
            return feed.link == (value if str(value).startswith(("http://", "https://")) else "")
    return None


def verdict(content: bytes, expected: str) -> tuple[list[str], int]:
    """The clauses our reading fails, and how many apply."""
    base, kind = BASE.search(content), CHARSET.search(content)
    given = (base[1].decode() if base else "", kind[1].decode("latin-1").strip() if kind else "")
    failed, applies = [], 0
    try:
        feed: Feed | None = parsing.read(content, *given)
    except NotAFeed:
        feed = None
    for where, value in clauses(expected):
        kept, answer = re.fullmatch(r"entries\.(\d+)\.(.+)", where), None
        probe = feed or Feed()
        if kept:
            there = feed.entries[int(kept[1])] if feed and len(feed.entries) > int(kept[1]) else None
            answer = holds(kept[2], value, probe, there or Entry(""))
            answer = answer if there or answer is None else False
        elif where.startswith("feed."):
            answer = holds_of_feed(where.removeprefix("feed."), value, probe)
        if answer is not None:
            applies += 1
            if not answer:
                failed.append(f"{where} == {value!r}")
    return failed, applies


def test_the_files_are_read_as_they_expect() -> None:
    counted, failures = Counter[str](), {}
    for name, content in files():
        found = EXPECT.search(content)
        expected = " ".join(found[1].decode("utf-8", "replace").split()) if found else ""
        failed, applies = verdict(content, expected)
        counted["read"] += 1
        counted["apply"] += bool(applies)
        counted["as expected"] += bool(applies) and not failed
        if failed:
            failures[name] = failed
    for name, failed in failures.items():
        print(name, failed)
    share = counted["as expected"] / counted["apply"]
    print(f"{counted['as expected']} of {counted['apply']} that apply, of {counted['read']} files: {share:.4f}")
    assert counted["read"] == 1436
    assert counted["apply"] > 700
    assert share >= 0.99


def test_whatever_is_no_feed_is_kept_and_shown() -> None:
    for name, content in files():
        kept = parcels.no_feed("http://127.0.0.1/feed", 200, "text/xml", content)
        stored = json.loads(json.dumps(kept.raw))
        assert kept.external_id.startswith("unreadable:"), name
        with pytest.raises(Unreadable):
            wire.read(stored, US)
