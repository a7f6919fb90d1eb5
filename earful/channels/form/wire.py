"""What visitors write into the contact form, and what we answer there: payloads of our own making. Pure."""

import hashlib
from datetime import datetime
from typing import Any

import regex

from earful.channels.contract import (
    Change,
    Inbound,
    Json,
    Outbound,
    Parcel,
    Person,
    Reach,
    Readers,
    Unreadable,
    Us,
    Why,
)
from earful.kit import clock

GRAPHEME = regex.compile(r"\X")
LONGEST, NAME, MAIL = 10_000, 100, 254
OURS = "answer:"
BROKEN = "What was written in the contact form is not whole."


def graphemes(text: str) -> int:
    """How many signs a reader sees."""
    return len(GRAPHEME.findall(text))


def ticket(token: str) -> str:
    """Under what everything of one link is named; the link itself cannot be read from it."""
    return "form:" + hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()[:40]


def first(token: str) -> str:
    """The name of the words with which it began."""
    return f"{ticket(token)}:0"


def theirs(token: str, text: str, at: datetime, *, name: str = "", mail: str = "", once: str = "") -> Parcel:
    """A visitor's words. `once`: names the form in which more was written; the same words from it are there once."""
    mark = hashlib.sha256(f"{once}|{text}".encode("utf-8", "replace")).hexdigest()[:24] if once else "0"
    who = {"id": f"visitor:{ticket(token)}", "name": name[:NAME], "mail": mail[:MAIL]}
    answers = first(token) if once else None
    named = f"{ticket(token)}:{mark}"
    return Parcel(
        named, "1", {"id": named, "text": text[:LONGEST], "at": at.isoformat(), "by": who, "answers": answers}
    )


def own(outbound: Outbound, us: Us) -> Parcel:
    """Words of ours, as they come back through the ledger like everything else."""
    name = f"{OURS}{outbound.key}"
    at, by = outbound.created_at.isoformat(), {"id": us.external_id, "name": us.handle, "mail": ""}
    return Parcel(name, "1", {"id": name, "text": outbound.text, "at": at, "by": by, "answers": outbound.parent_id})


def inbound(raw: Json, us: Us) -> Inbound:
    """Understand it. Raises Unreadable."""
    try:
        by, answers = raw["by"], raw["answers"]
        if not _whole(raw, by, answers):
            raise Unreadable(BROKEN)
        ours = by["id"] == us.external_id
        return Inbound(
            external_id=raw["id"],
            change=Change.SAID,
            author=Person(by["id"], us.handle if ours else by["mail"] or "visitor", by["name"]),
            text=raw["text"].replace("\0", "").encode("utf-8", "replace").decode(),
            said_at=clock.parse(raw["at"]),
            why=Why.OWN if ours else Why.MESSAGE,
            reach=Reach.PRIVATE,
            readers=Readers.NAMED,
            parent_id=answers,
            root_id=None if answers is None or ours else answers,
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable(BROKEN) from error


def _whole(raw: Json, by: Json, answers: object) -> bool:
    texts = [raw["id"], raw["text"], raw["at"], by["id"], by["name"], by["mail"], "" if answers is None else answers]
    return all(isinstance(text, str) for text in texts) and bool(raw["id"] and by["id"])


def held(raw: Any) -> str:
    """The words of a payload that nobody has understood yet."""
    text = raw.get("text") if isinstance(raw, dict) else None
    return text if isinstance(text, str) else ""
