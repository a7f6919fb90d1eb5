"""Understand a stored message. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Picture, Reach, Readers, Unreadable, Us, Why
from earful.channels.payloads import listed, mapping, moment, name, number, words
from earful.channels.plaintext import web
from earful.channels.slack import wording
from earful.channels.slack.parcels import name_of, names_us, split, stamp, writer

LONGEST = 50_000
PREFIX = "slack:"
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LARGEST = 10 * 1024 * 1024
Raw = Mapping[str, Any]

DELETED = "[File: deleted]"


def read(raw: Raw, us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        return _removed(raw, noted)
    message, room = mapping(raw.get("message")), mapping(raw.get("room"))
    place, at = room.get("id"), stamp(message.get("ts"))
    own = name_of(place, message) if isinstance(place, str) else ""
    if not split(own)[0] or not isinstance(place, str):
        raise Unreadable("It has no name.")
    thread, after = split(own)[1], noted.get("after")
    root = f"{place}/{thread}" if thread else None
    goes_on = after if isinstance(after, str) and len(after) < 100 and split(after)[0] else None
    edited = noted.get("change") == Change.EDITED
    text = message.get("text")
    return Inbound(
        external_id=own,
        change=Change.EDITED if edited else Change.SAID,
        author=_person(message, raw, room),
        text=_said(message, raw),
        said_at=when(at),
        why=_why(message, room, noted, us),
        **_readers(room),
        parent_id=root or goes_on,
        root_id=root,
        url=_url(room, place, thread, at),
        pictures=_pictures(message),
        links=wording.links(text[:LONGEST]) if isinstance(text, str) else (),
        version_at=_edited_at(message) if edited else None,
        asides=tuple(_lines(message)),
        unread=any(line != DELETED for line in _lines(message)),
    )


def _removed(raw: Raw, noted: Raw) -> Inbound:
    named, gone = raw.get("id"), moment(noted.get("at"))
    if not isinstance(named, str) or len(named) > 100 or not split(named)[0] or gone is None:
        raise Unreadable("It does not say what went, or when.")
    return Inbound(named, Change.REMOVED, None, "", gone, Why.CONTEXT, version_at=gone)


def when(at: str) -> datetime:
    """A message's name as a time."""
    seconds, _, parts = at.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(parts))


def _edited_at(message: Raw) -> datetime | None:
    at = stamp(mapping(message.get("edited")).get("ts"))
    return when(at) if at else None


def _said(message: Raw, raw: Raw) -> str:
    """Its words, and a line for each file. Raises Unreadable."""
    text = message.get("text", "")
    if not isinstance(text, str):
        raise Unreadable("Its words are none.")
    people = mapping(raw.get("people"))
    called = {str(one): name(mapping(about).get("name")) for one, about in list(people.items())[:20]}
    found = wording.plain(words(text, LONGEST), called).strip("\n")
    if not found.strip():
        shown = (words(one.get("fallback"), 2_000) for one in listed(message.get("attachments"), 5))
        found = "\n".join(one for one in shown if one.strip())
    lines = _lines(message)
    if not found.strip() and not lines and not _pictures(message):
        raise Unreadable("It holds no words.")
    return "\n".join(part for part in (found, *lines) if part.strip())


def _lines(message: Raw) -> list[str]:
    """Lines of ours."""
    return [f"[{one}]" for one in _files(message)]


def _files(message: Raw) -> list[str]:
    found = []
    for one in listed(message.get("files"), 20):
        if one.get("mode") == "tombstone":
            found.append(DELETED[1:-1])
        elif not _is_picture(one):
            size, shown = number(one.get("size")), name(one.get("name")) or name(one.get("title")) or "?"
            found.append(f"File: {shown}, {size / 1000:.0f} kB" if size else f"File: {shown}")
    return found


def _is_picture(one: Raw) -> bool:
    named, size = one.get("id"), number(one.get("size"))
    sound = isinstance(named, str) and named.isascii() and named.isalnum() and len(named) < 30
    return (
        sound
        and str(one.get("mimetype")) in SHOWN
        and size is not None
        and size <= LARGEST
        and one.get("mode") != "tombstone"
    )


def _pictures(message: Raw) -> tuple[Picture, ...]:
    """By names of ours: Slack hands files out only to those who sign in."""
    return tuple(
        Picture(
            f"{PREFIX}{one['id']}", name(one.get("alt_txt"), 1000), _wide(one, "original_w"), _wide(one, "original_h")
        )
        for one in listed(message.get("files"), 20)
        if _is_picture(one)
    )


def _wide(one: Raw, side: str) -> int | None:
    found = number(one.get(side))
    return found if found and found < 100_000 else None


def _person(message: Raw, raw: Raw, room: Raw) -> Person:
    by = writer(message)
    if not by:
        raise Unreadable("It does not say who wrote it.")
    about, shown = mapping(mapping(raw.get("people")).get(by)), mapping(message.get("user_profile"))
    handle = name(about.get("handle"), 80) or name(shown.get("name"), 80) or name(message.get("username"), 80) or by
    called = name(about.get("name"), 80) or name(shown.get("display_name"), 80) or name(shown.get("real_name"), 80)
    home = web(room.get("home"))
    return Person(
        external_id=by,
        handle=handle,
        name=called or handle,
        avatar_url=web(about.get("avatar")),
        profile_url=f"{home.rstrip('/')}/team/{by}" if home and not by.startswith("B") else "",
    )


def _why(message: Raw, room: Raw, noted: Raw, us: Us) -> Why:
    if writer(message) == us.external_id:
        return Why.OWN
    if message.get("bot_id") or message.get("subtype") == "bot_message":
        return Why.AUTOMATIC
    if noted.get("answers_us") is True:
        return Why.REPLY
    if noted.get("colleague") is True and not names_us(message, us.external_id):
        return Why.CONTEXT
    return Why.MESSAGE if room.get("direct") is True else Why.MENTION


def _readers(room: Raw) -> dict[str, Any]:
    """A talk of two is private; a channel is not, even where one is let in only when invited."""
    if room.get("direct") is True:
        return {"reach": Reach.PRIVATE, "readers": Readers.NAMED}
    return {"reach": Reach.PUBLIC, "readers": Readers.QUIETLY}


def _url(room: Raw, place: str, thread: str, at: str) -> str:
    home = web(room.get("home"))
    below = f"?thread_ts={thread}&cid={place}" if thread else ""
    return f"{home.rstrip('/')}/archives/{place}/p{at.replace('.', '')}{below}" if home else ""
