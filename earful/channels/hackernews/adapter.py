"""Hacker News, as it is heard by words. Nobody can be answered there from here."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.contract import Batch, Outbound, Receipt, Refused
from earful.channels.hackernews import reading, words
from earful.channels.hackernews.calls import News
from earful.channels.simple import Simple


class HackerNewsAdapter(Simple):
    """Searches by date, and looks at each item itself."""

    def __init__(self, news: News) -> None:
        self._news = news

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._news, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._news, since)

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known items."""
        return await reading.check(self._news, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one item."""
        return await reading.thread(self._news, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """An answer is written by hand, there."""
        del outbound
        raise Refused(words.READ_ONLY)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """It was certainly never sent."""
        del outbound
        return None
