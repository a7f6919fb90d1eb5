"""Jetstream, Bluesky's stream of everything that is posted: its address, and understanding what it says. Pure.

It answers a cursor (microseconds) by saying again what was said since, for about a day. What is older it leaves out
without a word: the first thing it says then tells how much.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from earful.channels.bluesky import parcels
from earful.channels.bluesky.wire import POST, mapping, targets
from earful.channels.contract import Change, Parcel, Why
from earful.kit import jsontext

USUAL = "wss://jetstream2.us-east.bsky.network/subscribe"
OVERLAP = 5_000_000  # microseconds; what is said again costs nothing
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = 2**53


@dataclass(frozen=True, slots=True)
class Told:
    """One thing it says. `at`: microseconds. `what`: create, update or delete of a post; "" for anything else."""

    at: int
    what: str = ""
    uri: str = ""
    did: str = ""
    cid: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """When the network heard it."""
        return moment(self.at)

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.record.get("text", ""))

    @property
    def languages(self) -> tuple[str, ...]:
        """As its author's app says."""
        langs = self.record.get("langs")
        return tuple(lang for lang in langs[:3] if isinstance(lang, str)) if isinstance(langs, list) else ()

    @property
    def links(self) -> tuple[str, ...]:
        """Where it leads."""
        return targets(self.record)

    def parcel(self, *, known: bool) -> Parcel:
        """For the ledger. `known`: it stands there already, so this is a change, and why it came is known too."""
        if self.what == "delete":
            return parcels.removed(self.uri, self.moment)
        seen = {
            "uri": self.uri,
            "cid": self.cid,
            "author": {"did": self.did, "handle": self.did},
            "record": self.record,
        }
        seen["indexedAt"] = self.moment.isoformat()
        return parcels.parcel(seen, Change.EDITED if known else Change.SAID, None if known else Why.FOUND)


def address(base: str, cursor: int | None) -> str:
    """Where to listen. `cursor`: say again what was said since; None: from now on."""
    asked = {"wantedCollections": POST} | ({"cursor": str(max(cursor - OVERLAP, 0))} if cursor is not None else {})
    return f"{base}{'&' if '?' in base else '?'}{urlencode(asked)}"


def told(frame: str) -> Told | None:
    """What one message says; None if it cannot be read."""
    try:
        said = jsontext.load(frame)
    except (ValueError, RecursionError):
        return None
    at = said.get("time_us") if isinstance(said, dict) else None
    if type(at) is not int or not 0 < at < LAST:
        return None
    commit, did = mapping(said.get("commit")), said.get("did")
    uri = f"at://{did}/{commit.get('collection')}/{commit.get('rkey')}"
    what = commit.get("operation")
    if what not in ("create", "update", "delete") or commit.get("collection") != POST or not parcels.parts_of(uri):
        return Told(at)
    record, cid = mapping(commit.get("record")), commit.get("cid")
    if what != "delete" and not isinstance(record.get("text"), str):
        return Told(at)
    return Told(at, what, uri, str(did), cid if isinstance(cid, str) else "", record)


def moment(at: int) -> datetime:
    """Microseconds as a moment."""
    return EPOCH + timedelta(microseconds=at)


def cursor_of(when: datetime) -> int:
    """A moment in microseconds."""
    return (when - EPOCH) // timedelta(microseconds=1)
