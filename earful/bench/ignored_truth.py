"""What really became of everybody in the town, told from the town's own memory and from what people were seen to do.

Shares nothing with the figures it is compared with: no table of the desk is read here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from sqlite3 import Row

from earful.channels.sandbox.town.feed import post_id
from earful.kit import clock

PERIOD = timedelta(days=7)


@dataclass(slots=True)
class Seen:
    """What colleagues were seen to do.

    `held`: holding replies, by the town's name, with the time they named; `closed`: threads that somebody said need no
    answer, and `ended`: those called answered without a word, each by its first post.
    """

    held: dict[str, datetime] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Truth:
    """The figures as they are. `oldest`: since when the public and the private one that wait longest wait."""

    due: int
    ignored: int
    answered: int
    oldest: tuple[datetime | None, datetime | None]
    held: int
    kept: int


def truth(posts: Iterable[Row], seen: Seen, within: timedelta, now: datetime) -> Truth:
    """Count it. `within`: by when an answer was promised, the same for everybody."""
    threads: dict[int, list[Row]] = {}
    for post in posts:
        threads.setdefault(post["root"] or post["id"], []).append(post)
    due = ignored = answered = held = kept = 0
    oldest: dict[bool, datetime] = {}
    for root, said in threads.items():
        name = post_id(root)
        ours = [_at(one["said_at"]) for one in said if one["ours"] and post_id(one["id"]) not in seen.held]
        asked = [one for one in said if one["wants"] and not one["ours"]]
        for one in asked:
            at = _at(one["said_at"])
            reply = next((moment for moment in ours if moment >= at), None)
            gone = _at(one["removed_at"]) if one["removed_at"] else None
            owed = name not in seen.closed and not (gone and reply is None and gone < at + within)
            if owed and now - PERIOD < at + within <= now:
                due += 1
                ignored += reply is None or reply > at + within
            answered += reply is not None and now - PERIOD < reply <= now
            if reply is None and gone is None and name not in seen.closed | seen.ended:
                private = one["partner"] is not None
                oldest[private] = min(at, oldest.get(private, at))
        kept_here = _kept(said, seen.held, ours, now)
        held, kept = held + len(kept_here), kept + sum(kept_here)
    return Truth(due, ignored, answered, (oldest.get(False), oldest.get(True)), held, kept)


def _kept(said: Iterable[Row], held: Mapping[str, datetime], ours: list[datetime], now: datetime) -> list[bool]:
    """Of the holding replies of a thread that were due in the period: whether an answer stood there in time."""
    found = []
    for one in said:
        until = held.get(post_id(one["id"]))
        if until is not None and now - PERIOD < until <= now:
            found.append(any(_at(one["said_at"]) < moment <= until for moment in ours))
    return found


def _at(text: str) -> datetime:
    return clock.parse(text)
