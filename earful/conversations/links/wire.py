"""Looking behind a link: over the one door to the outside, never inside a transaction.

Whoever wrote the address may mean us harm, so every step is checked anew, on the address it is really made to; see
kit/addresses.py. Nothing but the first bytes of a page is read, nothing in it is followed or run.
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import urljoin

from asgiref.sync import async_to_sync

from earful.conversations.links import page
from earful.conversations.links.page import Told
from earful.conversations.links.rules import Why, host, unfit
from earful.kit.transaction import on_the_wire
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable, as_asked

PATIENCE = 5.0  # seconds for everything
MOST_HOPS = 4
LEADS_ON = {301, 302, 303, 307, 308}
KINDS = {"text/html", "application/xhtml+xml"}
NOBODY = frozenset[str]()
NOTHING = Told()
HEADERS = {
    "user-agent": "Mozilla/5.0 (compatible; Earful; a person looks where a link leads)",
    "accept": "text/html",
    "accept-encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a link led in the end, and what is there. `sort` and `status`: of what is no page."""

    target: str
    hops: int
    told: Told = NOTHING
    why: Why | None = None
    status: int = 0
    sort: str = ""


@dataclass(slots=True)
class _Walk:
    """How far somebody has come."""

    target: str
    hops: int = 0

    def ends(self, why: Why, status: int = 0, sort: str = "") -> Seen:
        return Seen(self.target, self.hops, why=why, status=status, sort=sort)


def look(address: str, permitted: frozenset[str] = NOBODY) -> Seen:
    """What is behind an address, or why not; raises nothing that a stranger could cause.

    `permitted`: `host:port` pairs that may be spoken to although they are internal. Tests name their own servers; a
    running desk names none, and no setting can.
    """
    on_the_wire()
    return async_to_sync(_look)(address, permitted)


async def _look(address: str, permitted: frozenset[str]) -> Seen:
    walk = _Walk(address)
    try:
        async with asyncio.timeout(PATIENCE), Transport(permitted, strangers=True) as door:
            return await _walk(door, walk, permitted)
    except TimeoutError:
        return walk.ends(Why.SLOW)
    except Forbidden:
        return walk.ends(Why.INTERNAL)
    except Unreachable:
        return walk.ends(Why.UNREACHABLE)
    except TransportError:
        return walk.ends(Why.BROKEN)


async def _walk(door: Transport, walk: _Walk, permitted: frozenset[str]) -> Seen:
    while True:
        if why := unfit(walk.target, permitted):
            return walk.ends(why)
        try:
            walk.target = as_asked(walk.target)
        except Forbidden:
            return walk.ends(Why.NO_ADDRESS)
        if why := unfit(walk.target, permitted):  # as it is spelt out, it may be another
            return walk.ends(why)
        answer = await door.beginning(walk.target, HEADERS, page.MOST, _is_page, PATIENCE)
        leads = answer.headers.get("location", "").strip()
        if answer.status not in LEADS_ON or not leads:
            return _read(walk, answer)
        if walk.hops >= MOST_HOPS:
            return walk.ends(Why.ROUND)
        try:
            walk.target, walk.hops = urljoin(walk.target, leads).replace(" ", "%20"), walk.hops + 1
        except ValueError:
            return walk.ends(Why.BROKEN)


def _kind(answer: Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_page(answer: Response) -> bool:
    return answer.ok and _kind(answer) in KINDS


def _read(walk: _Walk, answer: Response) -> Seen:
    if not answer.ok:
        return walk.ends(Why.STATUS, status=answer.status)
    if not _is_page(answer):
        return walk.ends(Why.SORT, sort=page.clean(_kind(answer))[:60])
    content = page.unpacked(answer.content, answer.headers.get("content-encoding", ""))
    if content is None:
        return walk.ends(Why.PACKED)
    return Seen(walk.target, walk.hops, page.told(page.text(content, answer.headers["content-type"])))


def spelt(address: str) -> str:
    """An address as it is asked for, or as it was written where it cannot be asked for."""
    try:
        return as_asked(address) if host(address) else address
    except Forbidden:
        return address
