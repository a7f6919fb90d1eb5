"""The stream of server-sent events: a hint that something happened, never the record of it.

Mastodon sends a beat every 15 seconds; a line that stays silent for longer is cut by the door to the outside.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from earful.channels.contract import Failure, Refused, Retry
from earful.channels.mastodon import words
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.tidy import mapping
from earful.kit import jsontext
from earful.kit.transport import Forbidden, TransportError

NEWS = frozenset({"notification", "status.update", "delete", "conversation", "notifications_merged"})
NOTHING_TO_HEAR = 3600.0
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0


class Stream:
    """Listens again and again; a server that ends its streams at once is asked ever more rarely."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._stumbles = 0

    async def listen(self) -> AsyncIterator[None]:
        """Yield at the beginning and at each news; ends when the stream does."""
        address = str(self._account.settings.get("streaming") or "")
        if not address:
            await asyncio.sleep(NOTHING_TO_HEAR)
            return
        if self._stumbles:
            await asyncio.sleep(min(FIRST_WAIT * 2**self._stumbles, LONGEST_WAIT))
        self._stumbles = min(self._stumbles + 1, 10)
        headers = {**self._account.bearer, "accept": "text/event-stream"}
        try:
            async with self._account.transport.lines(f"{address}/api/v1/streaming/user", headers) as lines:
                yield
                async for _ in self._news(lines):
                    yield
        except TransportError as error:
            raise failure_of(error) from error

    async def _news(self, lines: AsyncIterator[str]) -> AsyncIterator[None]:
        event = ""
        async for line in lines:
            self._stumbles = 0
            if line.startswith("event:"):
                event = line[6:].strip()
            elif line.startswith("data:") and (event in NEWS or (event == "update" and self._ours(line[5:]))):
                yield
            elif not line:
                event = ""

    def _ours(self, payload: str) -> bool:
        """Whether a post in the home timeline is the brand's own."""
        try:
            status: Any = jsontext.load(payload)
        except (ValueError, RecursionError):
            return False
        return str(mapping(mapping(status).get("account")).get("id")) == self._account.id


def failure_of(error: TransportError) -> Failure:
    """What an end of the stream means."""
    return Refused(words.INTERNAL) if isinstance(error, Forbidden) else Retry(words.AWAY, FIRST_WAIT)
