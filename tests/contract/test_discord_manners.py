"""What is Discord's own besides the contract: threads and forums, talks of two, the words of messages, limits, refusals."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from contract_tools import PNG, answer_to, batches, begin, hear, heard_mention, read, run
from discord_fixture import DiscordWorld
from discord_fixture import world as a_world
from fake_discord import BOT, FORUM, GUILD, HIDDEN_ROOM, PEOPLE, TALK

from earful.channels.amending import Amending
from earful.channels.contract import Change, Reach, Readers, Refused, Retry, Upload, Why
from earful.channels.discord import reading, sending, words
from earful.channels.discord.network import NETWORK


@pytest.fixture
def world() -> Iterator[DiscordWorld]:
    with a_world() as made:
        made.listens = False
        yield made


def heard_one(world: DiscordWorld, by: str = "carol", room: str = TALK, text: str = "", **more: Any) -> Any:
    cursor = begin(world)
    said = world.fake.say(by, room, text, **more)
    return hear(world, cursor)[0][said]


def paths(world: DiscordWorld) -> list[str]:
    return [f"{one.method} {one.path.removeprefix('/api/v10/')}" for one in world.fake.asked]


# --- where something is said


def test_a_talk_of_two_is_private_and_goes_on(world: DiscordWorld) -> None:
    world.listens = True
    cursor = begin(world)
    first, second = world.say_privately("hello"), world.say_privately("where is my order?")
    heard, cursor = hear(world, cursor)
    one, two = read(world, heard[first]), read(world, heard[second])
    assert (one.reach, one.readers, one.why) == (Reach.PRIVATE, Readers.NAMED, Why.MESSAGE)
    assert one.url.startswith("https://discord.com/channels/@me/")
    assert (one.parent_id, two.parent_id) == (None, first)
    world.fake.gate.sessions.clear()  # away for longer than Discord remembers
    world.listens = False
    third = world.say_privately("it is order 17")
    assert read(world, hear(world, cursor)[0][third]).parent_id == second, "those that are known are asked"


def test_only_one_who_writes_in_a_row_goes_on_in_a_channel(world: DiscordWorld) -> None:
    cursor = begin(world)
    first, second = world.say("my parcel"), world.say("has not come")
    between, third = world.say("hello all", by="dan"), world.say("number 17")
    heard, _ = hear(world, cursor)
    parents = [read(world, heard[one]).parent_id for one in (first, second, between, third)]
    assert parents == [None, first, None, None]
    assert read(world, heard[first]).readers is Readers.QUIETLY
    assert read(world, heard[first]).url == f"https://discord.com/channels/{GUILD}/{first}"


def test_a_thread_belongs_to_the_message_it_began_with(world: DiscordWorld) -> None:
    parcel, cursor = heard_mention(world)
    start = parcel.external_id.partition("/")[2]
    room = world.fake.thread(TALK, "late", start)
    world.fake.say("carol", room, "", type=21, message_reference={"channel_id": TALK, "message_id": start})
    one = world.fake.say("dan", room, "mine too")
    two = world.fake.say("carol", room, "since Monday")
    heard, _ = hear(world, cursor)
    assert set(heard) == {one, two}
    assert read(world, heard[one]).parent_id == read(world, heard[one]).root_id == parcel.external_id
    assert read(world, heard[two]).parent_id == one, "in a thread one goes on from the other, whoever writes"
    around = run(world, lambda adapter: adapter.thread(parcel.external_id))
    assert {one, two, parcel.external_id} <= {found.external_id for found in around.parcels}


def test_a_thread_that_begins_with_nothing_is_one_matter(world: DiscordWorld) -> None:
    cursor = begin(world)
    room = world.fake.thread(TALK, "orders")
    one, two = world.fake.say("carol", room, "late"), world.fake.say("dan", room, "mine too")
    heard, _ = hear(world, cursor)
    assert read(world, heard[one]).root_id == read(world, heard[two]).root_id == f"{room}/{room}"


def test_a_question_in_a_forum_has_its_title_above_it(world: DiscordWorld) -> None:
    cursor = begin(world)
    room = world.fake.thread(FORUM, "Where is it?")
    first = world.fake.say("carol", room, "Order 17.", id=room)
    second = world.fake.say("dan", room, "Look into the app.")
    heard, _ = hear(world, cursor)
    assert read(world, heard[first]).text == "Where is it?\n\nOrder 17."
    assert read(world, heard[first]).root_id is None
    assert (read(world, heard[second]).parent_id, read(world, heard[second]).root_id) == (first, first)


def test_what_was_said_last_in_a_thread_that_closed_is_heard(world: DiscordWorld) -> None:
    room = world.fake.thread(TALK, "late")
    cursor = begin(world)
    said = world.fake.say("carol", room, "still nothing")
    world.fake.rooms[room]["thread_metadata"]["archived"] = True
    heard, cursor = hear(world, cursor)
    assert set(heard) == {said}
    assert hear(world, cursor)[0] == {}


@pytest.mark.parametrize("kind", [11, 12])
def test_after_a_long_time_away_closed_threads_are_looked_through(world: DiscordWorld, kind: int) -> None:
    cursor = begin(world)
    room = world.fake.thread(TALK, "late", kind=kind)
    said = world.fake.say("carol", room, "is anybody there?")
    world.fake.rooms[room]["thread_metadata"]["archived"] = True
    kept = json.loads(cursor)
    assert hear(world, cursor)[0] == {}, "nobody can tell within a minute"
    heard, _ = hear(world, json.dumps({**kept, "at": kept["at"] - 7200}))
    assert set(heard) == {said}


def test_where_the_bot_may_not_look_it_is_not_asked_for_again_and_again(world: DiscordWorld) -> None:
    cursor = begin(world)
    world.fake.say("carol", HIDDEN_ROOM, "among us")
    said = world.say("hello?")

    async def twice(adapter: Any) -> set[str]:
        found = await batches(adapter, cursor)
        await batches(adapter, found[-1].cursor)
        return {parcel.external_id for batch in found for parcel in batch.parcels}

    world.fake.asked.clear()
    assert run(world, twice) == {said}
    assert paths(world).count(f"GET channels/{HIDDEN_ROOM}/messages") == 1


def test_only_what_names_the_bot_counts_where_the_owner_says_so(world: DiscordWorld) -> None:
    world.settings |= {"hears": "named"}
    cursor = begin(world)
    world.say("nice weather", by="dan")
    named, more = world.say(f"<@{BOT['id']}> where is it?"), world.say("number 17")
    ours = world.own("We look.", to=named)
    below = world.reply(ours, "thanks", by="dan")
    heard, _ = hear(world, cursor)
    assert set(heard) == {named, more, ours, below}
    assert read(world, heard[named]).text == "@northwind where is it?"
    assert read(world, heard[below]).why is Why.REPLY


def test_only_these_channels_count_where_the_owner_names_some(world: DiscordWorld) -> None:
    world.settings |= {"only": ["#Questions"]}
    cursor = begin(world)
    world.say("nice weather")
    said = world.fake.say("carol", world.fake.thread(FORUM, "Late"), "where is it?")
    assert set(hear(world, cursor)[0]) == {said}


# --- what is said


def test_what_nobody_wrote_is_left_out_and_what_a_program_wrote_waits_for_nobody(world: DiscordWorld) -> None:
    cursor = begin(world)
    world.fake.say("dan", TALK, "", type=7)
    world.fake.say("dan", TALK, "orders", type=18)
    robot = world.fake.say("dan", TALK, "build failed", webhook_id="99")
    heard, _ = hear(world, cursor)
    assert set(heard) == {robot}
    assert read(world, heard[robot]).why is Why.AUTOMATIC


def test_marks_are_read_as_people_see_them(world: DiscordWorld) -> None:
    carol = PEOPLE["carol"]["id"]
    text = f"<@{carol}> and <@!{carol}> in <#{TALK}> <a:party_blob:123456> [the bill](https://example.org/b) <https://x.org> ok"
    found = read(world, heard_one(world, "dan", text=text))
    assert (
        found.text == "@Carol and @Carol in #(channel) :party_blob: [the bill](https://example.org/b) https://x.org ok"
    )
    assert found.emoji == ((":party_blob:", "https://cdn.discordapp.com/emojis/123456.gif"),)
    assert found.links == (("the bill", "https://example.org/b"),)
    assert found.author
    assert (found.author.handle, found.author.name) == ("dan", "Dan")


def test_files_and_the_like_are_named(world: DiscordWorld) -> None:
    cursor, fake = begin(world), world.fake
    file = {"id": "5", "filename": "bill.pdf", "content_type": "application/pdf", "size": 12_345, "url": "https://x"}
    poll = {"question": {"text": "Late?"}, "answers": [{"poll_media": {"text": "Yes"}}, {"poll_media": {"text": "No"}}]}
    passed = [{"message": {"content": "They never answer.", "mentions": []}}]
    said = {
        fake.say("dan", text="my bill", attachments=[file]): "my bill\n[File: bill.pdf, 12 kB]",
        fake.say("dan", attachments=[file | {"duration_secs": 12.2}]): "[Sound, 12 s]",
        fake.say("dan", sticker_items=[{"id": "7", "name": "Sad", "format_type": 1}]): "[Sticker: Sad]",
        fake.say("dan", poll=poll): "[Poll: Late? Yes / No]",
        fake.say(
            "dan", message_reference={"type": 1, "message_id": "9", "channel_id": TALK}, message_snapshots=passed
        ): "[Passed on:]\nThey never answer.",
    }
    heard, _ = hear(world, cursor)
    assert {name: read(world, parcel).text for name, parcel in heard.items()} == said
    assert read(world, heard[list(said)[-1]]).parent_id == list(said)[-2], "passed on is not answered"


def test_words_that_discord_keeps_to_itself_come_once_it_hands_them_out(world: DiscordWorld) -> None:
    world.fake.flags = 0
    parcel = heard_one(world, text="my order is late")
    assert read(world, parcel).text == words.UNSEEN_WORDS
    [found] = run(world, lambda adapter: adapter.hindrances())
    run(world, lambda adapter: adapter.lift(found.code))
    [seen] = run(world, lambda adapter: adapter.check([parcel.external_id])).parcels
    assert seen.version != parcel.version
    assert read(world, seen).text == "my order is late"


def test_what_a_message_answers_is_not_kept_with_it(world: DiscordWorld) -> None:
    parcel, cursor = heard_mention(world, "a secret of mine")
    below = world.reply(parcel.external_id, "I see")
    assert "a secret of mine" not in json.dumps(hear(world, cursor)[0][below].raw)


def test_many_known_messages_are_looked_at_in_few_questions(world: DiscordWorld) -> None:
    cursor = begin(world)
    said = [world.say(f"number {number}") for number in range(40)]
    hear(world, cursor)
    world.edit(said[3], "changed")
    world.remove(said[5])
    world.fake.asked.clear()
    found = run(world, lambda adapter: adapter.check([*said, "nonsense", "1/2"]))
    states = {one.external_id: read(world, one).change for one in found.parcels}
    assert (states[said[3]], states[said[5]], states[said[6]]) == (Change.EDITED, Change.REMOVED, Change.SAID)
    assert states["1/2"] is Change.REMOVED, "no such channel, and so nothing in it"
    assert len(states) == 41
    assert len(world.fake.asked) < 8


def test_what_may_not_be_looked_at_is_not_gone(world: DiscordWorld) -> None:
    parcel, _ = heard_mention(world)
    world.fake.shut.add(TALK)
    assert run(world, lambda adapter: adapter.check([parcel.external_id])).parcels == ()


def test_a_thread_that_is_deleted_takes_what_stood_in_it_with_it(world: DiscordWorld) -> None:
    cursor = begin(world)
    room = world.fake.thread(FORUM, "Where is it?")
    said = [world.fake.say("carol", room, "Order 17.", id=room), world.fake.say("dan", room, "Mine too.")]
    kept = world.say("hello?")
    assert set(hear(world, cursor)[0]) == {*said, kept}
    del world.fake.rooms[room]
    found = run(world, lambda adapter: adapter.check([*said, kept])).parcels
    assert {one.external_id for one in found if read(world, one).change is Change.REMOVED} == set(said)


def test_what_programs_write_on_cards_is_read(world: DiscordWorld) -> None:
    cursor, fake = begin(world), world.fake
    fields = [{"name": "Store", "value": "3 stars"}]
    card = {"type": "rich", "title": "New review", "description": "Too **slow**", "fields": fields}
    parts = [{"type": 17, "components": [{"type": 10, "content": "Order 17 is late"}, {"type": 14}]}]
    one = fake.say("dan", TALK, "", embeds=[card], webhook_id="99")
    two = fake.say("dan", TALK, "", components=parts, webhook_id="99")
    link = fake.say("dan", TALK, "https://example.org", embeds=[{"type": "link", "title": "Example"}])
    heard, _ = hear(world, cursor)
    texts = {name: read(world, heard[name]).text for name in (one, two, link)}
    assert texts == {
        one: "New review\nToo **slow**\nStore: 3 stars",
        two: "Order 17 is late",
        link: "https://example.org",
    }


def test_news_that_a_channel_follows_answers_nothing(world: DiscordWorld) -> None:
    there = {"type": 0, "channel_id": "5", "guild_id": "4", "message_id": "6"}
    found = read(world, heard_one(world, "dan", text="version 2 is out", flags=2, message_reference=there))
    assert found.parent_id is None


# --- what is sent


def test_a_name_in_an_answer_calls_nobody_but_who_is_answered(world: DiscordWorld) -> None:
    parcel, _ = heard_mention(world)
    run(world, lambda adapter: adapter.send(answer_to(world, parcel, "@everyone <@80351110224678914> look")))
    given = world.fake.asked[-1].fields
    assert given["allowed_mentions"] == {"parse": [], "replied_user": True}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (50007, words.CLOSED),
        (50001, words.PUT_OUT),
        (50013, words.MUTED),
        (160002, words.MUTED),
        (160005, words.LOCKED),
        (10008, words.GONE),
        (240000, words.HELD),
        (40005, words.TOO_LARGE),
        (99999, words.REFUSED),
    ],
)
def test_a_refusal_says_why(world: DiscordWorld, code: int, sentence: str) -> None:
    parcel, _ = heard_mention(world)
    world.fake.acts.append(json.dumps({"message": "x", "code": code}))
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == sentence


def test_an_answer_to_what_was_deleted_and_one_that_is_too_long_are_refused(world: DiscordWorld) -> None:
    parcel, _ = heard_mention(world)
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel, "x" * 2001)))
    assert refused.value.words == words.TOO_LONG
    world.remove(parcel.external_id)
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == words.GONE


def test_where_nobody_may_look_an_uncertain_answer_is_not_said_to_be_absent(world: DiscordWorld) -> None:
    parcel, _ = heard_mention(world)
    world.fake.shut.add(TALK)
    with pytest.raises(Retry) as retry:
        run(world, lambda adapter: adapter.find(answer_to(world, parcel)))
    assert retry.value.words == words.UNSEEN


@pytest.mark.parametrize("code", [20016, 20029, 40004, 40006, 40062, 130000])
def test_what_discord_does_not_do_for_now_waits(world: DiscordWorld, code: int) -> None:
    parcel, _ = heard_mention(world)
    world.fake.acts.append(json.dumps({"message": "later", "code": code}))
    with pytest.raises(Retry):
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))


def test_too_many_changes_of_an_old_message_wait(world: DiscordWorld) -> None:
    parcel, _ = heard_mention(world)
    made = run(world, lambda adapter: adapter.send(answer_to(world, parcel, "one")))
    world.fake.acts.append(json.dumps({"message": "later", "code": 30046}))
    with pytest.raises(Retry):
        run(world, lambda adapter: adapter.amend(Amending(made.external_id, "one", "two", made.parcel.raw)))


def test_as_many_pictures_as_are_taken_fit_into_one_message() -> None:
    can = NETWORK.can
    assert can.pictures * can.picture_bytes + 100_000 < 25 * 1024 * 1024


def test_pictures_come_from_where_discord_keeps_them_and_from_nowhere_else(world: DiscordWorld) -> None:
    there = world.fake.file("77", "a dot", 60) | {"url": "http://169.254.169.254/x.png"}
    other = world.fake.file("78", "a dot", 60) | {"url": "https://cdn.discordapp.com.example.org/x.png"}
    odd = world.fake.file("79", "", 60)
    world.fake.files["79"] = b"<svg/>"
    parcel = heard_one(world, text="look", attachments=[there, other, odd, there | {"content_type": "image/svg+xml"}])
    shown = read(world, parcel).pictures
    assert [one.url.rpartition("/")[2] for one in shown] == ["77", "78", "79"]
    for one in (*shown, "discord:1/2", "discord:../x", "https://cdn.discordapp.com/../x"):
        url = one if isinstance(one, str) else one.url
        with pytest.raises(Refused):
            run(world, lambda adapter, url=url: adapter.picture(url))


def test_several_pictures_go_with_one_answer(world: DiscordWorld) -> None:
    parcel, _ = heard_mention(world)
    uploads = tuple(Upload(PNG, "image/png", alt, 1, 1) for alt in ("a red dot", 'a "blue" dot\n--x'))
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, "Like this?", uploads=uploads)))
    assert [one.alt for one in read(world, receipt.parcel).pictures] == ["a red dot", 'a "blue" dot --x']


def test_an_answer_is_found_behind_many_others(world: DiscordWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PAGE", 3)
    monkeypatch.setattr(reading, "PAGE", 3)
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel)
    for number in range(7):
        world.say(f"number {number}", by="dan")
    world.lose_answer()
    with pytest.raises(Exception, match="broke off"):
        run(world, lambda adapter: adapter.send(outbound))
    assert run(world, lambda adapter: adapter.find(outbound))
