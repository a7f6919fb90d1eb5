"""Understand a stored issue, discussion or comment. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

import re
from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Unreadable, Us, Why
from earful.channels.github.parcels import spot, unmarked
from earful.channels.payloads import mapping, moment, name, number, words
from earful.channels.plaintext import Plain, plain, web

ATTACHED = re.compile(r"https://github\.com/user-attachments/[\w/.-]{1,200}")
MOST_ATTACHED = 10


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    where = spot(words(raw.get("name"), 100))
    noted = mapping(raw.get("earful"))
    if where is None:
        raise Unreadable("It does not say where it stands.")
    if noted.get("change") == Change.REMOVED:
        gone = moment(noted.get("at"))
        if gone is None:
            raise Unreadable("It does not say when it went.")
        return Inbound(str(where), Change.REMOVED, None, "", gone, Why.CONTEXT)
    said_at, said = moment(raw.get("created_at")), shown(raw)
    text = f"{name(raw.get('title'), 500) if where.comment is None else ''}\n\n{said.text}".strip()
    if said_at is None or not text:
        raise Unreadable("It holds no words, or no time.")
    parent = words(raw.get("parent"), 100) if where.talk and where.comment else ""
    author = _author(mapping(raw.get("user")))
    attached = dict.fromkeys(ATTACHED.findall(words(raw.get("body"))))
    return Inbound(
        external_id=str(where),
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=author,
        text=text,
        said_at=said_at,
        why=_why(author, raw, us),
        parent_id=where.beside(parent) if parent else where.top if where.comment else None,
        root_id=where.top if where.comment else None,
        url=web(raw.get("html_url")),
        links=(*said.links, *((one, one) for one in list(attached)[:MOST_ATTACHED])),
        order=number(raw.get("id")) or 0 if where.comment else 0,
    )


def shown(one: Mapping[str, Any]) -> Plain:
    """What people see: as GitHub shows it, else as it was written."""
    markup = words(one.get("body_html"), 400_000)
    return plain(markup, "https://github.com/") if markup else Plain(unmarked(words(one.get("body"))).strip())


def _author(who: Mapping[str, Any]) -> Person:
    login, account = name(who.get("login"), 100), number(who.get("id"))
    if account is None or not login:  # they deleted their account; GitHub calls them that
        return Person("ghost", "ghost", "ghost")
    return Person(str(account), login, login, web(who.get("avatar_url")), web(who.get("html_url")))


def _why(author: Person, raw: Mapping[str, Any], us: Us) -> Why:
    noted = mapping(raw.get("earful"))
    if author.external_id == us.external_id:
        return Why.OWN
    if mapping(raw.get("user")).get("type") == "Bot":
        return Why.AUTOMATIC
    if noted.get("colleague") is True or raw.get("minimized") or raw.get("answered") is True:
        return Why.CONTEXT  # nobody waits: said by us, hidden by those who watch over it, or answered when it was heard
    return Why.REPLY if noted.get("answers_us") is True else Why.MENTION
