"""Whether the clock of this machine was moved, told by one that cannot be.

What Earful has planned stands in the database as times. When the clock is put forward, a reply could leave before its
undo window has passed; when it is put back, everything planned would wait for as long. The rule: a window that was open
when the clock was moved begins anew, and a plan made "in the future" is kept by its length, not by its time.
"""

import threading
from datetime import UTC, datetime

from earful.kit import pulse

LEAST = 2.0  # seconds; less than that is a clock being kept right


class Steady:
    """Notices moves from `begin` on; where nobody has begun, the clock is taken as it is."""

    def __init__(self) -> None:
        self._apart: float | None = None
        self._moves: list[tuple[float, float]] = []
        self._lock = threading.Lock()

    def begin(self) -> None:
        """From now on."""
        self._apart = _apart()

    def moved(self, within: float) -> float:
        """By how many seconds the clock was moved in the last so many seconds; below 0 for back, 0.0 for not."""
        with self._lock:
            if self._apart is None:
                return 0.0
            apart = _apart()
            if abs(apart - self._apart) >= LEAST:
                self._moves.append((pulse.now(), apart - self._apart))
            self._apart = apart
            self._moves = self._moves[-20:]
            return sum(by for when, by in self._moves if when > pulse.now() - within)


def _apart() -> float:
    return datetime.now(UTC).timestamp() - pulse.now()


ours = Steady()
