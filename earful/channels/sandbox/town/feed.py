"""What a brand may see, as payloads: its feed, a thread, known posts looked up again."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from earful.channels.sandbox.town import posts
from earful.channels.sandbox.town.asgi import No
from earful.channels.sandbox.town.dice import dice
from earful.channels.sandbox.town.faults import Fault
from earful.channels.sandbox.town.store import Store

Payload = dict[str, Any]
PAGE = 200


def post_id(number: int) -> str:
    """The public name of a post."""
    return f"town:post:{number:06d}"


def number_of(name: str) -> int:
    """The number in a public name, 0 when it is none of ours."""
    kind, _, digits = name.rpartition(":")
    return int(digits) if kind == "town:post" and digits.isascii() and digits.isdigit() and len(digits) < 15 else 0


def visible(post: sqlite3.Row, brand: int) -> bool:
    """Whether a brand may know of a post."""
    return post["partner"] is None or brand in (post["partner"], post["author"])


class Feed:
    """Reads the store for brands. `url` is where the town stands."""

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._url = url

    def head(self) -> int:
        """The number of the newest event."""
        row = self._store.db.execute("select coalesce(max(seq), 0) as head from events").fetchone()
        return int(row["head"])

    def seen(self, after: int, late: Fault | None, now: datetime) -> int:
        """The newest event that is shown already; while posts are late, one that is held back holds back the rest."""
        head = self.head()
        if late is None:
            return head
        ripe = (now - timedelta(seconds=late.by)).isoformat(timespec="milliseconds")
        rows = self._store.db.execute("select seq from events where seq > ? and at > ? order by seq", (after, ripe))
        held = (row["seq"] for row in rows if dice(late.seed, "late", row["seq"]).random() < late.rate)
        return int(next(held, head + 1)) - 1

    def page(self, brand: int, after: int, since: str, limit: int, until: int) -> tuple[list[Payload], int]:
        """The next events after a number up to another (and, if given, not before a moment), and where to go on."""
        rows = self._store.db.execute(
            "select events.seq, events.version as event_version, events.change, events.at, concerns.why, posts.*,"
            " versions.text, versions.language from events"
            " join concerns on concerns.post = events.post and concerns.brand = ?"
            " join posts on posts.id = events.post"
            " left join versions on versions.post = events.post and versions.version = events.version"
            " where events.seq > ? and events.seq <= ? and events.at >= ? and (posts.removed_at is null or events.change = 'removed')"
            " order by events.seq limit ?",
            (brand, after, until, since, limit),
        ).fetchall()
        items = [
            self._gone(row, row["why"])
            if row["change"] == "removed"
            else self._shown(row, row["event_version"], row["at"], row["why"])
            for row in rows
        ]
        return items, rows[-1]["seq"] if len(rows) == limit else max(after, until)

    def now(self, number: int, brand: int) -> Payload:
        """A post as it stands now; what is gone, or hidden from this brand, is a removal."""
        post = posts.find(self._store, number)
        if post is None or not visible(post, brand):
            raise No(404, "There is no such post.")
        row = self._store.db.execute(
            "select why from concerns where brand = ? and post = ?", (brand, number)
        ).fetchone()
        why = row["why"] if row else "context"
        if post["removed_at"]:
            return self._gone(post, why)
        at = self._store.db.execute(
            "select at from versions where post = ? and version = ?", (number, post["version"])
        ).fetchone()["at"]
        return self._shown(post, post["version"], at, why)

    def lookup(self, names: Iterable[str], brand: int, at: datetime) -> list[Payload]:
        """The present state of each name; a name nobody knows is gone."""
        found = []
        for name in names:
            try:
                found.append(self.now(number_of(name), brand))
            except No:
                found.append(_removal(name, at.isoformat(timespec="milliseconds"), "context"))
        return found

    def thread(self, number: int, brand: int) -> list[Payload]:
        """What stands above a post, the post, and all below it, oldest first."""
        post = posts.find(self._store, number)
        if post is None or not visible(post, brand):
            raise No(404, "There is no such post.")
        above: set[int] = set()
        parent = post["parent"]
        while parent:
            above.add(parent)
            parent = self._store.db.execute("select parent from posts where id = ?", (parent,)).fetchone()["parent"]
        below = self._store.db.execute(
            "with recursive below (id) as (values (?) union select posts.id from posts join below"
            " on posts.parent = below.id) select id from below",
            (number,),
        ).fetchall()
        found = sorted(above | {row["id"] for row in below})
        seen = (one for one in found if (there := posts.find(self._store, one)) is not None and visible(there, brand))
        return [self.now(one, brand) for one in seen]

    def children(self, number: int) -> list[Payload]:
        """The direct answers below a post that stand now, oldest first, as anyone's own client shows them."""
        rows = self._store.db.execute(
            "select posts.id, text, handle, people.name, said_at, partner from posts"
            " join versions on versions.post = posts.id and versions.version = posts.version"
            " join people on people.id = posts.author where parent = ? and removed_at is null order by posts.id",
            (number,),
        ).fetchall()
        return [
            {
                "id": post_id(row["id"]),
                "handle": row["handle"],
                "name": row["name"],
                "text": row["text"],
                "said_at": row["said_at"],
                "reach": "private" if row["partner"] else "public",
                "pictures": self._pictures(row["id"]),
            }
            for row in rows
        ]

    def _gone(self, row: sqlite3.Row, why: str) -> Payload:
        return _removal(post_id(row["id"]), row["removed_at"], why)

    def _shown(self, row: sqlite3.Row, version: int, at: str, why: str) -> Payload:
        payload: Payload = {
            "id": post_id(row["id"]),
            "version": str(version),
            "change": "said" if version == 1 else "edited",
            "at": at,
            "why": why,
            "reach": "private" if row["partner"] else "public",
            "author": self._author(row["author"]),
            "text": row["text"],
            "language": row["language"],
            "said_at": row["said_at"],
            "parent": post_id(row["parent"]) if row["parent"] else None,
            "root": post_id(row["root"]) if row["root"] != row["id"] else None,
            "url": f"{self._url}/post/{row['id']:06d}",
            "pictures": self._pictures(row["id"]),
            "order": row["id"],
        }
        if row["garbled"]:
            payload |= {"author": 7, "said_at": "the day before yesterday", "text": None}
        return payload

    def _author(self, number: int) -> Payload:
        person = self._store.person_by_id(number)
        return {
            "id": f"town:person:{number}",
            "handle": person["handle"],
            "name": person["name"],
            "avatar": f"{self._url}/avatars/{number}.png",
            "page": f"{self._url}/person/{person['handle']}",
        }

    def _pictures(self, number: int) -> list[Payload]:
        rows = self._store.db.execute("select * from pictures where post = ? order by id", (number,)).fetchall()
        return [
            {
                "url": f"{self._url}/pictures/{row['id']}.png",
                "alt": row["alt"],
                "width": row["width"],
                "height": row["height"],
            }
            for row in rows
        ]


def _removal(name: str, at: str, why: str) -> Payload:
    return {"id": name, "version": "removed", "change": "removed", "at": at, "why": why, "author": None}
