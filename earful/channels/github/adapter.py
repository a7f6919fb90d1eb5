"""Repositories on GitHub, as one user."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.amending import Amending
from earful.channels.contract import Batch, Outbound, Parcel, Receipt, Us
from earful.channels.github import changing, reading, sending
from earful.channels.github.calls import Hub
from earful.channels.simple import Simple


class GitHubAdapter(Simple):
    """Listens by asking for what was updated, and answers as the user whose token it has."""

    def __init__(self, hub: Hub, us: Us) -> None:
        self._hub, self._us = hub, us

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._hub, self._us, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._hub, self._us, since)

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known issues and comments."""
        return await reading.check(self._hub, self._us, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one issue or comment."""
        return await reading.thread(self._hub, self._us, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._hub, self._us, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._hub, self._us, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change it, unless it says so already."""
        return await changing.amend(self._hub, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it says so."""
        return await changing.amended(self._hub, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take it back, or find it gone."""
        return await changing.withdraw(self._hub, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._hub, external_id)
