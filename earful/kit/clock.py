"""The one clock. All times are UTC and aware; nothing else in Earful asks the machine what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_told: Callable[[], datetime] | None = None


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) if _told is None else _told()


@contextmanager
def pretending(told: Callable[[], datetime]) -> Iterator[None]:
    """In the whole process it is as late as somebody says: for benches that live through a month in minutes."""
    global _told  # noqa: PLW0603 -- there is one clock
    _told = told
    try:
        yield
    finally:
        _told = None


def parse(text: str) -> datetime:
    """Read an ISO 8601 time as UTC. A time without a zone is taken as UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
