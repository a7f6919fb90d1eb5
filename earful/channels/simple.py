"""For adapters of small networks, and of packages outside this house: what they would all write alike.

`Simple` is to be inherited by the adapter and `SimpleNetwork` by the network; `ask` makes one request whose failures are those of the contract, `named` makes a parcel.
"""

import hashlib
import json as jsonlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import regex

from earful.channels.amending import Gone
from earful.channels.contract import (
    Batch,
    Can,
    Expired,
    Json,
    Length,
    Parcel,
    Receipt,
    Refused,
    Retry,
    Uncertain,
    Unhindered,
)
from earful.channels.plain import Lasting, Uncalled
from earful.channels.plaintext import well_formed
from earful.kit import clock, rates
from earful.kit.courtesy import LONGEST_REST, retry_after
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable
from earful.kit.words import gettext_noop

GRAPHEME = regex.compile(r"\X")
AGAIN = 30.0
HUGE = 10**20
NAMELESS = "unreadable:"
INTERNAL = gettext_noop("This address is not spoken to. If it is yours, name it in EARFUL_TRUSTED_HOSTS.")
NO_WEB = gettext_noop("An address begins with http:// or https://.")
AWAY = gettext_noop("The network cannot be reached.")
CUT = gettext_noop("The network did not finish its answer.")
LOST = gettext_noop("The network did not say whether the reply was posted.")
UNKNOWN = gettext_noop("The network no longer knows this account. Sign in again.")
BUSY = gettext_noop("The network asks us to come back later.")
TROUBLE = gettext_noop("The network has a problem of its own.")
NONSENSE = gettext_noop("The network gives an answer that cannot be read.")
REFUSED = gettext_noop("The network refused, and did not say why.")
NO_PICTURE = gettext_noop("There are no pictures here.")


class Simple(Unhindered, Uncalled, Lasting):
    """A network without bell, pictures, checks and threads: what has some of these overrides them."""

    async def listen(self) -> AsyncIterator[None]:
        """Nothing rings; what has a stream of hints also says `listens` in its `can`."""
        nothing: tuple[None, ...] = ()
        for one in nothing:
            yield one

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Edits and removals come with the poll; else say in `can` how many names `checks` takes."""
        del external_ids
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """Nobody can be asked what stands around a post."""
        del external_id
        return Batch()

    async def picture(self, url: str) -> tuple[bytes, str]:
        """There are none."""
        del url
        raise Refused(NO_PICTURE)


class SimpleNetwork:
    """A network that is the same for every account, and counts characters as people do."""

    can = Can()

    def allows(self, settings: Json) -> Can:
        """The same for every account."""
        del settings
        return self.can

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Signs that a reader sees, of as many as `can` says."""
        del settings, parent
        return Length(len(GRAPHEME.findall(text)), self.can.graphemes, "characters")


async def reach(transport: Transport, method: str, url: str, *, sending: bool = False, **more: Any) -> Response:
    """One request; whatever is answered comes back, but for trouble and haste, which leave as Retry or Uncertain.

    `sending`: doubt is Uncertain, not Retry. `more`: params, json, content, headers, as the transport takes them.
    """
    answer = await carry(transport, method, url, sending=sending, **more)
    if answer.status in (429, 503):
        raise Retry(BUSY, pause(answer))
    if answer.status >= 500:
        raise Uncertain(LOST) if sending else Retry(TROUBLE, AGAIN)
    return answer


async def carry(transport: Transport, method: str, url: str, *, sending: bool = False, **more: Any) -> Response:
    """The same, where every answer comes back, for networks that say in it what the trouble is."""
    try:
        return await transport.request(method, url, **more)
    except Forbidden as error:  # nothing was sent
        raise Refused(INTERNAL if url.lower().startswith(("http://", "https://")) else NO_WEB) from error
    except Unreachable as error:  # nothing was sent
        raise Retry(AWAY, AGAIN) from error
    except TransportError as error:  # something may have been
        raise (Uncertain(LOST) if sending else Retry(CUT, AGAIN)) from error


def pause(answer: Response) -> float:
    """Seconds until the network wants to be asked again, by what it says of that; else a usual pause."""
    now = clock.now()
    said = rates.rate(answer.headers, now)
    fresh = said.fresh_at if said and said.left == 0 else None
    usual = min(max((fresh - now).total_seconds(), 1.0), LONGEST_REST) if fresh else AGAIN
    return retry_after(answer.headers.get("retry-after", ""), now, usual)


async def ask(
    transport: Transport, method: str, url: str, *, sending: bool = False, gone: str = "", **more: Any
) -> Response:
    """The same, where a success or a 404 comes back and all else leaves as one of the four failures.

    `gone`: with these words a 404 leaves as Gone, which is a Refused.
    """
    answer = await reach(transport, method, url, sending=sending, **more)
    if answer.status == 401:
        raise Expired(UNKNOWN)
    if answer.status == 404 and gone:
        raise Gone(gone)
    if answer.status >= 300 and answer.status != 404:
        raise Refused(REFUSED)
    return answer


def told(answer: Response, *, sending: bool = False) -> Mapping[str, Any]:
    """The object that an answer holds; one that holds none leaves as a failure."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    raise Uncertain(LOST) if sending else Retry(NONSENSE, AGAIN)


def named(raw: Any, name: object, version: object) -> Parcel:
    """A payload under its own name (a text or a whole number) and version; without a sound name it goes by its fingerprint."""
    kept = raw if isinstance(raw, Mapping) else {"raw": raw}
    if sound := name_of(name):
        return Parcel(sound, str(version)[:200], kept)
    mark = hashlib.sha256(jsonlib.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()
    return Parcel(f"{NAMELESS}{mark}", "1", kept)


def name_of(name: object) -> str:
    """A text or a whole number as a name that can be kept; "" for anything else."""
    if isinstance(name, int) and not isinstance(name, bool) and abs(name) < HUGE:
        name = str(name)
    return name if isinstance(name, str) and 0 < len(name) <= 300 and well_formed(name) == name else ""


def receipt(parcel: Parcel, url: str = "", *, sending: bool = True) -> Receipt:
    """That it stands there, from the parcel that the network answered with; one without a name is no proof."""
    if parcel.external_id.startswith(NAMELESS):
        raise Uncertain(LOST) if sending else Retry(NONSENSE, AGAIN)
    return Receipt(parcel.external_id, url, parcel)
