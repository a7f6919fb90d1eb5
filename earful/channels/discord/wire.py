"""Understand a stored message. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Picture, Reach, Readers, Unreadable, Us, Why
from earful.channels.discord import cards, shapes, wording
from earful.channels.discord.parcels import (
    DIRECT,
    FORWARD,
    answered,
    answers_us,
    is_hidden,
    name_of,
    split,
    writer,
)
from earful.channels.discord.shapes import Thing
from earful.channels.discord.words import UNSEEN_WORDS
from earful.channels.payloads import listed, mapping, moment, name, words

LONGEST = 20_000
SITE = "https://discord.com"
PREFIX = "discord:"
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LARGEST = 10 * 1024 * 1024  # bytes of a picture that is shown
MOST = 10

PASSED_ON = ("[Passed on:]", "[Passed on: something without words]")


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        return _removed(raw, noted)
    message, room = mapping(raw.get("message")), mapping(raw.get("room"))
    place, named = shapes.number(room.get("id")), shapes.number(message.get("id"))
    said_at = moment(message.get("timestamp"))
    if not place or not named:
        raise Unreadable("It has no name.")
    if said_at is None:
        raise Unreadable("It does not say when it was written.")
    above, root, after = name_of(*answered(message)), _name(noted.get("root")), _name(noted.get("after"))
    own, edited = name_of(place, named), noted.get("change") == Change.EDITED
    content = words(message.get("content"), LONGEST)
    root = root if root != own else ""
    return Inbound(
        external_id=own,
        change=Change.EDITED if edited else Change.SAID,
        author=_person(message),
        text=said(message, room),
        asides=_asides(message),
        unread=is_hidden(message) or bool(_files(message) or listed(message.get("message_snapshots"), 1)),
        said_at=said_at,
        why=_why(message, room, us),
        **_readers(room),
        parent_id=(above if split(above)[1] else "") or after or root or None,
        root_id=root or None,
        url=f"{SITE}/channels/{shapes.number(room.get('guild')) or '@me'}/{place}/{named}",
        pictures=pictures(message, place),
        order=int(named),
        links=wording.links(content),
        version_at=moment(message.get("edited_timestamp")) if edited else None,
        emoji=wording.emoji(content),
    )


def _removed(raw: Thing, noted: Thing) -> Inbound:
    named, gone = _name(raw.get("id")), moment(noted.get("at"))
    if not named or gone is None:
        raise Unreadable("It does not say what went, or when.")
    return Inbound(named, Change.REMOVED, None, "", gone, Why.CONTEXT, version_at=gone)


def _name(value: object) -> str:
    return value if isinstance(value, str) and len(value) < 100 and split(value)[1] else ""


def content_of(message: Thing) -> str:
    """The words of a message as they were sent, "" where there are none."""
    return words(message.get("content"), LONGEST)


def said(message: Thing, room: Thing) -> str:
    """Its words, and a line for what comes with them. Raises Unreadable."""
    if not isinstance(message.get("content", ""), str):
        raise Unreadable("Its words are none.")
    if is_hidden(message):
        return UNSEEN_WORDS
    content = wording.plain(words(message.get("content"), LONGEST), message).strip("\n")
    parts = [part for part in (content, _passed_on(message)) if part.strip()]
    if room.get("forum") is True and message.get("id") == room.get("id") and (title := name(room.get("name"))):
        parts.insert(0, f"{title}\n")
    parts += _lines(message)
    parts = parts or [wording.plain(one, message) for one in cards.written(message)]
    if not parts and not _shown(message):
        raise Unreadable("It holds no words.")
    return "\n".join(parts)


def _lines(message: Thing) -> list[str]:
    return [f"[{one}]" for one in (*_files(message), *_others(message))][:20]


def _asides(message: Thing) -> tuple[str, ...]:
    """Which of its lines are ours. A poll is what its author asks."""
    lines = (one for one in _lines(message) if not one.startswith("[Poll: "))
    return (UNSEEN_WORDS,) if is_hidden(message) else (*PASSED_ON, *lines)


def _passed_on(message: Thing) -> str:
    """What somebody passed on from elsewhere, whoever wrote it."""
    if mapping(message.get("message_reference")).get("type") != FORWARD:
        return ""
    found = [mapping(one.get("message")) for one in listed(message.get("message_snapshots"), 5)]
    passed = "\n".join(wording.plain(words(one.get("content"), LONGEST), one) for one in found).strip()
    return f"{PASSED_ON[0]}\n{passed}" if passed else PASSED_ON[1]


def _shown(message: Thing) -> list[Thing]:
    """Attachments that are shown as pictures."""
    found = listed(message.get("attachments"), 50)
    return [one for one in found if _is_picture(one)][:MOST]


def _is_picture(one: Thing) -> bool:
    kind, size = one.get("content_type"), shapes.count(one.get("size"))
    sound = isinstance(kind, str) and kind.partition(";")[0].strip().lower() in SHOWN
    return sound and size is not None and size <= LARGEST and bool(shapes.number(one.get("id")))


def _files(message: Thing) -> list[str]:
    found = []
    for one in listed(message.get("attachments"), 50):
        seconds = one.get("duration_secs")
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < 10**6:
            found.append(f"Sound, {seconds:.0f} s")
        elif not _is_picture(one):
            size = shapes.count(one.get("size"))
            shown = name(one.get("title")) or name(one.get("filename")) or "?"
            found.append(f"File: {shown}, {size / 1000:.0f} kB" if size else f"File: {shown}")
    return found


def _others(message: Thing) -> list[str]:
    found = [f"Sticker: {name(one.get('name')) or '?'}" for one in listed(message.get("sticker_items"), 3)]
    if poll := mapping(message.get("poll")):
        asked = name(mapping(poll.get("question")).get("text"), 300)
        answers = [name(mapping(one.get("poll_media")).get("text")) for one in listed(poll.get("answers"), 10)]
        found.append(f"Poll: {asked or '?'} {' / '.join(one for one in answers if one)}".strip())
    return found


def pictures(message: Thing, place: str) -> tuple[Picture, ...]:
    """By names of ours: Discord's own addresses run out after a day."""
    named = shapes.number(message.get("id"))
    return tuple(
        Picture(
            f"{PREFIX}{place}/{named}/{one['id']}",
            name(one.get("description"), 1024),
            _pixels(one.get("width")),
            _pixels(one.get("height")),
        )
        for one in _shown(message)
    )


