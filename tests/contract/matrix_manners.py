"""What is Matrix's own besides the contract: run on the small homeserver, and by tests/real on a real one."""

from typing import Any

import pytest
from contract_tools import answer_to, batches, begin, hear, heard_mention, read, run
from matrix_world import CLIENT, MatrixWorld, parts, quoted

from earful.channels.contract import Change, Reach, Readers, Refused, Why
from earful.channels.matrix import words
from earful.channels.privately import readers_of


def heard_privately(world: MatrixWorld, text: str = "my address is 5 Mill Lane") -> tuple[Any, str]:
    cursor = begin(world)
    said = world.say_privately(text)
    heard, cursor = hear(world, cursor)
    return heard[said], cursor


def test_somebody_elses_change_to_a_message_is_none(world: MatrixWorld) -> None:
    parcel, cursor = heard_mention(world)
    world.change(parcel.external_id, "I take it all back", "dan")
    heard, cursor = hear(world, cursor)
    assert heard == {}
    around = run(world, lambda adapter: adapter.thread(parcel.external_id))
    assert [one.version for one in around.parcels] == [parcel.version]


def test_two_changes_between_two_polls_come_as_the_last(world: MatrixWorld) -> None:
    parcel, cursor = heard_mention(world)
    for text in ("once", "twice"):
        world.edit(parcel.external_id, text)
    heard, cursor = hear(world, cursor)
    understood = read(world, heard[parcel.external_id])
    assert (understood.text, understood.change) == ("twice", Change.EDITED)
    assert understood.version_at
    assert hear(world, cursor)[0] == {}


def test_what_is_written_in_a_row_hangs_together_and_other_peoples_words_do_not(world: MatrixWorld) -> None:
    cursor = begin(world)
    first, second, other = world.say("hello"), world.say("my order is late"), world.say("mine too", by="dan")
    third = world.say("number 17")
    heard, cursor = hear(world, cursor)
    assert [read(world, heard[name]).parent_id for name in (first, second, other, third)] == [None, first, None, None]
    fourth = world.say("or 71")
    heard, _ = hear(world, cursor)
    assert read(world, heard[fourth]).parent_id == third, "also from one poll to the next"


def test_between_two_everything_goes_on_from_what_was_said_last(world: MatrixWorld) -> None:
    parcel, cursor = heard_privately(world)
    room, _ = parts(parcel.external_id)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    hear(world, cursor)
    back = world.put(room, {"msgtype": "m.text", "body": "thank you"})
    heard, _ = hear(world, cursor)
    understood = read(world, heard[back])
    assert understood.parent_id == receipt.external_id
    assert (understood.reach, readers_of(understood)) == (Reach.PRIVATE, Readers.NAMED)


def test_an_invitation_is_accepted_only_as_the_owner_wants(world: MatrixWorld) -> None:
    cursor = begin(world)
    us = world.us.external_id
    alone, several = (world.a_room(invite=[us], is_direct=direct) for direct in (True, False))
    world.settings |= {"accept": "nobody"}
    hear(world, cursor)
    assert not any(us in there(world, room) for room in (alone, several))
    world.settings |= {"accept": "people", "servers": "elsewhere.test"}
    hear(world, cursor)
    assert us not in there(world, alone)
    world.settings |= {"servers": "elsewhere.test,desk.test"}
    hear(world, cursor)
    assert us in there(world, alone)
    assert us not in there(world, several)
    world.settings |= {"accept": "everybody"}
    hear(world, cursor)
    assert us in there(world, several)


def there(world: MatrixWorld, room: str) -> dict[str, Any]:
    found: dict[str, Any] = world.ask("GET", f"{CLIENT}/rooms/{quoted(room)}/joined_members")["joined"]
    return found


def test_a_room_of_several_by_invitation_is_not_private(world: MatrixWorld) -> None:
    cursor = begin(world)
    world.settings |= {"accept": "everybody"}
    room = world.a_room(invite=[world.us.external_id, world.people["dan"][0]])
    world.join(room, "dan")
    said = world.put(room, {"msgtype": "m.text", "body": "is anybody there?"})
    heard, _ = hear(world, cursor)
    understood = read(world, heard[said])
    assert (understood.reach, understood.readers) == (Reach.PUBLIC, Readers.QUIETLY)


