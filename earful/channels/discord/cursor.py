"""How far Discord was read: the newest message known of each channel, and where the stream can be taken up again."""

import json
from dataclasses import dataclass, field
from typing import Any, Self

from earful.channels.chatting import Lasts
from earful.channels.contract import Refused
from earful.channels.discord import shapes, words

MOST = 20_000  # channels and threads remembered


@dataclass(frozen=True, slots=True)
class Session:
    """A stream that was begun: its name, where it can be taken up, and how far it was heard."""

    name: str
    url: str
    heard: int


@dataclass(slots=True)
class Place:
    """The cursor. `floor`: of channels nobody knew before, what was said later than this is new."""

    floor: str = "0"
    marks: dict[str, str] = field(default_factory=dict)  # those heard last at the end
    direct: dict[str, None] = field(default_factory=dict)  # talks of two
    open: set[str] = field(default_factory=set)  # threads that were open
    at: float = 0.0  # seconds since 1970, of the last whole look
    session: Session | None = None
    lasts: Lasts = field(default_factory=Lasts)

    def mark(self, room: str) -> str:
        """The newest message of a channel that was heard."""
        return self.marks.get(room, self.floor)

    def meet(self, room: str, first: str) -> None:
        """Of a channel that nobody knew, this message was the first to be told of."""
        self.marks.setdefault(room, str(int(first) - 1))

    def note(self, room: str, message: str) -> None:
        """It was heard."""
        newest = max(self.marks.pop(room, "0"), message, key=int)
        self.marks[room] = newest
        while len(self.marks) > MOST:
            gone = next(iter(self.marks))
            del self.marks[gone]
            self.direct.pop(gone, None)

    def dump(self) -> str:
        """As text for the ledger."""
        session = [self.session.name, self.session.url, self.session.heard] if self.session else None
        kept: dict[str, Any] = {"floor": self.floor, "marks": self.marks, "direct": list(self.direct)}
        kept |= {"open": sorted(self.open), "at": self.at, "session": session, "lasts": self.lasts.dump()}
        return json.dumps(kept)

    @classmethod
    def load(cls, kept: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found = json.loads(kept)
            marks = {str(room): str(int(mark)) for room, mark in found["marks"].items()}
            given = found["session"]
            session = Session(str(given[0]), str(given[1]), int(given[2])) if given else None
            direct = dict.fromkeys(room for room in found["direct"] if shapes.number(room))
            opened = {str(room) for room in found["open"]}
            lasts = Lasts.load(found["lasts"])
            return cls(str(int(found["floor"])), marks, direct, opened, float(found["at"]), session, lasts)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise Refused(words.NO_PLACE) from error
