"""From a post, a comment or a private message to what the ledger keeps of it. Each is named by a letter and its number. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from earful.channels.boards.shape import Thing
from earful.channels.contract import Us
from earful.channels.matching import concerns
from earful.channels.payloads import digest, mapping, moment, number, tidy, words
from earful.channels.plaintext import web

POST, COMMENT, MESSAGE = "p", "c", "m"
KINDS = {"private_message": MESSAGE, "comment": COMMENT, "post": POST}
NAME = re.compile(r"([pcm])([1-9][0-9]{0,17})")
PATH = re.compile(r"0(\.[1-9][0-9]{0,17}){1,200}")
SAID = (
    *("id", "name", "url", "body", "content", "published", "updated", "deleted", "removed", "ap_id", "path"),
    *("post_id", "creator_id", "recipient_id"),
)
WHO = ("id", "name", "display_name", "actor_id", "avatar", "bot_account")


def kind_of(view: Mapping[str, Any]) -> str:
    """Which of the three it is; "" for nonsense."""
    return next((kind for kind in KINDS if isinstance(view.get(kind), Mapping)), "")


def core(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """The thing itself, without who and where."""
    return mapping(view.get(kind_of(view)))


def name_of(view: Mapping[str, Any]) -> str:
    """`p1`, `c2`, `m3`; "" if it states no number."""
    known = number(core(view).get("id"))
    called = f"{KINDS.get(kind_of(view), '')}{known}"
    return called if NAME.fullmatch(called) else ""


def parent_of(view: Mapping[str, Any]) -> str | None:
    """What it answers. Messages know nothing of that: it is noted when they are read beside each other."""
    if kind_of(view) == "comment":
        path, post = core(view).get("path"), number(core(view).get("post_id"))
        above = path.split(".")[-2] if isinstance(path, str) and PATH.fullmatch(path) else "0"
        return f"{COMMENT}{above}" if above != "0" else f"{POST}{post}" if post else None
    noted = mapping(view.get("earful")).get("parent")
    return noted if isinstance(noted, str) and NAME.fullmatch(noted) else None


def moment_of(value: object) -> datetime | None:
    """Older servers leave out that times are UTC."""
    if isinstance(value, str) and re.fullmatch(r"[0-9T:.\-]{19,32}", value):
        return moment(f"{value}Z")
    return moment(value)


def handle_of(person: Mapping[str, Any]) -> str:
    """`name@server`."""
    called, at = words(person.get("name"), 100), web(person.get("actor_id"))
    return f"{called}@{urlsplit(at).netloc}" if called and at else ""


def is_ours(view: Mapping[str, Any], us: Us) -> bool:
    """Whether our own user wrote it."""
    return bool(mapping(view.get("creator")).get("actor_id") == us.external_id)


def said_of(view: Mapping[str, Any]) -> str:
    """Its words as they were written."""
    return words(core(view).get("body" if kind_of(view) == "post" else "content"))


def thing(
    view: Mapping[str, Any], us: Us, concern: tuple[str, ...], *, to_us: str = "", parent: str | None = None
) -> Thing:
    """As it is now. `to_us`: in which list of ours it stood, if in one. `parent`: what a message goes on from."""
    kind, inner = kind_of(view), core(view)
    title = mapping(view.get("post")).get("name")
    kept: dict[str, Any] = {kind or "nothing": {key: tidy(inner[key]) for key in SAID if key in inner}}
    people = ("creator", "recipient") if kind == "private_message" else ("creator",)
    for who in people:
        person = mapping(view.get(who))
        kept[who] = {key: tidy(person[key]) for key in WHO if key in person}
    if kind == "comment":
        kept["title"] = words(title, 500)
    kept["earful"] = {"answers_us": to_us == "replies", **({"parent": parent} if parent else {})}
    ours = is_ours(view, us)
    return Thing(
        name=name_of(view),
        version=digest([tidy(inner.get(key)) for key in ("name", "url", "body", "content")])[:32],
        raw=kept,
        at=moment_of(inner.get("published")),
        said=said_of(view),
        parent=parent_of(kept),
        ours=ours,
        gone=inner.get("deleted") is True or inner.get("removed") is True,
        wanted=ours or bool(to_us) or concerns(f"{words(title, 500)}\n{said_of(view)}", concern),
        pinned=any(inner.get(where) is True for where in ("featured_community", "featured_local")),
        url=web(inner.get("ap_id")),
    )
