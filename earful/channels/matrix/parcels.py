"""From events to the parcels the ledger keeps. A message is named by its room and itself: only both together find it. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.matrix.shapes import Thing, mapping, text

KEPT = ("event_id", "sender", "origin_server_ts", "type", "content")
HEARD = frozenset({"m.room.message", "m.sticker", "m.room.encrypted"})
SAID, REMOVED = "said", "removed"


@dataclass(frozen=True, slots=True)
class Room:
    """What is to be known of a room. `alone`: only the brand and one other are there; `open`: anybody may come in."""

    id: str
    name: str = ""
    alone: bool = False
    open: bool = False
    sealed: bool = False
    deserted: bool = False  # nobody but the brand is there

    def kept(self) -> dict[str, Any]:
        """As it is stored with each message."""
        return {"id": self.id, "name": self.name, "alone": self.alone, "open": self.open}


@dataclass(frozen=True, slots=True)
class About:
    """What a message itself does not say: who wrote it by name, what it goes on from, why it concerns us."""

    called: str = ""
    after: str = ""
    answers_us: bool = False
    concerns: bool = True


def name_of(room: str, event: str) -> str:
    """The name of a message everywhere else in Earful."""
    return f"{room}/{event}"


def split(name: str) -> tuple[str, str]:
    """The room and the event of a name."""
    room, _, event = name.partition("/$")
    return room, f"${event}" if event else ""


def parcel(event: Thing, room: Room, about: About, us: str) -> Parcel:
    """A parcel for a message as it stands now: with its newest words, where its own writer has changed them."""
    newest = _newest(event)
    raw: dict[str, Any] = {
        "room": room.kept(),
        "event": {key: event[key] for key in KEPT if key in event},
        "called": about.called,
        "earful": {"after": about.after, "answers_us": about.answers_us, "concerns": about.concerns, "us": us},
    }
    named = text(event.get("event_id"))
    if not named:
        return Parcel(f"unreadable:{digest(raw)}", "1", raw)
    if newest is None:
        return Parcel(name_of(room.id, named), SAID, raw)
    content = dict(mapping(mapping(newest.get("content")).get("m.new_content")))
    if (related := mapping(event.get("content")).get("m.relates_to")) is not None:
        content["m.relates_to"] = related
    raw["event"] = {**raw["event"], "content": content}
    raw["earful"] |= {"change": Change.EDITED.value, "edited_at": newest.get("origin_server_ts")}
    return Parcel(name_of(room.id, named), text(newest.get("event_id"))[:200], raw)


def _newest(event: Thing) -> Thing | None:
    """The last change that the writer made, as servers hand it over together with the message."""
    change = mapping(mapping(mapping(event.get("unsigned")).get("m.relations")).get("m.replace"))
    sound = text(change.get("event_id")) and isinstance(mapping(change.get("content")).get("m.new_content"), Mapping)
    return change if sound and change.get("sender") == event.get("sender") else None


def with_change(event: Thing, change: Thing) -> Thing:
    """A message with a change, for servers that do not hand the two over together."""
    unsigned = mapping(event.get("unsigned"))
    if "m.replace" in mapping(unsigned.get("m.relations")):
        return event
    return {**event, "unsigned": {**unsigned, "m.relations": {"m.replace": change}}}


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says a message is gone."""
    return Parcel(name, REMOVED, {"id": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def digest(value: object) -> str:
    """A fingerprint."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
