"""How far Matrix was read: the server's own mark, what is left to fetch behind it, and what was said last in lively rooms."""

import json
from dataclasses import dataclass, field
from typing import Self

from earful.channels.chatting import Lasts
from earful.channels.contract import Refused
from earful.channels.matrix import words


@dataclass(slots=True)
class Place:
    """The cursor. `gaps`: rooms in which so much was said that a part is still to be fetched, from one mark to another."""

    since: str
    lasts: Lasts = field(default_factory=Lasts)
    gaps: dict[str, tuple[str, str]] = field(default_factory=dict)

    def dump(self) -> str:
        """As text for the ledger."""
        return json.dumps({"since": self.since, "lasts": self.lasts.dump(), "gaps": self.gaps})

    @classmethod
    def load(cls, kept: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found = json.loads(kept)
            gaps = {room: (str(begin), str(end)) for room, (begin, end) in found.get("gaps", {}).items()}
            return cls(str(found["since"]), Lasts.load(found["lasts"]), gaps)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(words.NO_PLACE) from error
