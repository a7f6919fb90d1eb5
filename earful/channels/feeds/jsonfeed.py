"""JSON Feed 1.0 and 1.1, by hand. Pure."""

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.feeds.shapes import MOST_ENTRIES, Entry, Feed, NotAFeed
from earful.channels.plaintext import line, web, well_formed
from earful.kit import clock, jsontext

LONGEST = 400_000


def looks_like(content: bytes) -> bool:
    """Whether it may be one."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def read(content: bytes, base: str) -> Feed:
    """A whole feed. Raises NotAFeed."""
    try:
        found = jsontext.load(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed("This is no JSON.") from error
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(found.get("version", "")):
        raise NotAFeed("This JSON is no feed.")
    entries = [_entry(item, found, base) for item in items[:MOST_ENTRIES] if isinstance(item, dict)]
    return Feed(line(found.get("title")), web(found.get("home_page_url"), base), tuple(entries))


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Entry:
    name = item.get("id")
    text = _text(item.get("content_text"))
    author = _author(item) or _author(feed)
    pictures = (web(item.get(key), base) for key in ("image", "banner_image"))
    return Entry(
        name=well_formed(str(name)) if isinstance(name, str | int | float) else "",
        title=line(item.get("title")),
        link=web(item.get("url"), base) or web(item.get("external_url"), base),
        author=line(author.get("name"), 200),
        author_link=web(author.get("url"), base),
        summary=html.escape(_text(item.get("summary"))),
        content=_text(item.get("content_html")) or html.escape(text).replace("\n", "<br>"),
        published=_time(item.get("date_published")),
        updated=_time(item.get("date_modified")),
        language=_text(item.get("language") or feed.get("language"))[:20],
        pictures=tuple(dict.fromkeys(picture for picture in pictures if picture)),
    )


def _author(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of those that are named; version 1.0 knew only one."""
    authors = thing.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else thing.get("author")
    return first if isinstance(first, dict) else {}


def _text(value: object) -> str:
    return well_formed(value[:LONGEST]) if isinstance(value, str) else ""


def _time(value: object) -> datetime | None:
    try:
        return clock.parse(value) if isinstance(value, str) and len(value) < 64 else None
    except (ValueError, OverflowError):
        return None
