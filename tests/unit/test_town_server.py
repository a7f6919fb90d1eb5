"""The running town: it keeps what it answered, speaks only on this machine, and says plainly what is wrong."""

import asyncio
import signal
import socket
import struct
import sys
import time
import urllib.request
import zlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))

from sandbox_fixture import BRAND, RunningTown, TownClient, running_town, town_process

from earful.channels.contract import Adapter, Connected, Expired, Outbound, Refused, Retry
from earful.channels.sandbox.network import NETWORK
from earful.kit import clock
from earful.kit.transport import Transport

T = TypeVar("T")


@pytest.fixture
def town() -> Iterator[RunningTown]:
    with running_town() as made:
        yield made


def as_brand(town: RunningTown, job: Callable[[Adapter], Awaitable[T]], token: str = "") -> T:
    async def go() -> T:
        async with Transport(frozenset({f"127.0.0.1:{town.port}"})) as door:
            card = await NETWORK.connect({"brand": BRAND, "url": town.url}, door)
            secrets = {"token": token} if token else card.secrets
            return await job(NETWORK.open(card.us, card.settings, secrets, None, door))  # type: ignore[arg-type]  # -- the town needs no keeper

    return asyncio.run(go())


def answer_to(post: str, text: str = "We are on it.", key: str = "k1") -> Outbound:
    return Outbound(key, clock.now(), text, post, {})


# --- memory ---


def test_a_restart_keeps_everything(town: RunningTown) -> None:
    token = town.connect()["token"]
    said = town.say(f"@{BRAND} is anybody there?")
    town.restart()
    assert [one["id"] for one in town.ask("GET", "/feed", token=token)["items"]] == [said]
    assert town.say("and again") > said


def test_a_killed_town_loses_nothing_it_answered(tmp_path: Path) -> None:
    with town_process(tmp_path, "--quiet-start") as (process, client):
        token = client.connect()["token"]
        said = [client.say(f"@{BRAND} number {number}") for number in range(20)]
        process.send_signal(signal.SIGKILL)
        process.wait()
    with town_process(tmp_path, "--quiet-start") as (process, client):
        assert [one["id"] for one in client.ask("GET", "/feed", token=token)["items"]] == said
        process.terminate()
        assert process.wait(10) == 0


def test_a_living_town_starts_with_a_past_and_stops_when_told(tmp_path: Path) -> None:
    with town_process(tmp_path, "--speed", "200") as (process, client):
        first = client.ask("GET", "/health")
        assert first["posts"] > 150
        deadline = time.monotonic() + 10
        while client.ask("GET", "/health")["posts"] < first["posts"] + 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert client.ask("POST", "/speed", {"speed": 0})["speed"] == 0
        count = client.ask("GET", "/health")["posts"]
        assert count >= first["posts"] + 5
        process.terminate()
        assert process.wait(10) == 0
    with town_process(tmp_path, "--speed", "0") as (_, client):
        assert client.ask("GET", "/health")["posts"] == count


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with town_process(tmp_path, port=port) as (process, _):
            assert process.wait(10) == 1


# --- the desk ---


def test_a_key_is_posted_once_even_by_two_at_a_time(town: RunningTown) -> None:
    said = town.say(f"@{BRAND} hello")

    async def both(adapter: Adapter) -> set[str]:
        sent = await asyncio.gather(*(adapter.send(answer_to(said)) for _ in range(4)))
        return {receipt.external_id for receipt in sent}

    assert len(as_brand(town, both)) == 1
    assert len(town.replies_to(said)) == 1


def test_refusals_carry_the_towns_words(town: RunningTown) -> None:
    said = town.say(f"@{BRAND} hello")
    with pytest.raises(Refused, match=r"A post may have 300 characters; this one has 301\."):
        as_brand(town, lambda adapter: adapter.send(answer_to(said, "x" * 301)))
    town.remove(said)
    with pytest.raises(Refused, match="removed by its author"):
        as_brand(town, lambda adapter: adapter.send(answer_to(said)))
    with pytest.raises(Refused, match="not in the town"):
        as_brand(town, lambda adapter: adapter.send(answer_to("town:post:999999")))


def test_a_revoked_token_is_expired(town: RunningTown) -> None:
    with pytest.raises(Expired):
        as_brand(town, lambda adapter: adapter.thread("town:post:000001"), token="made up")
    with pytest.raises(Expired):
        as_brand(town, lambda adapter: anext(aiter(adapter.listen())), token="made up")


