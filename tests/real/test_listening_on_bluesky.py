"""Listening by name on a whole Bluesky network: posts that name nobody's account come to the desk, by stream and by search.

Not run by default: `pytest tests/real/test_listening_on_bluesky.py`.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from a_firehose import jetstream_of
from bluesky_network import NUMBERS, Person
from desk_window import Window, chromium, expect
from fake_jetstream import FakeJetstream
from playwright.sync_api import BrowserContext
from relay import Relay
from running_desk import a_desk
from town_and_desk import Town, known, waits_for


@pytest.fixture(scope="module")
def stream(urls: dict[str, Any]) -> Iterator[FakeJetstream]:
    with jetstream_of(urls["pds"]) as found:
        yield found


@pytest.fixture(scope="module")
def town(urls: dict[str, Any], stream: FakeJetstream) -> Iterator[Town]:
    relay = Relay(urls["pds"])
    spoken_to = (urls["pds"], urls["appview"], urls["plc"], relay.url, f"http://{stream.place}")
    with a_desk() as desk:
        trusted = ",".join(url.removeprefix("http://") for url in spoken_to)
        desk.environ |= {"EARFUL_TOWN": "off", "EARFUL_CHECK_SECONDS": "600", "EARFUL_TRUSTED_HOSTS": trusted}
        desk.up()
        found = Town(urls, relay, desk)
        yield found
    relay.close()
    for brand in found.brands:
        brand.client.close()


@pytest.fixture(scope="module")
def signed_in(town: Town) -> Iterator[BrowserContext]:
    with chromium() as context:
        window = Window(town.desk, context)
        window.sign_in()
        town.connect(window, town.brand("lumen"))
        window.sees("We are listening to")
        window.close()
        yield context


@pytest.fixture
def window(town: Town, signed_in: BrowserContext) -> Iterator[Window]:
    made = Window(town.desk, signed_in)
    yield made
    made.close()


@pytest.fixture
def carol(urls: dict[str, Any]) -> Iterator[Person]:
    made = Person(urls["pds"], f"carol{next(NUMBERS)}")
    waits_for(lambda: known(made), "the network knows her")
    yield made
    made.client.close()


def listens(window: Window, name: str, text: str) -> None:
    window.go("/house/listening/new/")
    window.page.get_by_label("Name", exact=True).fill(name)
    window.page.get_by_label("What to listen for").fill(text)
    window.page.get_by_role("button", name="Keep it").click()
    window.sees("is kept.")


def switch(window: Window, label: str) -> None:
    window.go("/house/listening/")
    window.page.get_by_role("button", name=re.compile(f"^Switch on: Bluesky, .*{label}")).click()
    window.sees("Earful listens to Bluesky now.")


def items_of(town: Town, uri: str) -> list[tuple[Any, ...]]:
    return town.ask("select version from intake_item where external_id = %s order by id", uri)


def test_what_is_posted_anywhere_comes_to_the_desk_with_its_edits_and_its_end(
    town: Town, window: Window, carol: Person, stream: FakeJetstream
) -> None:
    listens(window, "Zorblax kettles", "zorblax")
    switch(window, "Everything that is posted")
    town.ask("update listening_source set address = %s returning id", stream.url)
    waits_for(lambda: stream.open == 1, "the desk reads the stream")

    window.desk_of()
    other = carol.post({"text": "my kettle is fine"})
    post = carol.post({"text": "my Zorblax kettle hums, does yours?", "langs": ["en"]})
    window.hears("my Zorblax kettle hums")
    window.opens("my Zorblax kettle hums")
    window.sees("Found by:")
    window.sees("Zorblax kettles")
    window.sees(f"@{carol.handle}")
    assert items_of(town, other["uri"]) == []

    place = {"repo": carol.did, "collection": "app.bsky.feed.post", "rkey": post["uri"].rsplit("/", 1)[1]}
    record = carol.ask("com.atproto.repo.getRecord", **place)["value"]
    carol.call("com.atproto.repo.putRecord", {**place, "record": {**record, "text": "my Zorblax kettle hums at night"}})
    expect(window.turn("hums at night")).to_have_count(1)
    carol.call("com.atproto.repo.deleteRecord", place)
    expect(window.page.get_by_text("removed this message").first).to_be_visible()


def test_what_names_the_account_as_well_is_one_item(town: Town, window: Window, carol: Person) -> None:
    brand = town.brands[0]
    words = f"@{brand.handle} my zorblax leaks"
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": brand.did}
    facets = [{"index": {"byteStart": 0, "byteEnd": len(brand.handle) + 1}, "features": [feature]}]
    post = carol.post({"text": words, "facets": facets})
    window.desk_of()
    window.hears("my zorblax leaks")
    polled = town.ask("select now()")[0][0]
    waits_for(lambda: town.ask("select polled_at from accounts_account")[0][0] > polled, "a poll")
    assert len(items_of(town, post["uri"])) == 1
    assert town.ask("select why from conversations_turn where external_id = %s", post["uri"]) == [("mention",)]


def test_a_line_that_breaks_loses_nothing(town: Town, carol: Person, stream: FakeJetstream) -> None:
    stream.refuse = True
    stream.drop()
    post = carol.post({"text": "zorblax while the line was dead"})
    waits_for(
        lambda: any(post["uri"].endswith(str(one.get("commit", {}).get("rkey"))) for one in stream.events), "said"
    )
    stream.refuse = False
    waits_for(lambda: items_of(town, post["uri"]), "it is heard afterwards")
    assert "cursor" in stream.asked[-1]


def test_the_networks_own_search_finds_what_the_stream_did_not_bring(town: Town, window: Window, carol: Person) -> None:
    window.go("/house/listening/")
    window.page.get_by_role("button", name=re.compile("^Switch off: Bluesky, .*Everything that is posted")).click()
    window.sees("no longer searches")
    post = carol.post({"text": "the lid of my zorblax is cracked"})
    waits_for(lambda: carol.ask("app.bsky.feed.getPosts", uris=[post["uri"]])["posts"], "the network shows it")
    switch(window, "The network's own search")
    how = "select asked, trouble from listening_source where way = 'search'"
    waits_for(lambda: items_of(town, post["uri"]), "the search brings it", 100)
    until = time.monotonic() + 60
    while (stands := town.ask(how)) != [(1, "")] and time.monotonic() < until:
        time.sleep(0.5)
    assert stands == [(1, "")], "it says how it goes"
    window.go("/house/listening/")
    window.sees("It asks for one thing.")
