"""Being called by Telegram: whether it still knows where, and what to do when it does not, or cannot reach us.

Telegram keeps what it could not bring for a day. It is fetched, and our address is set again; both are told.
"""

import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from enum import Enum

from earful.channels.calling import Call, Unproven
from earful.channels.chatting import Lasts
from earful.channels.contract import Batch, Json, Refused, Retry, Subscription, Us
from earful.channels.telegram import shapes, words
from earful.channels.telegram.calls import AGAIN, ALLOWED, PAGE, Bot, Denied
from earful.channels.telegram.cursor import Place
from earful.channels.telegram.parcels import told
from earful.channels.telegram.shapes import Thing, mapping, number, text
from earful.kit import clock, jsontext

HEADER = "x-telegram-bot-api-secret-token"
RECENTLY = timedelta(minutes=10)
PAGES = 1_000
AT_ONCE = 1  # calls side by side: in their order, for a message may go on from the one before


class State(Enum):
    """How it stands with the address that Telegram was given."""

    STANDS = "stands"
    LOST = "lost"
    OTHER = "other"
    STUCK = "stuck"


def state(info: Thing, address: str) -> State:
    """What Telegram says of it."""
    known = text(info.get("url"))
    if known != address:
        return State.OTHER if known else State.LOST
    failed = shapes.moment(info.get("last_error_date"))
    recent = failed is not None and clock.now() - failed < RECENTLY
    return State.STUCK if recent and (number(info.get("pending_update_count")) or 0) > 0 else State.STANDS


async def info(bot: Bot) -> Thing:
    """Asked anew."""
    try:
        return mapping(await bot.ask("getWebhookInfo"))
    except Denied as denied:
        raise Retry(words.STRANGE, AGAIN) from denied


async def subscription(bot: Bot, address: str) -> Subscription:
    """Whether Telegram still promises to call us."""
    said = {State.LOST: words.NO_HOOK, State.OTHER: words.OTHER_HOOK, State.STUCK: words.CANNOT_REACH}
    found = state(await info(bot), address)
    return Subscription(stands=found is State.STANDS, words=said.get(found, ""))


async def put(bot: Bot, address: str, secret: str) -> None:
    """Give Telegram our address. What it keeps for us stays kept. Raises Refused."""
    try:
        await bot.ask(
            "setWebhook",
            url=address,
            secret_token=secret,
            allowed_updates=ALLOWED,
            max_connections=AT_ONCE,
            drop_pending_updates=False,
        )
    except Denied as denied:
        raise Refused(words.BAD_ADDRESS) from denied


async def look(bot: Bot, us: Us, hears: str, address: str, secret: str) -> AsyncIterator[Batch]:
    """Look whether calls come through; if not, fetch what Telegram keeps and give it our address again, and say so."""
    found = state(await info(bot), address)
    if found is State.OTHER:
        raise Retry(words.OTHER_HOOK, 2 * AGAIN)
    if found is State.STANDS:
        return
    if found is State.STUCK:
        await _end(bot)
    async for batch in _kept(bot, us, hears):
        yield batch
    await put(bot, address, secret)
    raise Retry(words.UNCALLED if found is State.LOST else words.UNREACHED, 2 * AGAIN)


async def _end(bot: Bot) -> None:
    try:
        await bot.ask("deleteWebhook", drop_pending_updates=False)
    except Denied as denied:
        raise Retry(words.STRANGE, AGAIN) from denied


async def _kept(bot: Bot, us: Us, hears: str) -> AsyncIterator[Batch]:
    """All that Telegram keeps. Each page is stored before the next question lets it be forgotten."""
    offset, lasts = 0, Lasts()
    for _ in range(PAGES):
        page = await bot.updates(offset, 0)
        if not page:
            return
        yield Batch(tuple(told(page, us, hears, lasts)))
        offset = page[-1]["update_id"] + 1
        if len(page) < PAGE:
            await bot.updates(offset, 0)  # forget it there: else all of it is brought once more
            return


def take(call: Call, us: Us, settings: Json, secrets: Json, cursor: str | None) -> Batch:
    """What a call brings. Raises Unproven."""
    shown, wanted = call.headers.get(HEADER, ""), str(secrets.get("secret") or "")
    if not wanted or not hmac.compare_digest(shown.encode("utf-8", "replace"), wanted.encode()):
        raise Unproven(words.UNPROVEN)
    try:
        update = jsontext.load(call.body)
    except (ValueError, RecursionError):
        update = {"body": call.body.decode("utf-8", "replace")}
    place = Place.load(cursor) if cursor else Place()
    found = told(
        [update if isinstance(update, dict) else {"body": update}], us, str(settings.get("hears")), place.lasts
    )
    return Batch(tuple(found), place.dump())
