"""What every adapter of a site promises that holds messages back until somebody lets them through."""

import pytest
from contract_tools import begin, changed, hear, need, read, run
from contract_world import World

from earful.channels.amending import Gone
from earful.channels.contract import Adapter, Change, Expired, Parcel, Retry
from earful.channels.moderating import Moderates, Verdict


def need_moderation(world: World) -> None:
    if not world.can.moderates:
        pytest.skip(f"the can of {world.network.name} says no moderates")


async def decide(adapter: Adapter, name: str, verdict: Verdict) -> Parcel:
    assert isinstance(adapter, Moderates)
    return await adapter.decide(name, verdict)


def held(world: World) -> tuple[Parcel, str]:
    """A message that waits, as it was heard, and the cursor after it."""
    cursor = begin(world)
    name = world.hold("Is this seat taken?")
    world.settle()
    heard, cursor = hear(world, cursor)
    return heard[name], cursor


def test_who_moderates_is_declared(world: World) -> None:
    async def able(adapter: Adapter) -> bool:
        return isinstance(adapter, Moderates)

    assert run(world, able) == world.can.moderates


def test_what_is_held_back_is_heard_and_says_so(world: World) -> None:
    need_moderation(world)
    need(world, "hold")
    parcel, _ = held(world)
    found = read(world, parcel)
    assert (found.text, found.held, found.change) == ("Is this seat taken?", True, Change.SAID)


def test_what_is_let_through_is_told_once_however_often_it_is_decided(world: World) -> None:
    need_moderation(world)
    need(world, "hold")
    parcel, cursor = held(world)

    first = run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SHOW))
    world.settle()
    second = run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SHOW))
    world.settle()

    assert first.external_id == second.external_id == parcel.external_id
    assert first.version == second.version != parcel.version
    found = read(world, first)
    assert (found.text, found.held) == ("Is this seat taken?", False)
    told = changed(world, parcel, cursor)
    assert told is None or told.version == first.version


def test_spam_is_gone_however_often_it_is_decided(world: World) -> None:
    need_moderation(world)
    need(world, "hold")
    parcel, _ = held(world)
    for _ in range(2):
        found = run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SPAM))
        world.settle()
        assert read(world, found).change is Change.REMOVED
    with pytest.raises(Gone):
        run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SHOW))


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_verdict_whose_answer_was_lost_is_given_again(world: World, lost: str) -> None:
    need_moderation(world)
    need(world, "hold", "lost_change")
    parcel, _ = held(world)
    world.lose_change(lost)
    with pytest.raises(Retry):
        run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SHOW))
    world.settle()
    found = run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SHOW))
    assert not read(world, found).held


def test_signed_out_and_out_of_reach_decide_nothing(world: World) -> None:
    need_moderation(world)
    need(world, "hold", "sign_out", "unreachable")
    parcel, _ = held(world)
    world.sign_out()
    with pytest.raises(Expired):
        run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SHOW))
    world.unreachable()
    with pytest.raises(Retry):
        run(world, lambda adapter: decide(adapter, parcel.external_id, Verdict.SHOW))
