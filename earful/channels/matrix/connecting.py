"""Connecting: find the server, sign in, and look who we are there before anything is kept."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from earful.channels.contract import Connected, Expired, Refused, Us
from earful.channels.matrix import inviting, words
from earful.channels.matrix.calls import Denied, Home
from earful.channels.matrix.shapes import Thing, mapping, text
from earful.channels.matrix.telling import ALL, NAMED
from earful.kit.fitness import place_of
from earful.kit.transport import Forbidden, Transport, TransportError


async def connect(values: Mapping[str, str], transport: Transport) -> Connected:
    """Try the login. Raises Refused, Retry."""
    entered = {name: values.get(name, "").strip() for name in ("server", "user", "password", "token")}
    if not entered["server"] or not (entered["token"] or (entered["user"] and entered["password"])):
        raise Refused(words.MISSING)
    settings = _wishes(values)
    base = await _base(entered["server"], transport)
    token = entered["token"] or await _login(Home(base, "", transport), entered["user"], entered["password"])
    home = Home(base, token, transport)
    try:
        me = text((await home.get("account", "whoami")).get("user_id"))
        called = text((await home.get("profile", me)).get("displayname")) if me else ""
    except Expired as expired:
        raise Refused(words.NO_TOKEN) from expired
    except Denied:
        called = ""
    if not me:
        raise Refused(words.NO_SERVER)
    us = Us(me, me.removeprefix("@"))
    return Connected(us, called or us.handle, settings={"server": base, **settings}, secrets={"token": token})


def _wishes(values: Mapping[str, str]) -> dict[str, str]:
    accept = values.get("accept", "").strip().lower() or inviting.PEOPLE
    if accept not in (inviting.PEOPLE, inviting.EVERYBODY, inviting.NOBODY):
        raise Refused(words.NO_ACCEPT)
    hears = values.get("hears", "").strip().lower() or ALL
    if hears not in (ALL, NAMED):
        raise Refused(words.NO_HEARS)
    servers = ",".join(values.get("servers", "").lower().replace(",", " ").split())
    return {"accept": accept, "hears": hears, "servers": servers[:1000]}


async def _base(entered: str, transport: Transport) -> str:
    """The address that programs speak to, which a server may name elsewhere than where its name leads."""
    home = _address(entered, transport)
    try:
        told = await transport.request("GET", f"{home}/.well-known/matrix/client", max_bytes=100_000)
        found = told.json() if told.ok else {}
    except Forbidden as error:
        raise Refused(words.INTERNAL) from error
    except TransportError as error:
        raise Refused(words.NO_SERVER) from error
    except ValueError:
        found = {}
    named = text(mapping(mapping(found).get("m.homeserver")).get("base_url"), 500)
    base = _address(named, transport) if named else home
    try:
        told = await transport.request("GET", f"{base}/_matrix/client/versions", max_bytes=100_000)
        versions: Thing = mapping(told.json() if told.ok else {})
    except Forbidden as error:
        raise Refused(words.INTERNAL) from error
    except (TransportError, ValueError) as error:
        raise Refused(words.NO_SERVER) from error
    if not versions.get("versions"):
        raise Refused(words.NO_SERVER)
    return base


def _address(entered: str, transport: Transport) -> str:
    whole = (entered if "://" in entered else f"https://{entered}").rstrip("/")
    try:
        parts = urlsplit(whole)
        sound = bool(parts.hostname) and parts.scheme in ("http", "https") and not (parts.query or parts.fragment)
    except ValueError:
        sound = False
    if not sound:
        raise Refused(words.NO_SERVER)
    if not whole.startswith("https://") and not transport.trusts(place_of(whole)):
        raise Refused(words.INSECURE)
    return whole


async def _login(home: Home, user: str, password: str) -> str:
    who = {"type": "m.id.user", "user": user}
    fields = {"type": "m.login.password", "identifier": who, "password": password}
    try:
        told = await home.post("login", fields={**fields, "initial_device_display_name": "Earful"})
    except (Denied, Expired) as error:
        known = isinstance(error, Expired) or error.code in ("M_FORBIDDEN", "M_INVALID_USERNAME")
        raise Refused(words.NO_PASSWORD if known else words.NO_PASSWORDS) from error
    token = text(told.get("access_token"), 4000)
    if not token:
        raise Refused(words.NO_SERVER)
    return token
