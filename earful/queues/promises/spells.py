"""A clock that is paused while we wait for the customer, and goes on from where it stood. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from earful.queues.promises.hours import NO_TIME, Hours, due, passed

Spell = tuple[datetime, datetime | None]  # from, until; None: it goes on


@dataclass(frozen=True, slots=True)
class Run:
    """How such a clock stands. `warned`, `breached`: when so much of its time had passed, if it had.

    `warn_at`, `due_at`: when that is, or would be if the last spell went on.
    """

    warn_at: datetime
    due_at: datetime
    running: bool
    warned: datetime | None
    breached: datetime | None


def together(spells: Iterable[Spell]) -> Iterator[Spell]:
    """The same time without overlaps, in order."""
    begun: datetime | None = None
    until: datetime | None = None
    for begin, end in sorted(spells, key=lambda spell: spell[0]):
        if begun is None:
            begun, until = begin, end
        elif until is None or begin <= until:
            until = None if until is None or end is None else max(until, end)
        else:
            yield begun, until
            begun, until = begin, end
    if begun is not None:
        yield begun, until


def run(spells: Sequence[Spell], hours: Hours | None, within: timedelta, warn: int, now: datetime) -> Run:
    """How it runs over some spells, of which there must be one; `warn` in hundredths of `within`."""
    left = {"warn": within * warn / 100, "due": within}
    reached: dict[str, datetime] = {}
    next_at: dict[str, datetime] = {}
    last: datetime | None = None
    for begin, end in together(spells):
        last = end
        for what, length in list(left.items()):
            next_at[what] = due(hours, begin, length)
            if next_at[what] <= now and (end is None or next_at[what] < end):
                reached[what] = next_at[what]
                del left[what]
            elif end is not None:
                left[what] = max(length - _passed(hours, begin, end), NO_TIME)
    found = next_at | reached
    return Run(found["warn"], found["due"], last is None, reached.get("warn"), reached.get("due"))


def _passed(hours: Hours | None, begin: datetime, end: datetime) -> timedelta:
    return passed(hours, begin, end) if hours is not None else end - begin
