"""The place in a mailbox: for each folder the number that the next mail gets. Pure.

A number is good as long as the folder's validity stays the same; when that changes, the folder is listed anew from the day on
which listening began, and the ledger keeps away what is known.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from earful.kit import clock

LOST = timedelta(days=7)  # how far back a place that makes no sense begins anew


@dataclass(frozen=True, slots=True)
class Place:
    """`began`: when listening did; `folders`: validity and next number by name."""

    began: datetime
    folders: dict[str, tuple[int, int]] = field(default_factory=dict)

    def at(self, name: str, validity: int, following: int) -> "Place":
        """The same, further on in one folder."""
        return replace(self, folders={**self.folders, name: (validity, following)})

    def write(self) -> str:
        """As it is kept."""
        return json.dumps({"began": self.began.isoformat(), "folders": self.folders}, ensure_ascii=True)


def read(cursor: str) -> Place:
    """A place as it was written."""
    try:
        kept = json.loads(cursor)
        places = {str(name): (int(at[0]), int(at[1])) for name, at in kept["folders"].items()}
        return Place(clock.parse(kept["began"]), places)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return Place(clock.now() - LOST)
