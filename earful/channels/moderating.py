"""Deciding about what a site shows to nobody yet: the part of the contract for networks whose owners moderate.

A decision may be made again without harm, so one whose answer was lost is simply made anew.
"""

from enum import StrEnum
from typing import Protocol, runtime_checkable

from earful.channels.contract import Parcel


class Verdict(StrEnum):
    """What becomes of a message that waits: everybody may read it, or nobody ever will."""

    SHOW = "show"
    SPAM = "spam"


@runtime_checkable
class Moderates(Protocol):
    """An adapter of a network that holds messages back until somebody lets them through."""

    async def decide(self, external_id: str, verdict: Verdict) -> Parcel:
        """Decide, or find it decided so: the parcel that says how it stands now. Raises the four failures and Gone."""
