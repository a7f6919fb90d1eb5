"""Sending a message once: Discord takes each of our names for it only once within minutes, and it is looked for after that."""

import hashlib
from datetime import timedelta
from typing import Any

from earful.channels.contract import Outbound, Receipt, Refused, Retry, Uncertain, Us
from earful.channels.discord import shapes, words
from earful.channels.discord.calls import AGAIN, Bot, Denied
from earful.channels.discord.parcels import About, Room, answered, parcel, split, writer
from earful.channels.discord.reading import PAGE, page_of
from earful.channels.discord.rooms import Rooms
from earful.channels.discord.shapes import Thing
from earful.channels.discord.wire import SITE, content_of
from earful.channels.markdown import essence
from earful.channels.payloads import listed, mapping, moment
from earful.channels.plaintext import well_formed

MOST = 2_000  # characters
SKEW = timedelta(minutes=5)
PAGES = 20
NOBODY = {"parse": [], "replied_user": True}  # only who is answered is told; no name in a text calls anybody
REASONS = (
    (frozenset({50007, 50278, 20009}), words.CLOSED),
    (frozenset({10003, 10004, 50001, 40007}), words.PUT_OUT),
    (frozenset({50013, 50008, 160002}), words.MUTED),
    (frozenset({50083, 160005}), words.LOCKED),
    (frozenset({10008}), words.GONE),
    (frozenset({200000, 200001, 240000}), words.HELD),
    (frozenset({40005}), words.TOO_LARGE),
)


async def send(bot: Bot, rooms: Rooms, outbound: Outbound) -> Receipt:
    """Below what it answers."""
    place, above = split(outbound.parent_id)
    if not above:
        raise Refused(words.NO_PARENT)
    said = well_formed(outbound.text)
    if len(said) > MOST:
        raise Refused(words.TOO_LONG)
    direct = mapping(outbound.parent_raw.get("room")).get("kind") == "direct"
    fields: dict[str, Any] = {
        "content": said,
        "nonce": hashlib.sha256(outbound.key.encode()).hexdigest()[:24],
        "enforce_nonce": True,
        "allowed_mentions": NOBODY,
        "message_reference": {"message_id": above, "fail_if_not_exists": not direct},
    }
    try:
        made = await bot.post("channels", place, "messages", fields=fields, uploads=outbound.uploads)
    except Denied as denied:
        raise refusal(denied) from denied
    if not shapes.number(made.get("id")):
        raise Uncertain(words.LOST)
    return receipt(made, await _room(rooms, place, outbound), outbound.parent_id)


def refusal(denied: Denied) -> Refused:
    """Why not, in words."""
    for codes, sentence in REASONS:
        if denied.code in codes:
            return Refused(sentence)
    if "MESSAGE_REFERENCE_UNKNOWN_MESSAGE" in denied.detail or '"message_reference"' in denied.detail:
        return Refused(words.GONE)
    if "BASE_TYPE_MAX_LENGTH" in denied.detail:
        return Refused(words.TOO_LONG)
    return Refused(words.MUTED if denied.status == 403 else words.REFUSED)


async def _room(rooms: Rooms, place: str, outbound: Outbound) -> Room:
    """As it was when the customer spoke; nothing may stop a receipt for what was sent."""
    kept = mapping(outbound.parent_raw.get("room"))
    if shapes.number(kept.get("id")) == place:
        guild, kind = shapes.number(kept.get("guild")), kept.get("kind")
        return Room(place, str(kept.get("name", ""))[:200], str(kind), guild, forum=kept.get("forum") is True)
    found = await rooms.room(place)
    return found or Room(place)


def receipt(message: Thing, room: Room, above: str = "") -> Receipt:
    """Proof, with our words as Discord hands them over. `above`: what it answers, where Discord does not say."""
    made = parcel(message, room, About("" if answered(message)[1] else above))
    guild = room.guild or "@me"
    return Receipt(made.external_id, f"{SITE}/channels/{guild}/{made.external_id}", made)


async def find(bot: Bot, rooms: Rooms, us: Us, outbound: Outbound) -> Receipt | None:
    """The message among ours in its channel; None: it is certainly not there."""
    place, above = split(outbound.parent_id)
    after = str(shapes.name_at(outbound.created_at - SKEW))
    for _ in range(PAGES):
        try:
            page = await page_of(bot, place, after=after)
        except Denied as denied:
            raise Retry(words.UNSEEN, 300.0) from denied
        for one in page:
            known = f"{place}/{one.get('id')}" in outbound.known
            if not known and writer(one) == us.external_id and _same(one, above, outbound):
                return receipt(one, await _room(rooms, place, outbound))
        if len(page) < PAGE:
            if page or await _sees(bot, place, above):
                return None
            raise Retry(words.UNSEEN, 300.0)
        after = shapes.number(page[-1].get("id")) or after
    raise Retry(words.NOT_SAID, AGAIN)


async def _sees(bot: Bot, place: str, above: str) -> bool:
    """Whether the bot may look there at all: where it may not, a list is empty and no refusal."""
    try:
        await bot.get("channels", place, "messages", above)
    except Denied as denied:
        return denied.status == 404
    return True


def _same(message: Thing, above: str, outbound: Outbound) -> bool:
    at = moment(message.get("timestamp"))
    recent = at is not None and at >= outbound.created_at - SKEW
    said = essence(content_of(message)) == essence(well_formed(outbound.text))
    shown = len(listed(message.get("attachments"))) == len(outbound.uploads)
    return recent and said and shown and answered(message)[1] in (above, "")
