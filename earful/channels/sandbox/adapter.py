"""One brand's account in the sandbox town."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from earful.channels.contract import (
    Batch,
    Expired,
    Outbound,
    Receipt,
    Refused,
    Retry,
    Uncertain,
    Unhindered,
    Unreadable,
)
from earful.channels.sandbox import wire
from earful.kit.transport import Broken, Forbidden, Response, TooLarge, Transport, TransportError, Unreachable
from earful.kit.words import gettext_noop

PAGE = 200
CHECKS = 100
PATIENCE = 10.0
EXPIRED = gettext_noop("The sandbox town no longer knows this account. Connect it again.")
AWAY = gettext_noop("The sandbox town cannot be reached. Is it running?")
CUT = gettext_noop("The sandbox town did not finish its answer.")
BUSY = gettext_noop("The sandbox town asks us to come back later.")
TROUBLE = gettext_noop("The sandbox town has a problem of its own.")
LOST = gettext_noop("The sandbox town did not say whether the reply was posted.")
NOT_ITS = gettext_noop("This picture does not come from the sandbox town.")
REFUSED = gettext_noop("The sandbox town refused, and did not say why.")
INTERNAL = gettext_noop("The address of the sandbox town is not allowed. Add it to EARFUL_TRUSTED_HOSTS.")


class TownAdapter(Unhindered):
    """Speaks to the town at `url` with a brand's token."""

    def __init__(self, url: str, token: str, transport: Transport) -> None:
        self._url = url.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}"}
        self._transport = transport

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Events after the cursor, page by page; each page is a safe place."""
        if cursor is None:
            start = await self._read("GET", "/feed", params={"limit": 1})
            yield Batch(cursor=str(start["head"]))
            return
        while True:
            page = await self._read("GET", "/feed", params={"after": cursor, "limit": PAGE})
            cursor = str(page["next"])
            yield Batch(tuple(wire.parcel(raw) for raw in page["items"]), cursor)
            if len(page["items"]) < PAGE:
                return

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Events since a moment."""
        after = 0
        while True:
            asked = {"after": after, "since": since.isoformat(), "limit": PAGE}
            page = await self._read("GET", "/feed", params=asked)
            after = page["next"]
            yield self._batch(page)
            if len(page["items"]) < PAGE:
                return

    async def listen(self) -> AsyncIterator[None]:
        """A hint at once, and one for each ring of the town's bell."""
        await self._read("GET", "/me")
        try:
            async with self._transport.lines(f"{self._url}/hints", self._headers) as lines:
                async for line in lines:
                    if line.startswith("data:"):
                        yield None
        except Broken:
            return
        except TransportError as error:
            raise Retry(AWAY, PATIENCE) from error

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of at most a hundred posts."""
        return self._batch(await self._read("POST", "/lookup", json={"ids": list(external_ids)}))

    async def thread(self, external_id: str) -> Batch:
        """What stands above and below a post."""
        return self._batch(await self._read("GET", "/thread", params={"id": external_id}))

    async def send(self, outbound: Outbound) -> Receipt:
        """Post a reply under its key; the town posts each key once."""
        answer = await self._ask("POST", "/posts", sending=True, json=wire.order(outbound))
        try:
            return wire.receipt(answer.json())
        except ValueError as error:
            raise Uncertain(LOST) from error

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Ask the town for the post with our key."""
        answer = await self._ask("GET", "/posts/by-key", params={"key": outbound.key}, missing=True)
        if answer.status == 404:
            return None
        return wire.receipt(_object(answer))

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture or face the town drew; its path counts, the town may have moved to another port."""
        parts = urlsplit(url)
        if parts.hostname != urlsplit(self._url).hostname or not parts.path.startswith(("/pictures/", "/avatars/")):
            raise Refused(NOT_ITS)
        answer = await self._ask("GET", parts.path)
        return answer.content, answer.headers.get("content-type", "image/png")

    @staticmethod
    def _batch(page: Mapping[str, Any]) -> Batch:
        return Batch(tuple(wire.parcel(raw) for raw in page["items"]))

    async def _read(self, method: str, path: str, **asked: Any) -> Mapping[str, Any]:
        return _object(await self._ask(method, path, **asked))

    async def _ask(
        self, method: str, path: str, *, sending: bool = False, missing: bool = False, **asked: Any
    ) -> Response:
        """One request; what is no success leaves as one of the four failures. `missing` lets 404 through."""
        try:
            answer = await self._transport.request(method, self._url + path, headers=self._headers, **asked)
        except Forbidden as error:
            raise Refused(INTERNAL) from error
        except Unreachable as error:
            raise Retry(AWAY, PATIENCE) from error
        except (Broken, TooLarge) as error:
            if sending:
                raise Uncertain(LOST) from error
            raise Retry(CUT, PATIENCE) from error
        if answer.ok or (missing and answer.status == 404):
            return answer
        raise failure(answer, sending=sending)


def failure(answer: Response, *, sending: bool) -> Expired | Retry | Uncertain | Refused:
    """What an answer that is no success means."""
    match answer.status:
        case 401:
            return Expired(EXPIRED)
        case 429:
            return Retry(BUSY, _seconds(answer.headers.get("retry-after", "")))
        case status if status >= 500:
            return Uncertain(LOST) if sending else Retry(TROUBLE, PATIENCE)
        case _:
            return Refused(_words(answer))


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() else 30.0


def _words(answer: Response) -> str:
    try:
        read = answer.json()
    except ValueError:
        return REFUSED
    words = read.get("words") if isinstance(read, dict) else None
    return words if isinstance(words, str) and words else REFUSED


def _object(answer: Response) -> Mapping[str, Any]:
    try:
        read = answer.json()
    except ValueError as error:
        raise Retry(CUT, PATIENCE) from error
    if not isinstance(read, dict):
        raise Retry(CUT, PATIENCE)
    return read


__all__ = ["CHECKS", "TownAdapter", "Unreadable", "failure"]
