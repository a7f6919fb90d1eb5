"""What every adapter promises. Run by test_contract.py in every world, and by tests/real against real servers."""

import asyncio
import copy
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from contract_world import World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earful.channels.contract import (
    Adapter,
    Batch,
    Change,
    Expired,
    Inbound,
    Outbound,
    Parcel,
    Refused,
    Retry,
    Uncertain,
    Unreadable,
    Upload,
    Why,
)
from earful.kit import clock

T = TypeVar("T")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63386160000002c400c9d6dd6ddc0000000049454e44ae426082"
)


def run(world: World, job: Callable[[Adapter], Awaitable[T]]) -> T:
    """Do something with a fresh adapter, as a new process would."""

    async def go() -> T:
        async with world.open() as adapter:
            return await job(adapter)

    return asyncio.run(go())


def need(world: World, *offers: str) -> None:
    missing = [offer for offer in offers if offer not in world.offers]
    if missing:
        pytest.skip(f"{world.network.name} has no {', '.join(missing)}")


def need_send(world: World) -> None:
    if not world.network.can.send:
        pytest.skip(f"{world.network.name} only reads")


async def batches(adapter: Adapter, cursor: str | None) -> list[Batch]:
    return [batch async for batch in adapter.poll(cursor)]


def begin(world: World) -> str:
    """The first poll: nothing comes, and a place to go on from."""
    found = run(world, lambda adapter: batches(adapter, None))
    assert [parcel for batch in found for parcel in batch.parcels] == []
    assert found[-1].cursor
    return found[-1].cursor


def hear(world: World, cursor: str) -> tuple[dict[str, Parcel], str]:
    """One whole poll: what came, by id (the newest version last), and the new cursor."""
    world.settle()
    found = run(world, lambda adapter: batches(adapter, cursor))
    assert all(batch.cursor is None for batch in found[:-1]), "the place is only safe with the last batch"
    assert found[-1].cursor
    return {parcel.external_id: parcel for batch in found for parcel in batch.parcels}, found[-1].cursor


def read(world: World, parcel: Parcel) -> Inbound:
    stored = json.loads(json.dumps(parcel.raw))  # what comes back from the ledger
    understood = world.network.read(stored, world.us)
    assert understood.external_id == parcel.external_id
    return understood


def answer_to(world: World, parcel: Parcel, text: str = "We are on it.", key: str = "k1", **more: Any) -> Outbound:
    return Outbound(key, clock.now(), text, parcel.external_id, parcel.raw, **more)


def heard_mention(world: World, text: str = "my order is late") -> tuple[Parcel, str]:
    """A customer speaks; the parcel, and the cursor after it."""
    cursor = begin(world)
    said = world.say(text)
    heard, cursor = hear(world, cursor)
    return heard[said], cursor


# --- listening ---


def test_a_mention_arrives_once_and_reads_as_it_was_said(world: World) -> None:
    cursor = begin(world)
    before = clock.now()
    said = world.say("where is my order? 🙈 ünïcode")

    heard, cursor = hear(world, cursor)

    assert set(heard) == {said}
    understood = read(world, heard[said])
    assert understood.change is Change.SAID
    assert understood.why in (Why.MENTION, Why.MESSAGE)
    assert "where is my order? 🙈 ünïcode" in understood.text
    assert understood.author
    assert "carol" in understood.author.handle
    assert understood.parent_id is None
    assert abs(understood.said_at - before) < timedelta(minutes=5)
    assert hear(world, cursor)[0] == {}, "and never again"


def test_what_was_said_before_the_first_poll_comes_only_by_looking_back(world: World) -> None:
    early = world.say("said before anybody listened")
    world.settle()
    began = clock.now() - timedelta(hours=1)
    cursor = begin(world)
    late = world.say("said after")

    assert set(hear(world, cursor)[0]) == {late}

    async def back(adapter: Adapter) -> list[Batch]:
        return [batch async for batch in adapter.look_back(began)]

    found = run(world, back)
    assert {parcel.external_id for batch in found for parcel in batch.parcels} >= {early, late}
    assert all(batch.cursor is None for batch in found), "looking back never moves the place"


def test_a_reply_knows_what_it_answers(world: World) -> None:
    parcel, cursor = heard_mention(world)
    answer = world.reply(parcel.external_id, "same here, @desk.test", by="dan")
    if "own" in world.offers:
        ours = world.own("We are looking into it", to=parcel.external_id)
        world.settle()
        back = world.reply(ours, "thank you")

        heard, _ = hear(world, cursor)

        assert read(world, heard[back]).parent_id == ours
        assert read(world, heard[back]).root_id == parcel.external_id
        assert read(world, heard[back]).why is Why.REPLY
    around = run(world, lambda adapter: adapter.thread(parcel.external_id))
    found = {p.external_id: read(world, p) for p in around.parcels}
    assert found[answer].parent_id == parcel.external_id


