"""An archive is read from a file; nobody listens there and nothing can be sent."""

# ruff: noqa: ARG002 -- who hears and sends nothing needs nothing of what it is given

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from earful.channels.contract import Batch, Outbound, Receipt, Refused, Unhindered
from earful.channels.plain import Lasting, Uncalled
from earful.kit.words import gettext_noop

READ_ONLY = gettext_noop("This comes from an archive. Nothing can be sent there.")
NO_PICTURES = gettext_noop("An archive holds no pictures.")
NOTHING: tuple[Any, ...] = ()


async def _silence() -> AsyncIterator[Any]:
    for nothing in NOTHING:
        yield nothing


class ArchiveAdapter(Unhindered, Uncalled, Lasting):
    """Hears nothing, because all that was ever said there stands in a file."""

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Nothing comes."""
        return _silence()

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Nothing came."""
        return _silence()

    def listen(self) -> AsyncIterator[None]:
        """Nothing happens."""
        return _silence()

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Nothing changes."""
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """What stands around it came with the file, or is not known."""
        return Batch()

    async def send(self, outbound: Outbound) -> Receipt:
        """Nobody is there to read it."""
        raise Refused(READ_ONLY)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """It was certainly never sent."""
        return None

    async def picture(self, url: str) -> tuple[bytes, str]:
        """There are none."""
        raise Refused(NO_PICTURES)
