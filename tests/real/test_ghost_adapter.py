"""The contract suite and more, on a real Ghost. Not run by default: `pytest tests/real/test_ghost_adapter.py`."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "contract"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
pytest.register_assert_rewrite(
    "contract_tools",
    "contract_amending",
    "contract_moderating",
    "contract_listening",
    "contract_reading",
    "contract_sending",
)

from contract_suite import *  # noqa: F403 -- the suite, run here in the real world
from contract_tools import answer_to, begin, hear, heard_mention, read, run
from ghost_site import RealGhost, ghost

from earful.channels.contract import Change, Connected, Refused
from earful.channels.ghost import words
from earful.channels.ghost.network import NETWORK
from earful.kit.transport import Transport


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, Any]]:
    with ghost() as found:
        yield found


@pytest.fixture
def world(site: dict[str, Any]) -> RealGhost:
    return RealGhost(site)


def connect(world: RealGhost, **other: str) -> Connected:
    async def go() -> Connected:
        given = {"address": world.url, "key": world.key, "member": world.site["member"]["mail"]}
        async with Transport(frozenset({world.place})) as door:
            return await NETWORK.connect({**given, **other}, door)

    return asyncio.run(go())


def test_connecting_says_who_we_are_and_which_entry_is_wrong(world: RealGhost) -> None:
    made = connect(world)
    assert (made.us, made.name) == (world.us, "Northwind")
    assert made.settings == {"url": world.url, "home": world.url}
    assert made.session["cookie"].startswith("ghost-members-ssr=")
    for wrong, said in (
        ({"key": f"{world.key[:24]}:{'00' * 32}"}, words.NO_KEY),
        ({"key": f"{'0' * 24}{world.key[24:]}"}, words.NO_KEY),
        ({"member": "nobody@town.test"}, words.NO_MEMBER),
        ({"address": f"{world.url}/nowhere"}, words.NO_SITE),
        ({"address": "http://127.0.0.1:9"}, words.INSECURE),
    ):
        with pytest.raises(Refused) as refused:
            connect(world, **wrong)
        assert refused.value.words == said


def test_an_answer_stands_as_it_was_written_and_its_reader_is_mailed(world: RealGhost) -> None:
    parcel, _ = heard_mention(world)
    text = 'It leaves "on Monday" & not <before>: https://desk.test/x?a=1&b=2.\nReally.\n\n– Ana 🙈'
    before = len(world.mails("carol@town.test"))
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, text)))
    ours = read(world, receipt.parcel)
    assert ours.text == text
    assert [target for _, target in ours.links] == ["https://desk.test/x?a=1&b=2"]
    assert world.under(parcel.external_id) == [text]
    assert len(world.mails("carol@town.test")) == before + 1, "Ghost tells whom we answered"


def test_an_answer_to_an_answer_stands_below_it(world: RealGhost) -> None:
    cursor = begin(world)
    first = world.say("where is my order?")
    second = world.reply(first, "mine is late too", by="dan")
    heard, cursor = hear(world, cursor)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, heard[second])))
    assert world.under(second) == ["We are on it."]
    assert read(world, receipt.parcel).root_id == first
    world.remove(second)
    assert hear(world, cursor)[0].keys() <= {receipt.external_id}, "what was deleted is in no list"
    [gone] = run(world, lambda adapter: adapter.check([second])).parcels
    assert read(world, gone).change is Change.REMOVED


def test_what_is_hidden_is_not_answered_and_what_is_shown_again_is_heard(world: RealGhost) -> None:
    parcel, cursor = heard_mention(world)
    name = parcel.external_id
    world.moderate(name, "hidden")
    hidden, cursor = hear(world, cursor)
    assert read(world, hidden[name]).held
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == words.HELD
    world.moderate(name, "published")
    again, cursor = hear(world, cursor)
    assert not read(world, again[name]).held
    assert again[name].version not in (parcel.version, hidden[name].version)
    assert hear(world, cursor)[0] == {}


def test_comments_that_are_switched_off_take_no_answer(world: RealGhost) -> None:
    parcel, cursor = heard_mention(world)
    settings = world.ask(
        "PUT",
        "ghost/api/admin/settings/",
        {"settings": [{"key": "comments_enabled", "value": "off"}]},
        cookie=world.site["cookie"],
        origin=world.url,
    )
    assert settings
    try:
        with pytest.raises(Refused) as refused:
            run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
        assert refused.value.words == words.CLOSED
        with pytest.raises(Refused) as refused:
            connect(world)
        assert refused.value.words == words.OFF
        assert hear(world, cursor)[0] == {}, "and listening goes on"
    finally:
        fields = {"settings": [{"key": "comments_enabled", "value": "all"}]}
        world.ask("PUT", "ghost/api/admin/settings/", fields, cookie=world.site["cookie"], origin=world.url)
