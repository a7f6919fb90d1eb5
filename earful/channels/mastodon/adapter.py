"""One brand account on a server of the fediverse."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.amending import Amending
from earful.channels.contract import Batch, Hindrance, Json, Outbound, Parcel, Receipt, Refused, Retry, SignIn
from earful.channels.mastodon import changing, policy, present, reading, seeking, sending, words
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.stream import Stream
from earful.channels.plain import Uncalled
from earful.channels.privately import Privately
from earful.channels.seeking import Asked, Seen
from earful.kit.transport import Forbidden, TooLarge, TransportError

PICTURE_BYTES = 10_000_000
KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
)


class MastodonAdapter(Uncalled):
    """Polls notifications and our own posts, takes hints from the stream where there is one, and answers."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._stream = Stream(account)

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._account, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._account, since)

    def listen(self) -> AsyncIterator[None]:
        """Hints from the stream; a server without one gives none."""
        return self._stream.listen()

    def seek(self, asked: Asked, place: str | None, since: datetime) -> AsyncIterator[Seen]:
        """What the server knows under a hashtag, or finds."""
        return seeking.seek(self._account, asked, place, since)

    async def sign_in(self) -> SignIn:
        """Mastodon's tokens last; those of Pleroma and its kin run out and are renewed."""
        return SignIn(renews=bool(self._account.settings.get("renews")))

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known posts."""
        return await present.check(self._account, external_ids)

    async def thread(self, external_id: str) -> Batch:
        """What stands around one post."""
        return await present.thread(self._account, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._account, outbound)

    async def privately(self, parent: Json) -> Privately:
        """Whether the author of a post can be written to alone."""
        return await sending.privately(self._account, parent)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._account, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change a post of ours."""
        return await changing.amend(self._account, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it was changed."""
        return await changing.amended(self._account, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Delete a post of ours."""
        return await changing.withdraw(self._account, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._account, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """Fetch a picture, from whichever server it lies on. Its first bytes say what it is."""
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

    async def hindrances(self) -> tuple[Hindrance, ...]:
        """Settings that keep customers' messages from the account."""
        return await policy.hindrances(self._account)

    async def lift(self, code: str) -> None:
        """Put one of them right."""
        await policy.lift(self._account, code)
