"""From entries of a feed to the parcels the ledger keeps, whole enough to read again. Pure."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.feeds.shapes import Entry, Feed
from earful.channels.plaintext import plain, well_formed

POST, COMMENT, NO_FEED = "post", "comment", "no_feed"
LONGEST_NAME = 250
KEPT = 200_000  # characters of HTML
BEGINNING = 20_000  # of what is no feed


def name_of(entry: Entry) -> str:
    """What never changes about an entry: its own name, else where it stands, else what it says."""
    name = entry.name.strip() or entry.link or f"words:{_digest([entry.title, entry.html])}"
    return name if len(name) <= LONGEST_NAME else f"long:{_digest(name)}"


def comment_id(entry: Entry) -> str:
    """A comment's name, which no post's can be."""
    return f"comment:{name_of(entry)}"


def version_of(entry: Entry) -> str:
    """What it says, as readers see it; markup may change as it likes."""
    return _digest([entry.title, entry.link, entry.author, plain(entry.html).text])[:32]


def written(entry: Entry) -> dict[str, Any]:
    """An entry as it is kept."""
    return {
        "name": entry.name,
        "title": entry.title,
        "link": entry.link,
        "author": entry.author,
        "author_link": entry.author_link,
        "html": entry.html[:KEPT],
        "published": _moment(entry.published),
        "updated": _moment(entry.updated),
        "language": entry.language,
        "pictures": list(entry.pictures),
    }


def post(feed: Feed, entry: Entry, seen: datetime, change: Change, *, ours: bool, full: str = "") -> Parcel:
    """A parcel for a post. `full`: its text from its own page."""
    raw = {
        "shape": POST,
        "id": name_of(entry),
        "feed": feed.title,
        "entry": written(entry),
        "full": full[:KEPT],
        "seen": seen.isoformat(),
        "earful": {"change": change.value, "ours": ours},
    }
    return Parcel(name_of(entry), version_of(entry), raw)


def comment(
    entry: Entry, below: str, present: Sequence[Entry], seen: datetime, change: Change, *, ours: bool, named: bool
) -> Parcel:
    """A parcel for a comment below the post `below`. `named`: it holds one of our words."""
    there = {other.name: comment_id(other) for other in present}
    parent = there.get(entry.answers, below) if entry.answers and entry.answers != entry.name else below
    raw = {
        "shape": COMMENT,
        "id": comment_id(entry),
        "post": below,
        "parent": parent,
        "entry": written(entry),
        "seen": seen.isoformat(),
        "earful": {"change": change.value, "ours": ours, "named": named},
    }
    return Parcel(comment_id(entry), version_of(entry), raw)


def no_feed(address: str, status: int, kind: str, content: bytes) -> Parcel:
    """What stands where a feed was; kept and shown, and never a stop."""
    beginning = well_formed(content[:BEGINNING].decode("utf-8", "replace"))
    raw = {"shape": NO_FEED, "address": address, "status": status, "kind": kind[:100], "beginning": beginning}
    return Parcel(f"unreadable:{_digest(raw)}", "1", raw)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
