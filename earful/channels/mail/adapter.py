"""One mail account."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.contract import Batch, Outbound, Receipt, Unhindered
from earful.channels.mail import reading, sending
from earful.channels.mail.account import Account
from earful.channels.plain import Lasting, Uncalled


class MailAdapter(Unhindered, Uncalled, Lasting):
    """Waits for news in the inbox (IDLE), and looks through all folders by their numbers; answers by SMTP."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._account, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._account, since)

    async def listen(self) -> AsyncIterator[None]:
        """Whenever a mail comes into the inbox; the other folders are found by the poll."""
        async with self._account.mailbox() as box:
            await box.select("INBOX")
            yield  # what came between the last poll and now is not told any more
            async for _ in box.wait():
                yield

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """A mail that was sent stays as it is."""
        del external_ids
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """What stands around one mail."""
        return await reading.thread(self._account, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._account, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._account, outbound)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture of a mail; none is ever fetched from elsewhere."""
        return await reading.picture(self._account, url)
