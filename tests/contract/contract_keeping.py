"""What every adapter promises about warnings, privacy, and settings that would hide what customers say."""

import pytest
from contract_tools import answer_to, begin, hear, need, need_open, need_send, read, run
from contract_world import World

from earful.channels.contract import Adapter, Hindrance, Reach, Refused, SignIn, Subscription, Why
from earful.kit import clock


def test_a_warning_is_told_and_kept_on_the_reply(world: World) -> None:
    need_send(world)
    need(world, "warning")
    cursor = begin(world)
    said = world.say_with_warning("there was a hair in it", "food")
    heard, _ = hear(world, cursor)

    understood = read(world, heard[said])
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, heard[said])))

    assert understood.warning == "food"
    assert "hair" in understood.text
    assert "food" in read(world, receipt.parcel).warning


def test_what_was_said_privately_is_answered_privately(world: World) -> None:
    need_send(world)
    need(world, "private")
    cursor = begin(world)
    said = world.say_privately("my address is 5 Mill Lane")
    heard, _ = hear(world, cursor)

    understood = read(world, heard[said])
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, heard[said], "Thank you, carol and @dan.")))
    world.settle()

    assert (understood.reach, understood.why) == (Reach.PRIVATE, Why.MESSAGE)
    assert read(world, receipt.parcel).reach is Reach.PRIVATE
    assert world.readers(receipt.external_id) == {"desk", "carol"}


def test_what_was_said_openly_stays_open(world: World) -> None:
    need_send(world)
    need_open(world)
    cursor = begin(world)
    said = world.say("is the shop open?")
    heard, _ = hear(world, cursor)

    receipt = run(world, lambda adapter: adapter.send(answer_to(world, heard[said])))

    assert read(world, heard[said]).reach is Reach.PUBLIC
    assert read(world, receipt.parcel).reach is Reach.PUBLIC
    assert read(world, receipt.parcel).warning == ""


def test_what_hides_messages_is_told_and_lifted_and_nothing_is_lost_meanwhile(world: World) -> None:
    need(world, "hindrance")
    assert run(world, lambda adapter: adapter.hindrances()) == ()
    cursor = begin(world)
    world.hide_strangers()
    said = world.say("can anybody hear me?")

    [found] = run(world, lambda adapter: adapter.hindrances())

    assert found.words.endswith(".")
    assert found.remedy.endswith(".")
    heard, cursor = hear(world, cursor)
    assert said in heard
    run(world, lambda adapter: adapter.lift(found.code))
    assert run(world, lambda adapter: adapter.hindrances()) == ()


def test_what_does_not_hinder_cannot_be_lifted(world: World) -> None:
    async def lift(adapter: Adapter) -> tuple[Hindrance, ...]:
        before = await adapter.hindrances()
        with pytest.raises(Refused) as refused:
            await adapter.lift("gravity")
        assert refused.value.words
        return before

    assert run(world, lift) == ()


def test_a_sign_in_says_how_long_it_lasts_and_a_promise_to_call_how_it_stands(world: World) -> None:
    begin(world)
    lasts: SignIn = run(world, lambda adapter: adapter.sign_in())
    assert lasts.ends_at is None or lasts.ends_at > clock.now()
    called: Subscription | None = run(world, lambda adapter: adapter.subscription())
    assert called is None or called.stands or called.words
