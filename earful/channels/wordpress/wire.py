"""Understand a stored comment. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Unreadable, Us, Why
from earful.channels.plaintext import Plain, line, plain, web
from earful.channels.wordpress.parcels import is_held, number
from earful.kit import clock

SITE = "/user/"


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    name = number(raw.get("id"))
    if name is None:
        raise Unreadable("It has no number.")
    noted = raw.get("earful")
    ours = noted if isinstance(noted, Mapping) else {}
    if ours.get("change") == Change.REMOVED:
        gone = _time(ours.get("at"))
        if gone is None:
            raise Unreadable("It does not say when it went.")
        return Inbound(str(name), Change.REMOVED, None, "", gone, Why.CONTEXT)
    words, said_at = _words(raw), _time(raw.get("date_gmt"))
    if not words.text:
        raise Unreadable("It holds no words.")
    if said_at is None:
        raise Unreadable("It does not say when it was written.")
    person = _person(raw, us)
    parent = number(raw.get("parent"))
    why = Why.OWN if person.external_id == us.external_id else Why.REPLY if ours.get("answers_us") is True else None
    return Inbound(
        external_id=str(name),
        change=Change.EDITED if ours.get("change") == Change.EDITED else Change.SAID,
        author=person,
        text=words.text,
        said_at=said_at,
        why=why or Why.MENTION,
        parent_id=str(parent) if parent else None,
        url=web(raw.get("link")),
        links=tuple(words.links),
        order=name,
        held=is_held(raw),
    )


def _words(raw: Mapping[str, Any]) -> Plain:
    """As it was written where that is known: as it is shown, quotation marks are curly."""
    content = raw.get("content")
    given = content if isinstance(content, Mapping) else {}
    written, shown = given.get("raw"), given.get("rendered")
    if isinstance(written, str):
        return plain(written.replace("\r\n", "\n").replace("\n", "<br>"))
    return plain(shown) if isinstance(shown, str) else Plain()


def _person(raw: Mapping[str, Any], us: Us) -> Person:
    site = us.external_id.rpartition(SITE)[0]
    called = line(raw.get("author_name"), 200) or "?"
    account, by = number(raw.get("author")), raw.get("by")
    if account:
        name = f"{site}{SITE}{account}"
    elif isinstance(by, str) and by.isascii() and by.isalnum():
        name = f"{site}/guest/{by}"
    else:
        name = f"{site}/name/{called.casefold()}"
    return Person(name[:300], called, called, profile_url=web(raw.get("author_url")))


def markup(text: str) -> str:
    """Our words, as WordPress takes them: it reads HTML, and they are none."""
    return html.escape(text, quote=False)


def essence(text: str) -> str:
    """What stays of a text however it is stored."""
    return " ".join(plain(text.replace("\n", "<br>")).text.split())


def _time(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        return clock.parse(value)
    except (ValueError, OverflowError):
        return None
