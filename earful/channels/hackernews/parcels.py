"""From an item of Hacker News to the parcel that the ledger keeps. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.payloads import digest, number, tidy

KEPT = ("id", "type", "by", "time", "text", "parent", "title", "url")


def version_of(item: Mapping[str, Any]) -> str:
    """What it says; how many answered or voted may change as it likes."""
    return digest([tidy(item.get(name)) for name in ("title", "url", "text", "by", "parent")])[:32]


def is_gone(item: object) -> bool:
    """Whether readers no longer see it: deleted by its author, or killed by moderators and flags."""
    return isinstance(item, Mapping) and (item.get("deleted") is True or item.get("dead") is True)


def parcel(item: Mapping[str, Any], change: Change, *, answers_us: bool = False) -> Parcel:
    """A parcel for a story or a comment."""
    raw = {name: tidy(item[name]) for name in KEPT if name in item}
    raw["earful"] = {"change": change.value, "answers_us": answers_us}
    if number(item.get("id")) is None:
        return Parcel(f"unreadable:{digest(raw)}", "1", raw)
    return Parcel(str(item["id"]), version_of(item), raw)


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says that it is gone."""
    return Parcel(name, "removed", {"id": int(name), "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})
