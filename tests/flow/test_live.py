"""The live door, as it runs: a real server, a real PostgreSQL."""

import asyncio
import signal
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from live_door import Door, listening, open_door, query, say, ticket
from town import a_workspace, an_agent

from earful.staff.models import Agent

pytestmark = pytest.mark.django_db(transaction=True)

OURS = "select count(*) from pg_stat_activity where application_name like 'earful-live%%'"
KILL = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'earful-live'"
BURST = "select pg_notify('earful', json_build_object('w', %s::int, 'topic', 'conversation', 'id', n, 'v', 1)::text) "


@pytest.fixture(scope="module")
def door(django_db_setup: None, django_db_blocker: object) -> Iterator[Door]:
    with open_door() as opened:
        yield opened


@pytest.fixture
def ana() -> Agent:
    return an_agent(a_workspace())


def for_(agent: Agent, *topics: str, made: float = 10.0) -> str:
    return ticket(agent.workspace_id, agent.pk, *topics or ("conversation", "account"), made=made)


def test_200_idle_tabs_hold_one_database_connection(door: Door, ana: Agent) -> None:
    async def story() -> tuple[object, object]:
        async with listening(door.url, *[for_(ana)] * 200) as pages:
            tabs = (await asyncio.to_thread(httpx.get, f"{door.url}/healthz")).json()["tabs"]
            held = await asyncio.to_thread(query, OURS)
            await say(ana.workspace_id, "conversation", 7, 3)
            told = [await page.next() for page in pages]
            assert told == [{"topic": "conversation", "id": 7, "v": 3}] * 200
            return tabs, held

    assert asyncio.run(story()) == (200, [(1,)])
    until = time.monotonic() + 5
    while httpx.get(f"{door.url}/healthz").json()["tabs"] and time.monotonic() < until:
        time.sleep(0.05)
    assert httpx.get(f"{door.url}/healthz").json() == {"listening": True, "tabs": 0}


def test_a_nudge_reaches_only_its_workspace_and_only_its_topics(door: Door, ana: Agent) -> None:
    ben = an_agent(a_workspace("Contoso"))

    async def story() -> None:
        tickets = [for_(ana), for_(ben), for_(ana, "account"), for_(ana, "conversation:5")]
        async with listening(door.url, *tickets) as (anas, bens, accounts, five):
            for number in (4, 5):
                await say(ana.workspace_id, "conversation", number)
            await say(ana.workspace_id, "account", 1)
            await say(ben.workspace_id, "conversation", 6)
            four, fifth = ({"topic": "conversation", "id": number, "v": 1} for number in (4, 5))
            assert [await anas.next(), await anas.next()] == [four, fifth]
            assert await anas.next() == {"topic": "account", "id": 1, "v": 1}
            assert await bens.next() == {"topic": "conversation", "id": 6, "v": 1}
            assert await accounts.next() == {"topic": "account", "id": 1, "v": 1}
            assert await five.next() == fifth
            assert all(page.events.empty() for page in (anas, bens, accounts, five))
            assert 1_000 <= anas.retry <= 5_000

    asyncio.run(story())


def test_when_the_database_connection_is_killed_it_comes_back_and_pages_fetch_again(door: Door, ana: Agent) -> None:
    async def story() -> None:
        async with listening(door.url, for_(ana), for_(ana)) as pages:
            assert await asyncio.to_thread(query, KILL) == [(True,)]
            assert [await page.next() for page in pages] == ["resync", "resync"]
            await say(ana.workspace_id, "conversation", 9)
            assert [await page.next() for page in pages] == [{"topic": "conversation", "id": 9, "v": 1}] * 2

    asyncio.run(story())
    assert query(OURS) == [(1,)]


def test_what_happened_between_page_and_stream_is_not_lost(door: Door, ana: Agent) -> None:
    async def story() -> None:
        async with listening(door.url, for_(ana)) as (page,):
            await say(ana.workspace_id, "conversation", 1)
            assert await page.next() == {"topic": "conversation", "id": 1, "v": 1}
        async with listening(door.url, for_(ana, made=0), for_(ana, "ledger", made=6)) as (missed_it, other_topic):
            assert await missed_it.next() == "resync"
            await say(ana.workspace_id, "ledger", 3)
            assert await other_topic.next() == {"topic": "ledger", "id": 3, "v": 1}

    asyncio.run(story())


