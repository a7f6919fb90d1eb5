"""From a post of a forum to the parcel that the ledger keeps. A post is named by its topic and its place in it. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.payloads import digest, number, tidy

KEPT = (
    *("id", "topic_id", "topic_slug", "topic_title", "post_number", "reply_to_post_number", "username", "name"),
    *("user_id", "avatar_template", "cooked", "raw", "created_at", "post_type"),
)
NAME = re.compile(r"([1-9][0-9]{0,17})/([1-9][0-9]{0,9})")


def name_of(post: Mapping[str, Any]) -> str | None:
    """`topic/place`; None if it states neither."""
    topic, place = number(post.get("topic_id")), number(post.get("post_number"))
    return f"{topic}/{place}" if topic and place and NAME.fullmatch(f"{topic}/{place}") else None


def parts(name: str) -> tuple[int, int] | None:
    """The topic and the place that a name states."""
    found = NAME.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def version_of(post: Mapping[str, Any]) -> str:
    """What was written. How it is shown changes by itself: previews of links come late."""
    said = post.get("raw") if isinstance(post.get("raw"), str) else post.get("cooked")
    return digest([tidy(said), post.get("username"), post.get("reply_to_post_number")])[:32]


def is_gone(post: Mapping[str, Any]) -> bool:
    """Whether readers no longer see its words."""
    return bool(post.get("deleted_at")) or post.get("user_deleted") is True or post.get("hidden") is True


def parcel(post: Mapping[str, Any], change: Change, *, answers_us: bool = False) -> Parcel:
    """A parcel for a post."""
    raw = {key: tidy(post[key]) for key in KEPT if key in post}
    raw["earful"] = {"change": change.value, "answers_us": answers_us}
    name = name_of(post)
    return Parcel(name, version_of(post), raw) if name else Parcel(f"unreadable:{digest(raw)}", "1", raw)


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says that it is gone."""
    return Parcel(name, "removed", {"name": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})
