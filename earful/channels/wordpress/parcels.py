"""From what WordPress hands us to the parcels the ledger keeps: no addresses of mail or machines. Pure."""

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.plaintext import well_formed

KEPT = ("id", "post", "parent", "author", "author_name", "author_url", "date_gmt", "content", "link", "status")
DEEPEST = 10
HELD = "hold"


def number(value: object) -> int | None:
    """A positive number as WordPress counts things."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else None


def parcel(comment: Mapping[str, Any], change: Change, *, answers_us: bool = False) -> Parcel:
    """A parcel for a comment. Who wrote it without an account is known again by a fingerprint of the mail address."""
    raw = {name: tidy(comment[name]) for name in KEPT if name in comment}
    mail = comment.get("author_email")
    raw["by"] = _digest(mail.strip().lower())[:24] if isinstance(mail, str) and mail.strip() else ""
    raw["earful"] = {"change": change.value, "answers_us": answers_us}
    if number(comment.get("id")) is None:
        return Parcel(f"unreadable:{_digest(raw)}", "1", raw)
    return Parcel(str(comment["id"]), version_of(comment), raw)


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says a comment is gone, or no longer shown."""
    return Parcel(name, "removed", {"id": int(name), "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def version_of(comment: Mapping[str, Any]) -> str:
    """What it says, and whether it is shown."""
    content = comment.get("content")
    said = content.get("raw", content.get("rendered")) if isinstance(content, Mapping) else content
    what = [tidy(said), comment.get("author_name"), comment.get("parent")]
    return _digest([*what, HELD] if is_held(comment) else what)[:32]


def is_held(comment: Mapping[str, Any]) -> bool:
    """Whether the site shows it to nobody until somebody lets it through."""
    return comment.get("status") == HELD


def tidy(value: Any, depth: int = 0) -> Any:
    """A copy that can be stored."""
    if depth > DEEPEST:
        return None
    match value:
        case str():
            return well_formed(value)
        case dict():
            return {well_formed(key): tidy(one, depth + 1) for key, one in value.items()}
        case list():
            return [tidy(one, depth + 1) for one in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
