"""The contract suite and more, on a real WordPress. Not run by default: `pytest tests/real/test_wordpress_adapter.py`."""

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
from contract_tools import answer_to, begin, changed, hear, heard_mention, read, run
from contract_world import MemoryKeeper
from wordpress_site import RealWordPress, wordpress

from earful.channels.contract import Batch, Change, Connected, Refused, Us
from earful.channels.feeds.network import NETWORK as FEEDS
from earful.channels.wordpress import words
from earful.channels.wordpress.network import NETWORK
from earful.kit.transport import Transport


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, Any]]:
    with wordpress() as found:
        yield found


@pytest.fixture
def world(site: dict[str, Any]) -> RealWordPress:
    return RealWordPress(site)


def connect(world: RealWordPress, **other: str) -> Connected:
    async def go() -> Connected:
        async with Transport(frozenset({world.place})) as door:
            return await NETWORK.connect({"address": world.url, **world.secrets, **other}, door)

    return asyncio.run(go())


def test_connecting_says_who_we_are_and_which_entry_is_wrong(world: RealWordPress) -> None:
    made = connect(world)
    assert (made.us, made.settings) == (world.us, {"api": world.api})
    for wrong, said in (
        ({"password": "none of it"}, words.NO_PASSWORD),
        ({"user": "nobody"}, words.NO_PASSWORD),
        ({"address": "http://127.0.0.1:9"}, words.INSECURE),
        ({"address": ""}, words.MISSING),
    ):
        with pytest.raises(Refused) as refused:
            connect(world, **wrong)
        assert refused.value.words == said


def test_what_moderation_holds_back_is_heard_and_let_through_from_either_side(world: RealWordPress) -> None:
    cursor = begin(world)
    held = world.hold("please let me in")
    later = world.say("I came later", by="dan")
    heard, cursor = hear(world, cursor)
    assert set(heard) == {held, later}
    assert read(world, heard[held]).held
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, heard[held], "Here you are.")))
    assert refused.value.words == words.HELD

    world.moderate(held, "approved")

    heard, cursor = hear(world, cursor)
    assert set(heard) == {held}
    assert not read(world, heard[held]).held
    world.moderate(held, "spam")
    gone = changed(world, heard[held], cursor)
    assert gone
    assert read(world, gone).change is Change.REMOVED


def test_an_answer_stands_under_the_comment_as_it_was_written(world: RealWordPress) -> None:
    parcel, _ = heard_mention(world)
    text = 'It leaves "on Monday" & not <before>.\n\n– Ana 🙈'
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, text)))
    assert read(world, receipt.parcel).text == text
    assert world.under(parcel.external_id) == [text]


def test_below_a_closed_post_nothing_is_sent(world: RealWordPress) -> None:
    parcel, _ = heard_mention(world)
    world.ask("POST", f"wp/v2/posts/{world.post}", {"comment_status": "closed"})
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == words.CLOSED


def test_its_feeds_are_read_like_any_blogs(world: RealWordPress) -> None:
    """The other channel, on the same site: posts, and the comments of each by the feed the post names for them."""

    async def go() -> list[Batch]:
        async with Transport(frozenset({world.place})) as door:
            made = await FEEDS.connect({"address": world.url}, door)
            adapter = FEEDS.open(Us(made.us.external_id, ""), {**made.settings, "least": 0}, {}, MemoryKeeper(), door)
            first = [batch async for batch in adapter.poll(None)]
            world.say("said on the blog", by="eve")
            return [batch async for batch in adapter.poll(first[-1].cursor)]

    found = [parcel for batch in asyncio.run(go()) for parcel in batch.parcels]
    items = [FEEDS.read(parcel.raw, Us("http://x/", "x")) for parcel in found]
    assert [(item.text, item.author.name) for item in items if item.author] == [("said on the blog", "eve")]
    assert items[0].parent_id