def _pixels(value: object) -> int | None:
    found = shapes.count(value)
    return found if found and found < 100_000 else None


def _person(message: Thing) -> Person:
    by, named = mapping(message.get("author")), writer(message)
    handle = name(by.get("username"), 64)
    if not named or not handle:
        raise Unreadable("It does not say who wrote it.")
    digits = by.get("discriminator")
    if isinstance(digits, str) and len(digits) == 4 and digits.isdecimal() and digits != "0000":
        handle = f"{handle}#{digits}"
    avatar = by.get("avatar")
    sound = isinstance(avatar, str) and shapes.HASH.fullmatch(avatar) is not None
    return Person(
        external_id=named,
        handle=handle,
        name=name(by.get("global_name"), 64) or handle,
        avatar_url=f"{wording.CDN}/avatars/{named}/{avatar}.png?size=128" if sound else "",
        profile_url=f"{SITE}/users/{named}",
    )


def _why(message: Thing, room: Thing, us: Us) -> Why:
    if writer(message) == us.external_id:
        return Why.OWN
    if mapping(message.get("author")).get("bot") is True or shapes.number(message.get("webhook_id")):
        return Why.AUTOMATIC
    if answers_us(message, us.external_id):
        return Why.REPLY
    return Why.MESSAGE if room.get("kind") == DIRECT else Why.MENTION


def _readers(room: Thing) -> dict[str, Any]:
    """A talk of two is private; a server is not, even where one is let in only when invited."""
    if room.get("kind") == DIRECT:
        return {"reach": Reach.PRIVATE, "readers": Readers.NAMED}
    return {"reach": Reach.PUBLIC, "readers": Readers.QUIETLY}
