"""A notice board as a channel of Earful: everything an adapter needs, in one file. See docs/your-own-channel.md."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import (
    Batch,
    Can,
    Change,
    Connected,
    Field,
    Inbound,
    Json,
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
from earful.channels.simple import Simple, SimpleNetwork, ask, named, told
from earful.kit import clock
from earful.kit.transport import Response, Transport

PAGE = 100


def parcel(post: Any) -> Parcel:
    """A post as it came, under the name and version that the board gives it."""
    known = post if isinstance(post, Mapping) else {}
    return named(post, known.get("id"), known.get("version"))


def inbound(post: Json, us: Us) -> Inbound:
    """A stored post, understood. Pure: the same payload always gives the same answer. Raises Unreadable, nothing else."""
    try:
        who, parent = post["author"], post["parent"]
        for one in (post["id"], post["text"], who["id"], who["name"], parent or ""):
            one.encode()  # only whole texts can be kept; a number or half a character raises
        change = Change.REMOVED if post["removed"] else Change.EDITED if post["version"] != 1 else Change.SAID
        ours = who["id"] == us.external_id
        return Inbound(
            external_id=post["id"],
            change=change,
            author=None if change is Change.REMOVED else Person(who["id"], who["name"], who["name"]),
            text=post["text"].replace("\0", ""),
            said_at=clock.parse(post["at"]),
            why=Why.OWN if ours else Why.REPLY if parent else Why.MENTION,
            parent_id=parent or None,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable(f"The board sent something that makes no sense ({type(error).__name__}).") from error


class BoardAdapter(Simple):
    """One account on one board."""

    def __init__(self, url: str, token: str, transport: Transport) -> None:
        self._url, self._token, self._transport = url, token, transport

    async def ask(self, method: str, path: str, **more: Any) -> Response:
        """One request; what is no success, and no 404, leaves as one of the four failures."""
        headers = {"authorization": f"Bearer {self._token}"}
        return await ask(self._transport, method, self._url + path, headers=headers, **more)

    async def _posts(self, **asked: Any) -> tuple[tuple[Parcel, ...], str]:
        """A page of posts, and the place behind it."""
        page = told(await self.ask("GET", "/posts", params=asked))
        posts, place = page.get("posts"), page.get("last")
        if not isinstance(posts, list) or not isinstance(place, int):
            raise Retry("The board gives an answer that cannot be read.", 30.0)
        return tuple(map(parcel, posts)), str(place)

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything after the cursor; the very first poll only takes a place to go on from."""
        if cursor is None:
            yield Batch(cursor=(await self._posts(limit=0))[1])
            return
        found: tuple[Parcel, ...] = (parcel(None),) * PAGE
        while len(found) == PAGE:
            found, cursor = await self._posts(after=cursor, limit=PAGE)
            yield Batch(found, cursor)

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment; never moves the cursor."""
        found, place = await self._posts(since=since.isoformat(), limit=PAGE)
        yield Batch(found)
        while len(found) == PAGE:
            found, place = await self._posts(after=place, limit=PAGE)
            yield Batch(found)

    async def thread(self, external_id: str) -> Batch:
        """What stands above and below a post."""
        return Batch((await self._posts(thread=external_id, limit=PAGE))[0])

    async def send(self, outbound: Outbound) -> Receipt:
        """Post a reply under its key, which the board takes once."""
        order = {"key": outbound.key, "text": outbound.text, "parent": outbound.parent_id}
        answer = await self.ask("POST", "/posts", json=order, sending=True)
        if answer.status == 404:
            raise Refused("What this answers is no longer on the board.")
        mine = parcel(told(answer, sending=True))
        if mine.external_id.startswith("unreadable:"):
            raise Uncertain("The board did not name the reply.")
        return Receipt(mine.external_id, "", mine)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Is a reply there, after a send whose answer was lost? None: certainly not."""
        answer = await self.ask("GET", "/keys", params={"key": outbound.key})
        if answer.status == 404:
            return None
        mine = parcel(told(answer))
        return None if mine.external_id in outbound.known else Receipt(mine.external_id, "", mine)


class Board(SimpleNetwork):
    """What the connect page shows, and how an account is opened and understood."""

    name, label = "board", "Notice board"
    can = Can(graphemes=500, poll_seconds=10.0)
    steps = ("On the board, open Settings and make a token.", "Enter the board's address and the token here.")
    fields = (Field("url", "Address", "Like https://board.example.org."), Field("token", "Token", secret=True))

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try the login; nothing is kept unless it works."""
        url, token = values["url"].strip().rstrip("/"), values["token"].strip()
        me = told(await BoardAdapter(url, token, transport).ask("GET", "/me"))
        if not isinstance(me.get("id"), str) or not isinstance(me.get("name"), str):
            raise Refused("Address: there is no board at this address.")
        return Connected(Us(me["id"], me["name"]), me["name"], settings={"url": url}, secrets={"token": token})

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> BoardAdapter:
        """An adapter for one account; opens no connection yet."""
        return BoardAdapter(settings["url"], secrets["token"], transport)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return inbound(raw, us)


NETWORK = Board()
