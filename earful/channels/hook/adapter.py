"""One channel of one's own: it tells us by webhook, is told by webhook, and may be asked."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from earful.channels.contract import Batch, Json, Outbound, Receipt, Refused, Retry, Unhindered, Us
from earful.channels.hook import answers, asking, wire
from earful.channels.hook.asking import NONSENSE, PAUSE, Asking
from earful.channels.plain import Lasting, Uncalled
from earful.kit.transport import Transport, TransportError, trusted_hosts
from earful.kit.words import gettext_noop

PUSHED = "pushed"  # the place of one that cannot be asked: it calls us
NOTHING: tuple[None, ...] = ()
PAGE, MOST_PAGES = 100, 1000
PICTURE_BYTES = 10 * 1024 * 1024
NO_ANSWERS = gettext_noop("This channel takes no answers: no address for them was entered.")
CANNOT_ASK = gettext_noop("Whether it arrived cannot be asked of this channel. Look there, then decide here.")
NO_PICTURE = gettext_noop("This picture cannot be fetched.")


class HookAdapter(Unhindered, Uncalled, Lasting):
    """Speaks to the addresses in `settings`: `deliver`, `status` and `feed`, each of which may be missing."""

    def __init__(self, us: Us, settings: Json, secrets: Sequence[str], transport: Transport) -> None:
        self._us = us
        self._at = {name: str(settings.get(name) or "") for name in ("deliver", "status", "feed")}
        self._ask = Asking(secrets, transport)

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """What the feed has after the cursor, page by page; without a feed all there is comes to us by itself."""
        if not self._at["feed"]:
            if cursor is None:
                yield Batch(cursor=PUSHED)
        elif cursor is None or cursor == PUSHED:
            _, place = await self._page({})
            yield Batch(cursor=place)
        else:
            async for items, place in self._pages({"after": cursor}, cursor):
                yield Batch(items, place)

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """The same since a moment."""
        if self._at["feed"]:
            async for items, _ in self._pages({"since": since.isoformat()}, ""):
                yield Batch(items)

    async def _pages(self, asked: dict[str, str], place: str) -> AsyncIterator[tuple[tuple[Any, ...], str]]:
        for _ in range(MOST_PAGES):
            items, then = await self._page({**asked, "limit": str(PAGE)})
            yield items, then
            if not items or then == place:
                return
            asked, place = {"after": then}, then

    async def _page(self, asked: dict[str, str]) -> tuple[tuple[Any, ...], str]:
        told = asking.read(await self._ask.get(self._at["feed"], "feed", asked))
        items, place = (told.get("messages"), told.get("next")) if isinstance(told, dict) else (None, None)
        if not isinstance(items, list) or not isinstance(place, str) or not place or len(place) > 1000 or "\0" in place:
            raise Retry(NONSENSE, PAUSE)
        return tuple(map(wire.parcel, items)), place

    async def listen(self) -> AsyncIterator[None]:
        """Nothing rings: what it says is posted to us, and stored at that very moment."""
        for nothing in NOTHING:
            yield nothing

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Edits and removals are told like everything else."""
        del external_ids
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """What stands around one message, where there is a feed to ask."""
        if not self._at["feed"]:
            return Batch()
        items, _ = await self._page({"thread": external_id, "limit": str(PAGE)})
        return Batch(items)

    async def send(self, outbound: Outbound) -> Receipt:
        """Post it under its key, which the other side takes once."""
        if not self._at["deliver"]:
            raise Refused(NO_ANSWERS)
        answer = await self._ask.post(self._at["deliver"], outbound.key, answers.event(outbound, self._us))
        return answers.receipt(outbound, self._us, asking.read(answer))

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Ask the status address, if there is one; else only a person can look."""
        if not self._at["status"]:
            raise Retry(CANNOT_ASK, PAUSE)
        answer = await self._ask.get(self._at["status"], outbound.key, {"key": outbound.key}, missing=True)
        if answer.status == 404:
            return None
        told = asking.read(answer)
        if not isinstance(told, dict):
            raise Retry(NONSENSE, PAUSE)
        found = answers.receipt(outbound, self._us, told)
        return None if found.external_id in outbound.known else found

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture from where the sender said that it is; nothing internal but the channel's own host."""
        try:
            parts = urlsplit(url)
            place = f"{parts.hostname}:{parts.port or (80 if parts.scheme == 'http' else 443)}".lower()
        except ValueError as error:
            raise Refused(NO_PICTURE) from error
        if place in trusted_hosts() and parts.netloc not in {urlsplit(at).netloc for at in self._at.values()}:
            raise Refused(NO_PICTURE)
        try:
            answer = await self._ask.transport.request("GET", url, max_bytes=PICTURE_BYTES)
        except TransportError as error:
            raise Refused(NO_PICTURE) from error
        mime = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not answer.ok or not mime.startswith("image/") or mime == "image/svg+xml":
            raise Refused(NO_PICTURE)
        return answer.content, mime
