"""Connecting: each thing that was entered is tried before anything is kept."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from earful.channels.contract import Connected, Expired, Refused, Session, Us
from earful.channels.ghost import words
from earful.channels.ghost.calls import API, Denied, Site
from earful.channels.ghost.parcels import MEMBER, name
from earful.channels.payloads import listed, mapping
from earful.channels.payloads import name as called
from earful.channels.plaintext import web
from earful.channels.simple import reach
from earful.kit.fitness import place_of
from earful.kit.transport import Transport

KEY = re.compile(r"[0-9a-f]{24}:(?:[0-9a-f]{2}){16,64}")
MAIL = re.compile(r"[^\s'\"\\@]{1,100}@[^\s'\"\\@]{1,200}")
MISSING = 404


async def connect(values: Mapping[str, str], transport: Transport) -> Connected:
    """Raises Refused with a sentence that says which entry is wrong."""
    entered, key, mail = (values.get(one, "").strip() for one in ("address", "key", "member"))
    if not entered or not key or not mail:
        raise Refused(words.MISSING)
    if not KEY.fullmatch(key):
        raise Refused(words.ODD_KEY)
    if not MAIL.fullmatch(mail):
        raise Refused(words.ODD_MEMBER)
    home = _safe(_bare(entered if "://" in entered else f"https://{entered}"), transport)
    url, title = await _site(home, transport)
    site = Site(_safe(url, transport), home, key, transport)
    await _tried(site, "/comments/", limit=1)
    member = await _member(site, mail)
    session = await _door(site, str(member["id"]))
    place = _place(site.url)
    us = Us(f"{place}{MEMBER}{member['id']}", place)
    return Connected(us, called(member.get("name")) or title, {"url": site.url, "home": home}, {"key": key}, session)


def _bare(url: str) -> str:
    """Without what only stands there when somebody is signed in."""
    return url.partition("#")[0].partition("?")[0].rstrip("/").removesuffix("/ghost")


def _safe(url: str, transport: Transport) -> str:
    if not url.startswith("https://") and not transport.trusts(place_of(url)):
        raise Refused(words.INSECURE)
    return url


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}"[:250]


async def _site(home: str, transport: Transport) -> tuple[str, str]:
    """Where the site itself stands, and what it is called: it says so to everybody."""
    answer = await reach(transport, "GET", f"{home}{API}/site/", headers={"accept": "application/json"})
    try:
        told = mapping(mapping(answer.json()).get("site")) if answer.ok else {}
    except ValueError:
        told = {}
    url = web(told.get("url")).rstrip("/")
    if not url or "version" not in told:
        raise Refused(words.NO_SITE)
    return url, called(told.get("title")) or url


async def _member(site: Site, mail: str) -> Mapping[str, Any]:
    """Who answers, and may. Raises Refused."""
    told = await _tried(site, "/members/", filter=f"email:'{mail}'", limit=1)
    member = next(iter(listed(told.get("members"), 1)), {})
    if not name(member.get("id")):
        raise Refused(words.NO_MEMBER)
    kept = listed((await _tried(site, "/settings/")).get("settings"), 1_000)
    enabled = next((one.get("value") for one in kept if one.get("key") == "comments_enabled"), "all")
    if enabled == "off":
        raise Refused(words.OFF)
    if enabled == "paid" and member.get("status") == "free":
        raise Refused(words.PAYING)
    return member


async def _tried(site: Site, path: str, **params: Any) -> Mapping[str, Any]:
    try:
        return (await site.get(path, **params))[0]
    except Expired as expired:
        raise Refused(words.NO_KEY) from expired
    except Denied as denied:
        raise Refused(words.OLD if denied.status == MISSING else words.NO_RIGHT) from denied


async def _door(site: Site, member: str) -> Session:
    try:
        return await site.door(member)
    except (Denied, Expired) as error:
        raise Refused(words.NO_DOOR) from error
