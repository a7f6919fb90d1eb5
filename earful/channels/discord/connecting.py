"""Connecting a bot: who it is, which servers it is on, and whether it is given the words of what is said there."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from earful.channels.contract import Connected, Expired, Hindrance, Refused, Us
from earful.channels.discord import shapes, words
from earful.channels.discord.calls import Bot, Denied
from earful.channels.discord.rooms import Rooms
from earful.channels.discord.telling import ALL, NAMED
from earful.channels.matching import listed
from earful.channels.payloads import mapping, name
from earful.kit.fitness import place_of
from earful.kit.transport import Transport

API = "https://discord.com/api/v10"
TOKEN = re.compile(r"[A-Za-z0-9_-]{15,60}\.[A-Za-z0-9_-]{4,12}\.[A-Za-z0-9_-]{20,90}")
CONTENT, CONTENT_LIMITED = 1 << 18, 1 << 19  # of an application: it is given the words of messages
ROOMS = 500
INTENT = "content"


async def connect(values: Mapping[str, str], transport: Transport) -> Connected:
    """Try the token. Raises Refused, Retry."""
    token = values.get("token", "").strip().removeprefix("Bot ").strip()
    if not TOKEN.fullmatch(token):
        raise Refused(words.MISSING)
    hears = values.get("hears", "").strip().lower() or ALL
    if hears not in (ALL, NAMED):
        raise Refused(words.NO_HEARS)
    only = listed(values.get("only", ""))
    if len(only) > ROOMS or any(len(one) > 100 for one in only):
        raise Refused(words.MANY_ROOMS)
    bot = Bot(_api(values.get("api", "").strip() or API, transport), token, transport)
    try:
        me = mapping(await bot.get("users", "@me"))
    except (Expired, Denied) as error:
        raise Refused(words.NO_TOKEN) from error
    named, handle = shapes.number(me.get("id")), name(me.get("username"), 64)
    if not named or not handle or me.get("bot") is not True:
        raise Refused(words.NO_BOT)
    rooms = await Rooms(bot, only).all()
    if not rooms:
        raise Refused(words.NO_ROOM if only else words.NO_SERVER)
    settings = {"api": bot.api, "hears": hears, "only": list(only)}
    called = name(me.get("global_name"), 64) or handle
    return Connected(Us(named, handle), called, settings, {"token": token})


def _api(entered: str, transport: Transport) -> str:
    whole = entered.rstrip("/")
    try:
        parts = urlsplit(whole)
        sound = bool(parts.hostname) and parts.scheme in ("https", "http") and not (parts.query or parts.fragment)
    except ValueError:
        sound = False
    if not sound:
        raise Refused(words.NO_API)
    if not whole.startswith("https://") and not transport.trusts(place_of(whole)):
        raise Refused(words.INSECURE)
    return whole


async def hindrances(bot: Bot) -> tuple[Hindrance, ...]:
    """Whether the words of what is said on servers are kept from the bot."""
    flags = await _flags(bot)
    given = flags is None or bool(flags & (CONTENT | CONTENT_LIMITED))
    return () if given else (Hindrance(INTENT, words.HIDDEN, words.SHOW),)


async def lift(bot: Bot, code: str) -> None:
    """Switch it on, which Discord lets small bots do by themselves."""
    if code != INTENT:
        raise Refused(f"Nothing called {code} stands in the way here.")
    flags = await _flags(bot)
    try:
        told = await bot.patch("applications", "@me", fields={"flags": (flags or 0) | CONTENT_LIMITED})
    except Denied as denied:
        raise Refused(words.NOT_LIFTED) from denied
    if not (shapes.count(told.get("flags")) or 0) & (CONTENT | CONTENT_LIMITED):
        raise Refused(words.NOT_LIFTED)


async def _flags(bot: Bot) -> int | None:
    try:
        return shapes.count(mapping(await bot.get("applications", "@me")).get("flags"))
    except Denied:
        return None
