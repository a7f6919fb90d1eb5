"""What is written on a private page of this house: payloads of our own making, in the ledger of the customer's account.

They are named `page:...`, are read here and never by a network, and are never sent to one. Pure.
"""

import hashlib
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Inbound, Json, Parcel, Person, Reach, Readers, Unreadable, Us, Why
from earful.kit import clock

PREFIX = "page:"
SOLVED, NOT_YET = "solved", "not_yet"  # what a customer said with one tap


def is_page(external_id: str) -> bool:
    """Whether something was written on a private page."""
    return external_id.startswith(PREFIX)


def visit_of(external_id: str) -> int | None:
    """In which visit; None for our own words, and for what was not written on a page."""
    kind, _, rest = external_id.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "page" and number.isascii() and number.isdigit() and len(number) < 16 else None


def name(visit: int | str, once: str, text: str) -> str:
    """The same words from the same form have the same name, so that a second press adds nothing."""
    mark = hashlib.sha256(f"{visit}|{once}|{text}".encode("utf-8", "replace")).hexdigest()[:32]
    return f"{PREFIX}{visit}:{mark}"


def theirs(external_id: str, text: str, parent: str, at: datetime, author: Person | None, says: str = "") -> Parcel:
    """A visitor's words. `author`: None until a person has seen that it is the customer; then the same words once more."""
    raw: dict[str, Any] = {"text": text, "parent": parent, "at": at.isoformat(), "says": says, "by": None}
    if author is not None:
        raw["by"] = {"id": author.external_id, "handle": author.handle, "name": author.name}
    return Parcel(external_id, "1" if author is None else "2", raw)


def own(key: str, text: str, parent: str, at: datetime, us: Us) -> Parcel:
    """Words of ours on a page, as they come back through the ledger like everything else."""
    by = {"id": us.external_id, "handle": us.handle, "name": ""}
    return Parcel(f"{PREFIX}us:{key}", "1", {"text": text, "parent": parent, "at": at.isoformat(), "by": by})


def read(external_id: str, raw: Json, us: Us) -> Inbound:
    """Understand it. Raises Unreadable."""
    try:
        by = raw["by"]
        author = None if by is None else Person(by["id"], by["handle"], by["name"])
        mine = author is not None and author.external_id == us.external_id
        return Inbound(
            external_id=external_id,
            change=Change.SAID,
            author=author,
            text=raw["text"],
            said_at=clock.parse(raw["at"]),
            why=Why.OWN if mine else Why.MESSAGE,
            reach=Reach.PRIVATE,
            readers=Readers.NAMED,
            parent_id=raw["parent"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("What was written on a private page is not whole.") from error
