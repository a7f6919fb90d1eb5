"""Networks that call us: what they post to this desk, proven before it is believed. Values; no wire.

A call is a hint that happens to hold what was said: it is stored like anything else, and what did not get through is
fetched by the poll.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from earful.channels.contract import Batch, Json, Us


class NotTaken(Exception):
    """It is not looked at. The words are a sentence for whoever sent it."""


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


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody says that something stands somewhere. `name`: what it would be called here; `host`: where it stands."""

    told: Json
    name: str
    host: str


@runtime_checkable
class TakesWord(Protocol):
    """A network on which anybody may say where something stands. It is looked at later, and never when it is said."""

    def heed(self, call: Call, settings: Json) -> Word:
        """What was said. Raises NotTaken. Pure."""


@runtime_checkable
class LooksUp(Protocol):
    """An adapter of such a network."""

    async def look(self, told: Json, *, known: bool) -> Batch:
        """What really stands there. `known`: it was heard of before. Raises Retry, or Refused with why nothing is kept."""
