"""How far Telegram was read: the number from which on updates are wanted, and what was said last in lively chats."""

import json
from dataclasses import dataclass, field
from typing import Self

from earful.channels.chatting import Lasts
from earful.channels.contract import Refused
from earful.channels.telegram import words


@dataclass(slots=True)
class Place:
    """The cursor. `offset`: 0 is the oldest that Telegram has kept. What is not above `skip` is not told as new."""

    offset: int = 0
    skip: int = 0
    lasts: Lasts = field(default_factory=Lasts)

    def dump(self) -> str:
        """As text for the ledger."""
        return json.dumps({"offset": self.offset, "skip": self.skip, "lasts": self.lasts.dump()})

    @classmethod
    def load(cls, kept: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found = json.loads(kept)
            return cls(int(found["offset"]), int(found["skip"]), Lasts.load(found["lasts"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(words.NO_PLACE) from error
