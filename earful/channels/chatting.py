"""What chats have in common: people write several short messages in a row, and none of them says what it goes on from.

A message goes on from the one before it where that is likely: always between two, among several only for one writer who
was not interrupted. The memory is small, and travels with the place up to which a chat was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

BETWEEN_TWO, AMONG_SEVERAL = timedelta(hours=12), timedelta(minutes=10)
MOST = 1_000  # rooms remembered


@dataclass(frozen=True, slots=True)
class Last:
    """What was said last in a room: its name, by whom, when (seconds since 1970), and whether it concerns us."""

    name: str
    by: str
    at: float
    concerns: bool


@dataclass(slots=True)
class Lasts:
    """The last message of each room, the rooms that were heard last at the end."""

    rooms: dict[str, Last] = field(default_factory=dict)

    def before(self, room: str, by: str, at: datetime, *, alone: bool) -> Last | None:
        """What a message goes on from. `alone`: only the brand and one other are there."""
        last = self.rooms.get(room)
        if last is None or (not alone and last.by != by):
            return None
        longest = BETWEEN_TWO if alone else AMONG_SEVERAL
        return last if 0 <= at.timestamp() - last.at <= longest.total_seconds() else None

    def note(self, room: str, last: Last) -> None:
        """It was said."""
        self.rooms.pop(room, None)
        self.rooms[room] = last
        while len(self.rooms) > MOST:
            del self.rooms[next(iter(self.rooms))]

    def dump(self) -> dict[str, list[Any]]:
        """As JSON holds it."""
        return {room: [last.name, last.by, last.at, last.concerns] for room, last in self.rooms.items()}

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `dump` wrote. Raises ValueError, TypeError."""
        rooms = {room: Last(str(name), str(by), float(at), bool(c)) for room, (name, by, at, c) in kept.items()}
        return cls(rooms)


def hanging(above: Mapping[str, str], name: str) -> set[str]:
    """What hangs together with a message. `above`: what each answers, in the order in which they were said."""
    kept, step = {name}, name
    while (step := above.get(step, "")) and step not in kept:
        kept.add(step)
    for below, answers in above.items():
        if answers in kept:
            kept.add(below)
    return kept
