"""Understand a stored post or comment. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from earful.channels.contract import Change, Inbound, Person, Picture, Unreadable, Us, Why
from earful.channels.feeds.parcels import COMMENT, POST
from earful.channels.plaintext import Plain, plain, web, well_formed
from earful.kit import clock

LONGEST_ID = 300


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    shape, name, entry = raw.get("shape"), raw.get("id"), raw.get("entry")
    if shape not in (POST, COMMENT) or not isinstance(entry, Mapping):
        raise Unreadable("This is no feed.")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID or name != well_formed(name):
        raise Unreadable("It has no name.")
    noted = raw.get("earful")
    ours = noted if isinstance(noted, Mapping) else {}
    seen = _time(raw.get("seen"))
    if seen is None:
        raise Unreadable("It does not say when it was found.")
    link = web(entry.get("link"))
    words = plain(_html(raw, entry), link)
    text = _text(shape, _words(entry.get("title"), 500), words.text)
    if not text:
        raise Unreadable("It holds no words.")
    said = _time(entry.get("published")) or _time(entry.get("updated")) or seen
    return Inbound(
        external_id=name,
        change=Change.EDITED if ours.get("change") == Change.EDITED else Change.SAID,
        author=_author(entry, raw, us, ours=ours.get("ours") is True),
        text=text,
        said_at=min(said, seen),
        why=_why(shape, ours),
        parent_id=_name(raw.get("parent")) if shape == COMMENT else None,
        root_id=_name(raw.get("post")) if shape == COMMENT else None,
        url=link,
        pictures=_pictures(entry, words),
        languages=_languages(entry.get("language")),
        links=tuple(words.links),
        version_at=_time(entry.get("updated")),
    )


def _html(raw: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """The whole text where it was fetched, else what the feed gave."""
    full, given = raw.get("full"), entry.get("html")
    full, given = (value if isinstance(value, str) else "" for value in (full, given))
    return full if len(full) > len(given) else given


def _text(shape: str, title: str, words: str) -> str:
    """A post's title stands above its text, unless it is its beginning; a comment's says only whose it is."""
    if not words or (title and shape == POST and not " ".join(words.split()).startswith(title.rstrip("… ."))):
        return f"{title}\n\n{words}".strip()
    return words


def _why(shape: str, noted: Mapping[str, Any]) -> Why:
    """Posts come because of our words. Comments stand below them, and some name us as well."""
    if noted.get("ours") is True:
        return Why.OWN
    return Why.MENTION if shape == POST or noted.get("named") is True else Why.CONTEXT


def _author(entry: Mapping[str, Any], raw: Mapping[str, Any], us: Us, *, ours: bool) -> Person:
    """People have no accounts on blogs: who signs with one name on one blog is taken for one person."""
    name = _words(entry.get("author"), 200) or _words(raw.get("feed"), 200) or us.handle
    if ours:
        return Person(us.external_id, us.handle, name)
    place = _host(us.external_id)
    return Person(f"{place}/{name.casefold()}"[:LONGEST_ID], name, name, profile_url=web(entry.get("author_link")))


def _words(value: object, most: int) -> str:
    """Words that hold no markup any more."""
    return " ".join(well_formed(value[: 20 * most]).split())[:most] if isinstance(value, str) else ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _pictures(entry: Mapping[str, Any], words: Plain) -> tuple[Picture, ...]:
    beside = entry.get("pictures")
    more = [(web(address), "") for address in beside] if isinstance(beside, list) else []
    found = {address: alt for address, alt in [*more[:10], *words.pictures] if address}
    return tuple(Picture(address, alt) for address, alt in found.items())[:10]


def _languages(stated: object) -> tuple[str, ...]:
    main = stated.replace("_", "-").split("-")[0].lower() if isinstance(stated, str) else ""
    return (main,) if len(main) == 2 and main.isascii() and main.isalpha() else ()


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value == well_formed(value) else None


def _time(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        return clock.parse(value)
    except (ValueError, OverflowError):
        return None
