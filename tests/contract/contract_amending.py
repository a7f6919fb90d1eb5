"""What every adapter promises about changing and taking back what we said."""

import pytest
from contract_tools import PNG, answer_to, changed, heard_mention, need, read, run
from contract_world import World

from earful.channels.amending import ALTS, TEXT, Amending, Amends, Elsewhere, Gone, Withdraws
from earful.channels.contract import Adapter, Change, Expired, Inbound, Parcel, Receipt, Retry, Uncertain, Upload


def need_edits(world: World) -> None:
    if TEXT not in world.can.edits:
        pytest.skip(f"the can of {world.network.name} names no text in edits")


def need_deletes(world: World) -> None:
    if not world.can.deletes:
        pytest.skip(f"the can of {world.network.name} says no deletes")


def stand(world: World, text: str = "It leaves on Monday.", **more: object) -> tuple[Parcel, Receipt, str]:
    """A mention, our answer to it, and the cursor after the mention."""
    parcel, cursor = heard_mention(world)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, text, **more)))
    world.settle()
    return parcel, receipt, cursor


def change(parcel: Parcel, receipt: Receipt, text: str = "It leaves on Tuesday.", **more: object) -> Amending:
    before = str(more.pop("before", "It leaves on Monday."))
    return Amending(receipt.external_id, before, text, parcel.raw, **more)  # type: ignore[arg-type]  # -- as given


async def amend(adapter: Adapter, amending: Amending) -> Receipt:
    assert isinstance(adapter, Amends)
    return await adapter.amend(amending)


async def amended(adapter: Adapter, amending: Amending) -> Receipt | None:
    assert isinstance(adapter, Amends)
    return await adapter.amended(amending)


async def withdraw(adapter: Adapter, name: str) -> Parcel:
    assert isinstance(adapter, Withdraws)
    return await adapter.withdraw(name)


async def withdrawn(adapter: Adapter, name: str) -> Parcel | None:
    assert isinstance(adapter, Withdraws)
    return await adapter.withdrawn(name)


def heard_as(world: World, receipt: Receipt, cursor: str) -> Inbound:
    """What the network itself tells of it: the very version that the change was confirmed with, or nothing new."""
    found = changed(world, receipt.parcel, cursor)
    assert found is None or found.version == receipt.parcel.version, "one state of a post never has two names"
    return read(world, receipt.parcel)


def test_what_can_be_changed_is_declared(world: World) -> None:
    """A network that declares it has the calls for it, and the other way round."""

    async def able(adapter: Adapter) -> tuple[bool, bool]:
        return isinstance(adapter, Amends), isinstance(adapter, Withdraws)

    edits, deletes = run(world, able)
    assert not world.can.edits or edits
    assert not world.can.deletes or deletes
    assert world.can.edits <= {TEXT, ALTS}


def test_an_answer_is_changed_once_whatever_is_repeated(world: World) -> None:
    need_edits(world)
    parcel, receipt, cursor = stand(world)
    wanted = change(parcel, receipt)
    assert run(world, lambda adapter: amended(adapter, wanted)) is None

    first = run(world, lambda adapter: amend(adapter, wanted))
    world.settle()
    second = run(world, lambda adapter: amend(adapter, wanted))
    world.settle()
    looked = run(world, lambda adapter: amended(adapter, wanted))

    assert looked
    assert first.external_id == second.external_id == looked.external_id == receipt.external_id
    assert first.parcel.version == second.parcel.version == looked.parcel.version != receipt.parcel.version
    assert world.under(parcel.external_id) == ["It leaves on Tuesday."]
    ours = heard_as(world, first, cursor)
    assert (ours.text, ours.change, ours.parent_id) == ("It leaves on Tuesday.", Change.EDITED, parcel.external_id)


def test_a_change_of_a_single_mark_is_one(world: World) -> None:
    need_edits(world)
    parcel, receipt, _ = stand(world, "it leaves on monday")
    wanted = change(parcel, receipt, "It leaves on Monday.", before="it leaves on monday")
    run(world, lambda adapter: amend(adapter, wanted))
    world.settle()
    assert world.under(parcel.external_id) == ["It leaves on Monday."]


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_change_whose_answer_was_lost_is_looked_up(world: World, lost: str) -> None:
    need_edits(world)
    need(world, "lost_change")
    parcel, receipt, _ = stand(world)
    wanted = change(parcel, receipt)
    world.lose_change(lost)

    with pytest.raises(Uncertain) as uncertain:
        run(world, lambda adapter: amend(adapter, wanted))

    assert uncertain.value.words.endswith(".")
    world.settle()
    assert bool(run(world, lambda adapter: amended(adapter, wanted))) == (lost == "answer")
    run(world, lambda adapter: amend(adapter, wanted))
    world.settle()
    assert world.under(parcel.external_id) == ["It leaves on Tuesday."]


