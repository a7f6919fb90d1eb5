"""Manners towards hosts nobody asked us to visit: who we say we are, what robots.txt forbids, when to come back. Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from protego import Protego

NAME = "Earful"
AGENT = "Earful/1.0 (listens to blogs for a customer care desk; obeys robots.txt as Earful)"
GAP = 1.0  # seconds between two requests to one host
LONGEST_GAP = 30.0  # whatever a host wishes for
LONGEST_REST = 86_400.0
ROBOTS_MOST = 500 * 1024  # bytes; what stands behind is not read, as others do not read it either


class Pace(Protocol):
    """How often each host may be asked, by all of this desk's processes together."""

    async def turn(self, host: str, gap: float) -> float:
        """Seconds to wait before asking; a place in the line is taken unless it is more than LONGEST_GAP."""

    async def rest(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for so long."""


class Free:
    """For whoever is alone and in no line."""

    async def turn(self, host: str, gap: float) -> float:
        """Now."""
        del host, gap
        return 0.0

    async def rest(self, host: str, seconds: float) -> None:
        """Nobody remembers."""


FREE: Pace = Free()


class Robots:
    """What a host's robots.txt says to us."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)

    def allows(self, address: str) -> bool:
        """Whether we may ask for an address."""
        return bool(self._rules.can_fetch(address, NAME))

    @property
    def gap(self) -> float:
        """Seconds it wants between two requests, within reason."""
        return min(max(float(self._rules.crawl_delay(NAME) or 0.0), GAP), LONGEST_GAP)


EVERYTHING = Robots("")


def retry_after(text: str, now: datetime, otherwise: float) -> float:
    """Seconds that a Retry-After header names, as a number or as a date; `otherwise` where it makes no sense."""
    text = text.strip()
    if text.isdecimal() and text.isascii() and len(text) < 10:
        return min(max(float(text), 1.0), LONGEST_REST)
    try:
        until = parsedate_to_datetime(text)
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return otherwise
    return min(max(seconds, 1.0), LONGEST_REST)
