"""From the bytes of a feed to what is understood of it. Pure.

feedparser knows RSS in all its versions, RDF and Atom, makes HTML safe and puts addresses right. It is given bytes,
never an address (which it would fetch), and none of what it raises gets further than this file.
"""

import calendar
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any

from earful.channels.feeds import jsonfeed
from earful.channels.feeds.shapes import MOST_ENTRIES, Entry, Feed, NotAFeed
from earful.channels.plaintext import line, web, well_formed

LONGEST = 400_000
MOST_REST = 6 * 3600.0


def read(content: bytes, base: str = "", kind: str = "") -> Feed:
    """A whole feed. `base`: where it was found; `kind`: its content type. Raises NotAFeed."""
    if jsonfeed.looks_like(content):
        return jsonfeed.read(content, base)
    found = _parsed(content, base, kind)
    entries = found.get("entries")
    if not found.get("version") and not entries:
        raise NotAFeed("This is no feed.")
    about = found.get("feed") or {}
    read_entries = [_entry(entry, base) for entry in _listed(entries)[:MOST_ENTRIES] if isinstance(entry, Mapping)]
    damaged = type(found.get("bozo_exception")).__name__ if found.get("bozo") else ""
    return Feed(line(about.get("title")), web(about.get("link"), base), tuple(read_entries), _rest(about), damaged)


def _parsed(content: bytes, base: str, kind: str) -> Mapping[str, Any]:
    import feedparser  # noqa: PLC0415 -- slow to load, and only listeners need it

    headers = {"content-location": base} if base else {}
    if kind:
        headers["content-type"] = kind
    try:
        found: Mapping[str, Any] = feedparser.parse(BytesIO(content), response_headers=headers)
    except Exception as error:
        raise NotAFeed(f"This cannot be read ({type(error).__name__}).") from error
    return found


def _entry(entry: Mapping[str, Any], base: str) -> Entry:
    detail = entry.get("author_detail")
    author = detail if isinstance(detail, Mapping) else {}
    answered = entry.get("thr_in-reply-to") or entry.get("in-reply-to")
    language = next((part.get("language") for part in _listed(entry.get("content")) if isinstance(part, Mapping)), None)
    return Entry(
        name=well_formed(str(entry.get("id") or "")),
        title=line(entry.get("title")),
        link=web(entry.get("link"), base),
        author=line(author.get("name") or entry.get("author"), 200),
        author_link=web(author.get("href"), base),
        summary=_text(entry.get("summary")),
        content=_longest(entry.get("content")),
        published=_time(entry.get("published_parsed") or entry.get("created_parsed")),
        updated=_time(entry.get("updated_parsed")) if "updated_parsed" in entry else None,
        language=str(language or "")[:20],
        comments_feed=web(entry.get("wfw_commentrss"), base),
        answers=well_formed(str(answered.get("ref") or "")) if isinstance(answered, Mapping) else "",
        pictures=_pictures(entry, base),
    )


def _longest(contents: object) -> str:
    """Feeds may state the same content in several ways."""
    texts = [_text(part.get("value")) for part in _listed(contents) if isinstance(part, Mapping)]
    return max(texts, key=len, default="")


def _pictures(entry: Mapping[str, Any], base: str) -> tuple[str, ...]:
    given = [*_listed(entry.get("media_content")), *_listed(entry.get("enclosures"))]
    found = (
        web(part.get("url") or part.get("href"), base)
        for part in given
        if isinstance(part, Mapping) and str(part.get("type") or part.get("medium") or "").startswith("image")
    )
    return tuple(dict.fromkeys(address for address in found if address))[:10]


def _rest(about: Mapping[str, Any]) -> float:
    ttl = str(about.get("ttl") or "").strip()
    return min(float(ttl) * 60, MOST_REST) if ttl.isdecimal() and ttl.isascii() and len(ttl) < 8 else 0.0


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _text(value: object) -> str:
    return well_formed(value[:LONGEST]) if isinstance(value, str) else ""


def _time(value: object) -> datetime | None:
    """Feedparser gives times in UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if isinstance(value, struct_time) else None
    except (ValueError, OverflowError, OSError):
        return None