def test_where_only_what_names_us_counts_the_rest_is_left_alone(world: MatrixWorld) -> None:
    world.settings |= {"hears": "named"}
    cursor = begin(world)
    world.say("nice weather")
    named, more = world.say("desk, where is my order?"), world.say("number 17")
    marked = world.put(
        world.room, {"msgtype": "m.text", "body": "look", "m.mentions": {"user_ids": [world.us.external_id]}}, "dan"
    )
    world.say("our desktop is broken")
    heard, cursor = hear(world, cursor)
    assert set(heard) == {named, more, marked}
    assert read(world, heard[named]).why is Why.MENTION
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, heard[named])))
    below = world.reply(receipt.external_id, "thanks", by="dan")
    heard, _ = hear(world, cursor)
    assert read(world, heard[below]).why is Why.REPLY


def test_a_program_is_not_taken_for_a_person(world: MatrixWorld) -> None:
    cursor = begin(world)
    said = world.put(world.room, {"msgtype": "m.notice", "body": "I am a bot"}, "dan")
    assert read(world, hear(world, cursor)[0][said]).why is Why.AUTOMATIC


def test_an_encrypted_message_is_told_plainly_and_nothing_goes_there_in_the_open(world: MatrixWorld) -> None:
    cursor = begin(world)
    algorithm = {"algorithm": "m.megolm.v1.aes-sha2"}
    state = [{"type": "m.room.encryption", "state_key": "", "content": algorithm}]
    room = world.a_room(invite=[world.us.external_id], is_direct=True, initial_state=state)
    said = world.put(room, {**algorithm, "ciphertext": "x", "session_id": "y"}, kind="m.room.encrypted")
    parcel = hear(world, cursor)[0][said]
    understood = read(world, parcel)
    assert understood.text == words.SEALED
    assert understood.why is Why.MESSAGE
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == words.ENCRYPTED


def test_nobody_is_answered_who_has_left(world: MatrixWorld) -> None:
    parcel, _ = heard_privately(world)
    room, _ = parts(parcel.external_id)
    world.ask("POST", f"{CLIENT}/rooms/{quoted(room)}/leave", {})
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == words.ALONE


def test_an_answer_in_a_thread_stays_in_the_thread(world: MatrixWorld) -> None:
    top, cursor = heard_mention(world)
    room, root = parts(top.external_id)
    related = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    said = world.put(room, {"msgtype": "m.text", "body": "more of it", "m.relates_to": related})
    heard, _ = hear(world, cursor)
    assert read(world, heard[said]).parent_id == top.external_id
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, heard[said])))
    sent = world.event(receipt.external_id)["content"]["m.relates_to"]
    assert (sent["rel_type"], sent["event_id"]) == ("m.thread", root)
    assert read(world, receipt.parcel).root_id == top.external_id


def test_a_mark_of_liking_that_is_taken_back_removes_nothing(world: MatrixWorld) -> None:
    parcel, cursor = heard_mention(world)
    room, event = parts(parcel.external_id)
    related = {"rel_type": "m.annotation", "event_id": event, "key": "+1"}
    liked = world.put(room, {"m.relates_to": related}, "dan", "m.reaction")
    world.remove(liked)
    assert hear(world, cursor)[0] == {}


def test_what_the_answer_left_out_is_fetched_in_its_order(world: MatrixWorld) -> None:
    cursor = begin(world)
    said = [world.say(f"complaint {number}", by=("carol", "dan")[number % 2]) for number in range(120)]
    found = run(world, lambda adapter: batches(adapter, cursor))
    assert [parcel.external_id for batch in found for parcel in batch.parcels] == said


def test_a_room_that_is_closed_to_us_meanwhile_stops_nothing(world: MatrixWorld) -> None:
    parcel, cursor = heard_privately(world)
    room, _ = parts(parcel.external_id)
    world.put(room, {"msgtype": "m.text", "body": "go away"})
    world.ask("POST", f"{CLIENT}/rooms/{quoted(room)}/kick", {"user_id": world.us.external_id})
    said = world.say("still here")
    assert said in hear(world, cursor)[0]
