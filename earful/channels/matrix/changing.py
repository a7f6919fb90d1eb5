"""Changing and taking back a message of ours."""

from typing import Any

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Parcel, Receipt, Refused, Uncertain, Us
from earful.channels.matrix import shapes, words
from earful.channels.matrix.calls import Denied, Home
from earful.channels.matrix.parcels import digest, removed, split, with_change
from earful.channels.matrix.rooms import Rooms
from earful.channels.matrix.sending import KEY, receipt
from earful.channels.matrix.shapes import Thing, mapping, text
from earful.channels.matrix.wire import words_of
from earful.channels.plaintext import well_formed
from earful.kit import clock


async def amend(home: Home, rooms: Rooms, us: Us, amending: Amending) -> Receipt:
    """Put other words in its place; what is around them stays."""
    stands, shown = await _stands(rooms, us, amending.external_id)
    if says := _says(amending, shown):
        return says
    place, named = split(amending.external_id)
    old = mapping(shown.parcel.raw["event"]).get("content")
    kept = {key: value for key, value in mapping(old).items() if key not in ("m.relates_to", "m.mentions", KEY)}
    content = {**kept, "body": well_formed(amending.text)}
    related = {"rel_type": "m.replace", "event_id": named}
    fields = {**content, "body": f"* {content['body']}", "m.new_content": content, "m.relates_to": related}
    once = digest([amending.external_id, shown.parcel.version, amending.text])[:40]
    try:
        made = await home.put("rooms", place, "send", "m.room.message", once, fields=fields)
    except Denied as denied:
        raise Refused(words.NO_CHANGE) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    change: dict[str, Any] = {"event_id": text(made.get("event_id")), "sender": us.external_id, "content": fields}
    change["origin_server_ts"] = int(clock.now().timestamp() * 1000)
    if not change["event_id"]:
        raise Uncertain(words.CHANGE_LOST)
    bare = {key: value for key, value in stands.items() if key != "unsigned"}
    return receipt(with_change(bare, change), await rooms.room(place), us)


async def amended(rooms: Rooms, us: Us, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    _, shown = await _stands(rooms, us, amending.external_id)
    return _says(amending, shown)


async def _stands(rooms: Rooms, us: Us, name: str) -> tuple[Thing, Receipt]:
    """The message, and how it is shown. Raises Gone."""
    place, named = split(name)
    stands = await rooms.event(place, named, fresh=True) if named else None
    if stands is None or shapes.emptied(stands):
        raise Gone(words.OURS_GONE)
    return stands, receipt(stands, await rooms.room(place), us)


def _says(amending: Amending, shown: Receipt) -> Receipt | None:
    said = words_of(mapping(shown.parcel.raw["event"]))
    if said == well_formed(amending.text):
        return shown
    if said != well_formed(amending.before):
        raise Elsewhere(words.CHANGED_ELSEWHERE)
    return None


async def withdraw(home: Home, rooms: Rooms, name: str) -> Parcel:
    """Take it back, unless it is gone already."""
    if (gone := await withdrawn(home, rooms, name)) is not None:
        return gone
    place, named = split(name)
    try:
        await home.put("rooms", place, "redact", named, digest(name)[:40], fields={})
    except Denied as denied:
        raise Refused(words.NO_CHANGE) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.DELETE_LOST) from uncertain
    return removed(name, clock.now())


async def withdrawn(home: Home, rooms: Rooms, name: str) -> Parcel | None:
    """Whether it is gone. A server that finds nothing at all may only have forgotten who we are."""
    place, named = split(name)
    stands = await rooms.event(place, named, fresh=True)
    if stands is not None and not shapes.emptied(stands):
        return None
    await home.get("account", "whoami")
    return removed(name, clock.now())