def test_our_own_words_from_elsewhere_are_recognised(world: World) -> None:
    need(world, "own")
    parcel, cursor = heard_mention(world)
    ours = world.own("Answered from the phone", to=parcel.external_id)

    heard, cursor = hear(world, cursor)

    understood = read(world, heard[ours])
    assert understood.why is Why.OWN
    assert understood.parent_id == parcel.external_id
    assert understood.author
    assert understood.author.external_id == world.us.external_id
    assert hear(world, cursor)[0] == {}


def test_a_poll_that_ends_half_way_loses_nothing(world: World) -> None:
    cursor = begin(world)
    said = set()
    for number in range(12):
        said.add(world.say(f"number {number}"))
        if number == 6:
            world.settle()
    world.settle()

    async def only_the_first(adapter: Adapter) -> Batch:
        walk = adapter.poll(cursor)
        try:
            return await anext(aiter(walk))
        finally:
            await walk.aclose()  # type: ignore[attr-defined]  # -- a generator in every adapter

    first = run(world, only_the_first)
    kept = {parcel.external_id for parcel in first.parcels}
    heard, after = hear(world, first.cursor or cursor)

    assert kept | set(heard) >= said
    assert hear(world, after)[0] == {}


def test_the_same_cursor_twice_gives_the_same_names_and_versions(world: World) -> None:
    cursor = begin(world)
    world.say("one")
    world.say("two")

    first, second = hear(world, cursor)[0], hear(world, cursor)[0]

    assert {(p.external_id, p.version) for p in first.values()} == {(p.external_id, p.version) for p in second.values()}


def test_many_at_once_all_arrive(world: World) -> None:
    cursor = begin(world)
    said = {world.say(f"complaint {number}") for number in range(130)}

    heard, cursor = hear(world, cursor)

    assert set(heard) == said
    assert hear(world, cursor)[0] == {}


# --- what becomes of what was said ---


def changed(world: World, known: Parcel, cursor: str) -> Parcel | None:
    """The newest version of a known post, whether the poll brings it or a check."""
    heard, _ = hear(world, cursor)
    if found := heard.get(known.external_id):
        return found
    if world.network.can.checks:
        batch = run(world, lambda adapter: adapter.check([known.external_id]))
        for parcel in batch.parcels:
            if parcel.external_id == known.external_id and parcel.version != known.version:
                return parcel
    return None


def test_an_edit_is_seen(world: World) -> None:
    need(world, "edit")
    parcel, cursor = heard_mention(world)
    assert changed(world, parcel, cursor) is None
    world.edit(parcel.external_id, "I meant my other order")

    found = changed(world, parcel, cursor)

    assert found
    assert read(world, found).change is Change.EDITED
    assert "my other order" in read(world, found).text


def test_a_removal_is_seen(world: World) -> None:
    need(world, "remove")
    parcel, cursor = heard_mention(world)
    world.remove(parcel.external_id)

    found = changed(world, parcel, cursor)

    assert found
    understood = read(world, found)
    assert understood.change is Change.REMOVED
    assert understood.author is None
    assert "my order is late" not in json.dumps(found.raw), "the trace stays, the content goes"


def test_a_thread_shows_what_stands_around_a_post(world: World) -> None:
    top = world.say("a question for everybody")
    world.settle()
    middle = world.reply(top, "I know this one", by="dan")
    world.settle()
    low = world.reply(middle, "tell us", by="carol")
    world.settle()

    around = run(world, lambda adapter: adapter.thread(middle))

    found = {parcel.external_id: read(world, parcel) for parcel in around.parcels}
    assert {top, middle, low} <= set(found)
    assert found[low].parent_id == middle
    assert around.cursor is None


# --- sending ---


def test_a_reply_is_sent_once_whatever_is_repeated(world: World) -> None:
    need_send(world)
    parcel, cursor = heard_mention(world)
    outbound = answer_to(world, parcel)

    first = run(world, lambda adapter: adapter.send(outbound))
    world.settle()
    second = run(world, lambda adapter: adapter.send(outbound))
    world.settle()

    assert first.external_id == second.external_id
    assert first.parcel.version == second.parcel.version
    assert world.under(parcel.external_id) == ["We are on it."]
    ours = read(world, first.parcel)
    assert ours.why is Why.OWN
    assert ours.parent_id == parcel.external_id
    assert ours.text == "We are on it."
    seen = hear(world, cursor)[0].get(first.external_id)
    assert seen is None or seen.version == first.parcel.version, "one post never has two names"


def test_two_replies_are_two(world: World) -> None:
    need_send(world)
    parcel, _ = heard_mention(world)
    one, two = answer_to(world, parcel, "first"), answer_to(world, parcel, "second", key="k2")
    two = replace(two, created_at=one.created_at)

    receipts = {run(world, lambda adapter, o=o: adapter.send(o)).external_id for o in (one, two)}
    world.settle()

    assert len(receipts) == 2
    assert sorted(world.under(parcel.external_id)) == ["first", "second"]


