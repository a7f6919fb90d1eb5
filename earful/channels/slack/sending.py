"""Sending a message once: it bears a name of ours that readers do not see, and is looked for by it before each attempt."""

import hashlib
from datetime import timedelta
from typing import Any

from earful.channels.contract import Change, Outbound, Receipt, Refused, Retry, Uncertain
from earful.channels.payloads import listed, mapping
from earful.channels.plaintext import well_formed
from earful.channels.simple import AGAIN
from earful.channels.slack import words
from earful.channels.slack.calls import Denied, Raw
from earful.channels.slack.parcels import About, Room, key_of, name_of, parcel, split, stamp, writer
from earful.channels.slack.reading import GONE, at
from earful.channels.slack.telling import Ear
from earful.channels.slack.wording import escaped, likeness

MOST = 4_000  # signs; Slack takes ten times as many, and cuts them for readers
SKEW = timedelta(minutes=5)
KIND = "earful_answer"
PAGE, PAGES = 100, 20
REASONS = {
    "not_in_channel": words.PUT_OUT,
    "channel_not_found": words.PUT_OUT,
    "is_archived": words.ARCHIVED,
    "restricted_action": words.MUTED,
    "restricted_action_read_only_channel": words.MUTED,
    "restricted_action_thread_only_channel": words.MUTED,
    "restricted_action_non_threadable_channel": words.MUTED,
    "restricted_action_thread_locked": words.MUTED,
    "messages_tab_disabled": words.CLOSED,
    "cannot_dm_bot": words.CLOSED,
    "user_is_restricted": words.CLOSED,
    "msg_too_long": words.TOO_LONG,
    "thread_not_found": words.NO_PARENT,
    "invalid_thread_ts": words.NO_PARENT,
    "cannot_reply_to_message": words.NO_PARENT,
}


def mark(outbound: Outbound) -> str:
    """Our own name for a message: the same however often it is sent."""
    return hashlib.sha256(outbound.key.encode()).hexdigest()[:40]


async def send(ear: Ear, outbound: Outbound) -> Receipt:
    """In the thread of what it answers; between two, below it."""
    place, thread, named = split(outbound.parent_id)
    if not place:
        raise Refused(words.NO_PARENT)
    said = escaped(well_formed(outbound.text))
    if len(well_formed(outbound.text)) > MOST:
        raise Refused(words.TOO_LONG)
    try:
        stands = await _look(ear, outbound)
    except Denied as denied:
        raise Refused(words.NO_PARENT) from denied
    if stands is not None:
        return stands
    fields: dict[str, Any] = {"channel": place, "text": said}
    fields["metadata"] = {"event_type": KIND, "event_payload": {"key": mark(outbound)}}
    if above := _above(outbound, thread, named):
        fields["thread_ts"] = above
    try:
        told = await ear.slack.order("chat.postMessage", **fields)
    except Denied as denied:
        if denied.code in ("slow_down", "message_limit_exceeded"):
            raise Retry(words.BUSY, AGAIN) from denied
        raise Refused(REASONS.get(denied.code, words.REFUSED)) from denied
    made = dict(mapping(told.get("message")))
    if not stamp(told.get("ts")):
        raise Uncertain(words.LOST)
    made |= {"ts": told["ts"], **({"thread_ts": above} if above else {})}
    return receipt(ear, await _room(ear, place, outbound), {"user": ear.us.external_id, "text": said, **made}, outbound)


def _above(outbound: Outbound, thread: str, named: str) -> str:
    """The thread to answer in: everywhere, but between two where the customer began none."""
    direct = mapping(outbound.parent_raw.get("room")).get("direct") is True
    return thread or ("" if direct else named)


async def _room(ear: Ear, place: str, outbound: Outbound) -> Room:
    """As it was when the customer spoke."""
    kept = mapping(outbound.parent_raw.get("room"))
    if kept.get("id") == place:
        return Room(place, str(kept.get("name", ""))[:200], kept.get("direct") is True)
    return await ear.rooms.room(place) or Room(place)


def receipt(ear: Ear, room: Room, message: Raw, outbound: Outbound) -> Receipt:
    """Proof, with our words as Slack hands them over."""
    own = name_of(room.id, message)
    after = "" if split(own)[1] else outbound.parent_id
    made = parcel(message, room, ear.home, About(after), Change.SAID)
    return Receipt(own, address(ear, own), made)


def address(ear: Ear, own: str) -> str:
    """Where it can be looked at."""
    place, thread, named = split(own)
    below = f"?thread_ts={thread}&cid={place}" if thread else ""
    return f"{ear.home.rstrip('/')}/archives/{place}/p{named.replace('.', '')}{below}"


async def find(ear: Ear, outbound: Outbound) -> Receipt | None:
    """The message by its own name, where it would stand; None: it is certainly not there."""
    try:
        return await _look(ear, outbound)
    except Denied:
        return None  # neither is its thread


async def _look(ear: Ear, outbound: Outbound) -> Receipt | None:
    """The same. Raises Denied where there is no such thread."""
    place, thread, named = split(outbound.parent_id)
    above = _above(outbound, thread, named)
    asked: dict[str, Any] = {"channel": place, "limit": PAGE, "oldest": at(outbound.created_at - SKEW)}
    asked |= {"include_all_metadata": "true", "inclusive": "true", **({"ts": above} if above else {})}
    for _ in range(PAGES):
        try:
            told = await ear.slack.ask("conversations.replies" if above else "conversations.history", **asked)
        except Denied as denied:
            if denied.code in GONE:
                raise
            raise Retry(words.UNSEEN, 300.0) from denied
        for one in listed(told.get("messages"), PAGE * 2):
            if _same(ear, one, outbound, place):
                return receipt(ear, await _room(ear, place, outbound), one, outbound)
        after = mapping(told.get("response_metadata")).get("next_cursor")
        if not isinstance(after, str) or not after:
            return None
        asked["cursor"] = after[:1000]
    raise Retry(words.NOT_SAID, AGAIN)


def _same(ear: Ear, message: Raw, outbound: Outbound, place: str) -> bool:
    """By our own name; by its words and its time where Slack hands out no name at all."""
    if writer(message) != ear.us.external_id or name_of(place, message) in outbound.known:
        return False
    if message.get("metadata"):
        return key_of(message) == mark(outbound)
    text, recent = message.get("text"), stamp(message.get("ts")) >= at(outbound.created_at - SKEW)
    said = likeness(text) if isinstance(text, str) else None
    return recent and said == likeness(escaped(well_formed(outbound.text)))
