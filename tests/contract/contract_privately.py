"""What every adapter promises about who reads an answer: never more than `Outbound.readers`, whatever it answers."""

import pytest
from contract_tools import answer_to, begin, hear, heard_mention, need, need_open, need_send, read, run
from contract_world import World

from earful.channels.amending import Amending
from earful.channels.contract import Readers
from earful.channels.privately import WritesPrivately, readers_of

SECRET = "Dear carol, and not @dan: your card was charged back."


def test_a_customer_who_wrote_in_public_is_answered_alone(world: World) -> None:
    need_send(world)
    need(world, "privately")
    parcel, _ = heard_mention(world)
    told = run(world, lambda adapter: adapter.privately(parcel.raw))  # type: ignore[attr-defined] -- it offers it
    assert told.can

    outbound = answer_to(world, parcel, SECRET, readers=Readers.NAMED)
    receipt = run(world, lambda adapter: adapter.send(outbound))
    world.settle()

    assert readers_of(read(world, receipt.parcel)) is Readers.NAMED
    assert world.readers(receipt.external_id) == {world.us_there, "carol"}
    found = run(world, lambda adapter: adapter.find(outbound))
    assert found
    assert found.external_id == receipt.external_id
    again = run(world, lambda adapter: adapter.send(outbound))
    assert again.external_id == receipt.external_id


def test_the_customers_answer_to_it_is_private_too(world: World) -> None:
    need(world, "privately")
    parcel, cursor = heard_mention(world)
    receipt = run(world, lambda a: a.send(answer_to(world, parcel, SECRET, readers=Readers.NAMED)))
    world.settle()
    answered = world.reply_privately(receipt.external_id, "thank you, it is there")
    heard, _ = hear(world, cursor)

    understood = read(world, heard[answered])
    assert readers_of(understood) is Readers.NAMED
    assert understood.parent_id == receipt.external_id


def test_an_open_answer_stays_open_where_it_may(world: World) -> None:
    need_send(world)
    need_open(world)
    parcel, _ = heard_mention(world)
    receipt = run(world, lambda a: a.send(answer_to(world, parcel, readers=Readers.EVERYBODY)))
    assert readers_of(read(world, receipt.parcel)) in {Readers.EVERYBODY, Readers.QUIETLY}


def test_what_was_said_privately_never_gets_an_open_answer(world: World) -> None:
    need_send(world)
    need(world, "private")
    cursor = begin(world)
    said = world.say_privately("my address is 5 Mill Lane")
    heard, _ = hear(world, cursor)
    receipt = run(world, lambda a: a.send(answer_to(world, heard[said], readers=Readers.EVERYBODY)))
    assert readers_of(read(world, receipt.parcel)) is Readers.NAMED


def test_who_cannot_be_written_to_alone_is_told_apart(world: World) -> None:
    need(world, "shuts_out")
    cursor = begin(world)
    said = world.say("where is it?", by=world.shut)
    heard, _ = hear(world, cursor)
    told = run(world, lambda adapter: adapter.privately(heard[said].raw))  # type: ignore[attr-defined] -- it offers it
    assert not told.can
    assert told.words.endswith(".")


def test_a_network_that_writes_to_nobody_alone_does_not_say_it_does(world: World) -> None:
    if "privately" in world.offers:
        pytest.skip(f"the world of {world.network.name} offers privately")

    async def offers(adapter: object) -> bool:
        return isinstance(adapter, WritesPrivately)

    assert run(world, offers) is False


def test_a_change_to_what_only_they_read_tells_nobody_else(world: World) -> None:
    need_send(world)
    need(world, "privately")
    if "text" not in world.network.can.edits:
        pytest.skip(f"{world.network.name} changes no words")
    parcel, _ = heard_mention(world)
    receipt = run(world, lambda a: a.send(answer_to(world, parcel, SECRET, readers=Readers.NAMED)))
    world.settle()
    changed = Amending(receipt.external_id, SECRET, f"{SECRET} Ask @dan.", parcel.raw, readers=Readers.NAMED)
    run(world, lambda a: a.amend(changed))  # type: ignore[attr-defined] -- it says that it can
    world.settle()
    assert world.readers(receipt.external_id) == {world.us_there, "carol"}
