"""Understand a stored post. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

import html
import re
from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Picture, Unreadable, Us, Why
from earful.channels.discourse.parcels import name_of, parts
from earful.channels.payloads import mapping, moment, name, number, words
from earful.channels.plaintext import Plain, plain, web

USER = "/u/"
EMOJI = re.compile(r"<img[^<>]{0,500}class=\"emoji[^<>]{0,500}>")
ALT = re.compile(r"alt=\"([^\"]{0,60})\"")
FACES = 96  # pixels
REGULAR = 1  # the type of what people write; the others are notes of the forum's own


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored post. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        called, gone = raw.get("name"), moment(noted.get("at"))
        if gone is None or not isinstance(called, str) or parts(called) is None:
            raise Unreadable("It does not say what went, and when.")
        return Inbound(called, Change.REMOVED, None, "", gone, Why.CONTEXT)
    called, said_at, by = name_of(raw), moment(raw.get("created_at")), name(raw.get("username"), 100)
    if called is None or said_at is None or not by:
        raise Unreadable("It has no place, no author or no time.")
    topic, place = called.split("/")
    said = shown(words(raw.get("cooked")), forum(us))
    if not said.text and not said.pictures:
        raise Unreadable("It holds no words.")
    title = name(raw.get("topic_title"), 300) if place == "1" else ""
    author = _author(raw, us, by)
    above = number(raw.get("reply_to_post_number")) or 1
    return Inbound(
        external_id=called,
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=author,
        text=f"{title}\n\n{said.text}".strip(),
        said_at=said_at,
        why=_why(author, noted, us),
        parent_id=None if place == "1" else f"{topic}/{above if above < 10**10 else 1}",
        root_id=None if place == "1" else f"{topic}/1",
        url=f"{forum(us)}/t/{topic}/{place}",
        pictures=tuple(Picture(address, alt) for address, alt in said.pictures),
        links=tuple(said.links),
        order=int(place),
    )


def shown(cooked: str, base: str) -> Plain:
    """What people see. Small faces are pictures there; here they are what they stand for."""
    return plain(EMOJI.sub(_face, cooked), base)


def _face(found: re.Match[str]) -> str:
    alt = ALT.search(found[0])
    return html.escape(html.unescape(alt[1])) if alt else ""


def _author(raw: Mapping[str, Any], us: Us, by: str) -> Person:
    account = number(raw.get("user_id"))
    mark = f"{us.external_id.rpartition(USER)[0]}{USER}{account or by.casefold()}"
    face = words(raw.get("avatar_template"), 500).replace("{size}", str(FACES))
    face = f"{forum(us)}{face}" if face.startswith("/") and not face.startswith("//") else face
    return Person(mark[:300], by, name(raw.get("name")) or by, web(face), f"{forum(us)}{USER}{by}")


def _why(author: Person, noted: Mapping[str, Any], us: Us) -> Why:
    if author.external_id == us.external_id:
        return Why.OWN
    return Why.REPLY if noted.get("answers_us") is True else Why.MENTION


def forum(us: Us) -> str:
    """The forum's address, as the name of our own user begins with it."""
    return us.external_id.rpartition(USER)[0]
