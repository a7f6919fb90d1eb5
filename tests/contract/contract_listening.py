"""What every adapter promises about hearing: nothing twice, nothing lost."""

import json
import time
from datetime import timedelta

from contract_tools import begin, changed, hear, heard_mention, need, need_replies, read, run
from contract_world import World

from earful.channels.contract import Adapter, Batch, Change, Why
from earful.kit import clock


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
    need_replies(world)
    parcel, cursor = heard_mention(world)
    answer = world.reply(parcel.external_id, "same here, @desk.test", by="dan")
    if "own" in world.offers:
        ours = world.own("We are looking into it", to=parcel.external_id)
        world.settle()
        back = world.reply(ours, "thank you")

        heard, _ = hear(world, cursor)

        assert read(world, heard[back]).parent_id == (parcel.external_id if "flat" in world.offers else ours)
        assert read(world, heard[back]).root_id in {parcel.external_id, None if "rootless" in world.offers else ""}
        assert read(world, heard[back]).why is Why.REPLY
    if "threadless" in world.offers:
        heard, _ = hear(world, cursor)
        assert read(world, heard[answer]).parent_id == parcel.external_id
        return
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
    if "threadless" in world.offers:
        assert run(world, lambda adapter: adapter.thread("any")) == Batch()
        return
    need_replies(world)
    top = world.say("a question for everybody")
    world.settle()
    middle = world.reply(top, "I know this one", by="dan")
    world.settle()
    low = world.reply(middle, "tell us", by="carol")
    world.settle()

    around = run(world, lambda adapter: adapter.thread(middle))

    found = {parcel.external_id: read(world, parcel) for parcel in around.parcels}
    assert {top, middle, low} <= set(found)
    assert found[low].parent_id == (top if "flat" in world.offers else middle)
    assert around.cursor is None


def test_polling_is_quick_when_there_is_nothing(world: World) -> None:
    cursor = begin(world)
    start = time.monotonic()
    hear(world, cursor)
    assert time.monotonic() - start < 20
