"""One bot on Telegram: it is asked what it heard, or calls us."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.contract import Batch, Json, Outbound, Receipt, Retry, Subscription, Unhindered, Us
from earful.channels.plain import Lasting
from earful.channels.telegram import pictures, reading, sending, webhook, words
from earful.channels.telegram.calls import Bot
from earful.channels.telegram.cursor import Place

WAIT = 25  # seconds that Telegram keeps us waiting, or between two looks whether it still calls
NOTHING: tuple[None, ...] = ()
PAUSE = 30.0


class TelegramAdapter(Unhindered, Lasting):
    """`settings["hook"]`: the address that Telegram was given; empty where we ask."""

    def __init__(self, bot: Bot, us: Us, settings: Json, secret: str) -> None:
        self._bot, self._us, self._secret = bot, us, secret
        self._hears, self._hook = str(settings.get("hears")), str(settings.get("hook") or "")
        self._asked = False

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`; the first time at once, then as soon as there is something."""
        wait = WAIT if self._asked else 0
        if self._hook:
            async for batch in self._called(cursor, wait):
                yield batch
        elif cursor is None:
            yield await reading.begin(self._bot, self._us, self._hears)
        else:
            async for batch in reading.poll(self._bot, self._us, self._hears, cursor, wait):
                yield batch
                self._asked = True

    async def _called(self, cursor: str | None, wait: int) -> AsyncIterator[Batch]:
        """What it brings is stored when it calls; here only what it could not bring."""
        await asyncio.sleep(wait)
        if cursor is None:
            yield Batch(cursor=Place().dump())
        async for batch in webhook.look(self._bot, self._us, self._hears, self._hook, self._secret):
            yield batch
        self._asked = True

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """What Telegram still keeps."""
        if not self._hook:
            async for batch in reading.look_back(self._bot, self._us, self._hears, since):
                yield batch

    async def listen(self) -> AsyncIterator[None]:
        """The poll itself waits for news."""
        for nothing in NOTHING:
            yield nothing

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Changes come by themselves; of removals no bot is told."""
        del external_ids
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """No bot may look at what stands around a message."""
        del external_id
        return Batch()

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._bot, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """No bot may look at what it sent: only a person can."""
        del outbound
        raise Retry(words.CANNOT_ASK, PAUSE)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture that somebody sent."""
        return await pictures.picture(self._bot, url)

    async def subscription(self) -> Subscription | None:
        """Whether Telegram still calls us, asked anew."""
        return await webhook.subscription(self._bot, self._hook) if self._hook else None
