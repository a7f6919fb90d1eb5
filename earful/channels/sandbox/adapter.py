"""One brand's account in the sandbox town."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from earful.channels.amending import Amending
from earful.channels.contract import Batch, Json, Outbound, Parcel, Receipt, Refused, Retry, Uncertain, Unhindered
from earful.channels.plain import Lasting, Uncalled
from earful.channels.privately import Privately
from earful.channels.sandbox import changing, wire
from earful.channels.sandbox.asking import AWAY, LOST, NONSENSE, PATIENCE, Asking, Burst, Page, mapping
from earful.kit.transport import Broken, Transport, TransportError
from earful.kit.words import gettext_noop

PAGE = 200
CHECKS = 100
TOO_LARGE = gettext_noop("This picture is too large to be shown here.")
NOT_ITS = gettext_noop("This picture does not come from the sandbox town.")


class TownAdapter(Unhindered, Uncalled, Lasting):
    """Speaks to the town at `url` with a brand's token."""

    def __init__(self, url: str, token: str, transport: Transport) -> None:
        self._town = Asking(url, token, transport)

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Events after the cursor, page by page; each page is a safe place."""
        if cursor is None:
            yield Batch(cursor=str((await self._head()).head))
            return
        async for page in self._pages(int(cursor)):
            yield Batch(tuple(map(wire.parcel, page.items)), str(page.next))

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Events since a moment."""
        async for page in self._pages(0, since.isoformat()):
            yield Batch(tuple(map(wire.parcel, page.items)))

    async def _head(self) -> Page:
        try:
            return await self._town.page(2**62, 1)
        except Burst as error:
            raise Retry(NONSENSE, PATIENCE) from error

    async def _pages(self, after: int, since: str = "") -> AsyncIterator[Page]:
        """Page by page to the end.

        A page that is more than can be taken in is asked for in smaller pieces, down to the one post that is to
        blame: that one is passed over, and a note says so.
        """
        size = PAGE
        while True:
            try:
                page = await self._town.page(after, size, since)
                last = len(page.items) < size
            except Burst:
                if size > 1:
                    size = max(1, size // 8)
                    continue
                page, last = await self._beyond(after, since), False
            yield page
            if last:
                return
            after, size = page.next, min(PAGE, size * 2)

    async def _beyond(self, after: int, since: str) -> Page:
        """The place behind a single post that cannot be taken in, and a note in its stead."""
        behind = after
        while True:
            try:
                page = await self._town.page(behind, 1, since)
            except Burst:
                behind += 1
            else:
                return page if behind == after else Page(({"unfit": behind},), behind, behind)

    async def listen(self) -> AsyncIterator[None]:
        """A hint at once, and one for each ring of the town's bell."""
        await self._town.ask("GET", "/me")
        try:
            async with self._town.transport.lines(f"{self._town.url}/hints", self._town.headers) as lines:
                async for line in lines:
                    if line.startswith("data:"):
                        yield None
        except Broken:
            return
        except TransportError as error:
            raise Retry(AWAY, PATIENCE) from error

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of at most a hundred posts."""
        return _batch(await self._town.posts("POST", "/lookup", json={"ids": list(external_ids)}))

    async def thread(self, external_id: str) -> Batch:
        """What stands above and below a post."""
        return _batch(await self._town.posts("GET", "/thread", params={"id": external_id}))

    async def send(self, outbound: Outbound) -> Receipt:
        """Post a reply under its key; the town posts each key once."""
        answer = await self._town.ask("POST", "/posts", sending=True, json=wire.order(outbound))
        try:
            return wire.receipt(mapping(answer))
        except ValueError as error:
            raise Uncertain(LOST) from error

    async def privately(self, parent: Json) -> Privately:
        """Some people of the town take no private messages; the town says who."""
        try:
            told = mapping(await self._town.ask("GET", "/privately", params={"post": str(parent.get("id") or "")}))
        except (ValueError, Burst) as error:
            raise Retry(NONSENSE, PATIENCE) from error
        return Privately(told.get("can") is True, str(told.get("words") or ""))

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Ask the town for the post with our key."""
        try:
            answer = await self._town.ask("GET", "/posts/by-key", params={"key": outbound.key}, missing=True)
            return None if answer.status == 404 else wire.receipt(mapping(answer))
        except (ValueError, Burst) as error:
            raise Retry(NONSENSE, PATIENCE) from error

    async def amend(self, amending: Amending) -> Receipt:
        """Change a post of ours."""
        return await changing.amend(self._town, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it was changed."""
        return await changing.amended(self._town, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take a post of ours back."""
        return await changing.withdraw(self._town, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._town, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture or face the town drew; its path counts, the town may have moved to another port."""
        parts = urlsplit(url)
        if parts.hostname != urlsplit(self._town.url).hostname or not parts.path.startswith(
            ("/pictures/", "/avatars/")
        ):
            raise Refused(NOT_ITS)
        try:
            answer = await self._town.ask("GET", parts.path)
        except Burst as error:
            raise Refused(TOO_LARGE) from error
        return answer.content, answer.headers.get("content-type", "image/png")


def _batch(items: Sequence[Any]) -> Batch:
    return Batch(tuple(map(wire.parcel, items)))
