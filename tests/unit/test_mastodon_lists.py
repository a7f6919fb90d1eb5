"""Whatever a server makes of `min_id`, nothing new of a list is missed."""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from earful.channels.mastodon.cursor import EPOCH, Edge, Place
from earful.channels.mastodon.lists import Entry, forward, walk

START = datetime(2026, 5, 1, tzinfo=UTC)
WAYS = ("right", "newest", "ignored", "since")  # what a server does when asked for what follows a name


class Listed:
    """A list on a server that has its own idea of paging; names tell nothing about their order."""

    def __init__(self, way: str = "right", cap: int = 5, links: bool = True, forgetful: bool = False) -> None:
        self.way, self.cap, self.links, self.forgetful = way, cap, links, forgetful
        self.said: list[Entry] = []
        self.times: dict[str, datetime] = {}
        self.asked = 0

    def say(self, count: int = 1) -> None:
        for _ in range(count):
            number = len(self.times)
            entry = Entry(f"{number * 7919 % 100003:x}", START + timedelta(seconds=number), None)
            self.times[entry.name] = START + timedelta(seconds=number)
            self.said.append(entry)

    def forget(self, which: int) -> None:
        if self.said:
            self.said.pop(which % len(self.said))

    async def page(self, **where: str | None) -> tuple[list[Entry], str | None]:
        self.asked += 1
        shown = self.said
        if (older := where.get("max_id")) is not None:
            shown = [entry for entry in shown if entry.when < self.times[older]]
        least = where.get("min_id")
        if least is not None and self.way != "ignored":
            shown = [entry for entry in shown if entry.when > self.times[least]]
            if self.forgetful and least not in {entry.name for entry in self.said}:
                shown = []
        part = shown[: self.cap] if self.way == "right" and least is not None else shown[-self.cap :]
        part = part[::-1]
        at_end = self.links and (not part or part[-1] is self.said[0])
        return part, None if at_end or not part else part[-1].name


def read(source: Listed, edge: Edge) -> tuple[list[str], Edge]:
    async def go() -> tuple[list[str], Edge]:
        heard, place = [], edge
        async for entries, following in forward(source, edge):
            heard += [entry.name for entry in entries]
            place = following or place
        return heard, place

    return asyncio.run(go())


def begun(source: Listed) -> Edge:
    page, _ = asyncio.run(source.page())
    return Edge().after([entry.name for entry in page], max((e.when for e in page if e.when), default=None))


@settings(max_examples=150, deadline=None)
@given(
    way=st.sampled_from(WAYS),
    cap=st.integers(5, 12),  # no server gives fewer than it is asked to repeat
    links=st.booleans(),
    forgetful=st.booleans(),
    before=st.integers(0, 12),
    rounds=st.lists(st.tuples(st.integers(0, 30), st.lists(st.integers(0, 40), max_size=3)), min_size=1, max_size=6),
)
def test_nothing_is_missed_whatever_the_server_does(
    way: str, cap: int, links: bool, forgetful: bool, before: int, rounds: list[tuple[int, list[int]]]
) -> None:
    source = Listed(way, cap, links, forgetful)
    source.say(before)
    edge = begun(source)
    heard: list[str] = []
    new: set[str] = set()
    for count, forgotten in rounds:
        standing = {entry.name for entry in source.said}
        source.say(count)
        new |= {entry.name for entry in source.said} - standing
        for which in forgotten:
            source.forget(which)
        named = {entry.name for entry in source.said}
        found, edge = read(source, edge)
        heard += found
        assert new & named <= set(heard)
    assert len(heard) <= 3 * len(source.times), "what is said again is noticed by the ledger, but not without end"


def test_a_list_that_does_not_move_costs_one_question() -> None:
    for way in ("right", "since"):
        source = Listed(way)
        source.say(20)
        edge = begun(source)
        source.asked = 0
        assert read(source, edge) == ([], edge)
        assert source.asked == 1


def test_each_page_read_forwards_is_a_safe_place() -> None:
    source = Listed("right", cap=5)
    source.say(6)
    edge = begun(source)
    source.say(23)

    async def first() -> Edge:
        walk_on = forward(source, edge)
        _, following = await anext(walk_on)
        await walk_on.aclose()  # type: ignore[attr-defined]  # -- a generator
        assert following
        return following

    after_first = asyncio.run(first())
    rest, _ = read(source, after_first)
    assert len(rest) == 23 - len(set(after_first.known) - set(edge.known))


def test_a_server_that_turns_in_circles_is_left() -> None:
    class Circle(Listed):
        async def page(self, **where: str | None) -> tuple[list[Entry], str | None]:
            await super().page(**where)
            return self.said[-3:][::-1], self.said[0].name

    source = Circle()
    source.say(3)

    async def go() -> int:
        page, older = await source.page()
        return sum([len(entries) async for entries in walk(source, page, older, EPOCH)])

    assert asyncio.run(go()) == 3
    assert source.asked < 5


def test_a_place_survives_being_written_down() -> None:
    source = Listed()
    source.say(9)
    place = Place(begun(source), Edge(), START)
    assert Place.load(place.dump()) == place
