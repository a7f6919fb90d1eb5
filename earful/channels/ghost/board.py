"""A Ghost site's comments, as a forum like others: read with the integration's key, answered as one of its members."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from earful.channels.boards.shape import Sentences, Thing
from earful.channels.contract import Outbound, Refused, Us
from earful.channels.ghost import wire, words
from earful.channels.ghost.calls import Denied, Member, Site
from earful.channels.ghost.parcels import DELETED, MEMBER, NAME, answering, is_held, name, thing
from earful.channels.payloads import listed, mapping

COMMENTS = "/comments/"
PAGE, PAGES = 100, 50
MISSING = 404
SHUT = (403, 405)
NEWEST, LATEST = "created_at desc, id desc", "updated_at desc, id desc"


@dataclass(frozen=True, slots=True)
class Comments:
    """All comments of the site. `member`: who answers for us."""

    site: Site
    us: Us
    member: Member
    sentences: Sentences = words.BOARD
    streams: tuple[str, ...] = ("comments",)

    async def pages(self, stream: str) -> AsyncIterator[list[Thing]]:
        """All that stand there, the newest first."""
        del stream
        async for page, _ in self._listed("", NEWEST):
            yield await self.answering(page)

    async def changed(self, since: datetime) -> AsyncIterator[tuple[list[Thing], datetime]]:
        """What came, was edited, hidden or shown since a time, and what time it is there."""
        moment = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")  # with a T between, SQLite finds other ones
        async for page in self._listed(f"updated_at:>='{moment}'", LATEST):
            yield page

    async def answering(self, things: Sequence[Thing]) -> list[Thing]:
        """The same, with which of them answer us: their parents are looked at."""
        known = {one.name: one.ours for one in things}
        wanted = sorted({one.parent for one in things if one.parent and one.parent not in known})
        known |= {one.name: one.ours for one in await self._named(wanted)}
        return [answering(one, us=known.get(one.parent or "", False)) for one in things]

    async def _listed(self, wanted: str, order: str) -> AsyncIterator[tuple[list[Thing], datetime]]:
        more = {"filter": wanted} if wanted else {}
        for page in range(1, PAGES + 1):
            found, now = await self._get(order=order, limit=PAGE, page=page, **more)
            yield found, now
            if len(found) < PAGE:
                return

    async def _named(self, names: Sequence[str]) -> list[Thing]:
        found = list[Thing]()
        for start in range(0, len(names), PAGE):
            some = ",".join(names[start : start + PAGE])
            found += (await self._get(filter=f"id:[{some}]", limit=PAGE))[0]
        return found

    async def _get(self, **asked: Any) -> tuple[list[Thing], datetime]:
        try:
            told, now = await self.site.get(COMMENTS, **asked)
        except Denied as denied:
            raise Refused(words.OLD if denied.status == MISSING else words.NO_RIGHT) from denied
        return self._things(listed(told.get("comments"), PAGE)), now

    def _things(self, comments: Iterable[Mapping[str, Any]]) -> list[Thing]:
        return [thing(one, self.us) for one in comments]

    def owns(self, name: str) -> bool:
        """Whether a comment can be called so."""
        return bool(NAME.fullmatch(name))

    def home(self, outbound: Outbound) -> str:
        """Everything can be answered in its own place."""
        return outbound.parent_id

    def written(self, text: str) -> str:
        """Our words as they come back."""
        return wire.essence(text)

    async def current(self, names: Sequence[str]) -> dict[str, Thing]:
        """How comments are now; what was deleted is not listed."""
        return {one.name: one for one in await self.answering(await self._named(names))}

    async def around(self, name: str) -> list[Thing]:
        """The comment that begins the thread with the latest answers."""
        one = (await self.current([name])).get(name)
        if one is None:
            return []
        top = _top(one)
        latest, _ = await self._get(filter=f"id:'{top}',parent_id:'{top}'", order=NEWEST, limit=PAGE)
        first = await self._named([top])
        return await self.answering([*{each.name: each for each in (*first, *latest, one)}.values()])

    async def below(self, name: str) -> list[Thing]:
        """What our member wrote lately."""
        del name
        mine = self.us.external_id.rpartition(MEMBER)[2]
        return (await self._get(filter=f"member_id:'{mine}'", order=NEWEST, limit=PAGE))[0]

    async def answer(self, outbound: Outbound, text: str) -> Thing | None:
        """Below a comment, or below an answer to one."""
        above = (await self.current([outbound.parent_id])).get(outbound.parent_id)
        if above is None:
            raise Refused(words.BOARD.gone)
        if is_held(above.raw):
            raise Refused(words.HELD)
        top, post = _top(above), mapping(above.raw.get("post"))
        fields = {"post_id": post.get("id"), "parent_id": top, "html": wire.markup(text)}
        if top != above.name:
            fields["in_reply_to_id"] = above.name
        try:
            made = await self.member.order("POST", COMMENTS, fields)
        except Denied as denied:
            gone = words.BOARD.gone if denied.status == MISSING else words.REFUSED
            raise Refused(words.CLOSED if denied.status in SHUT else gone) from denied
        return thing({**made, "post": post}, self.us)

    async def change(self, name: str, text: str) -> Thing | None:
        """Put other words there."""
        post = mapping((await self._one(name)).raw.get("post"))
        try:
            made = await self.member.order("PUT", f"{COMMENTS}{name}/", {"html": wire.markup(text)})
        except Denied as denied:
            raise Refused(words.NO_CHANGE) from denied
        return thing({**made, "post": post}, self.us)

    async def delete(self, name: str) -> None:
        """Take it away, also where a moderator has hidden it."""
        await self._one(name)
        try:
            await self.site.put(f"{COMMENTS}{name}/", {"id": name, "status": DELETED})
        except Denied as denied:
            if denied.status != MISSING:
                raise Refused(words.NO_CHANGE) from denied

    async def _one(self, name: str) -> Thing:
        """One of ours. Raises Refused."""
        found = await self._named([name])
        if not found or not found[0].ours:
            raise Refused(words.BOARD.not_ours)
        return found[0]


def _top(one: Thing) -> str:
    """The comment that begins its thread."""
    return name(one.raw.get("parent_id")) or one.name
