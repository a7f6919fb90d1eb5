"""Visiting pages whose addresses somebody outside wrote down: guarded, in moderation, and with manners.

Every step of the way is checked anew, on the address it is really made to (kit/addresses.py); size, time and the number
of steps are bounded; robots.txt is obeyed; hosts are asked one thing at a time by all processes together (`Pace`).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from earful.kit import clock, courtesy
from earful.kit.courtesy import Robots
from earful.kit.fitness import flaw, place_of
from earful.kit.transport import (
    Forbidden,
    Packed,
    Response,
    TooLarge,
    Transport,
    TransportError,
    Unreachable,
    as_asked,
)
from earful.kit.words import gettext_noop as _

PATIENCE = 20.0  # seconds for one step
WHOLE = 5  # times that for all steps of a visit, waiting in line included
MOST_STEPS = 5
MOST = 5 * 1024 * 1024
LEADS_ON = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
BUSY = {429, 503}
AGAIN = 900.0  # seconds, where nobody says when to come back
ROBOTS_FRESH = 86_400.0
ROBOTS_KEPT = 200  # hosts


class Why(StrEnum):
    """Why a visit came to nothing; the first five are the flaws of an address."""

    NO_ADDRESS = "no_address"
    USER = "user"
    PORT = "port"
    ODD = "odd"
    LONG = "length"
    INTERNAL = "internal"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    SLOW = "slow"
    LARGE = "large"
    PACKED = "packed"
    ROUND = "round"
    ROBOTS = "robots"
    BUSY = "busy"


WORDS = {
    Why.NO_ADDRESS: _("This is not a web address that starts with http or https."),
    Why.USER: _("This address carries a name or a password before its host. Leave that part out."),
    Why.PORT: _("This address names an unusual port. Only the web's own ports are visited."),
    Why.ODD: _("This address writes its host as a number in an unusual way, so it is not visited."),
    Why.LONG: _("This address is too long."),
    Why.INTERNAL: _("This address leads inside a private network, so it is not visited."),
    Why.UNREACHABLE: _("Nothing answers at this address."),
    Why.BROKEN: _("The server broke off in the middle of its answer, or answered nonsense."),
    Why.SLOW: _("The server took too long to answer."),
    Why.LARGE: _("The answer is larger than anything that is read there."),
    Why.PACKED: _("The answer is packed in a way that is not unpacked here."),
    Why.ROUND: _("This address leads on and on, so nobody followed it to its end."),
    Why.ROBOTS: _("The site's robots.txt asks programs like Earful not to read this address."),
    Why.BUSY: _("The server asks to be left alone for a while."),
}
LATER = {Why.UNREACHABLE, Why.BROKEN, Why.SLOW, Why.BUSY}  # another try may go better


class Turned(Exception):
    """A visit came to nothing. `words`: a sentence for a person; `after`: seconds until another try may go better."""

    def __init__(self, why: Why, after: float = AGAIN) -> None:
        super().__init__(WORDS[why])
        self.why = why
        self.words = WORDS[why]
        self.after = after

    @property
    def later(self) -> bool:
        """Whether another try may go better."""
        return self.why in LATER


@dataclass(frozen=True, slots=True)
class Visit:
    """What was found, and where in the end. `moved`: whether all of the way there was meant to last."""

    address: str
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    moved: bool = False


class Visitor:
    """Goes through a door of its own, which is closed together with the one it is given.

    `places`: `host:port` pairs that the owner named; of what the door trusts although it is internal, only these count.
    """

    def __init__(self, door: Transport, places: frozenset[str] = frozenset(), patience: float = PATIENCE) -> None:
        self._permitted = frozenset(place for place in places if door.trusts(place))
        self._door = door.among_strangers(self._permitted)
        self._patience = patience
        self._robots: dict[str, tuple[float, Robots]] = {}

    async def visit(self, address: str, headers: Mapping[str, str] | None = None, most: int = MOST) -> Visit:
        """Whatever answers, with its status. Raises Turned."""
        try:
            async with asyncio.timeout(self._patience * WHOLE):
                return await self._walk(address, headers or {}, most)
        except TimeoutError as error:
            raise Turned(Why.SLOW) from error

    async def _walk(self, address: str, headers: Mapping[str, str], most: int) -> Visit:
        target, moved = address, True
        for _step in range(MOST_STEPS):
            target = self._fit(target)
            robots = await self._rules(target)
            if not robots.allows(target):
                raise Turned(Why.ROBOTS)
            answer = await self._ask(target, headers, most, robots.gap)
            leads = answer.headers.get("location", "").strip()
            if answer.status not in LEADS_ON or not leads:
                return Visit(target, answer.status, answer.headers, answer.content, moved and target != address)
            moved = moved and answer.status in FOR_GOOD
            target = _joined(target, leads)
        raise Turned(Why.ROUND)

    def _fit(self, address: str) -> str:
        """The address as it is asked for. Raises Turned."""
        if found := flaw(address, self._permitted):
            raise Turned(Why(found.value))
        try:
            asked = as_asked(address)
        except Forbidden as error:
            raise Turned(Why.NO_ADDRESS) from error
        if found := flaw(asked, self._permitted):  # as it is spelt out, it may be another
            raise Turned(Why(found.value))
        return asked

    async def _ask(self, address: str, headers: Mapping[str, str], most: int, gap: float) -> Response:
        """One step, in turn. Raises Turned."""
        host = place_of(address)
        wait = await self._door.pace.turn(host, gap)
        if wait > courtesy.LONGEST_GAP:
            raise Turned(Why.BUSY, wait)
        await asyncio.sleep(wait)
        try:
            async with asyncio.timeout(self._patience):
                given = {"user-agent": courtesy.AGENT, **headers}
                answer = await self._door.request("GET", address, headers=given, max_bytes=most)
        except (TimeoutError, TransportError) as error:
            raise Turned(_why(error)) from error
        if answer.status in BUSY:
            after = courtesy.retry_after(answer.headers.get("retry-after", ""), clock.now(), AGAIN)
            await self._door.pace.rest(host, after)
            raise Turned(Why.BUSY, after)
        return answer

    async def _rules(self, address: str) -> Robots:
        """What the host's robots.txt says; one that cannot be had for now closes the host for now. Raises Turned."""
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        now = asyncio.get_running_loop().time()
        if (known := self._robots.get(origin)) and now - known[0] < ROBOTS_FRESH:
            return known[1]
        found = await self._read_robots(f"{origin}/robots.txt")
        if len(self._robots) >= ROBOTS_KEPT:
            self._robots.clear()
        self._robots[origin] = (now, found)
        return found

    async def _read_robots(self, target: str) -> Robots:
        for _step in range(MOST_STEPS):
            try:
                answer = await self._ask(self._fit(target), {}, courtesy.ROBOTS_MOST, courtesy.GAP)
            except Turned as turned:
                if turned.why in {Why.LARGE, Why.PACKED}:
                    return courtesy.EVERYTHING
                raise
            leads = answer.headers.get("location", "").strip()
            if answer.status in LEADS_ON and leads:
                target = _joined(target, leads)
                continue
            if answer.status >= 500:
                raise Turned(Why.BUSY)
            return Robots(answer.content.decode("utf-8", "replace")) if answer.ok else courtesy.EVERYTHING
        return courtesy.EVERYTHING


def _joined(target: str, leads: str) -> str:
    try:
        return urljoin(target, leads).replace(" ", "%20")
    except ValueError as error:
        raise Turned(Why.NO_ADDRESS) from error


def _why(error: BaseException) -> Why:
    match error:
        case TimeoutError():
            return Why.SLOW
        case Forbidden():
            return Why.INTERNAL
        case Unreachable():
            return Why.UNREACHABLE
        case TooLarge():
            return Why.LARGE
        case Packed():
            return Why.PACKED
        case _:
            return Why.BROKEN
