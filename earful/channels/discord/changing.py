"""Changing and taking back a message of ours."""

from typing import Any

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Parcel, Receipt, Refused, Retry, Uncertain
from earful.channels.discord import reading, shapes, words
from earful.channels.discord.calls import AGAIN, Bot, Denied
from earful.channels.discord.parcels import Room, removed, split
from earful.channels.discord.rooms import Rooms
from earful.channels.discord.sending import NOBODY, receipt
from earful.channels.discord.shapes import Thing
from earful.channels.discord.wire import content_of
from earful.channels.markdown import essence
from earful.channels.payloads import listed, name
from earful.channels.plaintext import well_formed
from earful.kit import clock


async def amend(bot: Bot, rooms: Rooms, amending: Amending) -> Receipt:
    """Put other words in its place."""
    place, named = split(amending.external_id)
    stands = await _stands(bot, amending)
    if _says(amending, stands):
        return receipt(stands, await _room(rooms, place))
    fields: dict[str, Any] = {"content": well_formed(amending.text), "allowed_mentions": NOBODY}
    if amending.alts:
        shown = zip(listed(stands.get("attachments"), 10), amending.alts, strict=False)
        fields["attachments"] = [{"id": one.get("id"), "description": alt[:1024]} for one, alt in shown]
    try:
        made = await bot.patch("channels", place, "messages", named, fields=fields)
    except Denied as denied:
        raise Refused(words.NO_CHANGE) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    if not shapes.number(made.get("id")):
        raise Uncertain(words.CHANGE_LOST)
    return receipt(made, await _room(rooms, place))


async def amended(bot: Bot, rooms: Rooms, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    stands = await _stands(bot, amending)
    return receipt(stands, await _room(rooms, split(amending.external_id)[0])) if _says(amending, stands) else None


async def _room(rooms: Rooms, place: str) -> Room:
    return await rooms.room(place) or Room(place)


async def _stands(bot: Bot, amending: Amending) -> Thing:
    """The message. Raises Gone."""
    place, named = split(amending.external_id)
    if (found := await _one(bot, place, named)) is None:
        raise Gone(words.OURS_GONE)
    return found


def _says(amending: Amending, stands: Thing) -> bool:
    said = essence(content_of(stands))
    alts = tuple(name(one.get("description"), 1024) for one in listed(stands.get("attachments"), 10))
    if said == essence(well_formed(amending.text)) and (not amending.alts or alts == amending.alts):
        return True
    if said != essence(well_formed(amending.before)):
        raise Elsewhere(words.CHANGED_ELSEWHERE)
    return False


async def withdraw(bot: Bot, name: str) -> Parcel:
    """Take it back, unless it is gone already."""
    if (gone := await withdrawn(bot, name)) is not None:
        return gone
    place, named = split(name)
    try:
        await bot.delete("channels", place, "messages", named)
    except Denied as denied:
        if denied.code != reading.UNKNOWN_MESSAGE:
            raise Refused(words.NO_CHANGE) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.DELETE_LOST) from uncertain
    return removed(name, clock.now())


async def withdrawn(bot: Bot, name: str) -> Parcel | None:
    """Whether it is gone."""
    return removed(name, clock.now()) if await _one(bot, *split(name)) is None else None


async def _one(bot: Bot, place: str, named: str) -> Thing | None:
    if not named:
        return None
    try:
        return await reading.one(bot, place, named)
    except Denied as denied:
        raise Retry(words.UNSEEN, AGAIN) from denied
