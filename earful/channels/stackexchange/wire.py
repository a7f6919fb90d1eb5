"""Understand a stored question, answer or comment. Pure: a stranger's nonsense makes it say Unreadable."""

import html
from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Picture, Unreadable, Us, Why
from earful.channels.payloads import mapping, moment, name, number, words
from earful.channels.plaintext import plain, web
from earful.channels.stackexchange.parcels import NAME, is_ours, name_of, owner_of, parent_of


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        called, gone = raw.get("name"), moment(noted.get("at"))
        if gone is None or not isinstance(called, str) or not NAME.fullmatch(called):
            raise Unreadable("It does not say what went, and when.")
        return Inbound(called, Change.REMOVED, None, "", gone, Why.CONTEXT)
    called, said_at, link = name_of(raw), moment(raw.get("creation_date")), web(raw.get("link"))
    if not called or said_at is None:
        raise Unreadable("It has no number or no time.")
    said = plain(words(raw.get("body")), link or "https://stackexchange.com/")
    title = name(html.unescape(words(raw.get("title"), 500)), 300) if called.startswith("q") else ""
    if not said.text and not title:
        raise Unreadable("It holds no words.")
    return Inbound(
        external_id=called,
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=_author(raw, us),
        text=f"{title}\n\n{said.text}".strip(),
        said_at=said_at,
        why=_why(raw, noted, us),
        parent_id=parent_of(raw),
        root_id=None,
        url=link,
        pictures=tuple(Picture(address, alt) for address, alt in said.pictures[:10]),
        links=tuple(said.links),
        order=number(int(called[1:])) or 0,
    )


def _why(raw: Mapping[str, Any], noted: Mapping[str, Any], us: Us) -> Why:
    if is_ours(raw, us):
        return Why.OWN
    if noted.get("answers_us") is True:
        return Why.REPLY
    return Why.CONTEXT if noted.get("context") is True else Why.MENTION


def _author(raw: Mapping[str, Any], us: Us) -> Person:
    """Whoever wrote it; those whose account is gone are known by their name only."""
    who, site = mapping(raw.get("owner")), us.external_id.partition("/")[0]
    called = name(html.unescape(words(who.get("display_name"), 400))) or "somebody"
    known = owner_of(raw)
    if is_ours(raw, us):
        return Person(us.external_id, us.handle, called, web(who.get("profile_image")), web(who.get("link")))
    mark = f"{site}/{known}" if known else f"{site}/gone:{called.casefold()}"
    return Person(mark[:300], called, called, web(who.get("profile_image")), web(who.get("link")))
