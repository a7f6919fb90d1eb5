"""From updates to the parcels the ledger keeps. A message is named by its chat and its number there. Pure."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from earful.channels.chatting import Last, Lasts
from earful.channels.contract import Change, Parcel, Us
from earful.channels.telegram import shapes
from earful.channels.telegram.shapes import Thing, mapping, number, text, things

KINDS = {"message": Change.SAID, "edited_message": Change.EDITED}
NAMED = "named"
#: What is no message by anybody: people come and go, groups get names, become larger.
SERVICE = frozenset(
    [
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "boost_added",
        "chat_background_set",
        "write_access_allowed",
        "users_shared",
        "chat_shared",
        "proximity_alert_triggered",
        "giveaway_created",
        "giveaway",
        "giveaway_winners",
        "giveaway_completed",
    ]
)


def name_of(chat: int, message: int) -> str:
    """The name of a message everywhere else in Earful."""
    return f"{chat}/{message}"


def split(name: str) -> tuple[int, int] | None:
    """The chat and the number of a name."""
    chat, _, message = name.partition("/")
    try:
        return int(chat), int(message)
    except ValueError:
        return None


def told(updates: Iterable[Thing], us: Us, hears: str, lasts: Lasts) -> list[Parcel]:
    """Parcels of updates, in their order. `hears`: in groups, all or only what has to do with us."""
    found = (_one(update, us, hears, lasts) for update in updates)
    return [one for one in found if one is not None]


def _one(update: Thing, us: Us, hears: str, lasts: Lasts) -> Parcel | None:
    kind = next((kind for kind in KINDS if kind in update), None)
    message = update.get(kind) if kind else None
    if kind is None or not isinstance(message, dict):
        return Parcel(f"unreadable:{digest(update)}", "1", {"update": dict(update)})
    if SERVICE & message.keys():
        return None
    chat, named = number(mapping(message.get("chat")).get("id")), number(message.get("message_id"))
    if chat is None or named is None:
        return Parcel(f"unreadable:{digest(update)}", "1", {"update": dict(update)})
    name, at = name_of(chat, named), shapes.moment(message.get("date"))
    by = str(number(mapping(message.get("from")).get("id")) or "")
    alone = private(message)
    fresh = KINDS[kind] is Change.SAID and at is not None
    last = lasts.before(str(chat), by, at, alone=alone) if fresh and at else None
    above = answered(message)
    goes_on = last is not None and last.concerns and above is None
    concerns = alone or hears != NAMED or names_us(message, us) or answers_us(message, us) or goes_on
    if not concerns:
        return None
    if fresh and at:
        lasts.note(str(chat), Last(name, by, at.timestamp(), concerns=concerns))
    after = last.name if last is not None and above is None and last.name != name else ""
    return parcel(message, KINDS[kind], after)


def parcel(message: Thing, change: Change, after: str = "") -> Parcel:
    """A parcel for a message that has a name."""
    raw: dict[str, Any] = {"message": _kept(message), "earful": {"change": change.value, "after": after}}
    name = name_of(int(mapping(message.get("chat"))["id"]), int(message["message_id"]))
    edited = f"{message.get('edit_date')}:{digest(raw['message'])[:16]}"
    return Parcel(name, "said" if change is Change.SAID else edited[:200], raw)


def _kept(message: Thing) -> dict[str, Any]:
    """Without the whole of what it answers: that stands in the ledger, and may have been taken back since."""
    kept = {key: value for key, value in message.items() if key not in ("reply_to_message", "pinned_message")}
    if isinstance(above := message.get("reply_to_message"), dict):
        wanted = ("message_id", "from", "forum_topic_created")
        kept["reply_to_message"] = {key: above[key] for key in wanted if key in above}
    return kept


def answered(message: Thing) -> int | None:
    """The number of the message that it answers. The head of a topic is none."""
    above = mapping(message.get("reply_to_message"))
    return None if "forum_topic_created" in above else number(above.get("message_id"))


def private(message: Thing) -> bool:
    """Whether only the bot and one person are there."""
    return mapping(message.get("chat")).get("type") == "private"


def answers_us(message: Thing, us: Us) -> bool:
    """Whether it answers something that the bot said."""
    above = mapping(message.get("reply_to_message"))
    return answered(message) is not None and str(mapping(above.get("from")).get("id")) == us.external_id


def names_us(message: Thing, us: Us) -> bool:
    """Whether it names the bot."""
    words = text(message.get("text")) or text(message.get("caption"))
    entities = things(message.get("entities") or message.get("caption_entities"))
    marked = any(str(mapping(one.get("user")).get("id")) == us.external_id for one in entities[:100])
    return marked or f"@{us.handle}".casefold() in words.casefold()


def digest(value: object) -> str:
    """A fingerprint."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
