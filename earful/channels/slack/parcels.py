"""From messages to the parcels the ledger keeps. A message is named by its channel, its thread and its time. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.payloads import digest, listed, mapping, tidy

ROOM = re.compile(r"[CDG][A-Z0-9]{1,20}")
PERSON = re.compile(r"[UWB][A-Z0-9]{1,20}")
STAMP = re.compile(r"[0-9]{10}\.[0-9]{6}")
SAID_BY = frozenset(
    {"", "file_share", "thread_broadcast", "me_message", "bot_message"}
)  # all others tell what happened
KEPT = (
    "ts", "thread_ts", "user", "bot_id", "username", "subtype", "text", "edited", "files", "team", "user_team",
    "user_profile", "parent_user_id", "blocks", "attachments",
)  # fmt: skip
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """A channel, or a talk of two. `shared`: people of other houses are there as well (Slack Connect)."""

    id: str
    name: str = ""
    direct: bool = False
    shared: bool = False

    def kept(self, home: str) -> dict[str, Any]:
        """As it is stored with each message."""
        return {"id": self.id, "name": self.name, "direct": self.direct, "home": home}


@dataclass(frozen=True, slots=True)
class About:
    """What a message itself does not say."""

    after: str = ""
    answers_us: bool = False
    colleague: bool = False
    people: Mapping[str, Raw] = field(default_factory=dict)


def stamp(value: object) -> str:
    """When a message was said, which is its name in its channel; "" for anything else."""
    return value if isinstance(value, str) and STAMP.fullmatch(value) else ""


def name_of(room: str, message: Raw) -> str:
    """The name of a message everywhere else in Earful."""
    at, thread = stamp(message.get("ts")), stamp(message.get("thread_ts"))
    return f"{room}/{thread}/{at}" if thread and thread != at else f"{room}/{at}"


def split(name: str) -> tuple[str, str, str]:
    """The channel, the thread ("" for none), and the time of a name; nothing where it is none."""
    room, *rest = name.split("/")
    if not ROOM.fullmatch(room) or len(rest) not in (1, 2) or not all(stamp(one) for one in rest):
        return "", "", ""
    return room, rest[0] if len(rest) == 2 else "", rest[-1]


def said(message: Raw) -> bool:
    """Whether somebody said it, and it still stands there."""
    subtype = message.get("subtype") or ""
    return not isinstance(subtype, str) or subtype in SAID_BY


def version(message: Raw) -> str:
    """What it says. Not when it was changed: what a program changes does not always say so."""
    files = [one.get("id") for one in listed(message.get("files"), 50) if one.get("mode") != "tombstone"]
    return digest([message.get("text"), files])[:32]


def parcel(message: Raw, room: Room, home: str, about: About, change: Change) -> Parcel:
    """A parcel for a message as it stands now."""
    kept = {key: tidy(message[key]) for key in KEPT if key in message}
    noted = {"change": change.value, "after": about.after, "answers_us": about.answers_us, "colleague": about.colleague}
    people = {str(name): tidy(one) for name, one in about.people.items()}
    raw: dict[str, Any] = {"message": kept, "room": room.kept(home), "people": people, "earful": noted}
    if not stamp(message.get("ts")):
        return Parcel(f"unreadable:{digest(kept)}", "1", raw)
    return Parcel(name_of(room.id, message), version(message), raw)


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says a message is gone."""
    return Parcel(name, "removed", {"id": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def writer(message: Raw) -> str:
    """Who said it: a person, or a program."""
    for key in ("user", "bot_id"):
        one = message.get(key)
        if isinstance(one, str) and PERSON.fullmatch(one):
            return one
    return ""


def names_us(message: Raw, us: str) -> bool:
    """Whether it names the app."""
    text = message.get("text")
    return isinstance(text, str) and f"<@{us}" in text


def key_of(message: Raw) -> str:
    """Our own name for a message of ours."""
    found = mapping(mapping(message.get("metadata")).get("event_payload")).get("key")
    return found if isinstance(found, str) else ""
