import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import pytest
from django.core import signing

from earful.live import hub as hubs
from earful.live.door import LiveDoor
from earful.live.hub import MOST_WAITING, Hub, Nudge, Tab, understood
from earful.live.stream import stream
from earful.live.ticket import same_house


def told(tab: Tab) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in tab.take().decode().splitlines() if line.startswith("data: ")]


def tab(*topics: str) -> Tab:
    return Tab(1, frozenset(topics or ("conversation",)))


@pytest.mark.parametrize(
    ("versions", "left"),
    [((1, 2, 3), 3), ((3, 2), 3), ((5, 0), 0), ((0, 5), 0), ((0,), 0), ((4,), 4)],
)
def test_nudges_about_one_thing_become_one_and_no_version_means_look_anyway(versions: tuple[int], left: int) -> None:
    page = tab()
    for version in versions:
        page.tell(Nudge(1, "conversation", 9, version))
    assert told(page) == [{"topic": "conversation", "id": 9, "v": left}]
    assert page.take() == b""


def test_what_waits_is_bounded_and_more_than_that_means_fetch_everything() -> None:
    page = tab()
    for number in range(MOST_WAITING):
        page.tell(Nudge(1, "conversation", number, 1))
    assert len(told(page)) == MOST_WAITING
    for number in range(MOST_WAITING * 3):
        page.tell(Nudge(1, "conversation", number, 1))
    assert page.take().decode().splitlines()[1:] == ["event: resync", "data: {}", ""]
    page.tell(Nudge(1, "conversation", 5, 1))
    assert told(page) == [{"topic": "conversation", "id": 5, "v": 1}]


@pytest.mark.parametrize("payload", ["", "{}", "[]", "null", '{"w": 1}', '{"w": "x", "topic": "a", "id": 1, "v": 1}'])
def test_what_is_not_a_nudge_is_passed_over(payload: str) -> None:
    assert understood(payload) is None


def test_a_tab_that_joins_a_closed_hub_is_closed_and_an_empty_hub_keeps_nothing() -> None:
    hub, page = Hub(), tab()
    hub.join(page, 0)
    hub.leave(page)
    assert len(hub) == 0
    hub.hear(Nudge(1, "conversation", 1, 1))
    assert not hub._tabs
    hub.close()
    late = tab()
    hub.join(late, 0)
    assert late.closed


async def listen(page: Tab, sent: list[bytes], life: float, keep_alive: float, stuck: bool = False) -> None:
    async def receive() -> MutableMapping[str, Any]:
        return await asyncio.Future()

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message.get("body", b""))
        if stuck and len(sent) > 2:
            await asyncio.Future()

    await stream(page, receive, send, [], life=life, keep_alive=keep_alive)


def test_a_stream_shows_that_it_lives_and_ends_in_time() -> None:
    sent: list[bytes] = []
    asyncio.run(asyncio.wait_for(listen(tab(), sent, life=0.25, keep_alive=0.05), 2))
    assert sent[1].startswith(b"retry: ")
    assert sent.count(b": still here\n\n") >= 3
    assert sent[-1] == b""


def test_a_tab_that_takes_nothing_costs_a_bounded_memory_and_no_one_elses_time() -> None:
    async def story() -> tuple[int, list[bytes]]:
        hub, stuck, well = Hub(), tab(), tab()
        for page in (stuck, well):
            hub.join(page, 1e12)
        stuck_sent: list[bytes] = []
        well_sent: list[bytes] = []
        streams = [
            asyncio.create_task(listen(stuck, stuck_sent, 60, 60, stuck=True)),
            asyncio.create_task(listen(well, well_sent, 60, 60)),
        ]
        for number in range(1000):
            hub.hear(Nudge(1, "conversation", number, 1))
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        for task in streams:
            task.cancel()
        return len(stuck._waiting), well_sent

    waiting, well_sent = asyncio.run(story())
    assert waiting <= MOST_WAITING
    assert b'"id": 999,' in b"".join(well_sent)
    assert b"".join(well_sent).count(b"data: ") == 1000


def test_while_the_database_is_away_it_says_so_and_asks_pages_to_come_back() -> None:
    door = LiveDoor("host=127.0.0.1 port=1 user=nobody dbname=none")
    ticket = signing.dumps({"w": 1, "a": 1, "topics": ["conversation"]}, salt="earful.live")

    async def get(path: str, query: str = "") -> tuple[int, bytes]:
        answer: list[MutableMapping[str, Any]] = []
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
        scope["headers"] = [(b"host", b"127.0.0.1:8461")]

        async def send(message: MutableMapping[str, Any]) -> None:
            answer.append(message)

        await door(scope, asyncio.Queue[MutableMapping[str, Any]]().get, send)
        return answer[0]["status"], b"".join(message.get("body", b"") for message in answer)

    async def story() -> None:
        orders: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        done: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        orders.put_nowait({"type": "lifespan.startup"})
        life = asyncio.create_task(door({"type": "lifespan"}, orders.get, done.put))
        assert (await done.get())["type"] == "lifespan.startup.complete"
        assert await get("/healthz") == (503, b'{"listening": false, "tabs": 0}')
        status, body = await get("/live", f"topics={ticket}")
        assert (status, body[:7]) == (200, b"retry: ")
        orders.put_nowait({"type": "lifespan.shutdown"})
        assert (await done.get())["type"] == "lifespan.shutdown.complete"
        await life

    asyncio.run(asyncio.wait_for(story(), 10))


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://desk.local:8460", "desk.local:8461", True),
        ("https://DESK.local", "desk.local", True),
        ("http://[::1]:8460", "[::1]:8461", True),
        ("http://desk.local.evil.example", "desk.local", False),
        ("file://desk.local", "desk.local", False),
        ("null", "desk.local", False),
        ("", "", False),
    ],
)
def test_a_page_is_ours_when_it_comes_from_the_same_host(origin: str, host: str, same: bool) -> None:
    assert same_house(origin, host) is same


def test_clocks_of_two_machines_may_differ_a_little() -> None:
    hub, page = Hub(), tab()
    hub.hear(Nudge(1, "conversation", 1, 1))
    now = hubs.clock.now().timestamp()
    hub.join(page, now + 1)
    assert b"resync" in page.take()
    other = tab()
    hub.join(other, now + 10)
    assert other.take() == b""
