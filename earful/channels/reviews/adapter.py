"""The adapter of every network of reviews, on the shelf that it lends."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.amending import Amending
from earful.channels.contract import Batch, Outbound, Parcel, Receipt
from earful.channels.reviews import reading, sending
from earful.channels.reviews.reading import Shelf
from earful.channels.simple import Simple


class ReviewsAdapter(Simple):
    """Listens by asking for the latest reviews, and answers each once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._shelf, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._shelf, since)

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known reviews and answers."""
        return await reading.check(self._shelf, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """A review with our answer."""
        return await reading.thread(self._shelf, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Answer a review."""
        return await sending.send(self._shelf, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain answer."""
        return await sending.find(self._shelf, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change it, unless it says so already."""
        return await sending.amend(self._shelf, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it says so."""
        return await sending.amended(self._shelf, amending)


class TakesBack(ReviewsAdapter):
    """Where an answer can be taken back as well."""

    async def withdraw(self, external_id: str) -> Parcel:
        """Take it back, or find it gone."""
        return await sending.withdraw(self._shelf, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await sending.withdrawn(self._shelf, external_id)
