"""Understand a stored message. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Picture, Reach, Readers, Unreadable, Us, Why
from earful.channels.plaintext import line, web, well_formed
from earful.channels.telegram import shapes
from earful.channels.telegram.parcels import answered, answers_us, name_of, private
from earful.channels.telegram.shapes import Thing, mapping, number, text, things
from earful.channels.telegram.words import STARTED

LONGEST = 20_000
LARGEST = 10 * 1024 * 1024  # bytes of a picture that is shown
SITE = "https://t.me/"
PREFIX = "telegram:"
FILES = {"document": "File", "video": "Film", "audio": "Sound", "animation": "Animation"}
OTHERS = {
    "voice": "Voice message",
    "video_note": "Video message",
    "sticker": "Sticker",
    "contact": "A contact",
    "location": "A place",
    "venue": "A place",
    "poll": "A poll",
    "dice": "Dice",
    "story": "A story",
    "game": "A game",
    "invoice": "An invoice",
    "checklist": "A list",
    "paid_media": "Paid pictures or films",
}


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    message, noted = mapping(raw.get("message")), mapping(raw.get("earful"))
    chat, named = number(mapping(message.get("chat")).get("id")), number(message.get("message_id"))
    said_at = shapes.moment(message.get("date"))
    if chat is None or named is None:
        raise Unreadable("It has no name.")
    if said_at is None:
        raise Unreadable("It does not say when it was written.")
    edited = noted.get("change") == Change.EDITED
    above = answered(message)
    after = text(noted.get("after"))[:100]
    asides = _asides(message)
    return Inbound(
        external_id=name_of(chat, named),
        change=Change.EDITED if edited else Change.SAID,
        author=_person(message),
        text=_said(message, asides),
        said_at=said_at,
        why=_why(message, us),
        **_readers(message),
        parent_id=name_of(chat, above) if above is not None else after or None,
        url=_url(message, chat, named),
        pictures=_pictures(message),
        order=named,
        links=_links(message),
        version_at=shapes.moment(message.get("edit_date")) if edited else None,
        asides=asides,
        unread=any(not one.startswith(("[Sticker", STARTED)) for one in asides),
    )


def _words(message: Thing) -> str:
    return well_formed((text(message.get("text")) or text(message.get("caption")))[:LONGEST]).strip("\n")


def _said(message: Thing, asides: tuple[str, ...]) -> str:
    """Its words, and a line for what comes with them. Raises Unreadable."""
    words = "" if asides == (STARTED,) else _words(message)
    if not words.strip() and not asides and not _pictures(message):
        raise Unreadable("It holds no words.")
    return "\n".join([part for part in (words, *asides) if part])


def _asides(message: Thing) -> tuple[str, ...]:
    """Lines of ours for what comes with its words, or in their place."""
    if _words(message).strip() == "/start" and private(message):
        return (STARTED,)
    lines = [
        f"[{kind}: {_file(mapping(message[key]))}]" for key, kind in FILES.items() if isinstance(message.get(key), dict)
    ]
    lines += [f"[{_other(key, mapping(message[key]))}]" for key in OTHERS if isinstance(message.get(key), dict)]
    return tuple(lines[:2])


def _file(file: Thing) -> str:
    name = line(file.get("file_name"), 200) or line(file.get("mime_type"), 100) or "?"
    size = number(file.get("file_size"))
    return f"{name}, {size / 1000:.0f} kB" if size and size > 0 else name


def _other(key: str, thing: Thing) -> str:
    if key == "sticker":
        return f"Sticker {line(thing.get('emoji'), 20)}".strip()
    seconds = number(thing.get("duration"))
    return f"{OTHERS[key]}, {seconds} s" if seconds and seconds > 0 else OTHERS[key]


def _pictures(message: Thing) -> tuple[Picture, ...]:
    """The largest of the sizes in which Telegram offers one."""
    sizes = [one for one in things(message.get("photo"))[:20] if (number(one.get("file_size")) or 0) <= LARGEST]
    if not sizes:
        return ()
    best = max(sizes, key=lambda one: number(one.get("width")) or 0)
    named = text(best.get("file_id"))
    if not named or len(named) > 300 or not named.isascii() or not named.replace("-", "").replace("_", "").isalnum():
        return ()
    return (Picture(f"{PREFIX}{named}", "", _pixels(best.get("width")), _pixels(best.get("height"))),)


def _pixels(value: object) -> int | None:
    found = number(value)
    return found if found and 0 < found < 100_000 else None


def _links(message: Thing) -> tuple[tuple[str, str], ...]:
    words = text(message.get("text")) or text(message.get("caption"))
    found = []
    for entity in things(message.get("entities") or message.get("caption_entities"))[:100]:
        target = web(entity.get("url"))
        if entity.get("type") == "text_link" and target:
            found.append((line(shapes.piece(words, entity.get("offset"), entity.get("length")), 300) or target, target))
    return tuple(found)


def _person(message: Thing) -> Person:
    writer = mapping(message.get("sender_chat")) or mapping(message.get("from"))
    known = number(writer.get("id"))
    if known is None:
        raise Unreadable("It does not say who wrote it.")
    name = line(writer.get("title"), 200) or line(
        " ".join(part for part in (text(writer.get("first_name"))[:200], text(writer.get("last_name"))[:200]) if part),
        200,
    )
    handle = line(writer.get("username"), 64)
    sound = handle.isascii() and handle.replace("_", "").isalnum()
    return Person(
        str(known), handle or name or str(known), name, profile_url=f"{SITE}{handle}" if sound and handle else ""
    )


def _why(message: Thing, us: Us) -> Why:
    writer = mapping(message.get("from"))
    if str(number(writer.get("id"))) == us.external_id:
        return Why.OWN
    started = text(message.get("text")).strip() == "/start" and private(message)
    if started or (writer.get("is_bot") is True and not mapping(message.get("sender_chat"))):
        return Why.AUTOMATIC
    if answers_us(message, us):
        return Why.REPLY
    return Why.MESSAGE if private(message) else Why.MENTION


def _readers(message: Thing) -> dict[str, Any]:
    """A chat with one person is private; a group is not, even where one is let in only when invited."""
    if private(message):
        return {"reach": Reach.PRIVATE, "readers": Readers.NAMED}
    found = text(mapping(message.get("chat")).get("username"))
    return {"reach": Reach.PUBLIC, "readers": Readers.EVERYBODY if found else Readers.QUIETLY}


def _url(message: Thing, chat: int, named: int) -> str:
    if private(message):
        return ""
    group = line(mapping(message.get("chat")).get("username"), 64)
    if group and group.isascii() and group.replace("_", "").isalnum():
        return f"{SITE}{group}/{named}"
    inner = str(chat).removeprefix("-100")
    return f"{SITE}c/{inner}/{named}" if str(chat).startswith("-100") else ""
