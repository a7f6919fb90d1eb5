"""How far Matrix was read: the server's own mark, and what was said last in the rooms that are lively."""

import json
from dataclasses import dataclass, field
from typing import Self

from earful.channels.chatting import Lasts
from earful.channels.contract import Refused
from earful.channels.matrix import words


@dataclass(slots=True)
class Place:
    """The cursor."""

    since: str
    lasts: Lasts = field(default_factory=Lasts)

    def dump(self) -> str:
        """As text for the ledger."""
        return json.dumps({"since": self.since, "lasts": self.lasts.dump()})

    @classmethod
    def load(cls, kept: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found = json.loads(kept)
            return cls(str(found["since"]), Lasts.load(found["lasts"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(words.NO_PLACE) from error
