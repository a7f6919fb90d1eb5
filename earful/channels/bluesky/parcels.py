"""From what Bluesky hands us to the parcels the ledger keeps: whole enough to read again, without counts of likes."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel, Us, Why

Raw = dict[str, Any]

KEPT = ("uri", "cid", "author", "record", "embed", "indexedAt", "labels")
AUTHOR = ("did", "handle", "displayName", "avatar", "labels")
# Who is popular is not stored, by conviction; what the viewer did changes without the post changing.
DROPPED = frozenset(
    {
        *("viewer", "likeCount", "repostCount", "replyCount", "quoteCount", "bookmarkCount", "associated"),
        *("followersCount", "followsCount", "postsCount", "verification", "status", "joinedViaStarterPack"),
    }
)
DEEPEST = 40
URI = re.compile(r"at://did:[a-z]+:[A-Za-z0-9._:%-]{1,300}/[A-Za-z0-9.-]{1,317}/[A-Za-z0-9._:~-]{1,512}", re.ASCII)
SURROGATES = re.compile(r"[\x00\ud800-\udfff]")


def well_formed(text: str) -> str:
    """The text without what neither UTF-8 nor the database can hold."""
    return SURROGATES.sub("\ufffd", text)


def parts_of(uri: object) -> tuple[str, str, str] | None:
    """DID, collection and record key of a post's address; None for anything else."""
    if not isinstance(uri, str) or not URI.fullmatch(uri):
        return None
    did, collection, rkey = uri.removeprefix("at://").split("/")
    return did, collection, rkey


def parcel(post: Mapping[str, Any], change: Change, why: Why | None = None) -> Parcel:
    """A parcel for a post as seen in a view, a notification or a record of our own."""
    raw: Raw = {name: tidy(post[name]) for name in KEPT if name in post}
    if isinstance(raw.get("author"), dict):
        raw["author"] = {name: raw["author"][name] for name in AUTHOR if name in raw["author"]}
    raw["earful"] = {"change": change.value} | ({"why": why.value} if why else {})
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    if not parts_of(raw.get("uri")):
        return Parcel("unreadable:" + digest, digest, raw)
    cid = raw.get("cid")
    return Parcel(raw["uri"], cid if isinstance(cid, str) and 0 < len(cid) <= 200 else digest, raw)


def own(uri: str, cid: str, record: Any, us: Us, pds: str) -> Parcel:
    """The brand's own words, read from its repository rather than from a view; `pds` serves its pictures."""
    did = us.external_id
    made = parcel(
        {"uri": uri, "cid": cid, "author": {"did": did, "handle": us.handle}, "record": record}, Change.SAID, Why.OWN
    )
    return Parcel(made.external_id, made.version, {**made.raw, "earful": {**made.raw["earful"], "pds": pds}})


def removed(uri: str, at: datetime) -> Parcel:
    """A parcel that says a post is gone. One a post: seeing it gone twice adds nothing."""
    return Parcel(uri, "removed", {"uri": uri, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def tidy(value: Any, depth: int = 0) -> Any:
    """A copy that can be stored: well-formed text, finite numbers, bounded depth, no counts."""
    if depth > DEEPEST:
        return None
    match value:
        case str():
            return well_formed(value)
        case dict():
            return {well_formed(k): tidy(v, depth + 1) for k, v in value.items() if k not in DROPPED}
        case list():
            return [tidy(v, depth + 1) for v in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value
