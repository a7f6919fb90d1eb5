"""Connecting a bot: who it is, whether anybody else is told what it hears, and where Telegram shall call, if it shall."""

import re
import secrets as dice
from collections.abc import Mapping
from urllib.parse import urlsplit

from earful.channels.contract import Connected, Expired, Refused, Us
from earful.channels.telegram import webhook, words
from earful.channels.telegram.calls import Bot, Denied
from earful.channels.telegram.parcels import NAMED
from earful.channels.telegram.shapes import mapping, number, text
from earful.kit.fitness import place_of
from earful.kit.transport import Transport

API = "https://api.telegram.org"
TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,100}")
ALL = "all"


async def connect(values: Mapping[str, str], transport: Transport) -> Connected:
    """Try the token; in the end Telegram calls us, or lets itself be asked. Raises Refused, Retry."""
    entered = {name: values.get(name, "").strip() for name in ("token", "api", "hears", "address", "take_over")}
    if not TOKEN.fullmatch(entered["token"]):
        raise Refused(words.MISSING)
    hears = entered["hears"].lower() or ALL
    if hears not in (ALL, NAMED):
        raise Refused(words.NO_HEARS)
    bot = Bot(_api(entered["api"] or API, transport), entered["token"], transport)
    try:
        me = mapping(await bot.ask("getMe"))
    except (Expired, Denied) as error:
        raise Refused(words.NO_TOKEN) from error
    name, handle = number(me.get("id")), text(me.get("username"))
    if name is None or not handle or me.get("is_bot") is not True:
        raise Refused(words.NO_BOT)
    address = f"{_address(entered['address'])}/hooks/telegram/{name}/" if entered["address"] else ""
    secret = dice.token_urlsafe(32) if address else ""
    await _settle(bot, name, address, secret, take_over=entered["take_over"].lower() == "yes")
    settings = {"api": bot.api, "hears": hears, "hook": address, "address": entered["address"]}
    kept = {"token": entered["token"], **({"secret": secret} if secret else {})}
    return Connected(Us(str(name), handle[:64]), text(me.get("first_name"))[:200] or handle, settings, kept)


async def _settle(bot: Bot, name: int, address: str, secret: str, *, take_over: bool) -> None:
    """Only one can be told what a bot hears; what another program has set is ended only when the owner says so."""
    standing = text((await webhook.info(bot)).get("url"))
    if standing and not standing.endswith(f"/hooks/telegram/{name}/") and not take_over:
        raise Refused(words.TAKEN)
    if address:
        await webhook.put(bot, address, secret)
    elif standing:
        try:
            await bot.ask("deleteWebhook", drop_pending_updates=False)
        except Denied as denied:
            raise Refused(words.TAKEN) from denied


def _api(entered: str, transport: Transport) -> str:
    whole = entered.rstrip("/")
    try:
        sound = bool(urlsplit(whole).hostname) and whole.startswith(("https://", "http://"))
    except ValueError:
        sound = False
    if not sound:
        raise Refused(words.NO_API)
    if not whole.startswith("https://") and not transport.trusts(place_of(whole)):
        raise Refused(words.INSECURE)
    return whole


def _address(entered: str) -> str:
    whole = entered.rstrip("/")
    try:
        parts = urlsplit(whole)
        sound = parts.scheme == "https" and bool(parts.hostname) and not (parts.path or parts.query or parts.fragment)
    except ValueError:
        sound = False
    if not sound or len(whole) > 300:
        raise Refused(words.NO_ADDRESS)
    return whole
