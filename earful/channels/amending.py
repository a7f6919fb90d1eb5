"""Changing and taking back what stands on a network: the part of the contract for networks that allow it.

Certainty as with sending: a change is made once and may be asked for again, an answer that was lost is looked for
before anything else happens, and what is gone already counts as taken back.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from earful.channels.contract import Json, Parcel, Readers, Receipt, Refused

TEXT, ALTS = "text", "alts"  # what Can.edits may hold


@dataclass(frozen=True, slots=True)
class Amending:
    """One change to a post of ours. `before` and `text`: as it left and as it is to stand, without what a network adds.

    `alts`: what its pictures show, in their order; their number never changes, and () leaves them as they are.
    """

    external_id: str
    before: str
    text: str
    parent_raw: Json  # the payload it answers, as stored
    alts: tuple[str, ...] = ()
    readers: Readers | None = None  # as of `Outbound`: a change never names, and so tells, anybody besides


class Gone(Refused):
    """It does not stand there any more; for a change that is the end, for taking it back it is what was wanted."""


class Elsewhere(Refused):
    """It says neither what it said nor what it is to say: somebody changed it in another place meanwhile."""


@runtime_checkable
class Amends(Protocol):
    """An adapter whose network lets words be changed. Both raise the four failures, Gone and Elsewhere."""

    async def amend(self, amending: Amending) -> Receipt:
        """Change it, unless it says so already. Raises Uncertain when the answer was lost after it may have arrived."""

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it says so. None: it certainly says what it said before."""


@runtime_checkable
class Withdraws(Protocol):
    """An adapter whose network lets posts be taken back."""

    async def withdraw(self, external_id: str) -> Parcel:
        """Take it back, or find it gone: the parcel that says so. Raises Uncertain when the answer was lost."""

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone. None: it certainly still stands there."""
