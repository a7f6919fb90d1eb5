"""Understand a stored message. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from earful.channels.contract import Change, Inbound, Person, Picture, Reach, Readers, Unreadable, Us, Why
from earful.channels.matrix import shapes
from earful.channels.matrix.parcels import name_of
from earful.channels.matrix.shapes import Thing, mapping, text
from earful.channels.matrix.words import SEALED
from earful.channels.plaintext import line, plain, well_formed
from earful.kit import clock

LONGEST = 70_000  # a whole event has 65,536 bytes at most
QUOTED = re.compile(r"\A(?:> .*(?:\n|\Z))+\n?")  # older programs repeat what they answer
KINDS = {"m.image": "Picture", "m.file": "File", "m.audio": "Sound", "m.video": "Film", "m.location": "Place"}
STICKER = "m.sticker"
SITE = "https://matrix.to/#/"


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        return _removed(raw, noted)
    event, room = mapping(raw.get("event")), mapping(raw.get("room"))
    place, named = text(room.get("id")), text(event.get("event_id"))
    if not place or not named:
        raise Unreadable("It has no name.")
    said_at, writer = shapes.moment(event.get("origin_server_ts")), text(event.get("sender"))
    if said_at is None or not writer:
        raise Unreadable("It does not say who wrote it, or when.")
    said, aside = _said(event)
    above, root = shapes.answers(event), shapes.thread_of(event)
    edited = noted.get("change") == Change.EDITED
    return Inbound(
        external_id=name_of(place, named),
        change=Change.EDITED if edited else Change.SAID,
        author=_person(writer, raw),
        text=said,
        said_at=said_at,
        why=_why(event, room, noted, us),
        **_readers(room),
        parent_id=name_of(place, above) if above else text(noted.get("after"), 600) or None,
        root_id=name_of(place, root) if root and root != named else None,
        url=f"{SITE}{quote(place, safe='!:')}/{quote(named, safe='$:')}",
        pictures=_pictures(event),
        links=_links(event),
        version_at=shapes.moment(noted.get("edited_at")) if edited else None,
        asides=(aside,) if aside else (),
        unread=bool(aside) and event.get("type") != STICKER,
    )


def _removed(raw: Thing, noted: Thing) -> Inbound:
    name, at = text(raw.get("id"), 600), noted.get("at")
    try:
        gone = clock.parse(at) if isinstance(at, str) and len(at) < 64 else None
    except (ValueError, OverflowError):
        gone = None
    if not name or gone is None:
        raise Unreadable("It does not say what went, or when.")
    return Inbound(name, Change.REMOVED, None, "", gone, Why.CONTEXT, version_at=gone)


def words_of(event: Thing) -> str:
    """The words of a message of ours as they were sent. "" where there are none."""
    body = mapping(event.get("content")).get("body")
    return body if isinstance(body, str) else ""


def _said(event: Thing) -> tuple[str, str]:
    """Its words, and the line of them that is ours. Raises Unreadable."""
    content = mapping(event.get("content"))
    if event.get("type") == "m.room.encrypted":
        return SEALED, SEALED
    body, kind = content.get("body"), content.get("msgtype")
    if event.get("type") == STICKER:
        return (shown := f"[Sticker: {line(body, 200) or '?'}]"), shown
    if event.get("type") != "m.room.message" or not isinstance(body, str) or not isinstance(kind, str):
        raise Unreadable("It holds no words.")
    words = well_formed(body[:LONGEST]).strip("\n")
    if kind in KINDS:
        return _attached(content, kind, words)
    if shapes.answers(event) and words.startswith("> <"):
        words = QUOTED.sub("", words)
    if not words.strip():
        raise Unreadable("It holds no words.")
    return (f"* {words}" if kind == "m.emote" else words), ""


def _attached(content: Thing, kind: str, words: str) -> tuple[str, str]:
    """A file by its name; the words that came with it, if any."""
    named = line(content.get("filename"), 200)
    caption = words if named and words != named else ""
    if kind == "m.image" and _address(content):
        return caption, ""
    size = mapping(content.get("info")).get("size")
    large = f", {size / 1000:.0f} kB" if isinstance(size, int) and 0 < size < 10**12 else ""
    shown = line(content.get("geo_uri"), 100) if kind == "m.location" else named or line(words, 200)
    aside = f"[{KINDS[kind]}: {shown or '?'}{large}]"
    return "\n".join(part for part in (caption, aside) if part), aside


def _pictures(event: Thing) -> tuple[Picture, ...]:
    content = mapping(event.get("content"))
    address = _address(content) if content.get("msgtype") == "m.image" else ""
    if not address:
        return ()
    info = mapping(content.get("info"))
    alt = line(content.get("org.earful.alt"), 1000) or line(content.get("filename") or content.get("body"), 200)
    return (Picture(address, alt, _pixels(info.get("w")), _pixels(info.get("h"))),)


def _address(content: Thing) -> str:
    address = text(content.get("url"), 500)
    return address if address.startswith("mxc://") else ""


def _pixels(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000 else None


def _links(event: Thing) -> tuple[tuple[str, str], ...]:
    content = mapping(event.get("content"))
    formatted = content.get("formatted_body")
    if content.get("format") != "org.matrix.custom.html" or not isinstance(formatted, str):
        return ()
    found = plain(formatted[:LONGEST]).links
    return tuple((shown, target) for shown, target in found if not target.startswith(SITE))


def _person(writer: str, raw: Thing) -> Person:
    avatar = text(raw.get("avatar"), 500)
    return Person(
        external_id=well_formed(writer),
        handle=well_formed(writer).removeprefix("@"),
        name=line(raw.get("called"), 200),
        avatar_url=avatar if avatar.startswith("mxc://") else "",
        profile_url=f"{SITE}{quote(writer, safe='@:')}" if writer.startswith("@") else "",
    )


def _why(event: Thing, room: Thing, noted: Thing, us: Us) -> Why:
    if event.get("sender") == us.external_id:
        return Why.OWN
    content = mapping(event.get("content"))
    if content.get("msgtype") == "m.notice":
        return Why.AUTOMATIC
    if room.get("alone") is True:
        return Why.REPLY if noted.get("answers_us") is True else Why.MESSAGE
    if noted.get("answers_us") is True:
        return Why.REPLY
    return Why.MENTION if noted.get("concerns") is True else Why.CONTEXT


def _readers(room: Thing) -> dict[str, Any]:
    """Between two it is private. A room of several is not, even where one is let in only when invited."""
    if room.get("alone") is True:
        return {"reach": Reach.PRIVATE, "readers": Readers.NAMED}
    return {"reach": Reach.PUBLIC, "readers": Readers.EVERYBODY if room.get("open") is True else Readers.QUIETLY}


def names_us(event: Thing, us: Us) -> bool:
    """Whether a message names the brand: as programs mark it, or by its name in the words."""
    content = mapping(event.get("content"))
    marked = mapping(content.get("m.mentions")).get("user_ids")
    body, formatted = content.get("body"), content.get("formatted_body")
    spoken = " ".join(part[:LONGEST] for part in (body, formatted) if isinstance(part, str))
    return (isinstance(marked, list) and us.external_id in marked) or us.external_id in spoken or _called(spoken, us)


def _called(spoken: str, us: Us) -> bool:
    name = us.handle.partition(":")[0]
    return len(name) > 1 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", spoken, re.IGNORECASE) is not None
