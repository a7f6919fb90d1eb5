"""Reddit, as a forum like others: our inbox, what our user wrote, the subreddits that were named, and a search by word."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from earful.channels.boards.shape import Sentences, Thing
from earful.channels.contract import Outbound, Refused, Us
from earful.channels.markdown import visible
from earful.channels.payloads import listed, mapping
from earful.channels.reddit import words
from earful.channels.reddit.calls import FORBIDDEN, MISSING, Denied, Reddit
from earful.channels.reddit.parcels import COMMENT, MESSAGE, NAME, POST, children, thing

PAGE, PAGES = 100, 10  # Reddit lists a thousand of anything
AROUND = 100


@dataclass(frozen=True, slots=True)
class Subreddits:
    """`places`: the subreddits that were named, or none; `concern`: words of which a post there must hold one."""

    reddit: Reddit
    us: Us
    places: tuple[str, ...]
    concern: tuple[str, ...]
    sentences: Sentences = words.BOARD

    @property
    def streams(self) -> tuple[str, ...]:
        """Our own first: where one thing stands in two lists, the later one says what it is."""
        named = ("new", "comments") if self.places else ()
        sought = tuple(f"search:{word}" for word in self.concern) if not self.places else ()
        return (*named, *sought, "overview", "sent", "inbox")

    async def pages(self, stream: str) -> AsyncIterator[list[Thing]]:
        """A list, newest first."""
        kind, _, word = stream.partition(":")
        shelf = f"/r/{'+'.join(self.places)}"
        asked: dict[str, Any] = {"q": f'"{word.rstrip("*")}"', "sort": "new", "type": "link"} if word else {}
        path = {
            "new": f"{shelf}/new",
            "comments": f"{shelf}/comments",
            "search": "/search",
            "overview": f"/user/{self.us.handle}/overview",
            "sent": "/message/sent",
            "inbox": "/message/inbox",
        }[kind]
        after: str | None = None
        for _ in range(PAGES):
            told = await self._get(path, limit=PAGE, after=after, **asked)
            yield [self._thing(one, to_us=kind == "inbox") for one in children(told)]
            last = mapping(mapping(told).get("data")).get("after")
            if not isinstance(last, str) or not NAME.fullmatch(last):
                return
            after = last

    def _thing(self, raw: Any, *, to_us: bool = False) -> Thing:
        return thing(raw, self.us, self.concern, to_us=to_us)

    async def _get(self, path: str, **asked: Any) -> Any:
        try:
            return await self.reddit.get(path, **asked)
        except Denied as denied:
            raise Refused(words.DENIED) from denied

    def owns(self, name: str) -> bool:
        """Whether something can be called so."""
        return bool(NAME.fullmatch(name))

    def home(self, outbound: Outbound) -> str:
        """Everything can be answered in its own place."""
        return outbound.parent_id

    def written(self, text: str) -> str:
        """Markdown, in which nothing vanishes."""
        return visible(text)

    async def current(self, names: Sequence[str]) -> dict[str, Thing]:
        """How things are now; messages stay as they are."""
        found: list[Thing] = []
        posts = [name for name in names if not name.startswith(MESSAGE)]
        if posts:
            told = await self._get("/api/info", id=",".join(posts[:PAGE]))
            found += [self._thing(one) for one in children(told)]
        for name in names:
            if name.startswith(MESSAGE):
                found += await self._messages(name)
        return {one.name: one for one in found if one.name in names}

    async def _messages(self, name: str) -> list[Thing]:
        """A message with those that stand around it."""
        try:
            told = await self.reddit.get(f"/message/messages/{name[3:]}")
        except Denied as denied:
            if denied.status in (FORBIDDEN, MISSING):
                return []
            raise Refused(words.DENIED) from denied
        return [self._thing(one) for one in children(told)]

    async def around(self, name: str) -> list[Thing]:
        """The post, what is above and what is below."""
        if name.startswith(MESSAGE):
            return await self._messages(name)
        one = (await self.current([name])).get(name)
        top = name if name.startswith(POST) else (one.raw.get("link_id") if one else None)
        if not isinstance(top, str) or not NAME.fullmatch(top):
            return []
        focus = {"comment": name[3:], "context": 8} if name.startswith(COMMENT) else {}
        told = await self._get(f"/comments/{top[3:]}", limit=AROUND, sort="new", **focus)
        lists = told if isinstance(told, list) else []
        return [self._thing(one) for part in lists[:2] for one in children(part)]

    async def below(self, name: str) -> list[Thing]:
        """What our user wrote lately; what answers something else is no answer to this."""
        path = "/message/sent" if name.startswith(MESSAGE) else f"/user/{self.us.handle}/comments"
        told = await self._get(path, limit=PAGE, sort=None if name.startswith(MESSAGE) else "new")
        return [self._thing(one) for one in children(told)]

    async def answer(self, outbound: Outbound, text: str) -> Thing | None:
        """Below a post or a comment, or to whoever sent a message."""
        return await self._put("/api/comment", outbound.parent_id, text)

    async def change(self, name: str, text: str) -> Thing | None:
        """Comments of ours can be edited."""
        if name.startswith(MESSAGE):
            raise Refused(words.MESSAGE_STAYS)
        return await self._put("/api/editusertext", name, text)

    async def delete(self, name: str) -> None:
        """Take it away."""
        if name.startswith(MESSAGE):
            raise Refused(words.MESSAGE_STAYS)
        try:
            await self.reddit.order("/api/del", {"id": name})
        except Denied as denied:
            raise Refused(words.REFUSED) from denied

    async def _put(self, path: str, name: str, text: str) -> Thing | None:
        try:
            told = await self.reddit.order(path, {"thing_id": name, "text": text})
        except Denied as denied:
            raise Refused(words.REFUSED) from denied
        made = [mapping(one.get("data")) for one in listed(told.get("things"), 1)]
        return self._thing(made[0]) if made and isinstance(made[0].get("body"), str) else None
