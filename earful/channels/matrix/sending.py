"""Sending a message once: the server takes each of our names for it only once, and the message itself bears the name too."""

import hashlib
import mimetypes
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from earful.channels.contract import Outbound, Receipt, Refused, Retry, Uncertain, Upload, Us
from earful.channels.matrix import shapes, words
from earful.channels.matrix.calls import AGAIN, Denied, Home, as_json
from earful.channels.matrix.parcels import About, Room, name_of, parcel, split
from earful.channels.matrix.rooms import Rooms
from earful.channels.matrix.shapes import Thing, mapping, text, things
from earful.channels.matrix.wire import SITE
from earful.channels.plaintext import well_formed
from earful.kit import clock

KEY, ALT = "org.earful.key", "org.earful.alt"
SKEW = timedelta(minutes=10)
PAGE, PAGES = 100, 20


async def send(home: Home, rooms: Rooms, us: Us, outbound: Outbound) -> Receipt:
    """Put the message where what it answers stands."""
    place, above = split(outbound.parent_id)
    if not above:
        raise Refused(words.NO_PARENT)
    room = await rooms.room(place, fresh=True)
    if room.sealed:
        raise Refused(words.ENCRYPTED)
    if room.deserted:
        raise Refused(words.ALONE)
    content = _content(outbound, above)
    try:
        if outbound.uploads:
            content |= await _picture(home, outbound.uploads[0], content["body"])
        made = await home.put("rooms", place, "send", "m.room.message", mark(outbound), fields=content)
    except Denied as denied:
        raise Refused(words.NOT_THERE if denied.status == 403 else words.REFUSED) from denied
    named = text(made.get("event_id"))
    if not named:
        raise Uncertain(words.LOST)
    now = int(clock.now().timestamp() * 1000)
    event = {"event_id": named, "sender": us.external_id, "origin_server_ts": now}
    return receipt({**event, "type": "m.room.message", "content": content}, room, us)


def receipt(event: Thing, room: Room, us: Us) -> Receipt:
    """Proof, with our words as the server hands them over."""
    made = parcel(event, room, About(), us.external_id)
    place, named = split(made.external_id)
    return Receipt(made.external_id, f"{SITE}{place}/{named}", made)


def mark(outbound: Outbound) -> str:
    """Our own name for a message: the same however often it is sent."""
    return hashlib.sha256(outbound.key.encode()).hexdigest()[:40]


def _content(outbound: Outbound, above: str) -> dict[str, Any]:
    stored = mapping(outbound.parent_raw.get("event"))
    related: dict[str, Any] = {"m.in_reply_to": {"event_id": above}}
    if root := shapes.thread_of(stored):
        related |= {"rel_type": "m.thread", "event_id": root, "is_falling_back": False}
    content: dict[str, Any] = {
        "msgtype": "m.notice" if outbound.automatic else "m.text",
        "body": well_formed(outbound.text),
        "m.relates_to": related,
        KEY: mark(outbound),
    }
    if writer := text(stored.get("sender")):
        content["m.mentions"] = {"user_ids": [writer]}
    return content


async def _picture(home: Home, upload: Upload, body: str) -> dict[str, Any]:
    """The picture goes first; the message then is it, with our words below."""
    name = f"picture{mimetypes.guess_extension(upload.mime) or ''}"
    told = await home.bring(upload.content, upload.mime, name)
    address = text(told.get("content_uri"), 500)
    if not address:
        raise Retry(words.STRANGE, AGAIN)
    info = {"mimetype": upload.mime, "size": len(upload.content), "w": upload.width, "h": upload.height}
    shown = {"msgtype": "m.image", "url": address, "filename": name, "info": info, ALT: well_formed(upload.alt)}
    return {**shown, "body": body or name}


async def find(home: Home, rooms: Rooms, us: Us, outbound: Outbound) -> Receipt | None:
    """The message by its own name among ours in the room; None: it is certainly not there."""
    place, _ = split(outbound.parent_id)
    since = outbound.created_at - SKEW
    wanted = as_json({"senders": [us.external_id], "types": ["m.room.message"]})
    step: Mapping[str, str] = {}
    for _ in range(PAGES):
        try:
            told = await home.get("rooms", place, "messages", dir="b", limit=PAGE, filter=wanted, **step)
        except Denied as denied:
            raise Retry(words.NOT_SAID, AGAIN) from denied
        page = things(told.get("chunk"))
        for event in page:
            named = name_of(place, text(event.get("event_id")))
            if mapping(event.get("content")).get(KEY) == mark(outbound) and named not in outbound.known:
                return None if shapes.replaces(event) else receipt(event, await rooms.room(place), us)
        oldest = shapes.moment(page[-1].get("origin_server_ts")) if page else None
        step = {"from": text(told.get("end"), 2000)}
        if not page or not step["from"] or (oldest is not None and oldest < since):
            return None
    raise Retry(words.NOT_SAID, AGAIN)
