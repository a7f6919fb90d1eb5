"""One site, as a forum like others: questions by tag and by word, and what stands below those that concern us."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from earful.channels.boards.shape import Sentences, Thing
from earful.channels.contract import Outbound, Refused, Us
from earful.channels.markdown import visible
from earful.channels.payloads import listed
from earful.channels.stackexchange import words
from earful.channels.stackexchange.calls import Denied, Exchange
from earful.channels.stackexchange.parcels import ANSWER, COMMENT, NAME, QUESTION, parent_of, thing

PAGE, PAGES = 100, 5
SHELVES = {QUESTION: "questions", ANSWER: "answers", COMMENT: "comments"}
BELOW = 100  # the questions that were active last, below which is looked
BELOW_ALL = ("answers", "comments", "remarks")
LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(slots=True)
class Site:
    """`tags`, `concern`: what is looked for; `user`: our number there, or none."""

    exchange: Exchange
    us: Us
    tags: tuple[str, ...]
    concern: tuple[str, ...]
    user: str

    sentences: Sentences = words.BOARD
    found: dict[str, datetime] = field(default_factory=dict)  # questions that concern us, as this look finds them
    answers: dict[str, datetime] = field(default_factory=dict)  # and what answers them

    @property
    def streams(self) -> tuple[str, ...]:
        """Tags and words first, then what stands below what they found."""
        asked = (*(f"tag:{tag}" for tag in self.tags), *(f"word:{word}" for word in self.concern))
        return (*asked, *(("mentioned",) if self.user else ()), *BELOW_ALL)

    async def pages(self, stream: str) -> AsyncIterator[list[Thing]]:
        """A list, newest first."""
        if stream == self.streams[0]:  # another look
            self.found, self.answers = {}, {}
        kind, _, what = stream.partition(":")
        if kind in BELOW_ALL:
            async for page in self._below_all(kind):
                yield page
            return
        path, method, asked = self._asked(kind, what)
        for page_number in range(1, PAGES + 1):
            told = await self._get(path, method, page=page_number, pagesize=PAGE, order="desc", **asked)
            found = [thing(one, self.us) for one in listed(told.get("items"), PAGE)]
            self.found |= {one.name: one.place or LONG_AGO for one in found if one.name.startswith(QUESTION)}
            yield found
            if told.get("has_more") is not True:
                return

    def _asked(self, kind: str, what: str) -> tuple[str, str, dict[str, str]]:
        if kind == "tag":
            return "/questions", "questions", {"tagged": what, "sort": "activity"}
        if kind == "word":
            return "/search/advanced", "search", {"q": f'"{what.rstrip("*")}"', "sort": "activity"}
        return f"/users/{self.user}/mentioned", "mentioned", {"sort": "creation"}

    async def _below_all(self, kind: str) -> AsyncIterator[list[Thing]]:
        """Below the questions that the lists before have found; `remarks` are comments on what answers them."""
        above = self.answers if kind == "remarks" else self.found
        posts = [name[1:] for name in sorted(above, key=above.__getitem__, reverse=True)[:BELOW]]
        for page in range(1, PAGES + 1):
            if not posts:
                return
            found, more = await self._list(posts, "answers" if kind == "answers" else "comments", page)
            self.answers |= {one.name: one.place or LONG_AGO for one in found if one.name.startswith(ANSWER)}
            yield found
            if not more:
                return

    async def _list(self, posts: Sequence[str], kind: str, page: int = 1) -> tuple[list[Thing], bool]:
        """Answers or comments below posts, the latest first; and whether there are more."""
        shelf = "questions" if kind == "answers" else "posts"
        told = await self._get(
            f"/{shelf}/{';'.join(posts)}/{kind}", kind, page=page, pagesize=PAGE, order="desc", sort="creation"
        )
        return [thing(one, self.us) for one in listed(told.get("items"), PAGE)], told.get("has_more") is True

    async def _get(self, path: str, method: str, **asked: Any) -> Mapping[str, Any]:
        try:
            return await self.exchange.get(path, method=method, **asked)
        except Denied as denied:
            raise Refused(words.DENIED) from denied

    def owns(self, name: str) -> bool:
        """Whether something can be called so."""
        return bool(NAME.fullmatch(name))

    def home(self, outbound: Outbound) -> str:
        """Comments stand below posts, also when they answer a comment."""
        above = parent_of(outbound.parent_raw) if outbound.parent_id.startswith(COMMENT) else None
        return above or outbound.parent_id

    def written(self, text: str) -> str:
        """Markdown, in which nothing vanishes."""
        return visible(text)

    async def current(self, names: Sequence[str]) -> dict[str, Thing]:
        """How things are now; what is deleted is not there any more."""
        found: dict[str, Thing] = {}
        for kind, shelf in SHELVES.items():
            numbers = [name[1:] for name in names if name.startswith(kind)]
            if numbers:
                told = await self._get(f"/{shelf}/{';'.join(numbers[:PAGE])}", f"{shelf}:one", pagesize=PAGE)
                things = [thing(one, self.us) for one in listed(told.get("items"), PAGE)]
                found |= {one.name: one for one in things if one.name in names}
        return found

    async def around(self, name: str) -> list[Thing]:
        """The question with its answers, and the comments on all of them."""
        top, found = name, dict[str, Thing]()
        for _ in range(3):
            one = (await self.current([top])).get(top)
            if one is None:
                break
            found[top] = one
            if one.parent is None:
                break
            top = one.parent
        if not top.startswith(QUESTION):
            return list(found.values())
        answers, _ = await self._list([top[1:]], "answers")
        posts = [top[1:], *(one.name[1:] for one in answers if one.name)][:PAGE]
        comments, _ = await self._list(posts, "comments")
        return [*found.values(), *(one for one in (*answers, *comments) if one.name not in found)]

    async def below(self, name: str) -> list[Thing]:
        """Answers of a question, and comments on it or on an answer."""
        answers = (await self._list([name[1:]], "answers"))[0] if name.startswith(QUESTION) else []
        return [*answers, *(await self._list([name[1:]], "comments"))[0]]

    async def answer(self, outbound: Outbound, text: str) -> Thing | None:
        """Below a question an answer, below anything else a comment."""
        home = self.home(outbound)
        path = f"/questions/{home[1:]}/answers/add" if home.startswith(QUESTION) and home == outbound.parent_id else ""
        return await self._put(path or f"/posts/{home[1:]}/comments/add", text)

    async def change(self, name: str, text: str) -> Thing | None:
        """Answers and young comments can be edited."""
        return await self._put(f"/{SHELVES[name[0]]}/{name[1:]}/edit", text)

    async def delete(self, name: str) -> None:
        """Take it away."""
        try:
            await self.exchange.order(f"/{SHELVES[name[0]]}/{name[1:]}/delete", {})
        except Denied as denied:
            raise Refused(words.REFUSED) from denied

    async def _put(self, path: str, text: str) -> Thing | None:
        try:
            told = await self.exchange.order(path, {"body": text})
        except Denied as denied:
            raise Refused(words.REFUSED) from denied
        made = listed(told.get("items"), 1)
        return thing(made[0], self.us) if made else None
