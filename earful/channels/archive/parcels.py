"""Records of an archive file as parcels, each holding all that is needed to understand it alone. Pure.

A parcel's version follows from what was said, not from what stands around it, so that a longer file of the same
conversations brings only what is new.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.archive.times import is_moment
from earful.channels.contract import Json, Parcel

TURNS, ROWS = "turns", "rows"
COLUMNS = (
    "tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id",
)  # fmt: skip
NOBODY = "unknown"  # files what names no brand
LONGEST = 200  # characters of a name
NUMBER = re.compile(r"(\d{1,18})(?:\.0)?", re.ASCII)  # some tools write whole numbers with a point


@dataclass(frozen=True, slots=True)
class Filed:
    """Parcels of one brand."""

    brand: str
    parcels: tuple[Parcel, ...]


def is_name(value: object) -> bool:
    """Whether something can name a brand, a conversation or a person."""
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST


def of_conversation(record: Any) -> Filed | None:
    """The turns of one conversation; None when it is none. What makes no sense within a turn is left to `wire`."""
    if not isinstance(record, Mapping):
        return None
    company, session, turns = record.get("company"), record.get("session"), record.get("turns")
    if isinstance(session, int):
        session = str(session)
    if not is_name(company) or not is_name(session) or not isinstance(turns, list) or not turns:
        return None
    known = [turn if isinstance(turn, Mapping) else {} for turn in turns]
    first = next((turn["at"] for turn in known if is_moment(turn.get("at"))), None)
    parcels, after, asked = [], first, None
    for n, turn in enumerate(known):
        after = turn["at"] if is_moment(turn.get("at")) else after
        said = {name: turn.get(name) for name in ("role", "by", "at", "text")}
        said = said if turns[n] == turn else {"turn": turns[n]}
        agent = turn.get("role") == "agent"
        answers = asked if agent and asked is not None else n - 1 if n else None
        asked = n if turn.get("role") == "customer" else asked
        place = {"shape": TURNS, "company": company, "session": session, "n": n, "after": after, "answers": answers}
        parcels.append(Parcel(turn_id(str(company), str(session), n), _version(said), {**place, **said}))
    return Filed(str(company), tuple(parcels))


def turn_id(company: str, session: str, n: int) -> str:
    """The name of a turn, among all archives."""
    return f"{company}/{session}/{n}"


def of_row(row: Mapping[str, str], brand: str, answers: str) -> Filed | None:
    """A row, for the brand it was said to; None when it has no number. `answers`: "us", "customer" or "" above it."""
    tweet = number(row["tweet_id"])
    if tweet is None:
        return None
    said = {name: row[name] for name in COLUMNS}
    text = {name: row[name] for name in ("author_id", "created_at", "text", "in_response_to_tweet_id")}
    return Filed(brand, (Parcel(str(tweet), _version(text), {"shape": ROWS, "answers": answers, **said}),))


def number(value: object) -> int | None:
    """A tweet's number, as a spreadsheet may have written it."""
    found = NUMBER.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def of_nothing(shape: str, line: str, number: int) -> Filed:
    """A record that cannot be read, kept as it stands."""
    raw = {"shape": shape, "record": number, "line": line}
    return Filed(NOBODY, (Parcel(f"unreadable:{_fingerprint(raw)}", "1", raw),))


def _version(said: Json) -> str:
    return _fingerprint(said)[:16]


def _fingerprint(value: Json) -> str:
    written = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()
