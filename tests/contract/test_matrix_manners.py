"""Matrix's own manners on the small homeserver, connecting, and what a server may do to us."""

import asyncio
from collections.abc import Iterator

import pytest
from fake_matrix import PASSWORD
from matrix_fixture import FakeMatrixWorld
from matrix_fixture import world as a_world
from matrix_manners import *  # noqa: F403 -- run here on the small homeserver

from earful.channels.contract import Connected, Refused
from earful.channels.matrix import words
from earful.channels.matrix.network import NETWORK
from earful.kit.transport import Transport


@pytest.fixture
def world() -> Iterator[FakeMatrixWorld]:
    with a_world() as made:
        yield made


def connect(world: FakeMatrixWorld, *, trusted: bool = True, **values: str) -> Connected:
    usual = {"server": world.base, "user": "desk", "password": PASSWORD}

    async def go() -> Connected:
        async with Transport(frozenset({world.base.removeprefix("http://")}) if trusted else frozenset()) as door:
            return await NETWORK.connect({**usual, **values}, door)

    return asyncio.run(go())


def test_connecting_keeps_a_token_and_not_the_password(world: FakeMatrixWorld) -> None:
    made = connect(world)
    assert (made.us.external_id, made.us.handle, made.name) == ("@desk:desk.test", "desk:desk.test", "Desk")
    assert made.secrets == {"token": "token-of-desk"}
    assert made.settings == {"server": world.base, "accept": "people", "hears": "all", "servers": ""}
    other = connect(world, user="", password="", token="token-of-desk", accept="everybody", servers=" A.test, b.test")
    assert other.settings["servers"] == "a.test,b.test"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"password": "wrong"}, words.NO_PASSWORD),
        ({"password": "", "token": "wrong"}, words.NO_TOKEN),
        ({"password": ""}, words.MISSING),
        ({"server": "http://127.0.0.1:1"}, words.INSECURE),
        ({"server": "http://[x"}, words.NO_SERVER),
        ({"server": "10.0.0.1"}, words.INTERNAL),
        ({"accept": "some"}, words.NO_ACCEPT),
        ({"hears": "nothing"}, words.NO_HEARS),
    ],
)
def test_connecting_says_which_entry_is_wrong(world: FakeMatrixWorld, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(world, **values)
    assert refused.value.words == said


def test_a_cursor_that_is_none_is_told(world: FakeMatrixWorld) -> None:
    for broken in ("", "{}", "[]", '{"since": "s1", "lasts": {"x": [1]}}'):
        with pytest.raises(Refused) as refused:
            run(world, lambda adapter, broken=broken: batches(adapter, broken))  # noqa: F405 -- of the manners
        assert refused.value.words == words.NO_PLACE


def test_more_than_is_fetched_at_once_is_fetched_later_and_in_its_order(
    world: FakeMatrixWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("earful.channels.matrix.reading.PAGES", 1)
    monkeypatch.setattr("earful.channels.matrix.reading.PAGE", 20)
    cursor = begin(world)  # noqa: F405 -- of the manners
    said = {world.say(f"complaint {number}") for number in range(150)}
    found: set[str] = set()
    for _ in range(8):
        heard, cursor = hear(world, cursor)  # noqa: F405 -- likewise
        assert not found & set(heard)
        found |= set(heard)
    assert found == said
    late = world.say("one more")
    assert set(hear(world, cursor)[0]) == {late}  # noqa: F405 -- likewise
