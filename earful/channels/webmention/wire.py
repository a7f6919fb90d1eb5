"""Understand what was kept of a page. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from earful.channels.contract import Change, Inbound, Person, Picture, Unreadable, Us, Why
from earful.channels.payloads import mapping, moment, name, words
from earful.channels.plaintext import plain, web
from earful.channels.webmention.entries import Kind

LONGEST = 300


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    called, noted = raw.get("id"), mapping(raw.get("earful"))
    if not isinstance(called, str) or not 0 < len(called) <= LONGEST or called != words(called):
        raise Unreadable("It has no address.")
    if noted.get("change") == Change.REMOVED:
        gone = moment(noted.get("at"))
        if gone is None:
            raise Unreadable("It does not say when it went.")
        return Inbound(called, Change.REMOVED, None, "", gone, Why.CONTEXT)
    return _own(called, raw, us) if "own" in noted else _mention(called, raw, noted)


def _own(called: str, raw: Mapping[str, Any], us: Us) -> Inbound:
    at, parent, text = moment(raw.get("at")), raw.get("parent"), words(raw.get("text"))
    if at is None or not isinstance(parent, str) or not text:
        raise Unreadable("An answer of ours is not whole.")
    told = (("The page it answers", web(raw.get("there"))), ("How it stands there", web(raw.get("state"))))
    return Inbound(
        external_id=called,
        change=Change.SAID,
        author=Person(us.external_id, us.handle, us.handle),
        text=text,
        said_at=at,
        why=Why.OWN,
        parent_id=words(parent, LONGEST),
        url=web(called),
        links=tuple((shown, address) for shown, address in told if address),
    )


def _mention(called: str, raw: Mapping[str, Any], noted: Mapping[str, Any]) -> Inbound:
    seen, stands = moment(raw.get("seen")), web(raw.get("stands"))
    if seen is None or not stands or raw.get("kind") not in [*Kind]:
        raise Unreadable("It does not say where it stands, and since when.")
    said = plain(words(raw.get("html"), 200_000), stands)
    text = _text(name(raw.get("title"), 300), said.text or words(raw.get("text")))
    photos = raw.get("photos")
    pictures = {web(one): "" for one in photos[:10]} if isinstance(photos, list) else {}
    pictures |= dict(said.pictures[:10])
    if not text and not any(pictures):
        raise Unreadable("It holds no words.")
    answers = raw.get("answers")
    above = next((web(one) for one in answers if web(one)), "") if isinstance(answers, list) else ""
    published, updated = moment(raw.get("published")), moment(raw.get("updated"))
    reply = raw.get("kind") == Kind.REPLY
    return Inbound(
        external_id=called,
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=_author(mapping(raw.get("author")), stands),
        text=text,
        said_at=min(published or updated or seen, seen),
        why=Why.REPLY if reply else Why.QUOTE if raw.get("kind") == Kind.QUOTE else Why.MENTION,
        parent_id=above[:LONGEST] or None,
        url=stands,
        pictures=tuple(Picture(address, alt) for address, alt in pictures.items() if address),
        links=tuple(said.links),
        version_at=_version_at(updated, seen),
    )


def _version_at(updated: datetime | None, seen: datetime) -> datetime:
    """When this version was seen: what a page says of that may lie in the future."""
    return min(updated, seen) if updated else seen


def _text(title: str, said: str) -> str:
    """A title stands above the text, unless it is its beginning."""
    if not title or " ".join(said.split()).startswith(title.rstrip("… .")):
        return said
    return f"{title}\n\n{said}".strip()


def _author(given: Mapping[str, Any], stands: str) -> Person:
    """Whoever has the page. A page can name anybody as its author: only an address on its own host is believed."""
    address, host = web(given.get("url")), host_of(stands)
    mine = address if address and host_of(address) == host else ""
    called = name(given.get("name")) or host
    named = name(given.get("name"))
    mark = mine.partition("#")[0] if mine else f"https://{host}/#{named.casefold()}" if named else f"https://{host}/"
    handle = mine.partition("://")[2].partition("#")[0].strip("/") if mine else host
    face = web(given.get("photo"))
    return Person(mark[:LONGEST], handle[:200] or host, called, face, mine or f"{_origin(stands)}/")


def host_of(address: str) -> str:
    """Host and port, in small letters."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
