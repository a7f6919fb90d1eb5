"""From a page that was looked at to the parcel that the ledger keeps. A mention is named by its page. Pure."""

from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Outbound, Parcel, Us
from earful.channels.payloads import digest, tidy

LONGEST = 300


def name_of(source: str) -> str:
    """The page, without a place in it."""
    return source.partition("#")[0][:LONGEST]


def mention(source: str, target: str, stands: str, found: dict[str, Any], seen: datetime, *, known: bool) -> Parcel:
    """A page that links to ours. `stands`: where it was found in the end. `known`: it was told of before."""
    said = tidy({**found, "source": source.partition("#")[0], "target": target, "stands": stands})
    said |= {"id": name_of(source), "seen": seen.isoformat()}
    said["earful"] = {"change": (Change.EDITED if known else Change.SAID).value}
    told = ("kind", "title", "html", "text", "author", "answers", "photos")
    return Parcel(name_of(source), digest([tidy(found.get(name)) for name in told])[:32], said)


def removed(source: str, at: datetime) -> Parcel:
    """It is gone, or links to us no more."""
    name = name_of(source)
    return Parcel(name, "removed", {"id": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def own(page: str, outbound: Outbound, us: Us, there: str, state: str) -> Parcel:
    """An answer of ours on its page. `there`: what it answers; `state`: where its sender may look how it stands."""
    raw = {
        "id": page,
        "text": outbound.text,
        "at": outbound.created_at.isoformat(),
        "parent": outbound.parent_id,
        "there": there,
        "state": state,
        "earful": {"own": us.external_id},
    }
    return Parcel(page, "1", raw)