def test_a_browser_that_comes_back_goes_on_where_it_stopped(door: Door, ana: Agent) -> None:
    async def story() -> None:
        async with listening(door.url, for_(ana, made=-60)) as (page,):
            assert await page.next() == "resync"
            place = float(page.place)
        assert abs(place - time.time()) < 5
        for last, told in ((place - 30, "resync"), (place + 10, {"topic": "conversation", "id": 4, "v": 1})):
            headers = {"Last-Event-ID": f"{last:.3f}"}
            async with listening(door.url, for_(ana, made=-60), headers=headers) as (again,):
                await say(ana.workspace_id, "conversation", 4)
                assert await again.next() == told

    asyncio.run(story())


def test_a_page_that_does_not_read_holds_nobody_up(door: Door, ana: Agent) -> None:
    async def story() -> None:
        with socket.socket() as asleep:
            asleep.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            asleep.connect(("127.0.0.1", door.port))
            asleep.sendall(f"GET /live?topics={for_(ana)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            async with listening(door.url, for_(ana, "account")) as (awake,):
                for round_ in range(40):
                    numbers = f"from generate_series({round_ * 150}, {round_ * 150 + 149}) n"
                    await asyncio.to_thread(query, BURST + numbers, ana.workspace_id)
                begun = time.monotonic()
                await say(ana.workspace_id, "account", 2)
                assert await awake.next() == {"topic": "account", "id": 2, "v": 1}
                assert time.monotonic() - begun < 20

    asyncio.run(story())


def test_who_may_not_listen_is_told_so(door: Door, ana: Agent) -> None:
    left = an_agent(ana.workspace)
    stale = for_(left)
    left.is_active = False
    left.save()
    old = for_(ana, made=-60 * 60 * 13)
    forged = for_(ana)[:-3] + "abc"
    elsewhere = ticket(ana.workspace_id + 1000, ana.pk, "conversation")
    for refused in (stale, old, forged, elsewhere, "", "a:b", ticket(ana.workspace_id, ana.pk)[::-1]):
        answer = httpx.get(f"{door.url}/live", params={"topics": refused})
        assert answer.status_code == 403, refused
        assert answer.json()["words"].endswith(".")


def test_only_our_own_pages_may_read_it(door: Door, ana: Agent) -> None:
    def shared_with(origin: str, host: str = "") -> tuple[int, str | None]:
        headers = {"Origin": origin, **({"Host": host} if host else {})}
        with httpx.stream("GET", f"{door.url}/live", params={"topics": for_(ana)}, headers=headers) as answer:
            return answer.status_code, answer.headers.get("access-control-allow-origin")

    assert shared_with("http://127.0.0.1:8460") == (200, "http://127.0.0.1:8460")
    assert shared_with("http://localhost:8460", f"localhost:{door.port}") == (200, "http://localhost:8460")
    assert shared_with("http://evil.example") == (200, None)
    assert shared_with("http://evil.example", "evil.example") == (400, None)
    assert shared_with("null") == (200, None)
    assert shared_with("http://[") == (200, None)


def test_other_addresses_and_methods_are_refused_in_words(door: Door) -> None:
    assert httpx.get(f"{door.url}/").status_code == 404
    assert httpx.post(f"{door.url}/live").status_code == 405


def test_told_to_stop_it_ends_every_stream_at_once(ana: Agent) -> None:
    with open_door() as door:

        async def story() -> float:
            async with listening(door.url, *[for_(ana)] * 20) as pages:
                begun = time.monotonic()
                door.process.send_signal(signal.SIGTERM)
                for page in pages:
                    await asyncio.wait_for(page.ended.wait(), 20)
                await asyncio.to_thread(door.process.wait, 20)
                return time.monotonic() - begun

        assert asyncio.run(story()) < 20
