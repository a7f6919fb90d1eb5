"""Whether this process is still believed to be alive by the others.

Who is not heard of for too long is taken for dead, and what it was doing is looked after by somebody else. A process
that was only paused, or cut off from the database, must then begin nothing that cannot be taken back. It knows by its
own last sign of life, without asking anybody.
"""

import time

LONGEST = 9.0  # seconds since the last sign of life; the others wait longer before they call a process dead


class Pulse:
    """The signs of life of a process; one that never gave any is not waited for by anybody."""

    def __init__(self) -> None:
        self._last: float | None = None

    def beat(self, at: float) -> None:
        """A sign of life reached the database; `at`: `now()` before it was sent."""
        self._last = at

    def stop(self) -> None:
        """Nobody waits for signs of life any more."""
        self._last = None

    def lost(self) -> bool:
        """Whether others may have taken over by now."""
        return self._last is not None and now() - self._last > LONGEST


def now() -> float:
    """Seconds that also pass while the process, or the whole machine, is asleep."""
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)


ours = Pulse()
