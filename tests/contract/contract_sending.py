"""What every adapter promises about sending, and about trouble on the way."""

from dataclasses import replace

import pytest
from contract_tools import (
    PNG,
    answer_to,
    batches,
    begin,
    hear,
    heard_mention,
    need,
    need_replies,
    need_send,
    need_sight,
    read,
    run,
)
from contract_world import World

from earful.channels.contract import Expired, Refused, Retry, Uncertain, Upload, Why


def test_a_reply_is_sent_once_whatever_is_repeated(world: World) -> None:
    need_send(world)
    need_sight(world)
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
    need_replies(world)
    parcel, _ = heard_mention(world)
    one, two = answer_to(world, parcel, "first"), answer_to(world, parcel, "second", key="k2")
    two = replace(two, created_at=one.created_at)

    receipts = {run(world, lambda adapter, o=o: adapter.send(o)).external_id for o in (one, two)}
    world.settle()

    assert len(receipts) == 2
    assert sorted(world.under(parcel.external_id)) == ["first", "second"]


def test_where_one_answer_stands_another_takes_its_place_once_it_is_known(world: World) -> None:
    need(world, "single")
    parcel, cursor = heard_mention(world)
    first = run(world, lambda adapter: adapter.send(answer_to(world, parcel, "first")))
    known = answer_to(world, parcel, "second", key="k2", known=(first.external_id,))

    second = run(world, lambda adapter: adapter.send(known))
    assert (second.external_id, world.under(parcel.external_id)) == (first.external_id, ["second"])
    assert second.parcel.version != first.parcel.version
    assert hear(world, cursor)[0][second.external_id].version == second.parcel.version

    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel, "third", key="k3")))
    assert refused.value.words.endswith(".")
    assert world.under(parcel.external_id) == ["second"]


def test_find_sees_what_was_sent_and_nothing_else(world: World) -> None:
    need_send(world)
    need_sight(world)
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    assert run(world, lambda adapter: adapter.find(outbound)) is None

    receipt = run(world, lambda adapter: adapter.send(outbound))
    world.settle()
    found = run(world, lambda adapter: adapter.find(outbound))

    assert found
    assert (found.external_id, found.parcel.version) == (receipt.external_id, receipt.parcel.version)
    accounted = replace(outbound, key="another", known=(receipt.external_id,))
    assert run(world, lambda adapter: adapter.find(accounted)) is None
    if "keyless" not in world.offers:
        other = run(world, lambda adapter: adapter.find(replace(outbound, key="another")))
        assert other is None, 'find goes by the words and not by the key: say "keyless" in offers'


def test_a_lost_answer_is_uncertain_and_can_be_found(world: World) -> None:
    need_send(world)
    need_sight(world)
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
    need_sight(world)
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


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_where_nobody_can_look_a_doubt_is_said_and_stays_one(world: World, lost: str) -> None:
    need_send(world)
    if "blind" not in world.offers:
        pytest.skip(f"the world of {world.network.name} offers no blind: one can look there")
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    ours = read(world, run(world, lambda adapter: adapter.send(answer_to(world, parcel, "Hello."))).parcel)
    assert (ours.why, ours.parent_id, ours.text) == (Why.OWN, parcel.external_id, "Hello.")
    (world.lose_answer if lost == "answer" else world.lose_request)()

    with pytest.raises(Uncertain):
        run(world, lambda adapter: adapter.send(outbound))

    with pytest.raises(Retry) as cannot:
        run(world, lambda adapter: adapter.find(outbound))
    assert cannot.value.words.endswith(".")
    assert world.under(parcel.external_id) == ["Hello.", *(["We are on it."] if lost == "answer" else [])]


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
