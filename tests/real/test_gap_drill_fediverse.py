"""The gap drill on servers of the fediverse: nobody listens, answers stand still, lines swallow everything, a stream
stalls, and the place moves past what was said. Each is noticed in its time, found, fetched once, and explained.

`./run test drills`.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from desk_window import Window
from fediverse_desk import BRAND, CONNECT, Fediverse, asks, goes_to_sign_in, number
from fediverse_network import LOOPBACK
from gap_drill import ALARM, Drill, within
from town_and_desk import waits_for

pytestmark = pytest.mark.allow_hosts(LOOPBACK)
WAYS = ["local", "federated", "direct"]
POLL = 15


@pytest.fixture
def drill(brand: Fediverse, window: Window) -> Drill:
    made = Drill(brand.desk, brand.ask, window, "mastodon", BRAND.removeprefix("@"))
    first = f"is somebody there, {number()}?"
    brand.people["alice"].post(f"{BRAND} {first}")
    waits_for(lambda: made.turns(first) == [1], "the drill begins with a desk that hears", 60)
    return made


def test_what_is_said_while_nobody_listens_is_found_and_not_doubled(brand: Fediverse, drill: Drill) -> None:
    said = [f"when does shop {number()} open?" for _ in WAYS]
    with drill.nobody_listens() as since:
        for way, question in zip(WAYS, said, strict=True):
            asks(brand, way, question)
        time.sleep(10)  # what is said elsewhere takes its way
        found = drill.finds(said)
        assert drill.causes(*said) == [("nobody", True, False)] * 3
        drill.says("which is longer than it should be", ALARM)
        alarm = time.monotonic() - since
        assert "Nobody had listened since" in drill.page()
    drill.is_heard_again()
    drill.nothing_twice(*said)
    drill.says("Heard", 60)
    [(why,)] = brand.ask("select why from accounts_gap where account_id = %s order by id desc limit 1", drill.account)
    assert why == "nobody"
    drill.report("nobody listens", found_s=found, alarm_s=alarm)
    assert within(ALARM + 20, alarm)


def test_a_list_that_stands_still_behind_green_checks_is_found_out(brand: Fediverse, drill: Drill) -> None:
    said = [f"has bus {number()} left?" for _ in range(2)]
    drill.is_heard_again()
    with still(brand):
        drill.is_heard_again()  # what the poll asks is answered as before from now on
        for question in said:
            brand.people["alice"].post(f"{BRAND} {question}")
        drill.is_heard_again()
        drill.is_heard_again()
        assert drill.turns(*said) == [0, 0], "checks succeed and bring nothing"
        found = drill.finds(said)
        assert drill.causes(*said) == [("passed_over", True, True)] * 2
        drill.says("But checks left something out", 10)
        assert "covered that time and did not bring it" in drill.page()
    drill.is_heard_again()
    drill.looks()
    waits_for(lambda: "But checks left something out" not in drill.page(), "a clean look ends the warning", 90)
    drill.nothing_twice(*said)
    drill.report("list stands still", found_s=found)


def test_a_line_that_swallows_everything_is_noticed_and_nothing_is_lost(brand: Fediverse, drill: Drill) -> None:
    said = f"does card {number()} still work?"
    with swallowed(brand):
        since = time.monotonic()
        brand.people["alice"].post(f"{BRAND} {said}")
        drill.says("We keep trying by ourselves", ALARM + 20, "which is longer than it should be")
        alarm = time.monotonic() - since
    waits_for(lambda: drill.turns(said) == [1], "it is heard when the line is free", 120)
    drill.is_heard_again()
    drill.nothing_twice(said)
    drill.says("Heard", 60)
    drill.report("line swallows", alarm_s=alarm)


def test_what_the_place_was_moved_past_is_found_and_explained(brand: Fediverse, drill: Drill) -> None:
    said = [f"is line {number()} closed?" for _ in range(2)]
    with drill.nobody_listens():
        for question in said:
            brand.people["alice"].post(f"{BRAND} {question}")
        time.sleep(8)
        drill.moves_the_place()
        brand.kill("listen")  # whoever listens next begins at the place that is stored
    drill.is_heard_again()
    assert drill.turns(*said) == [0, 0]
    found = drill.finds(said)
    assert [row[1:] for row in drill.causes(*said)] == [(True, True)] * 2
    assert drill.causes(*said)[0][0] in {"passed_over", "nobody"}
    drill.is_heard_again()
    drill.nothing_twice(*said)
    drill.report("place moved", found_s=found, cause=drill.causes(*said)[0][0])


def test_a_stream_that_stalls_or_loses_a_hint_delays_by_one_check(world: Fediverse) -> None:
    window = world.window()
    window.go(CONNECT)
    goes_to_sign_in(window, world.mock.url)
    window.page.get_by_role("button", name="@ada").click()
    window.sees("We are listening to")
    [(handle,)] = world.ask("select handle from accounts_account where handle like 'ada%%'")
    drill = Drill(world.desk, world.ask, window, "mastodon", handle)
    with stalled_stream(world.stream) as address:
        settings = json.dumps(address)
        world.ask("update accounts_account set settings = jsonb_set(settings, '{streaming}', %s::jsonb) where id = %s returning id",
                  settings, drill.account)  # fmt: skip
        drill.says("The stream is open since", 60)
        took = []
        for _ in range(3):
            question, begun = f"is train {number()} late?", time.monotonic()
            world.demo["grace"].post(f"@ada {question}")
            waits_for(lambda said=question: drill.turns(said) == [1], "the check brings it", 3 * POLL)
            took.append(time.monotonic() - begun)
            drill.nothing_twice(question)
    assert within(POLL + 5, max(took)), took
    found = "select count(*) from intake_unheard where account_id = %s and found_at is not null"
    assert world.ask(found, drill.account) == [(0,)]
    drill.report("stream stalls", heard_s=[round(one, 1) for one in took])
    window.close()


# --- trouble ------------------------------------------------------------------------------------------------------


@contextmanager
def still(world: Fediverse) -> Iterator[None]:
    """What asks for notifications after a place is answered as it was the first time, as a bad cache would."""
    kept: dict[str, object] = {}
    relay, asking = world.relay, world.relay.ask

    def ask(method: str, path: str, body: bytes, headers: dict[str, str]) -> object:
        if "notifications" not in path or "min_id" not in path:
            return asking(method, path, body, headers)
        if path not in kept:
            kept[path] = asking(method, path, body, headers)
        return kept[path]

    relay.ask = ask  # type: ignore[method-assign]  # -- for a while
    try:
        yield
    finally:
        del relay.ask


@contextmanager
def swallowed(world: Fediverse) -> Iterator[None]:
    """Every question is taken and none is answered."""
    free = threading.Event()
    relay, asking = world.relay, world.relay.ask

    def ask(method: str, path: str, body: bytes, headers: dict[str, str]) -> object:
        free.wait(300)
        return asking(method, path, body, headers)

    relay.ask = ask  # type: ignore[method-assign]  # -- likewise
    try:
        yield
    finally:
        free.set()
        del relay.ask


@contextmanager
def stalled_stream(port: int) -> Iterator[str]:
    """A stream that is open and never says a word."""
    closing = threading.Event()

    class Stream(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self.wfile.flush()
            closing.wait(120)

    server = ThreadingHTTPServer(("127.0.0.1", port), Stream)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
