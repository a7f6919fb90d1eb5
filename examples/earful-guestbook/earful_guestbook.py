"""A guestbook as a channel of Earful: a network that knows neither threads nor keys, and can only be read whole."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from earful.channels.contract import (
    Batch,
    Can,
    Change,
    Connected,
    Expired,
    Field,
    Inbound,
    Json,
    Length,
    Outbound,
    Parcel,
    Person,
    Receipt,
    Refused,
    Retry,
    SessionKeeper,
    Uncertain,
    Unreadable,
    Us,
    Why,
)
from earful.channels.simple import SimpleNetwork, ask, named, told
from earful.channels.whole import Whole
from earful.kit import clock
from earful.kit.transport import Response, Transport


def parcel(entry: Any) -> Parcel:
    """An entry as it came; whatever happens to one gives it another `seq`."""
    known = entry if isinstance(entry, Mapping) else {}
    return named(entry, known.get("id"), known.get("seq"))


def inbound(entry: Json, us: Us) -> Inbound:
    """A stored entry, understood. Raises Unreadable, nothing else."""
    try:
        who, above, gone = entry["by"], entry["reply_to"], entry["deleted"]
        for one in (entry["text"], who["id"], who["name"]):
            one.encode()
        change = Change.REMOVED if gone else Change.EDITED if entry["changed_at"] else Change.SAID
        return Inbound(
            external_id=str(int(entry["id"])),
            change=change,
            author=None if gone else Person(who["id"], who["name"], who["name"]),
            text=entry["text"].replace("\0", ""),
            said_at=clock.parse(entry["at"]),
            why=Why.OWN if who["id"] == us.external_id else Why.MENTION if above is None else Why.REPLY,
            parent_id=None if above is None else str(int(above)),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable(f"The guestbook sent something that makes no sense ({type(error).__name__}).") from error


class GuestbookAdapter(Whole):
    """One account in one guestbook."""

    def __init__(self, us: Us, url: str, key: str, transport: Transport) -> None:
        self._us, self._url, self._key, self._transport = us, url, key, transport

    async def ask(self, method: str, **more: Any) -> Response:
        """One request; what is no success, and no 404, leaves as one of the four failures."""
        return await ask(self._transport, method, f"{self._url}/entries", headers={"x-key": self._key}, **more)

    async def _pages(self, place: int) -> AsyncIterator[tuple[tuple[Parcel, ...], int]]:
        more: object = True
        while more:
            page = told(await self.ask("GET", params={"after": str(place)}))
            entries, last, more = page.get("entries"), page.get("last"), page.get("more")
            if not isinstance(entries, list) or not isinstance(last, int) or (more and last <= place):
                raise Retry("The guestbook gives an answer that cannot be read.", 30.0)
            place = last
            yield tuple(map(parcel, entries)), place

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything after the cursor; the very first poll reads to the end and keeps the place alone."""
        end = 0
        async for found, end in self._pages(int(cursor or 0)):
            if cursor is not None:
                yield Batch(found, str(end))
        if cursor is None:
            yield Batch(cursor=str(end))

    async def everything(self) -> list[Parcel]:
        """The whole book."""
        return [one async for found, _ in self._pages(0) for one in found]

    def understood(self, raw: Json) -> Inbound:
        """One entry."""
        return inbound(raw, self._us)

    async def send(self, outbound: Outbound) -> Receipt:
        """Write a reply; the same `client_id` writes once."""
        above = int(outbound.parent_id) if outbound.parent_id else None
        order = {"text": outbound.text, "reply_to": above, "client_id": outbound.key}
        answer = await self.ask("POST", json=order, sending=True)
        if answer.status == 404:
            raise Refused("What this answers is no longer in the guestbook.")
        mine = parcel(told(answer, sending=True))
        if mine.external_id.startswith("unreadable:"):
            raise Uncertain("The guestbook did not name the reply.")
        return Receipt(mine.external_id, "", mine)


class Guestbook(SimpleNetwork):
    """What the connect page shows, and how an account is opened and understood."""

    name, label = "guestbook", "Guestbook"
    can = Can(poll_seconds=10.0, at="")
    steps = ("In the guestbook, look up your number and your key.", "Enter them here with the guestbook's address.")
    fields = (
        Field("url", "Address", "Like https://book.example.org."),
        Field("user", "User", "Like u1: whose entries are ours."),
        Field("key", "Key", secret=True),
    )

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try address and key: an entry without words is refused with a good key, and never written."""
        url, user, key = values["url"].strip().rstrip("/"), values["user"].strip(), values["key"].strip()
        adapter = GuestbookAdapter(Us(user, user), url, key, transport)
        told(await adapter.ask("GET", params={"after": "0"}))
        try:
            await adapter.ask("POST", json={"text": "", "reply_to": None, "client_id": ""})
        except Expired as error:
            raise Refused("Key: the guestbook does not know it.") from error
        except Refused:  # as it should be
            return Connected(Us(user, user), user, settings={"url": url}, secrets={"key": key})
        raise Refused("Address: there is no guestbook at this address.")

    def open(
        self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport
    ) -> GuestbookAdapter:
        """An adapter for one account; opens no connection yet."""
        return GuestbookAdapter(us, settings["url"], secrets["key"], transport)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return inbound(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count as the guestbook does: code points, of which some signs are several."""
        return Length(len(text), 500, "characters")


NETWORK = Guestbook()
