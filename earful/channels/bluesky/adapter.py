"""One brand account on Bluesky."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.bluesky import changing, present, reading, seeking, sending, words
from earful.channels.bluesky.session import SignedIn
from earful.channels.contract import Batch, Outbound, Parcel, Receipt, Refused, Retry, SignIn, Unhindered
from earful.channels.plain import Uncalled
from earful.channels.seeking import Asked, Seen
from earful.kit.transport import Forbidden, TooLarge, TransportError

PICTURE_BYTES = 10_000_000
KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)


class BlueskyAdapter(Unhindered, Uncalled):
    """Listens by polling every few seconds, for notifications are stored by the network; sends into our repository."""

    def __init__(self, account: SignedIn) -> None:
        self._account = account

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._account, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._account, since)

    async def listen(self) -> AsyncIterator[None]:
        """Bluesky gives no stream of what concerns one account: there is nothing to wait for."""
        for _ in ():
            yield

    def seek(self, asked: Asked, place: str | None, since: datetime) -> AsyncIterator[Seen]:
        """What the network's search finds."""
        return seeking.seek(self._account, asked, place, since)

    async def complete(self, parcels: Sequence[Parcel]) -> tuple[Parcel, ...]:
        """Names and pictures for what the stream brought."""
        return await seeking.complete(self._account, parcels)

    async def sign_in(self) -> SignIn:
        """A session runs out and is renewed, and begun anew with the app password if need be."""
        return await self._account.lasts()

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known posts."""
        return await present.check(self._account, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one post."""
        return await present.thread(self._account, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._account, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._account, outbound)

    async def withdraw(self, external_id: str) -> Parcel:
        """Delete a post of ours."""
        return await changing.withdraw(self._account, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._account, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """Fetch a picture. Its first bytes say what it is: Bluesky's own header was seen to be wrong."""
        try:
            answer = await self._account.transport.request("GET", url, max_bytes=PICTURE_BYTES)
        except (Forbidden, TooLarge) as error:
            raise Refused(words.NO_PICTURE) from error
        except TransportError as error:
            raise Retry(words.AWAY, 30) from error
        if answer.status in (429, 500, 502, 503, 504):
            raise Retry(words.TROUBLE, 60)
        mime = next((mime for start, mime in KINDS if start.match(answer.content)), None)
        if not answer.ok or mime is None:
            raise Refused(words.NO_PICTURE)
        return answer.content, mime
