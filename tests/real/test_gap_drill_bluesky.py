"""The gap drill on a Bluesky network: nobody listens, and the place moves past what was said.

`./run test drills`.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from bluesky_customer import Customer
from bluesky_network import NUMBERS, Person
from desk_window import Window, chromium
from gap_drill import ALARM, Drill, within
from relay import Relay
from running_desk import a_desk
from town_and_desk import Town, waits_for


@pytest.fixture(scope="module")
def town(urls: dict[str, Any]) -> Iterator[Town]:
    relay = Relay(urls["pds"])
    spoken_to = (urls["pds"], urls["appview"], urls["plc"], relay.url)
    with a_desk() as desk:
        hosts = ",".join(url.removeprefix("http://") for url in spoken_to)
        desk.environ |= {"EARFUL_TOWN": "off", "EARFUL_CHECK_SECONDS": "3", "EARFUL_TRUSTED_HOSTS": hosts}
        desk.up()
        town = Town(urls, relay, desk)
        yield town
    relay.close()
    for brand in town.brands:
        brand.client.close()


@pytest.fixture(scope="module")
def window(town: Town) -> Iterator[Window]:
    with chromium() as context:
        made = Window(town.desk, context)
        made.sign_in()
        yield made
        made.close()


@pytest.fixture(scope="module")
def brand(town: Town, window: Window) -> Person:
    made = town.brand()
    town.connect(window, made)
    window.sees("We are listening to")
    return made


@pytest.fixture
def carol(urls: dict[str, Any]) -> Iterator[Customer]:
    made = Customer(urls)
    yield made
    made.close()


@pytest.fixture
def drill(town: Town, window: Window, brand: Person, carol: Customer) -> Drill:
    made = Drill(town.desk, town.ask, window, "bluesky", brand.handle)
    first = f"is somebody there, {next(NUMBERS)}?"
    carol.mention(brand, first)
    waits_for(lambda: made.turns(first) == [1], "the drill begins with a desk that hears", 60)
    return made


def test_what_is_said_while_nobody_listens_is_found_and_not_doubled(
    brand: Person, carol: Customer, drill: Drill
) -> None:
    said = [f"when does shop {next(NUMBERS)} open?" for _ in range(3)]
    with drill.nobody_listens() as since:
        for question in said:
            carol.mention(brand, question)
        time.sleep(3)
        found = drill.finds(said)
        assert drill.causes(*said) == [("nobody", True, False)] * 3
        drill.says("which is longer than it should be", ALARM)
        alarm = time.monotonic() - since
    drill.is_heard_again()
    drill.nothing_twice(*said)
    drill.says("Heard", 60)
    drill.report("nobody listens", found_s=found, alarm_s=alarm)
    assert within(ALARM, alarm)


def test_what_the_place_was_moved_past_is_found_and_explained(
    town: Town, brand: Person, carol: Customer, drill: Drill
) -> None:
    said = [f"is line {next(NUMBERS)} closed?" for _ in range(2)]
    with drill.nobody_listens():
        for question in said:
            carol.mention(brand, question)
        time.sleep(3)
        drill.moves_the_place()
        town.desk.children()["listen"].kill()  # whoever listens next begins at the place that is stored
    drill.is_heard_again()
    assert drill.turns(*said) == [0, 0]
    found = drill.finds(said)
    assert [row[1:] for row in drill.causes(*said)] == [(True, True)] * 2
    drill.is_heard_again()
    drill.nothing_twice(*said)
    drill.report("place moved", found_s=found, cause=drill.causes(*said)[0][0])


def test_the_page_says_until_when_the_sign_in_is_good(drill: Drill) -> None:
    drill.looks()
    drill.says("Renewed by itself; this one is good until", 90)
    drill.says("listed there", 10)
