"""A notice board as a channel of Earful: everything an adapter needs, in one file. See docs/your-own-channel.md."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from earful.channels import toolbox as t

PAGE = 100
GONE = "What this answers is no longer on the board."


class BoardAdapter(t.Rewrites, t.Erases, t.Small):
    """One account on one board."""

    called = ("id", "version")

    @staticmethod
    def understand(raw: Any, us: t.Us) -> t.Inbound:
        """A stored post, understood. Pure: the same payload always gives the same answer."""
        who, ours = raw["author"], raw["author"]["id"] == us.external_id
        said = t.Change.SAID if raw["version"] == 1 else t.Change.EDITED
        return t.Inbound(
            external_id=raw["id"],
            change=t.Change.REMOVED if raw["removed"] else said,
            author=t.Person(who["id"], who["name"]),
            text=raw["text"],
            said_at=t.clock.parse(raw["at"]),
            why=t.Why.OWN if ours else t.Why.REPLY if raw["parent"] else t.Why.MENTION,
            parent_id=raw["parent"],
        )

    async def ask(self, method: str, path: str, **more: Any) -> t.Response:
        """One request; what is no success, and no 404, leaves as one of the four failures."""
        headers = {"authorization": f"Bearer {self.entered['token']}"}
        return await t.ask(self.transport, method, self.entered["url"] + path, headers=headers, **more)

    async def me(self) -> t.Us:
        """Who we are there; the first thing asked with a new login."""
        me = t.told(await self.ask("GET", "/me"))
        return t.Us(me["id"], me["name"])

    async def _posts(self, place: str, **asked: Any) -> AsyncIterator[t.Batch]:
        """Page after page from a place on, to the end."""
        full = True
        while full:
            page = t.told(await self.ask("GET", "/posts", params={**asked, "after": place, "limit": PAGE}))
            found, last = self.parcels(page, "posts"), t.take(page, "last", int)
            full = len(found) == PAGE
            if full and last <= int(place):
                raise t.Retry("The board gives the same page again and again.", 60.0)
            place = str(last)
            yield t.Batch(found, place)

    async def poll(self, cursor: str | None) -> AsyncIterator[t.Batch]:
        """Everything after the cursor; the very first poll only takes a place to go on from."""
        if cursor is None:
            end = t.told(await self.ask("GET", "/posts", params={"limit": 0}))
            yield t.Batch(cursor=str(t.take(end, "last", int)))
            return
        async for page in self._posts(cursor):
            yield page

    async def look_back(self, since: datetime) -> AsyncIterator[t.Batch]:
        """Everything since a moment; never moves the cursor."""
        async for page in self._posts("0", since=since.isoformat()):
            yield t.Batch(page.parcels)

    async def thread(self, external_id: str) -> t.Batch:
        """What stands above and below a post, all of it."""
        pages = [page.parcels async for page in self._posts("0", thread=external_id)]
        return t.Batch(tuple(one for page in pages for one in page))

    async def send(self, outbound: t.Outbound) -> t.Receipt:
        """Post a reply under its key, which the board takes once."""
        order = {"key": outbound.key, "text": outbound.text, "parent": outbound.parent_id}
        answer = await self.ask("POST", "/posts", json=order, sending=True, gone=GONE)
        return t.receipt(self.parcel(t.told(answer, sending=True)))

    async def find(self, outbound: t.Outbound) -> t.Receipt | None:
        """Is a reply there, after a send whose answer was lost? None: certainly not."""
        answer = await self.ask("GET", "/keys", params={"key": outbound.key})
        found = None if answer.status == 404 else t.receipt(self.parcel(t.told(answer)), sending=False)
        return None if found and found.external_id in outbound.known else found

    async def one(self, external_id: str) -> t.Parcel | None:
        """A post as it stands there now, also when it was removed; None: nothing tells of it any more."""
        answer = await self.ask("GET", f"/posts/{quote(external_id, safe='')}")
        return None if answer.status == 404 else self.parcel(t.told(answer))

    async def _change(self, method: str, external_id: str, **more: Any) -> t.Parcel:
        path = f"/posts/{quote(external_id, safe='')}"
        answer = await self.ask(method, path, sending=True, gone="The answer is no longer on the board.", **more)
        return self.parcel(t.told(answer, sending=True))

    async def rewrite(self, external_id: str, text: str) -> t.Parcel:
        """Put other words into a post of ours."""
        return await self._change("PUT", external_id, json={"text": text})

    async def erase(self, external_id: str) -> t.Parcel:
        """Take a post of ours back."""
        return await self._change("DELETE", external_id)


class Board(t.SmallNetwork):
    """What the connect page shows, and what the board allows."""

    name, label = "board", "Notice board"
    adapter = BoardAdapter
    can = t.Can(graphemes=500, poll_seconds=10.0, edits=frozenset({"text"}), deletes=True)
    offer = t.Offer(t.Sort.FORUMS, t.Needs.ACCOUNT, 5, "Every post on the board.")
    steps = ("On the board, open Settings and make a token.", "Enter the board's address and the token here.")
    fields = (t.Field("url", "Address", "Like https://board.example.org."), t.Field("token", "Token", secret=True))


NETWORK = Board()