def test_hints_come_when_something_happens_and_end_with_the_town(town: RunningTown) -> None:
    async def listen(adapter: Adapter) -> int:
        hints, count = adapter.listen(), 0
        async for _ in hints:
            count += 1
            if count == 1:
                await asyncio.to_thread(town.say, f"@{BRAND} now")
            if count == 2:
                await asyncio.to_thread(town.stop)
        return count

    assert as_brand(town, listen) >= 2


def test_an_unknown_brand_is_refused_and_a_closed_town_is_for_later(town: RunningTown) -> None:
    async def connect(brand: str) -> Connected:
        async with Transport(frozenset({f"127.0.0.1:{town.port}"})) as door:
            return await NETWORK.connect({"brand": brand, "url": town.url}, door)

    connected = asyncio.run(connect("lumenloop"))
    assert (connected.us.handle, connected.name, connected.settings) == ("lumenloop", "Lumenloop", {"url": town.url})
    with pytest.raises(Refused):
        asyncio.run(connect("carol"))
    town.stop()
    with pytest.raises(Retry):
        asyncio.run(connect("lumenloop"))


# --- what a brand hears ---


def test_each_brand_hears_what_concerns_it(town: RunningTown) -> None:
    tokens = {brand: town.connect(brand)["token"] for brand in (BRAND, "lumenloop")}
    both = town.say("I wait for @northwindrail and for Lumenloop.")
    context = town.say("me too", "dan", both)
    private = town.private("my booking is ABC", "lumenloop")
    town.say("nice weather today")
    unlike = town.say("write to @northwindrails or x@lumenloop.test")
    own = town.say("We are here.", "lumenloop", both)
    thanks = town.say("thank you", "carol", own)

    def heard(brand: str) -> dict[str, str]:
        return {one["id"]: one["why"] for one in town.ask("GET", "/feed", token=tokens[brand])["items"]}

    assert heard(BRAND) == {both: "mention", context: "context", own: "context", thanks: "context"}
    assert heard("lumenloop") == {
        both: "mention", context: "context", private: "message", own: "own", thanks: "reply",
    }  # fmt: skip
    assert unlike not in heard(BRAND)
    assert town.refused("GET", f"/thread?id={private}", token=tokens[BRAND])[0] == 404
    [hidden] = town.ask("POST", "/lookup", {"ids": [private]}, token=tokens[BRAND])["items"]
    assert hidden["change"] == "removed"
    assert "booking" not in str(hidden)


def test_the_truth_knows_who_was_answered_and_by_whom(town: RunningTown) -> None:
    by_desk, by_app, by_fellow, gone, waiting = (town.say(f"@{BRAND} question {number}") for number in range(5))
    as_brand(town, lambda adapter: adapter.send(answer_to(by_desk)))
    town.say("from the app", BRAND, by_app)
    town.say("try the other door", "dan", by_fellow, kind="peer", wants=False)
    town.remove(gone)
    truth = town.truth()
    assert truth["counts"] | {"posts": None} == {
        "wanted": 5, "removed": 1, "answered": 3, "waiting": 1, "posts": None,
        "answered_as": {"desk": 1, "native": 1, "fellow customer": 1},
    }  # fmt: skip
    found = {one["id"]: one for one in truth["wanted"]}
    assert found[by_fellow]["answered_by"] == "dan"
    assert found[waiting]["answered_at"] is None
    assert found[by_desk]["answered_at"] >= found[by_desk]["said_at"]


def test_pages_and_pictures_can_be_seen_in_a_browser(town: RunningTown) -> None:
    said = town.say("<script>alert(1)</script> @northwindrail", pictures=[{"alt": 'a "red" bus'}])
    for path in ("/", f"/post/{said[-6:]}", "/person/carol"):
        with urllib.request.urlopen(town.url + path) as answer:
            page = answer.read().decode()
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script>" not in page
        assert "&lt;script&gt;" in page
        assert "a &quot;red&quot; bus" in page
    for path in ("/pictures/1.png", "/avatars/17.png"):
        with urllib.request.urlopen(town.url + path) as answer:
            content = answer.read()
        width, height = struct.unpack(">II", content[16:24])
        packed = content[content.index(b"IDAT") + 4 : content.index(b"IEND") - 8]
        assert len(zlib.decompress(packed)) == height * (3 * width + 1)


def test_the_town_answers_only_to_its_own_name(town: RunningTown) -> None:
    request = urllib.request.Request(town.url + "/health", headers={"host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(request):
        pass
    refused.value.close()
    assert refused.value.code == 421
    assert TownClient(town.url).refused("GET", "/nowhere") == (404, "The town has no such street.")
    plain = urllib.request.Request(town.url + "/post", b"{}", {"content-type": "text/plain"})
    with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(plain):
        pass
    refused.value.close()
    assert refused.value.code == 415
