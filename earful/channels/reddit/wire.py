"""Understand a stored post, comment or message. Pure: a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Reach, Readers, Unreadable, Us, Why
from earful.channels.payloads import mapping, moment, name, words
from earful.channels.plaintext import plain, web
from earful.channels.reddit.parcels import MESSAGE, NAME, POST, SITE, is_ours, name_of, parent_of


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        called, gone = raw.get("name"), moment(noted.get("at"))
        if gone is None or not isinstance(called, str) or not NAME.fullmatch(called):
            raise Unreadable("It does not say what went, and when.")
        return Inbound(called, Change.REMOVED, None, "", gone, Why.CONTEXT)
    called, at, by = name_of(raw), raw.get("created_utc"), name(raw.get("author"), 100)
    said_at = moment(int(at)) if isinstance(at, int | float) and abs(at) < 10**12 else None
    if not called or said_at is None or not by:
        raise Unreadable("It has no name, no author or no time.")
    text, links = _text(called, raw)
    if not text:
        raise Unreadable("It holds no words.")
    private = called.startswith(MESSAGE)
    edited = raw.get("edited")
    link = words(raw.get("permalink") or raw.get("context"), 500)
    return Inbound(
        external_id=called,
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=_author(raw, us, by),
        text=text,
        said_at=said_at,
        why=_why(raw, noted, us, private=private),
        reach=Reach.PRIVATE if private else Reach.PUBLIC,
        readers=Readers.NAMED if private else None,
        parent_id=parent_of(raw),
        root_id=_root(raw, called),
        url=SITE + link.partition("?")[0] if link.startswith("/") else "",
        links=links,
        version_at=moment(int(edited)) if isinstance(edited, int | float) and 1 < edited < 10**12 else None,
    )


def _text(called: str, raw: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Its words as readers see them, below its title; and what it links to."""
    post = called.startswith(POST)
    shown = plain(words(raw.get("selftext_html" if post else "body_html"), 200_000), SITE)
    text = shown.text or words(raw.get("selftext" if post else "body"))
    links = list(shown.links)
    first = name(raw.get("title" if post else "subject"), 300) if post or called.startswith(MESSAGE) else ""
    target = web(raw.get("url")) if post and raw.get("is_self") is not True else ""
    if target:
        links.append((target, target))
        text = f"{target}\n\n{text}".strip()
    return f"{first}\n\n{text}".strip() if first and text and not first.startswith("re:") else text or first, tuple(
        links
    )


def _root(raw: Mapping[str, Any], called: str) -> str | None:
    above = raw.get("first_message_name" if called.startswith(MESSAGE) else "link_id")
    return above if isinstance(above, str) and NAME.fullmatch(above) and above != called else None


def _why(raw: Mapping[str, Any], noted: Mapping[str, Any], us: Us, *, private: bool) -> Why:
    if is_ours(raw, us):
        return Why.OWN
    if raw.get("author") == "AutoModerator":
        return Why.AUTOMATIC
    if private:
        return Why.MESSAGE
    return Why.REPLY if noted.get("answers_us") is True else Why.MENTION


def _author(raw: Mapping[str, Any], us: Us, by: str) -> Person:
    if is_ours(raw, us):
        return Person(us.external_id, us.handle, by, profile_url=f"{SITE}/user/{by}")
    known = name(raw.get("author_fullname"), 100)
    return Person(known or f"u/{by.casefold()}", by, by, profile_url=f"{SITE}/user/{by}")