def test_find_sees_what_was_sent_and_nothing_else(world: World) -> None:
    need_send(world)
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    assert run(world, lambda adapter: adapter.find(outbound)) is None

    receipt = run(world, lambda adapter: adapter.send(outbound))
    world.settle()
    found = run(world, lambda adapter: adapter.find(outbound))

    assert found
    assert (found.external_id, found.parcel.version) == (receipt.external_id, receipt.parcel.version)
    assert run(world, lambda adapter: adapter.find(replace(outbound, key="another"))) is None


def test_a_lost_answer_is_uncertain_and_can_be_found(world: World) -> None:
    need_send(world)
    need(world, "lost_answer")
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    world.lose_answer()

    with pytest.raises(Uncertain):
        run(world, lambda adapter: adapter.send(outbound))

    world.settle()
    assert run(world, lambda adapter: adapter.find(outbound))
    run(world, lambda adapter: adapter.send(outbound))
    world.settle()
    assert world.under(parcel.external_id) == ["We are on it."]


def test_a_lost_request_is_uncertain_and_is_not_found(world: World) -> None:
    need_send(world)
    need(world, "lost_request")
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    world.lose_request()

    with pytest.raises(Uncertain):
        run(world, lambda adapter: adapter.send(outbound))

    assert run(world, lambda adapter: adapter.find(outbound)) is None
    run(world, lambda adapter: adapter.send(outbound))
    world.settle()
    assert world.under(parcel.external_id) == ["We are on it."]


def test_a_reply_carries_its_pictures(world: World) -> None:
    need_send(world)
    need(world, "pictures")
    parcel, _ = heard_mention(world)
    upload = Upload(PNG, "image/png", "a red dot", 1, 1)

    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, uploads=(upload,))))
    world.settle()

    batch = run(world, lambda adapter: adapter.thread(parcel.external_id))
    ours = next(p for p in batch.parcels if p.external_id == receipt.external_id)
    for seen in (read(world, ours), read(world, receipt.parcel)):
        assert [picture.alt for picture in seen.pictures] == ["a red dot"]


def test_refusals_are_whole_sentences_without_the_text(world: World) -> None:
    need_send(world)
    need(world, "deny")
    parcel, _ = heard_mention(world)
    world.deny()

    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel, "a rather private text")))

    assert refused.value.words.strip().endswith(".")
    assert "private text" not in refused.value.words


# --- trouble ---


def test_too_many_requests_says_when_to_come_back(world: World) -> None:
    need(world, "limit")
    cursor = begin(world)
    said = world.say("patience")
    world.limit(77)

    with pytest.raises(Retry) as retry:
        run(world, lambda adapter: batches(adapter, cursor))

    assert 60 <= retry.value.after <= 78
    world.relent()
    assert said in hear(world, cursor)[0]


def test_an_old_token_is_renewed_without_a_word(world: World) -> None:
    need(world, "stale_token")
    cursor = begin(world)
    said = world.say("hello")
    renewals = world.keeper.renewals
    world.stale_token()

    assert said in hear(world, cursor)[0]
    assert world.keeper.renewals == renewals + 1


def test_signed_out_means_expired(world: World) -> None:
    need(world, "sign_out")
    parcel, cursor = heard_mention(world)
    world.sign_out()

    with pytest.raises(Expired):
        run(world, lambda adapter: batches(adapter, cursor))
    if world.network.can.send:
        with pytest.raises(Expired):
            run(world, lambda adapter: adapter.send(answer_to(world, parcel)))


def test_nobody_there_means_try_again(world: World) -> None:
    need(world, "unreachable")
    parcel, cursor = heard_mention(world)
    world.unreachable()

    with pytest.raises(Retry) as retry:
        run(world, lambda adapter: batches(adapter, cursor))
    assert retry.value.after > 0
    if world.network.can.send:
        with pytest.raises(Retry):
            run(world, lambda adapter: adapter.send(answer_to(world, parcel)))


# --- reading ---


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


def test_measuring_never_fails(world: World) -> None:
    @settings(max_examples=60, deadline=None)
    @given(text=st.text(max_size=400) | st.text("\ud800\udfff\x00\u200d\u0301", max_size=9))
    def attack(text: str) -> None:
        length = world.network.measure(text)
        assert length.used >= 0
        assert length.units in ("characters", "bytes")
        assert length.over == (length.limit is not None and length.used > length.limit)

    attack()


def test_measure_counts_what_looks_like_one_character_as_one(world: World) -> None:
    limit = world.network.can.graphemes
    if limit is None:
        pytest.skip("no limit")
    measure = world.network.measure
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


def test_polling_is_quick_when_there_is_nothing(world: World) -> None:
    cursor = begin(world)
    start = time.monotonic()
    hear(world, cursor)
    assert time.monotonic() - start < 5
