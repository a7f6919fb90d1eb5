"""What every adapter promises about understanding what a stranger sends."""

import copy
from typing import Any

import pytest
from contract_tools import PNG, begin, changed, hear, heard_mention, need, read, run
from contract_world import World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earful.channels.contract import Adapter, Inbound, Length, Refused, Retry, Unreadable
from earful.channels.whole import Whole


def test_nonsense_is_kept_and_blocks_nothing(world: World) -> None:
    need(world, "garbage")
    cursor = begin(world)
    strange, sane = world.garbage(), world.say("a plain question")

    heard, cursor = hear(world, cursor)

    assert read(world, heard[sane]).text
    with pytest.raises(Unreadable):
        world.network.read(heard[strange].raw, world.us)
    assert hear(world, cursor)[0] == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


def mangled(draw: st.DataObject, value: Any) -> Any:
    """A payload with one thing in it replaced, left out, or added."""
    value = copy.deepcopy(value)
    place = value
    while True:
        keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return value
        key = draw.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw.draw(st.booleans()):
            place = place[key]
            continue
        if isinstance(place, dict) and draw.draw(st.booleans()):
            del place[key]
        else:
            place[key] = draw.draw(JSON)
        return value


def test_reading_is_pure_and_mangled_payloads_raise_only_unreadable(world: World) -> None:
    need(world)
    top, cursor = heard_mention(world)
    if "single" in world.offers:
        world.own("Thank you.", to=top.external_id)
    else:
        world.reply(top.external_id, "another @desk.test", by="dan")
    samples = [parcel.raw for parcel in run(world, lambda adapter: adapter.thread(top.external_id)).parcels]
    samples.append(top.raw)
    if "remove" in world.offers:
        world.remove(top.external_id)
        gone = changed(world, top, cursor)
        samples += [gone.raw] if gone else []

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def attack(draw: st.DataObject) -> None:
        raw = draw.draw(st.sampled_from(samples))
        for _ in range(draw.draw(st.integers(1, 4))):
            raw = mangled(draw, raw)
        before = copy.deepcopy(raw)
        results = []
        for _ in range(2):
            try:
                results.append(world.network.read(raw, world.us))
            except Unreadable as error:
                results.append(str(error))
        assert raw == before
        assert results[0] == results[1]
        if isinstance(results[0], Inbound):
            results[0].text.encode()
            assert "\x00" not in results[0].text
            assert results[0].said_at.tzinfo is not None

    attack()


def test_what_is_read_whole_says_so(world: World) -> None:
    """Else every lively thread would be read by reading everything, once a minute."""
    if run(world, whole):
        assert not world.can.threads, "an adapter that inherits Whole has threads=False in its can"


async def whole(adapter: Adapter) -> bool:
    return isinstance(adapter, Whole)


def test_measuring_never_fails(world: World) -> None:
    @settings(max_examples=60, deadline=None)
    @given(text=st.text(max_size=400) | st.text("\ud800\udfff\x00\u200d\u0301", max_size=9))
    def attack(text: str) -> None:
        length = world.network.measure(text, {}, None)
        assert length.used >= 0
        assert length.units in ("characters", "bytes")
        assert length.over == (length.limit is not None and length.used > length.limit)

    attack()


def test_measure_counts_what_looks_like_one_character_as_one(world: World) -> None:
    def measure(text: str) -> Length:
        return world.network.measure(text, {}, None)

    limit = world.network.can.graphemes
    if limit is None:
        own = measure("").limit
        if own is None:
            pytest.skip(
                f"{world.network.name} names no longest answer, in graphemes of its can or by a measure of its own"
            )
        assert measure("a" * (own + 1)).over
        return
    assert measure("").used == 0
    assert (measure("e\u0301" * 5).used, measure("e\u0301" * 5).units) == (5, "characters")
    assert not measure("a" * limit).over
    assert measure("a" * (limit + 1)).over
    if world.network.can.octets:
        family = "👨‍👩‍👧‍👦"
        assert measure(family * limit).over, "25 bytes each: bytes are the nearer limit"
        assert measure(family * limit).units == "bytes"


def test_pictures_can_be_fetched_and_only_pictures(world: World) -> None:
    need(world, "pictures")
    cursor = begin(world)
    said = world.say_with_picture("look at this", PNG, "a red dot")
    heard, _ = hear(world, cursor)

    [picture] = read(world, heard[said]).pictures

    assert picture.alt == "a red dot"
    content, mime = run(world, lambda adapter: adapter.picture(picture.url))
    assert content
    assert mime.startswith("image/")
    assert mime != "image/svg+xml"
    for bad in ("http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "http://[::1]:9/x.png"):
        with pytest.raises((Refused, Retry)):
            run(world, lambda adapter, bad=bad: adapter.picture(bad))
