"""One Lemmy server, as a forum like others: what answers and names us, messages, and the communities that were named."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earful.channels.boards.shape import Sentences, Thing
from earful.channels.contract import Outbound, Refused, Us
from earful.channels.lemmy import words
from earful.channels.lemmy.calls import Denied, Server
from earful.channels.lemmy.parcels import COMMENT, MESSAGE, NAME, POST, core, name_of, thing
from earful.channels.markdown import visible
from earful.channels.payloads import listed, mapping, number

PAGE, PAGES = 50, 20
SHELVES = {POST: "post", COMMENT: "comment", MESSAGE: "private_message"}
View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Communities:
    """`me`: our number on the server; `places`: communities; `concern`: words of which a post there must hold one."""

    server: Server
    us: Us
    me: int
    places: tuple[str, ...]
    concern: tuple[str, ...]
    sentences: Sentences = words.BOARD

    @property
    def streams(self) -> tuple[str, ...]:
        """Our own last: where one thing stands in two lists, the later one says what it is."""
        named = tuple(f"{kind}:{place}" for place in self.places for kind in ("post", "comment"))
        return (*named, "ours", "private_message", "mentions", "replies")

    async def pages(self, stream: str) -> AsyncIterator[list[Thing]]:
        """A list, newest first."""
        kind, _, place = stream.partition(":")
        path, fields, more = self._list(kind, place)
        for page in range(1, PAGES + 1):
            told = await self._listed(path, place, sort="New", limit=PAGE, page=page, **more)
            views = [view for field in fields for view in listed(told.get(field), PAGE)]
            to_us = kind if kind in ("replies", "mentions", "private_message") else ""
            yield self._messages(views) if kind == "private_message" else [self._thing(one, to_us) for one in views]
            if len(views) < PAGE:
                return

    def _list(self, kind: str, place: str) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        if place:
            return f"/{kind}/list", (f"{kind}s",), {"community_name": place, "type_": "All"}
        if kind == "ours":
            return "/user", ("posts", "comments"), {"person_id": self.me}
        if kind == "private_message":
            return "/private_message/list", ("private_messages",), {"unread_only": "false"}
        path = "/user/mention" if kind == "mentions" else "/user/replies"
        return path, (kind,), {"unread_only": "false"}

    async def _listed(self, path: str, place: str, **asked: Any) -> View:
        """A list; that of a community may be gone, but ours are missing only where the server speaks another version."""
        try:
            return await self.server.get(path, **asked)
        except Denied as denied:
            raise Refused(words.TOO_NEW if denied.missing and not place else words.DENIED) from denied

    def _thing(self, view: View, to_us: str = "", parent: str | None = None) -> Thing:
        return thing(view, self.us, self.concern, to_us=to_us, parent=parent)

    def _messages(self, views: Sequence[View]) -> list[Thing]:
        """Each goes on from the one before it between the same two people; the list has the newest first."""
        last: dict[int, str] = {}
        found = []
        for view in reversed(views):
            other = self._other(view)
            found.append(self._thing(view, "private_message", last.get(other)))
            last[other] = name_of(view) or last.get(other, "")
        return found[::-1]

    def _other(self, view: View) -> int:
        """The number of whom a message was exchanged with."""
        inner = core(view)
        people = [number(inner.get(field)) or 0 for field in ("creator_id", "recipient_id")]
        return people[1] if people[0] == self.me else people[0]

    async def _get(self, path: str, **asked: Any) -> View:
        try:
            return await self.server.get(path, **asked)
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
        """How things are now."""
        found: dict[str, Thing] = {}
        messages = [name for name in names if name.startswith(MESSAGE)]
        if messages:
            there = self._messages(await self._inbox(messages))
            found |= {one.name: one for one in there if one.name in messages}
        for name in names:
            if not name.startswith(MESSAGE) and (one := await self._one(name)) is not None:
                found[name] = one
        return found

    async def _inbox(self, names: Sequence[str]) -> list[View]:
        """Private messages, newest first, as far back as the named ones stand. Raises Refused where that is too far."""
        found, missing, views = list[View](), set(names), list[View]()
        for page in range(1, PAGES + 1):
            told = await self._get("/private_message/list", unread_only="false", limit=PAGE, page=page)
            views = listed(told.get("private_messages"), PAGE)
            found += views
            missing -= {name_of(view) for view in views}
            if not missing or len(views) < PAGE:
                return found
        if max(number(core(view).get("id")) or 0 for view in views) > min(int(name[1:]) for name in missing):
            raise Refused(words.FAR)
        return found

    async def _one(self, name: str) -> Thing | None:
        shelf = SHELVES[name[0]]
        try:
            told = await self.server.get(f"/{shelf}", id=name[1:])
        except Denied as denied:
            if denied.missing:
                return None
            raise Refused(words.DENIED) from denied
        one = self._thing(mapping(told.get(f"{shelf}_view")))
        return one if one.name == name else None

    async def around(self, name: str) -> list[Thing]:
        """The post with the latest comments below it; for a message, those exchanged with the same person."""
        if name.startswith(MESSAGE):
            return list((await self.current([name])).values())
        one = await self._one(name)
        if one is None:
            return []
        inner = mapping(one.raw.get("comment"))
        top = name[1:] if name.startswith(POST) else str(number(inner.get("post_id")) or 0)
        post = await self._one(f"{POST}{top}") if name.startswith(COMMENT) else None
        told = await self._get("/comment/list", post_id=top, sort="New", type_="All", limit=PAGE, max_depth=8)
        comments = [self._thing(view) for view in listed(told.get("comments"), 300)]
        return [*({each.name: each for each in (post, one, *comments) if each is not None}.values())]

    async def below(self, name: str) -> list[Thing]:
        """What our user wrote lately; of messages, those to the same person since."""
        if not name.startswith(MESSAGE):
            told = await self._get("/user", person_id=self.me, sort="New", limit=PAGE, page=1)
            return [self._thing(view) for view in listed(told.get("comments"), PAGE)]
        views = await self._inbox([name])
        other = next((self._other(view) for view in views if name_of(view) == name), None)
        later = [
            view for view in views if self._other(view) == other and (number(core(view).get("id")) or 0) > int(name[1:])
        ]
        return [self._thing(view, "private_message", name) for view in later]

    async def answer(self, outbound: Outbound, text: str) -> Thing | None:
        """Below a post or a comment, or to whoever sent a message."""
        name = outbound.parent_id
        if name.startswith(MESSAGE):
            to = self._other(outbound.parent_raw)
            return await self._put("POST", "private_message", {"content": text, "recipient_id": to}, parent=name)
        fields: dict[str, Any] = {"content": text, "post_id": int(name[1:])}
        if name.startswith(COMMENT):
            post = number(mapping(outbound.parent_raw.get("comment")).get("post_id"))
            fields = {"content": text, "post_id": post, "parent_id": int(name[1:])}
        return await self._put("POST", "comment", fields)

    async def change(self, name: str, text: str) -> Thing | None:
        """Put other words there."""
        shelf = SHELVES[name[0]]
        return await self._put("PUT", shelf, {f"{shelf}_id": int(name[1:]), "content": text})

    async def delete(self, name: str) -> None:
        """Take it away."""
        shelf = SHELVES[name[0]]
        try:
            await self.server.order("POST", f"/{shelf}/delete", {f"{shelf}_id": int(name[1:]), "deleted": True})
        except Denied as denied:
            if not denied.missing:
                raise Refused(words.REFUSED) from denied

    async def _put(self, method: str, shelf: str, fields: Mapping[str, Any], parent: str | None = None) -> Thing | None:
        try:
            told = await self.server.order(method, f"/{shelf}", fields)
        except Denied as denied:
            raise Refused(words.BOARD.gone if denied.missing else words.REFUSED) from denied
        view = mapping(told.get(f"{shelf}_view"))
        return self._thing(view, parent=parent) if view else None
