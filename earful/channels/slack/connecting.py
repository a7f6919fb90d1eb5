"""Connecting an app: which workspace it is in, as whom, and whether it may hear and be rung."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from earful.channels.contract import Connected, Expired, Refused, Us
from earful.channels.payloads import name
from earful.channels.plaintext import web
from earful.channels.slack import words
from earful.channels.slack.calls import Denied, Team
from earful.channels.slack.parcels import PERSON
from earful.channels.slack.people import People
from earful.channels.slack.rooms import Rooms
from earful.channels.slack.telling import ALL, NAMED
from earful.kit.fitness import place_of
from earful.kit.transport import Transport

API = "https://slack.com/api"
TOKEN = re.compile(r"xox[be][.-][A-Za-z0-9.-]{10,500}")
APP_TOKEN = re.compile(r"xapp-[A-Za-z0-9-]{10,500}")


async def connect(values: Mapping[str, str], transport: Transport) -> Connected:
    """Try the tokens. Raises Refused, Retry."""
    entered = {one: values.get(one, "").strip() for one in ("token", "app_token", "hears", "api")}
    if not TOKEN.fullmatch(entered["token"]):
        raise Refused(words.MISSING)
    if entered["app_token"] and not APP_TOKEN.fullmatch(entered["app_token"]):
        raise Refused(words.NO_APP_TOKEN)
    hears = entered["hears"].lower() or ALL
    if hears not in (ALL, NAMED):
        raise Refused(words.NO_HEARS)
    team = Team(_api(entered["api"] or API, transport), entered["token"], transport)
    try:
        me = await team.ask("auth.test")
    except (Expired, Denied) as error:
        raise Refused(words.NO_TOKEN) from error
    named = me.get("user_id")
    if not isinstance(named, str) or not PERSON.fullmatch(named) or not me.get("bot_id"):
        raise Refused(words.NO_BOT)
    await _tried(team, entered["app_token"])
    about = await People(team).about(named)
    handle = name(me.get("user"), 64) or named
    settings = {"api": team.api, "hears": hears, "home": web(me.get("url")), "team": str(me.get("team_id") or "")[:30]}
    secrets = {"token": team.token, "app_token": entered["app_token"]}
    return Connected(Us(named, handle), str(about.get("name") or handle), settings, secrets)


async def _tried(team: Team, app_token: str) -> None:
    """Whether it may list its channels, and open the stream. Raises Refused."""
    await Rooms(team).all()
    if not app_token:
        return
    try:
        await team.ask_as(app_token, "apps.connections.open")
    except (Expired, Denied) as error:
        raise Refused(words.NO_APP_TOKEN) from error


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