def test_what_was_changed_elsewhere_is_left_alone_and_said(world: World) -> None:
    need_edits(world)
    need(world, "edit")
    parcel, receipt, _ = stand(world)
    world.edit(receipt.external_id, "Changed by hand, in the app.")
    world.settle()
    wanted = change(parcel, receipt)
    for call in (amend, amended):
        with pytest.raises(Elsewhere) as elsewhere:
            run(world, lambda adapter, call=call: call(adapter, wanted))
        assert elsewhere.value.words.endswith(".")
    assert "by hand" in world.under(parcel.external_id)[0]


def test_what_is_gone_cannot_be_changed(world: World) -> None:
    need_edits(world)
    need(world, "remove")
    parcel, receipt, _ = stand(world)
    world.remove(receipt.external_id)
    world.settle()
    for call in (amend, amended):
        with pytest.raises(Gone):
            run(world, lambda adapter, call=call: call(adapter, change(parcel, receipt)))
    assert world.under(parcel.external_id) == []


def test_pictures_stay_and_their_descriptions_change_where_they_can(world: World) -> None:
    need_edits(world)
    need(world, "pictures")
    parcel, receipt, _ = stand(world, uploads=(Upload(PNG, "image/png", "a red dot", 1, 1),))
    alts = ("a blue dot",) if ALTS in world.can.edits else ()
    made = run(world, lambda adapter: amend(adapter, change(parcel, receipt, alts=alts)))
    world.settle()
    assert [picture.alt for picture in read(world, made.parcel).pictures] == [alts[0] if alts else "a red dot"]
    if alts:
        other = change(parcel, receipt, before="It leaves on Tuesday.", alts=("a green dot",))
        assert run(world, lambda adapter: amended(adapter, other)) is None
        made = run(world, lambda adapter: amend(adapter, other))
        assert [picture.alt for picture in read(world, made.parcel).pictures] == ["a green dot"]


def test_an_answer_is_taken_back_once_whatever_is_repeated(world: World) -> None:
    need_deletes(world)
    parcel, receipt, cursor = stand(world)
    assert run(world, lambda adapter: withdrawn(adapter, receipt.external_id)) is None

    first = run(world, lambda adapter: withdraw(adapter, receipt.external_id))
    world.settle()
    second = run(world, lambda adapter: withdraw(adapter, receipt.external_id))
    looked = run(world, lambda adapter: withdrawn(adapter, receipt.external_id))

    assert looked
    assert first.external_id == second.external_id == looked.external_id == receipt.external_id
    assert first.version == second.version == looked.version
    assert read(world, first).change is Change.REMOVED
    assert world.under(parcel.external_id) == []
    found = changed(world, receipt.parcel, cursor)
    assert found is None or found.version == first.version


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_deletion_whose_answer_was_lost_is_looked_up(world: World, lost: str) -> None:
    need_deletes(world)
    need(world, "lost_change")
    parcel, receipt, _ = stand(world)
    world.lose_change(lost)

    with pytest.raises(Uncertain):
        run(world, lambda adapter: withdraw(adapter, receipt.external_id))

    world.settle()
    assert bool(run(world, lambda adapter: withdrawn(adapter, receipt.external_id))) == (lost == "answer")
    run(world, lambda adapter: withdraw(adapter, receipt.external_id))
    world.settle()
    assert world.under(parcel.external_id) == []


def test_signed_out_and_out_of_reach_change_nothing(world: World) -> None:
    need_deletes(world)
    need(world, "sign_out", "unreachable")
    _, receipt, _ = stand(world)
    world.sign_out()
    with pytest.raises(Expired):
        run(world, lambda adapter: withdraw(adapter, receipt.external_id))
    world.unreachable()
    with pytest.raises(Retry):
        run(world, lambda adapter: withdraw(adapter, receipt.external_id))
