"""Telling a page that an answer to it stands on this desk. The same source and target, told again, is the same mention.

The answer itself stands on a page of this desk from the moment it is sent; whoever is told comes and reads it there.
"""

import asyncio
from urllib.parse import urlencode, urljoin

from earful.channels.contract import Outbound, Receipt, Refused, Retry, Uncertain, Us
from earful.channels.payloads import mapping
from earful.channels.plaintext import web
from earful.channels.simple import AGAIN, pause
from earful.channels.webmention import discovery, words
from earful.channels.webmention.looking import GONE, visit
from earful.channels.webmention.markup import MOST, bare, scan, text_of
from earful.channels.webmention.pages import Ours
from earful.channels.webmention.parcels import own
from earful.kit import courtesy
from earful.kit.fitness import flaw, place_of
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable
from earful.kit.visiting import Visitor

STEPS = 3
ON_AS_IT_IS = frozenset({307, 308})
ANSWER = 2_000_000  # bytes of what an endpoint says; nothing of it is kept
BUSY = frozenset({429, 503})
PATIENCE = 20.0


async def send(visitor: Visitor, door: Transport, ours: Ours, us: Us, outbound: Outbound) -> Receipt:
    """Tell the page that is answered. Raises Refused where it takes no webmentions."""
    there, page = target_of(outbound), ours.answer(outbound.key)
    found = await visit(visitor, there)
    if found.status in GONE:
        raise Refused(words.GONE)
    at = discovery.endpoint(found)
    if at is None:
        raise Refused(words.NO_ENDPOINT)
    answer = await _tell(door, ours, at, {"source": page, "target": there})
    leads = answer.headers.get("location", "").strip() if answer.status == 201 else ""
    return Receipt(page, page, own(page, outbound, us, there, web(leads, at) if leads else ""))


async def find(visitor: Visitor, ours: Ours, us: Us, outbound: Outbound) -> Receipt | None:
    """Whether the page shows our answer. None: it does not, and telling it once more adds nothing to it."""
    there, page = target_of(outbound), ours.answer(outbound.key)
    if page in outbound.known:
        return None
    found = await visit(visitor, there)
    if found.status in GONE:
        return None
    seen = scan(text_of(found.content[:MOST], found.headers.get("content-type", "")), found.address)
    return Receipt(page, page, own(page, outbound, us, there, "")) if seen.link_to(page) else None


def target_of(outbound: Outbound) -> str:
    """The page that is answered: as it was told to us, since it is that address which takes webmentions for it."""
    raw = mapping(outbound.parent_raw)
    there = web(raw.get("source")) or web(raw.get("stands"))
    if not there:
        raise Refused(words.NO_PARENT)
    return bare(there)


async def _tell(door: Transport, ours: Ours, at: str, fields: dict[str, str]) -> Response:
    """Post it, wherever the endpoint leads on to. Raises Refused, Retry, Uncertain."""
    for _ in range(STEPS):
        if flaw(at, ours.places):
            raise Refused(words.BAD_ENDPOINT)
        answer = await _post(door, at, fields)
        leads = answer.headers.get("location", "").strip()
        if answer.status not in ON_AS_IT_IS or not leads:
            return _taken(answer)
        try:
            at = urljoin(at, leads)
        except ValueError as error:
            raise Refused(words.BAD_ENDPOINT) from error
    raise Refused(words.BAD_ENDPOINT)


async def _post(door: Transport, at: str, fields: dict[str, str]) -> Response:
    wait = await door.pace.turn(place_of(at), courtesy.GAP)
    if wait > courtesy.LONGEST_GAP:
        raise Retry(words.BUSY, wait)
    await asyncio.sleep(wait)
    headers = {"content-type": "application/x-www-form-urlencoded", "user-agent": courtesy.AGENT}
    try:
        return await door.request(
            "POST", at, content=urlencode(fields).encode(), headers=headers, timeout=PATIENCE, max_bytes=ANSWER
        )
    except Forbidden as error:
        raise Refused(words.BAD_ENDPOINT) from error
    except Unreachable as error:
        raise Retry(words.AWAY, AGAIN) from error
    except TransportError as error:
        raise Uncertain(words.LOST) from error


def _taken(answer: Response) -> Response:
    """200, 201 and 202 are a yes: at once, with a place to look at, or for later."""
    if answer.ok:
        return answer
    if answer.status in BUSY:
        raise Retry(words.BUSY, pause(answer))
    if answer.status >= 500:
        raise Uncertain(words.LOST)
    raise Refused(words.REFUSED)
