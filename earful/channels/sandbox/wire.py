"""The town's payloads and the contract's values, each turned into the other. Pure."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import (
    Change,
    Inbound,
    Json,
    Outbound,
    Parcel,
    Person,
    Picture,
    Reach,
    Readers,
    Receipt,
    Unreadable,
    Upload,
    Us,
    Why,
)
from earful.kit import clock
from earful.kit.words import gettext_noop

UNFIT = gettext_noop("One post was larger or more tangled than Earful can take in. It was passed over; see the town.")


def parcel(raw: Any) -> Parcel:
    """A payload under its own name, or under its fingerprint when it has none."""
    if isinstance(raw, Mapping) and isinstance(raw.get("id"), str) and raw["id"] and raw.get("version"):
        return Parcel(raw["id"], str(raw["version"]), raw)
    fingerprint = hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Parcel(f"unreadable:{fingerprint}", "1", raw if isinstance(raw, Mapping) else {"raw": raw})


def inbound(raw: Json, us: Us) -> Inbound:
    """Understand a payload. Raises Unreadable."""
    if "unfit" in raw:
        raise Unreadable(UNFIT)
    if not raw.get("version"):
        raise Unreadable("It does not say which version of the post it is.")
    try:
        change = Change(raw["change"])
        if change is Change.REMOVED:
            return Inbound(_text(raw, "id"), change, None, "", _time(raw, "at"), Why(raw["why"]))
        author = _person(raw["author"])
        return Inbound(
            external_id=_text(raw, "id"),
            change=change,
            author=author,
            text=_text(raw, "text", words=True),
            said_at=_time(raw, "said_at"),
            why=Why.OWN if author.external_id == us.external_id else Why(raw["why"]),
            reach=Reach(raw["reach"]),
            parent_id=_name(raw, "parent"),
            root_id=_name(raw, "root"),
            url=_text(raw, "url"),
            pictures=tuple(_picture(one) for one in raw["pictures"]),
            languages=(_text(raw, "language"),) if raw.get("language") else (),
            order=_number(raw, "order"),
            version_at=_time(raw, "at") if raw.get("at") is not None else None,
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable(f"The town sent something that makes no sense ({type(error).__name__}).") from error


def _text(raw: Json, name: str, *, words: bool = False) -> str:
    """A text that a database can keep; in a person's own words a null is only left out."""
    value = raw[name]
    if not isinstance(value, str):
        raise TypeError(name)
    value.encode()
    if words:
        return value.replace("\0", "")
    if "\0" in value:
        raise ValueError(name)
    return value


def _number(raw: Json, name: str) -> int:
    value = raw[name]
    if not isinstance(value, int) or not 0 <= value < 2**63:
        raise TypeError(name)
    return value


def _name(raw: Json, name: str) -> str | None:
    return _text(raw, name) if raw.get(name) is not None else None


def _time(raw: Json, name: str) -> datetime:
    return clock.parse(_text(raw, name))


def _person(raw: Json) -> Person:
    return Person(_text(raw, "id"), _text(raw, "handle"), _text(raw, "name"), _text(raw, "avatar"), _text(raw, "page"))


def _picture(raw: Json) -> Picture:
    return Picture(_text(raw, "url"), _text(raw, "alt"), _number(raw, "width"), _number(raw, "height"))


def order(outbound: Outbound) -> dict[str, Any]:
    """A reply as the town wants it posted."""
    return {
        "key": outbound.key,
        "text": outbound.text,
        "parent": outbound.parent_id,
        "privately": outbound.readers is Readers.NAMED,
        "language": outbound.languages[0] if outbound.languages else "en",
        "pictures": [_upload(upload) for upload in outbound.uploads],
    }


def _upload(upload: Upload) -> dict[str, Any]:
    return {
        "content": base64.b64encode(upload.content).decode("ascii"),
        "mime": upload.mime,
        "alt": upload.alt,
        "width": upload.width,
        "height": upload.height,
    }


def receipt(raw: Json) -> Receipt:
    """The town's answer to a post as proof. Raises Unreadable."""
    found = parcel(raw)
    if found.external_id.startswith("unreadable:"):
        raise Unreadable("The town confirmed a post without naming it.")
    return Receipt(found.external_id, str(raw.get("url") or ""), found)
