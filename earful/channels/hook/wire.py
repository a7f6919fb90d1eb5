"""What a sender of one's own tells us, and the contract's values, each turned into the other. Pure.

The shape stands in `message.schema.json`; `docs/hooks.md` tells it in words.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import regex

from earful.channels.contract import Change, Inbound, Json, Parcel, Person, Picture, Reach, Unreadable, Us, Why
from earful.kit import clock

KINDS = {"message.said": Change.SAID, "message.edited": Change.EDITED, "message.removed": Change.REMOVED}
WHYS = (Why.MENTION, Why.REPLY, Why.QUOTE, Why.MESSAGE, Why.CONTEXT)
GRAPHEME = regex.compile(r"\X")
NAME, ADDRESS, WORDS, PICTURES = 300, 2000, 100_000, 20  # the most of each


def parcel(raw: Any) -> Parcel:
    """A payload under its own name, or under its fingerprint when it has none.

    The version is the one it states, else it follows from what is said: the same event, sent again, is the same.
    """
    event = raw if isinstance(raw, Mapping) else {"raw": raw}
    said = event.get("data")
    named = said.get("id") if isinstance(said, Mapping) else None
    if not isinstance(said, Mapping) or not isinstance(named, str) or not _is_name(named):
        return Parcel(f"unreadable:{fingerprint(raw)}", "1", event)
    kind = str(event.get("type", "")).removeprefix("message.")[:20]
    version = said.get("version")
    if isinstance(version, str) and version:
        return Parcel(named, f"{kind}:{version}"[:200], event)
    if kind == "said":
        return Parcel(named, "said" if said.get("by_us") is True else f"said:{fingerprint(said)[:24]}", event)
    return Parcel(named, f"{kind}:{fingerprint(event)[:24]}", event)


def _is_name(named: str) -> bool:
    """Whether it can name something. What held half a character was changed when it came, and may be the same as another now."""
    return 0 < len(named) <= NAME and "\0" not in named and "\ufffd" not in named


def fingerprint(value: Any) -> str:
    """Of a JSON value, however it was written."""
    try:
        written = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    except RecursionError:  # json reads deeper than it writes
        written = repr(type(value))
    return hashlib.sha256(written.encode()).hexdigest()


def graphemes(text: str) -> int:
    """How many signs a reader sees."""
    return len(GRAPHEME.findall(text))


def unreadable(body: bytes) -> Parcel:
    """A body that is no JSON, kept as it came as far as text can hold it."""
    raw = {"body": body.decode("utf-8", "replace")}
    return Parcel(f"unreadable:{hashlib.sha256(body).hexdigest()}", "1", raw)


def inbound(raw: Json, us: Us) -> Inbound:
    """Understand a payload. Raises Unreadable, with a sentence that names the place."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("data"), Mapping):
        raise Unreadable("It is no object with “type”, “timestamp” and “data”.")
    kind = raw.get("type")
    change = KINDS.get(kind) if isinstance(kind, str) else None
    if change is None:
        raise Unreadable(f"“type” is none of {', '.join(KINDS)}.")
    said: Json = raw["data"]
    at = _time(raw, "timestamp")
    name = _text(said, "id", NAME)
    if not name:
        raise Unreadable("“data.id” is missing.")
    if change is Change.REMOVED:
        return Inbound(name, change, None, "", at, Why.CONTEXT, version_at=at)
    ours = _flag(said, "by_us")
    reach = Reach(_one_of(said, "reach", tuple(Reach), Reach.PUBLIC))
    answers = _text(said, "answers", NAME) or None
    usual = Why.MESSAGE if reach is Reach.PRIVATE else Why.REPLY if answers else Why.MENTION
    return Inbound(
        external_id=name,
        change=change,
        author=Person(us.external_id, us.handle, us.handle) if ours else _person(said),
        text=_text(said, "text", WORDS, needed=True),
        said_at=_time(said, "said_at") if said.get("said_at") is not None else at,
        why=Why.OWN if ours else Why(_one_of(said, "why", WHYS, usual)),
        reach=reach,
        parent_id=answers,
        root_id=_text(said, "thread", NAME) or None,
        url=_address(said, "url"),
        pictures=_pictures(said),
        languages=(language,) if (language := _text(said, "language", 20)) else (),
        version_at=at,
    )


def _person(said: Json) -> Person:
    who = said.get("author")
    if not isinstance(who, Mapping):
        raise Unreadable("“data.author” is missing.")
    name, known = _text(who, "name", NAME), _text(who, "id", NAME)
    handle = _text(who, "handle", NAME) or name or known
    if not known:
        raise Unreadable("“data.author.id” is missing.")
    return Person(known, handle, name, _address(who, "picture"), _address(who, "page"))


def _pictures(said: Json) -> tuple[Picture, ...]:
    rows = said.get("pictures")
    if rows is None:
        return ()
    if not isinstance(rows, list | tuple) or len(rows) > PICTURES or not all(isinstance(row, Mapping) for row in rows):
        raise Unreadable(f"“data.pictures” is no list of at most {PICTURES} objects.")
    found = [Picture(_address(row, "url"), _text(row, "alt", WORDS)) for row in rows]
    if not all(picture.url for picture in found):
        raise Unreadable("A picture has no “url”.")
    return tuple(found)


def _text(place: Json, name: str, most: int, *, needed: bool = False) -> str:
    """A text that a database can keep; null and nothing are "", unless it is needed."""
    value = place.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise Unreadable(f"“{name}” is no text of at most {most} characters.")
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _address(place: Json, name: str) -> str:
    value = _text(place, name, ADDRESS)
    if value and not value.startswith(("https://", "http://")):
        raise Unreadable(f"“{name}” is no web address.")
    return value


def _flag(place: Json, name: str) -> bool:
    value = place.get(name, False)
    if not isinstance(value, bool):
        raise Unreadable(f"“{name}” is neither true nor false.")
    return value


def _one_of(place: Json, name: str, known: tuple[str, ...], usual: str) -> str:
    value = place.get(name)
    if value is None:
        return usual
    if not isinstance(value, str) or value not in known:
        raise Unreadable(f"“{name}” is none of {', '.join(known)}.")
    return value


def _time(place: Json, name: str) -> datetime:
    try:
        return clock.parse(_text(place, name, 60, needed=True))
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"“{name}” is no time like 2026-11-29T08:30:00Z.") from error
