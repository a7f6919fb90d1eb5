"""How far a network was read that knows no "newer than": where we were, and the versions of what was seen lately. Pure."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from earful.channels.contract import Refused
from earful.kit import clock
from earful.kit.words import gettext_noop as _

MOST_KNOWN = 4_000
SHORT = 12
SLACK = timedelta(minutes=10)  # clocks differ
NO_PLACE = _("What was kept about how far this was read cannot be used. Connect the account again.")


@dataclass(slots=True)
class Place:
    """The cursor. `marks`: what an adapter wants to remember; `known`: versions by name, those seen last at the end."""

    began: datetime
    marks: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def version(self, name: str) -> str | None:
        """The beginning of the version that was seen last."""
        return self.known.get(name)

    def says(self, name: str, version: str) -> bool:
        """Whether it is known to say so."""
        return self.known.get(name) == version[:SHORT]

    def note(self, name: str, version: str) -> None:
        """Something was seen."""
        self.known.pop(name, None)
        self.known[name] = version[:SHORT]

    def is_old(self, name: str, at: datetime | None) -> bool:
        """Whether it is from before anybody listened, and was only not seen then."""
        return name not in self.known and self.is_before(at)

    def is_before(self, at: datetime | None) -> bool:
        """Whether something was said before anybody listened."""
        return at is not None and at < self.began - SLACK

    def dump(self) -> str:
        """As text for the ledger."""
        known = dict(list(self.known.items())[-MOST_KNOWN:])
        return json.dumps({"began": self.began.isoformat(), "marks": self.marks, "known": known})

    @classmethod
    def load(cls, text: str | None) -> Self:
        """Read what `dump` wrote; a new place where there was none. Raises Refused."""
        if text is None:
            return cls(clock.now())
        try:
            found = json.loads(text)
            marks, known = ({str(k): str(v) for k, v in found[name].items()} for name in ("marks", "known"))
            return cls(clock.parse(found["began"]), marks, known)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(NO_PLACE) from error
