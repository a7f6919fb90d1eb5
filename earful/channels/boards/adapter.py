"""One forum, as one account of ours."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels import pictures
from earful.channels.amending import Amending
from earful.channels.boards import changing, reading, sending
from earful.channels.boards.shape import Board
from earful.channels.contract import Batch, Outbound, Parcel, Receipt
from earful.channels.simple import Simple
from earful.kit.visiting import Visitor


class BoardAdapter(Simple):
    """Listens by asking for the latest, and answers as the account."""

    def __init__(self, board: Board, visitor: Visitor) -> None:
        self._board, self._visitor = board, visitor

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._board, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._board, since)

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known things."""
        return await reading.check(self._board, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one thing."""
        return await reading.thread(self._board, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._board, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._board, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change it, unless it says so already."""
        return await changing.amend(self._board, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it says so."""
        return await changing.amended(self._board, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take it back, or find it gone."""
        return await changing.withdraw(self._board, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._board, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """Fetch a picture; it may lie anywhere."""
        return await pictures.fetch(self._visitor, url)
