"""Networks that call us: what they post to this desk, proven before it is believed. Values; no wire.

A call is a hint that happens to hold what was said: it is stored like anything else, and what did not get through is
fetched by the poll.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from earful.channels.contract import Batch, Json, Us


class Unproven(Exception):
    """Nobody knows who called. The words are a sentence for whoever is about to look why."""


@dataclass(frozen=True, slots=True)
class Call:
    """What was posted. Header names are in small letters."""

    headers: Mapping[str, str]
    body: bytes


@runtime_checkable
class TakesCalls(Protocol):
    """A network that has this besides what every network has."""

    def take(self, call: Call, us: Us, settings: Json, secrets: Json, cursor: str | None) -> Batch:
        """What it brings. `cursor`: the account's; that of the batch replaces it. Raises Unproven. Pure."""
