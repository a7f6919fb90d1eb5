"""Understand a stored story or comment. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Unreadable, Us, Why
from earful.channels.payloads import mapping, moment, name, number, words
from earful.channels.plaintext import plain, web

ITEM = "https://news.ycombinator.com/item?id="
USER = "https://news.ycombinator.com/user?id="
TITLED = frozenset({"story", "job", "poll"})


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored item. Raises Unreadable."""
    number_ = number(raw.get("id"))
    if number_ is None:
        raise Unreadable("It has no number.")
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        gone = moment(noted.get("at"))
        if gone is None:
            raise Unreadable("It does not say when it went.")
        return Inbound(str(number_), Change.REMOVED, None, "", gone, Why.CONTEXT)
    said_at, by, said = moment(raw.get("time")), name(raw.get("by")), plain(words(raw.get("text")))
    text = f"{name(raw.get('title'), 500)}\n\n{said.text}".strip()
    if said_at is None or not by or not text:
        raise Unreadable("It has no words, no author or no time.")
    address, parent = web(raw.get("url")), number(raw.get("parent"))
    return Inbound(
        external_id=str(number_),
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=Person(by, by, by, profile_url=f"{USER}{by}"),
        text=text,
        said_at=said_at,
        why=_why(by, noted, us),
        parent_id=str(parent) if parent else None,
        root_id=None,
        url=f"{ITEM}{number_}",
        links=(((address, address),) if address else ()) + tuple(said.links),
        order=number_,
    )


def _why(by: str, noted: Mapping[str, Any], us: Us) -> Why:
    if by == us.external_id:
        return Why.OWN
    return Why.REPLY if noted.get("answers_us") is True else Why.MENTION


def searchable(item: Mapping[str, Any]) -> str:
    """The text in which our words are looked for: what readers see, with the address of a story."""
    return f"{name(item.get('title'), 500)}\n{words(item.get('url'), 2000)}\n{plain(words(item.get('text'))).text}"
