"""One forum, as one user."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels import pictures
from earful.channels.amending import Amending
from earful.channels.contract import Batch, Outbound, Parcel, Receipt, Us
from earful.channels.discourse import changing, reading, sending
from earful.channels.discourse.calls import Forum
from earful.channels.simple import Simple
from earful.kit.fitness import place_of
from earful.kit.visiting import Visitor


class DiscourseAdapter(Simple):
    """Listens by asking for the latest posts, and answers as the user whose key it has."""

    def __init__(self, forum: Forum, us: Us) -> None:
        self._forum, self._us = forum, us

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._forum, self._us, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._forum, self._us, since)

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known posts."""
        return await reading.check(self._forum, self._us, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one post."""
        return await reading.thread(self._forum, self._us, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._forum, self._us, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._forum, self._us, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change it, unless it says so already."""
        return await changing.amend(self._forum, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it says so."""
        return await changing.amended(self._forum, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take it back, or find it gone."""
        return await changing.withdraw(self._forum, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._forum, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """Fetch a picture; it may lie anywhere."""
        return await pictures.fetch(Visitor(self._forum.transport, frozenset({place_of(self._forum.url)})), url)
