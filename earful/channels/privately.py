"""Who may read an answer, and whether a customer can be written to alone. Values and pure rules; no wire.

Who may read an answer is settled when it is written, and only ever becomes narrower on its way. A network through
which one can write to a customer alone has `privately` and keeps to `Outbound.readers`; any other is never given an
answer that is for fewer than those who read what it answers.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from earful.channels.contract import Inbound, Json, Reach, Readers

WIDTH = {Readers.NAMED: 0, Readers.FOLLOWERS: 1, Readers.QUIETLY: 2, Readers.EVERYBODY: 2}

FEW = frozenset({Readers.NAMED, Readers.FOLLOWERS})  # not everybody


@dataclass(frozen=True, slots=True)
class Privately:
    """Whether a customer can be written to alone here. `words`: why not, or what to know of it; a whole sentence."""

    can: bool
    words: str = ""


@runtime_checkable
class WritesPrivately(Protocol):
    """An adapter that can answer a public post so that only its author reads it.

    Its `send` and `find` keep to `Outbound.readers`: never more read the answer than that, else it raises Refused.
    """

    async def privately(self, parent: Json) -> Privately:
        """Asked of the network just before, about the author of `parent` (a payload as stored). Raises the failures."""


def readers_of(inbound: Inbound) -> Readers:
    """Who reads something that was said."""
    return inbound.readers or (Readers.NAMED if inbound.reach is Reach.PRIVATE else Readers.EVERYBODY)


def narrower(one: Readers, other: Readers) -> Readers:
    """Those who read both; the first where both are alike."""
    return other if WIDTH[other] < WIDTH[one] else one


def wider(one: str, other: str) -> bool:
    """Whether one is read by more than the other; nothing is known to be wider than what nobody named."""
    return bool(one and other) and WIDTH[Readers(one)] > WIDTH[Readers(other)]
