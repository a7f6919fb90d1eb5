"""Asking Telegram for what the bot heard. What was asked for from a number on is forgotten below it: so only then.

The first question of an adapter is answered at once, later ones when there is something, or after a while.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from earful.channels.chatting import Lasts
from earful.channels.contract import Batch, Retry, Us
from earful.channels.telegram import shapes, words
from earful.channels.telegram.calls import PAGE, Bot
from earful.channels.telegram.cursor import Place
from earful.channels.telegram.parcels import KINDS, told
from earful.channels.telegram.shapes import Thing, mapping

PAGES = 1_000
BREATH = 2.0  # seconds


async def begin(bot: Bot, us: Us, hears: str) -> Batch:
    """A place from which to go on. Nothing is forgotten yet: looking back wants it.

    What is held is brought by looking back; here it is only remembered what the next message of a chat goes on from.
    """
    held = await bot.updates(0, 0)
    place = Place(skip=held[-1]["update_id"] if held else 0)
    told(held, us, hears, place.lasts)
    return Batch((), place.dump())


async def poll(bot: Bot, us: Us, hears: str, cursor: str, wait: int) -> AsyncIterator[Batch]:
    """Page by page; each moves the place, and is stored before the next one is asked for."""
    place = Place.load(cursor)
    for _ in range(PAGES):
        page = await _page(bot, place.offset, wait)
        fresh = [update for update in page if update["update_id"] > place.skip]
        parcels = told(fresh, us, hears, place.lasts)
        if page:
            place.offset = page[-1]["update_id"] + 1
        yield Batch(tuple(parcels), place.dump())
        if len(page) < PAGE:
            return
        wait = 0


async def _page(bot: Bot, offset: int, wait: int) -> list[Thing]:
    """Whoever asks last cuts off who asked before. That may have been ourselves, looking back: then ask once more."""
    try:
        return await bot.updates(offset, wait)
    except Retry as cut:
        if cut.words != words.ANOTHER:
            raise
    await asyncio.sleep(BREATH)
    return await bot.updates(offset, 0)


async def look_back(bot: Bot, us: Us, hears: str, since: datetime) -> AsyncIterator[Batch]:
    """What Telegram still has: at most a day, and no more than a page, for the next would forget this one."""
    try:
        held = await bot.updates(0, 0)
    except Retry as cut:
        if cut.words != words.ANOTHER:
            raise
        return  # our own listener is fetching it at this moment
    recent = [update for update in held if _after(update, since)]
    yield Batch(tuple(told(recent, us, hears, Lasts())))


def _after(update: Thing, since: datetime) -> bool:
    message = next((mapping(update[kind]) for kind in KINDS if kind in update), {})
    at = shapes.moment(message.get("date"))
    return at is None or at >= since
