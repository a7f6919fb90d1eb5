"""What is Slack's own besides the contract: threads, names, colleagues in shared channels, escaping, turns."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from contract_tools import PNG, answer_to, batches, begin, hear, heard_mention, read, run
from fake_slack import GENERAL, OTHERS, PEOPLE, SHARED, US
from slack_fixture import SlackWorld
from slack_fixture import world as a_world

from earful.channels.amending import Amending, Elsewhere
from earful.channels.contract import Change, Reach, Readers, Refused, Retry, Uncertain, Why
from earful.channels.slack import adapter as adapters
from earful.channels.slack import reading, words
from earful.channels.slack.wording import escaped, plain


@pytest.fixture
def world() -> Iterator[SlackWorld]:
    with a_world() as made:
        yield made


def heard_one(world: SlackWorld, by: str = "carol", room: str = GENERAL, text: str = "", **more: Any) -> Any:
    cursor = begin(world)
    said = world.fake.say(by, room, text, **more)
    return hear(world, cursor)[0][said]


def methods(world: SlackWorld) -> list[str]:
    return [one.path.removeprefix("/api/") for one in world.fake.asked]


# --- what is said


def test_who_writes_has_a_name_and_a_message_an_address(world: SlackWorld) -> None:
    found = read(world, heard_one(world, text="hello"))
    assert found.author
    assert (found.author.handle, found.author.name) == ("carol", "Carol")
    assert found.author.profile_url == "https://northwind.slack.test/team/U0CAROL"
    assert found.url == f"https://northwind.slack.test/archives/{found.external_id.replace('/', '/p').replace('.', '')}"
    assert found.readers is Readers.QUIETLY


def test_somebody_is_asked_about_once(world: SlackWorld) -> None:
    cursor = begin(world)
    for number in range(5):
        world.say(f"number {number}")
    hear(world, cursor)
    assert methods(world).count("users.info") == 1


def test_a_talk_of_two_is_private_and_answered_without_a_thread(world: SlackWorld) -> None:
    cursor = begin(world)
    first, second = world.say_privately("hello"), world.say_privately("where is my order?")
    heard, cursor = hear(world, cursor)
    one, two = read(world, heard[first]), read(world, heard[second])
    assert (one.reach, one.why, two.parent_id) == (Reach.PRIVATE, Why.MESSAGE, first)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, heard[second])))
    assert "thread_ts" not in world.fake.known(receipt.external_id)
    assert read(world, receipt.parcel).parent_id == second
    found = run(world, lambda adapter: adapter.find(answer_to(world, heard[second])))
    assert found
    assert found.external_id == receipt.external_id


def test_a_thread_is_one_matter_and_what_follows_our_words_answers_us(world: SlackWorld) -> None:
    parcel, cursor = heard_mention(world)
    before = world.reply(parcel.external_id, "mine too", by="dan")
    ours = world.own("We look.", to=parcel.external_id)
    after = world.reply(parcel.external_id, "thanks")
    heard, cursor = hear(world, cursor)
    found = {name: read(world, heard[name]) for name in (before, ours, after)}
    assert {one.parent_id for one in found.values()} == {parcel.external_id}
    assert [found[name].why for name in (before, ours, after)] == [Why.MENTION, Why.OWN, Why.REPLY]
    later = world.reply(parcel.external_id, "still nothing", by="dan")
    assert read(world, hear(world, cursor)[0][later]).why is Why.REPLY


def test_changes_and_removals_in_a_thread_are_seen(world: SlackWorld) -> None:
    parcel, cursor = heard_mention(world)
    one, two = (world.reply(parcel.external_id, text, by="dan") for text in ("one", "two"))
    _, cursor = hear(world, cursor)
    world.edit(one, "something else")
    world.remove(two)
    heard, cursor = hear(world, cursor)
    assert {name: read(world, made).change for name, made in heard.items()} == {
        one: Change.EDITED,
        two: Change.REMOVED,
    }
    world.remove(parcel.external_id)
    heard, _ = hear(world, cursor)
    assert {name: read(world, made).change for name, made in heard.items()} == {parcel.external_id: Change.REMOVED}
    assert "late" not in json.dumps(heard[parcel.external_id].raw)


def test_a_thread_that_began_long_ago_is_heard(world: SlackWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 4)
    parcel, cursor = heard_mention(world)
    first = world.reply(parcel.external_id, "one", by="dan")
    heard, cursor = hear(world, cursor)
    assert set(heard) == {first}
    for number in range(9):
        world.say(f"number {number}", by="dan")
    _, cursor = hear(world, cursor)
    late = world.reply(parcel.external_id, "two", by="dan")
    heard, cursor = hear(world, cursor)
    assert set(heard) == {late}
    assert hear(world, cursor)[0] == {}


def test_what_was_there_before_and_changes_is_not_told(world: SlackWorld) -> None:
    old = world.say("years ago")
    cursor = begin(world)
    world.edit(old, "years ago, it seems")
    assert hear(world, cursor)[0] == {}


def test_colleagues_in_a_shared_channel_wait_for_nobody(world: SlackWorld) -> None:
    world.fake.teams |= {PEOPLE["dan"]: OTHERS}
    cursor = begin(world)
    theirs = world.fake.say("dan", SHARED, "our import fails")
    colleague = world.fake.say("carol", SHARED, "I had a look")
    calls = world.fake.say("carol", SHARED, f"<@{US}> please help")
    heard, _ = hear(world, cursor)
    whys = [read(world, heard[name]).why for name in (theirs, colleague, calls)]
    assert whys == [Why.MENTION, Why.CONTEXT, Why.MENTION]


def test_only_what_names_the_app_counts_where_the_owner_says_so(world: SlackWorld) -> None:
    world.settings |= {"hears": "named"}
    cursor = begin(world)
    world.say("nice weather", by="dan")
    named, more = world.say(f"<@{US}> where is it?"), world.say("number 17")
    ours = world.own("We look.", to=named)
    below = world.reply(named, "thanks", by="dan")
    heard, _ = hear(world, cursor)
    assert set(heard) == {named, more, ours, below}
    assert read(world, heard[named]).text == "@Northwind where is it?"


def test_marks_are_read_as_people_see_them() -> None:
    said = "<@U0CAROL> see <https://x.test/a?b=1&amp;c=2|the &lt;bill&gt;> in <#C1|help>, <!here> &amp; <!subteam^S1|@care>"
    assert plain(said, {"U0CAROL": "Carol"}) == "@Carol see the <bill> in #help, @here & @care"
    assert plain("<https://x.test> <mailto:a@b.test|a@b.test> <!date^1|today> <nonsense", {}).startswith(
        "https://x.test a@b"
    )
    for text in ("a < b && c > d", "<!channel> <@U0CAROL>", "&lt;", "*bold* <https://x.test|here>"):
        assert plain(escaped(text), {}) == text


def test_links_files_and_robots(world: SlackWorld) -> None:
    cursor = begin(world)
    file = {"id": "F1", "name": "bill.pdf", "mimetype": "application/pdf", "size": 12_345}
    linked = world.fake.say("dan", text="<https://x.test/a|the bill>")
    filed = world.fake.say("dan", text="my bill", subtype="file_share", files=[file, {"id": "F2", "mode": "tombstone"}])
    robot = world.fake.say(
        "dan", text="", subtype="bot_message", bot_id="B9", attachments=[{"fallback": "build failed"}]
    )
    world.fake.say("dan", text="<@U1> has joined the channel", subtype="channel_join")
    heard, _ = hear(world, cursor)
    assert set(heard) == {linked, filed, robot}
    assert read(world, heard[linked]).links == (("the bill", "https://x.test/a"),)
    assert read(world, heard[filed]).text == "my bill\n[File: bill.pdf, 12 kB]\n[File: deleted]"
    assert (read(world, heard[robot]).why, read(world, heard[robot]).text) == (Why.AUTOMATIC, "build failed")


def test_our_token_goes_to_slacks_own_hosts_only(world: SlackWorld) -> None:
    def a_file(named: str, url: str, content: bytes = PNG) -> dict[str, Any]:
        about = {"id": named, "name": "x.png", "mimetype": "image/png", "size": 99, "alt_txt": "a red dot"}
        world.fake.files[named] = (about | {"url_private": url}, content)
        return about

    there = a_file("F1", f"{world.fake.url}/files-pri/F1")
    elsewhere = a_file("F2", "https://files.slack.com.example.org/x.png")
    odd = a_file("F3", f"{world.fake.url}/files-pri/F3", b"<svg/>")
    [first, *_] = shown = read(world, heard_one(world, text="look", files=[there, elsewhere, odd])).pictures
    assert (first.url, first.alt) == ("slack:F1", "a red dot")
    assert run(world, lambda adapter: adapter.picture(first.url)) == (PNG, "image/png")
    for bad in (shown[1].url, shown[2].url, "slack:F9", "slack:../x", "https://files.slack.com/x"):
        with pytest.raises(Refused):
            run(world, lambda adapter, bad=bad: adapter.picture(bad))


# --- asking in turns


def test_many_channels_are_asked_in_turns_and_nothing_is_lost(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "AT_ONCE", 3)
    rooms = [f"C0MANY{number:02}" for number in range(10)]
    world.fake.rooms |= {room: {"id": room, "name": room.lower()} for room in rooms}
    cursor = begin(world)
    said = {world.fake.say("carol", room, "hello") for room in rooms}

    async def go(adapter: Any) -> set[str]:
        heard, place = set[str](), cursor
        for _ in range(5):
            world.fake.asked.clear()
            found = await batches(adapter, place)
            assert methods(world).count("conversations.history") == 3
            place = found[-1].cursor
            heard |= {parcel.external_id for batch in found for parcel in batch.parcels}
        return heard

    assert run(world, go) == said


def test_every_old_thread_has_its_turn(world: SlackWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "THREADS", 2)
    monkeypatch.setattr(reading, "PAGE", 4)
    cursor = begin(world)
    above = [world.say(f"question {number}") for number in range(4)]
    for one in above:
        world.reply(one, "me too", by="dan")
    _, cursor = hear(world, cursor)
    for number in range(6):
        world.say(f"something else {number}")
    _, cursor = hear(world, cursor)
    said = {world.reply(one, "and still") for one in above[:2]}
    heard = set[str]()
    for _ in range(5):
        found, cursor = hear(world, cursor)
        heard |= set(found)
    assert heard == said


def test_a_channel_that_is_new_is_heard_from_its_beginning(world: SlackWorld) -> None:
    cursor = begin(world)
    world.fake.rooms["C0NEW00001"] = {"id": "C0NEW00001", "name": "new"}
    said = world.fake.say("carol", "C0NEW00001", "hello")
    assert set(hear(world, cursor)[0]) == {said}


def test_a_channel_that_the_app_was_put_out_of_stops_nothing(world: SlackWorld) -> None:
    parcel, cursor = heard_mention(world)
    world.fake.out.add(GENERAL)
    said = world.fake.say("dan", SHARED, "hello")
    assert set(hear(world, cursor)[0]) == {said}
    assert run(world, lambda adapter: adapter.check([parcel.external_id])).parcels == ()
    with pytest.raises(Retry) as retry:
        run(world, lambda adapter: adapter.find(answer_to(world, parcel)))
    assert retry.value.words == words.UNSEEN


# --- what is sent


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("not_in_channel", words.PUT_OUT),
        ("is_archived", words.ARCHIVED),
        ("restricted_action_thread_locked", words.MUTED),
        ("msg_too_long", words.TOO_LONG),
        ("missing_scope", words.NO_SCOPE),
        ("something_new", words.REFUSED),
    ],
)
def test_a_refusal_says_why(world: SlackWorld, code: str, sentence: str) -> None:
    parcel, _ = heard_mention(world)
    world.fake.acts.append(code)
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == sentence


def test_an_answer_calls_nobody_and_stays_what_it_is(world: SlackWorld) -> None:
    parcel, _ = heard_mention(world)
    said = "<!channel> 1 < 2 & <@U0DAN> *now*"
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, said)))
    assert world.fake.known(receipt.external_id)["text"] == "&lt;!channel&gt; 1 &lt; 2 &amp; &lt;@U0DAN&gt; *now*"
    assert read(world, receipt.parcel).text == said


def test_what_was_deleted_is_not_answered(world: SlackWorld) -> None:
    parcel, _ = heard_mention(world)
    world.remove(parcel.external_id)
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == words.NO_PARENT


def test_a_message_with_emoji_is_changed_though_slack_keeps_only_their_names(world: SlackWorld) -> None:
    parcel, _ = heard_mention(world)
    made = run(world, lambda adapter: adapter.send(answer_to(world, parcel, "It is there \U0001f389")))
    for before, after, stands in (
        ("It is there \U0001f389", "It left today \U0001f389", "It left today :tada:"),
        ("It left today \U0001f389", "It left today \U0001f44b\U0001f3fd", "It left today :wave::skin-tone-4:"),
    ):
        change = Amending(made.external_id, before, after, made.parcel.raw)
        assert run(world, lambda adapter, change=change: adapter.amend(change)).external_id == made.external_id
        assert world.fake.known(made.external_id)["text"] == stands
    world.fake.edit(made.external_id, "Somebody else wrote this")
    with pytest.raises(Elsewhere):
        run(world, lambda adapter: adapter.amend(change))


def test_a_change_that_is_too_long_says_so(world: SlackWorld) -> None:
    parcel, _ = heard_mention(world)
    made = run(world, lambda adapter: adapter.send(answer_to(world, parcel, "short")))
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.amend(Amending(made.external_id, "short", "\u00fc" * 3000, made.parcel.raw)))
    assert refused.value.words == words.LONG_CHANGE


def test_an_answer_is_found_by_its_words_where_slack_hands_out_no_names(world: SlackWorld) -> None:
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel, "It is there \U0001f389 & more")
    world.fake.names = False
    assert run(world, lambda adapter: adapter.find(outbound)) is None
    world.lose_answer()
    with pytest.raises(Uncertain):
        run(world, lambda adapter: adapter.send(outbound))
    found = run(world, lambda adapter: adapter.find(outbound))
    assert found is not None
    assert run(world, lambda adapter: adapter.send(outbound)).external_id == found.external_id
    assert len(world.under(parcel.external_id)) == 1
    other = answer_to(world, parcel, "It is there \U0001f389 & more", key="k2", known=(found.external_id,))
    assert run(world, lambda adapter: adapter.find(other)) is None


def test_a_workspace_that_moves_into_an_organization_is_away(world: SlackWorld) -> None:
    parcel, _ = heard_mention(world)
    world.fake.acts.append("org_login_required")
    with pytest.raises(Uncertain):
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
