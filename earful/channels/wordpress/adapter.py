"""One brand's own WordPress site."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.amending import Amending
from earful.channels.contract import Batch, Outbound, Parcel, Receipt, Refused, Unhindered, Us
from earful.channels.moderating import Verdict
from earful.channels.plain import Lasting, Uncalled
from earful.channels.wordpress import changing, moderating, reading, sending, words
from earful.channels.wordpress.calls import Site

NOTHING: tuple[None, ...] = ()


class WordPressAdapter(Unhindered, Uncalled, Lasting):
    """Listens by asking for the newest comments, and answers as the user whose application password it has."""

    def __init__(self, site: Site, us: Us) -> None:
        self._site, self._us = site, us

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._site, self._us, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._site, self._us, since)

    async def listen(self) -> AsyncIterator[None]:
        """WordPress calls nobody."""
        for nothing in NOTHING:
            yield nothing

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known comments."""
        return await reading.check(self._site, self._us, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one comment."""
        return await reading.thread(self._site, self._us, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._site, self._us, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._site, self._us, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change a comment of ours."""
        return await changing.amend(self._site, self._us, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it was changed."""
        return await changing.amended(self._site, self._us, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take a comment of ours back."""
        return await changing.withdraw(self._site, self._us, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._site, self._us, external_id)

    async def decide(self, external_id: str, verdict: Verdict) -> Parcel:
        """Let a comment through that is held back, or take it for spam."""
        return await moderating.decide(self._site, self._us, external_id, verdict)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """There are none."""
        del url
        raise Refused(words.NO_PICTURE)
