"""From messages to the parcels the ledger keeps. A message is named by its channel and itself: only both find it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.discord import shapes
from earful.channels.discord.shapes import Thing
from earful.channels.payloads import digest, listed, mapping, tidy, words

SAID, HIDDEN, REMOVED = "said", "hidden", "removed"
DIRECT, THREAD, CHANNEL = "direct", "thread", "channel"
WRITTEN = frozenset({0, 19, 20, 23})  # types that somebody wrote; all others tell that something happened
REPLY, FORWARD = 0, 1  # what a reference may mean
KEPT = (
    "id", "channel_id", "type", "author", "content", "timestamp", "edited_timestamp", "mentions", "mention_roles",
    "attachments", "embeds", "components", "sticker_items", "poll", "message_reference", "message_snapshots", "webhook_id", "flags",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Room:
    """A channel, a thread, or a talk of two. `forum`: each thread of the channel above begins with its own question."""

    id: str
    name: str = ""
    kind: str = CHANNEL
    guild: str = ""
    above: str = ""  # the channel of a thread
    forum: bool = False
    last: str = ""  # the newest message, as far as is told

    @property
    def direct(self) -> bool:
        """Whether only the bot and one person are there."""
        return self.kind == DIRECT

    def kept(self) -> dict[str, Any]:
        """As it is stored with each message."""
        return {"id": self.id, "name": self.name, "kind": self.kind, "guild": self.guild, "forum": self.forum}


@dataclass(frozen=True, slots=True)
class About:
    """What a message itself does not say: what it goes on from, where its thread begins, and why it concerns us."""

    after: str = ""
    root: str = ""


def name_of(room: str, message: str) -> str:
    """The name of a message everywhere else in Earful."""
    return f"{room}/{message}"


def split(name: str) -> tuple[str, str]:
    """The channel and the message of a name; nothing where it is none."""
    room, _, message = name.partition("/")
    return (room, message) if shapes.number(room) and shapes.number(message) else ("", "")


def parcel(message: Thing, room: Room, about: About, change: Change | None = None) -> Parcel:
    """A parcel for a message as it stands now."""
    edited = message.get("edited_timestamp")
    said = change or (Change.EDITED if isinstance(edited, str) and edited else Change.SAID)
    kept = {key: tidy(message[key]) for key in KEPT if key in message}
    if isinstance(above := message.get("referenced_message"), Mapping):
        kept["referenced_message"] = {"author": {"id": mapping(above.get("author")).get("id")}}
    noted = {"change": said.value, "after": about.after, "root": about.root}
    raw: dict[str, Any] = {"message": kept, "room": room.kept(), "earful": noted}
    named = shapes.number(message.get("id"))
    if not named:
        return Parcel(f"unreadable:{digest(kept)}", "1", raw)
    version = edited[:64] if isinstance(edited, str) and edited else HIDDEN if is_hidden(message) else SAID
    return Parcel(name_of(room.id, named), version, raw)


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says a message is gone."""
    return Parcel(name, REMOVED, {"id": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def written(message: Thing) -> bool:
    """Whether somebody wrote it. What has no sound type is kept, to be shown as it is."""
    kind = message.get("type", 0)
    return not isinstance(kind, int) or isinstance(kind, bool) or kind in WRITTEN


def is_hidden(message: Thing) -> bool:
    """Whether Discord keeps its words to itself: nobody can write a message with nothing in it."""
    full = ("content", "attachments", "embeds", "sticker_items", "poll", "message_snapshots", "components")
    return message.get("content") == "" and not any(message.get(part) for part in full)


def answered(message: Thing) -> tuple[str, str]:
    """The channel and the message that it answers. What comes from elsewhere, passed on or followed, is not answered."""
    related = mapping(message.get("message_reference"))
    here = shapes.number(message.get("channel_id"))
    room = shapes.number(related.get("channel_id")) or here
    named = shapes.number(related.get("message_id"))
    if not named or (here and room != here) or related.get("type", REPLY) != REPLY or message.get("type") == 21:
        return "", ""
    return room, named


def writer(message: Thing) -> str:
    """Who wrote it."""
    return shapes.number(mapping(message.get("author")).get("id"))


def answers_us(message: Thing, us: str) -> bool:
    """Whether it answers something that the bot said."""
    above = mapping(mapping(message.get("referenced_message")).get("author"))
    return bool(answered(message)[1]) and above.get("id") == us


def names_us(message: Thing, us: str) -> bool:
    """Whether it names the bot."""
    marked = any(one.get("id") == us for one in listed(message.get("mentions"), 100))
    return marked or f"<@{us}>" in words(message.get("content"), 10_000)
