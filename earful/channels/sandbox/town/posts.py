"""What people do in the town: say, edit, remove. Each leaves an event in the feed of the brands it concerns."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from earful.channels.sandbox.town.store import Store

PUBLIC_WHYS = ("reply", "mention", "context")


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture with a post. Without content the town draws one from its words."""

    alt: str
    width: int = 320
    height: int = 200
    mime: str = "image/png"
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class NewPost:
    """What someone is about to say. `partner` makes it private between the author and that person.

    `privately`: an answer that only the author of what it answers can read.
    """

    author: int
    text: str
    parent: int | None = None
    partner: int | None = None
    language: str = "en"
    kind: str = ""
    wants: bool = False
    pictures: tuple[NewPicture, ...] = ()
    story: int | None = None
    via: str = ""
    key: str | None = None
    garbled: bool = False
    privately: bool = False


def takes_messages(handle: str) -> bool:
    """Whether somebody can be written to privately by a brand they have not written to so; three of four can."""
    return sum(handle.encode()) % 4 != 0


def find(store: Store, number: int) -> sqlite3.Row | None:
    """A post as it stands now, with its present text."""
    row: sqlite3.Row | None = store.db.execute(
        "select posts.*, text, language from posts left join versions"
        " on versions.post = posts.id and versions.version = posts.version where posts.id = ?",
        (number,),
    ).fetchone()
    return row


def by_key(store: Store, author: int, key: str) -> sqlite3.Row | None:
    """The post an author made under a key of their own."""
    row = store.db.execute("select id from posts where author = ? and client_key = ?", (author, key)).fetchone()
    return find(store, row["id"]) if row else None


def say(store: Store, new: NewPost, at: datetime) -> int:
    """Post it. An answer inherits thread, story and privacy from what it answers."""
    parent = find(store, new.parent) if new.parent else None
    partner = _partner(new, parent) if parent else new.partner
    story = new.story if new.story is not None else (parent["story"] if parent else None)
    with store.transaction():
        number = store.db.execute(
            "insert into posts (author, parent, root, partner, said_at, kind, wants, story, via, client_key, garbled)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                new.author,
                new.parent,
                parent["root"] if parent else 0,
                partner,
                _iso(at),
                new.kind,
                new.wants,
                story,
                new.via,
                new.key,
                new.garbled,
            ),
        ).lastrowid
        assert number is not None
        if parent is None:
            store.db.execute("update posts set root = id where id = ?", (number,))
        for picture in new.pictures:
            store.db.execute(
                "insert into pictures (post, alt, width, height, mime, content) values (?, ?, ?, ?, ?, ?)",
                (number, picture.alt, picture.width, picture.height, picture.mime, picture.content),
            )
        _write(store, number, 1, new.text, new.language, at)
        _concern(store, number)
        _event(store, number, 1, "said", at)
        if parent is not None:
            _answer(store, new, number, parent, at)
    return number


def _partner(new: NewPost, parent: sqlite3.Row) -> int | None:
    """With whom an answer is shared: as what it answers is, between the same two; or only with its author."""
    if parent["partner"] is None:
        return int(parent["author"]) if new.privately else None
    return int(parent["author"] if parent["partner"] == new.author else parent["partner"])


def edit(store: Store, number: int, text: str, at: datetime, alts: Sequence[str] = ()) -> None:
    """Put other words in a post; the old ones stay only as an older version. `alts`: what its pictures show, if given."""
    post = find(store, number)
    assert post is not None
    pictures = store.db.execute("select id from pictures where post = ? order by id", (number,)).fetchall()
    with store.transaction():
        for row, alt in zip(pictures, alts, strict=False):
            store.db.execute("update pictures set alt = ? where id = ?", (alt, row["id"]))
        version = post["version"] + 1
        store.db.execute("update posts set version = ? where id = ?", (version, number))
        _write(store, number, version, text, post["language"], at)
        _concern(store, number)
        _event(store, number, version, "edited", at)


def remove(store: Store, number: int, at: datetime) -> None:
    """Take a post away: its words and pictures are gone, that it existed is not."""
    with store.transaction():
        store.db.execute("update posts set removed_at = ? where id = ? and removed_at is null", (_iso(at), number))
        store.db.execute("update versions set text = '' where post = ?", (number,))
        store.db.execute("delete from pictures where post = ?", (number,))
        _event(store, number, 0, "removed", at)


def _write(store: Store, number: int, version: int, text: str, language: str, at: datetime) -> None:
    store.db.execute(
        "insert into versions (post, version, text, language, at) values (?, ?, ?, ?, ?)",
        (number, version, text, language, _iso(at)),
    )


def _event(store: Store, number: int, version: int, change: str, at: datetime) -> None:
    store.db.execute(
        "insert into events (post, version, change, at) values (?, ?, ?, ?)", (number, version, change, _iso(at))
    )


def _concern(store: Store, number: int) -> None:
    post = find(store, number)
    assert post is not None
    for brand in store.brands():
        if why := _why(store, post, brand):
            store.db.execute(
                "insert or ignore into concerns (brand, post, why) values (?, ?, ?)", (brand["id"], number, why)
            )


def _why(store: Store, post: sqlite3.Row, brand: sqlite3.Row) -> str:
    if post["author"] == brand["id"]:
        return "own"
    if post["partner"] is not None:
        return "message" if post["partner"] == brand["id"] else ""
    parent = find(store, post["parent"]) if post["parent"] else None
    if parent is not None and parent["author"] == brand["id"]:
        return "reply"
    if names(post["text"], brand["handle"], brand["name"]):
        return "mention"
    above = (post["root"], post["parent"] or 0)
    known = store.db.execute(
        "select 1 from concerns where brand = ? and post in (?, ?) and post != ?", (brand["id"], *above, post["id"])
    ).fetchone()
    return "context" if known else ""


def names(text: str, handle: str, name: str) -> bool:
    """Whether a text names a brand, by handle or simply by name."""
    return bool(re.search(rf"(?<![\w@])(@{re.escape(handle)}|{re.escape(name)})(?!\w)", text, re.IGNORECASE))


def _answer(store: Store, new: NewPost, number: int, parent: sqlite3.Row, at: datetime) -> None:
    """A brand's answer settles all its asker still wanted in the thread; a fellow customer's only what it answers."""
    if store.person_by_id(new.author)["brand"]:
        store.db.execute(
            "insert or ignore into answers (post, brand, answer, at) select id, ?, ?, ? from posts"
            " where root = ? and author = ? and wants = 1 and id < ?",
            (new.author, number, _iso(at), parent["root"], parent["author"], number),
        )
    elif new.kind == "peer" and parent["wants"]:
        store.db.execute(
            "insert or ignore into answers (post, brand, answer, at) values (?, 0, ?, ?)",
            (parent["id"], number, _iso(at)),
        )


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
