"""What is Telegram's own besides the contract: chats and groups, what cannot be sent, pictures, webhooks that get lost."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from contract_tools import PNG, answer_to, batches, begin, hear, heard_mention, read, run
from fake_telegram import BOT, GROUP, PEOPLE, TOKEN, error, photo
from telegram_fixture import TelegramWorld
from telegram_fixture import world as a_world

from earful.channels.calling import Call, Unproven
from earful.channels.contract import Connected, Reach, Readers, Refused, Retry, Subscription, Upload, Why
from earful.channels.telegram import webhook, words
from earful.channels.telegram.network import NETWORK
from earful.kit.transport import Transport

HOOK = f"https://desk.example.org/hooks/telegram/{BOT['id']}/"


@pytest.fixture
def world() -> Iterator[TelegramWorld]:
    with a_world() as made:
        yield made


def heard_one(world: TelegramWorld, by: str = "carol", **content: Any) -> Any:
    cursor = begin(world)
    said = world.fake.say(by, content.pop("chat", None), **content)
    return hear(world, cursor)[0][said]


# --- what is said


def test_a_chat_of_two_is_private_and_goes_on(world: TelegramWorld) -> None:
    cursor = begin(world)
    first, second = world.say_privately("hello"), world.say_privately("where is my order?")
    heard, cursor = hear(world, cursor)
    one, two = read(world, heard[first]), read(world, heard[second])
    assert (one.reach, one.readers, one.why, one.url) == (Reach.PRIVATE, Readers.NAMED, Why.MESSAGE, "")
    assert (one.parent_id, two.parent_id) == (None, first)
    assert two.author
    assert (two.author.handle, two.author.name, two.author.profile_url) == ("carol", "Carol", "https://t.me/carol")
    third = world.say_privately("it is order 17")
    assert read(world, hear(world, cursor)[0][third]).parent_id == second, "also from one poll to the next"


def test_what_was_said_before_the_bot_listened_goes_on_as_well(world: TelegramWorld) -> None:
    before = world.fake.say("carol", text="where is my parcel?")
    cursor = begin(world)
    after = world.fake.say("carol", text="it is number 17")
    assert read(world, hear(world, cursor)[0][after]).parent_id == before


def test_a_group_is_not_private_and_has_addresses(world: TelegramWorld) -> None:
    open_group = read(world, heard_one(world, chat=GROUP, text="is anybody there?"))
    inner = {"id": -1009876, "type": "supergroup", "title": "Friends"}
    closed = read(world, heard_one(world, chat=inner, text="is anybody there?"))
    plain = read(world, heard_one(world, chat={"id": -55, "type": "group", "title": "Small"}, text="hello?"))
    assert open_group.url == f"https://t.me/northwind_support/{open_group.order}"
    assert closed.url == f"https://t.me/c/9876/{closed.order}"
    assert [(one.reach, one.readers) for one in (open_group, closed, plain)] == [
        (Reach.PUBLIC, Readers.EVERYBODY),
        (Reach.PUBLIC, Readers.QUIETLY),
        (Reach.PUBLIC, Readers.QUIETLY),
    ]


def test_where_only_what_names_the_bot_counts_the_rest_is_left_alone(world: TelegramWorld) -> None:
    world.settings |= {"hears": "named"}
    cursor = begin(world)
    world.say("nice weather")
    named, more = world.say("@Northwind_bot where is it?"), world.say("number 17")
    ours = world.fake.message(BOT, GROUP, text="We look.")
    below = world.reply(f"{GROUP['id']}/{ours['message_id']}", "thanks", by="dan")
    heard, _ = hear(world, cursor)
    assert set(heard) == {named, more, below}
    assert read(world, heard[below]).why is Why.REPLY


def test_what_is_said_by_nobody_is_left_out_and_what_is_no_message_is_kept(world: TelegramWorld) -> None:
    cursor = begin(world)
    world.fake.say("carol", GROUP, new_chat_members=[PEOPLE["dan"]])
    world.fake.say("carol", GROUP, migrate_to_chat_id=-100)
    world.fake.tell("message", {"message_id": "x", "chat": 7})
    heard, cursor = hear(world, cursor)
    assert [name.partition(":")[0] for name in heard] == ["unreadable"]
    assert hear(world, cursor)[0] == {}


def test_files_and_the_like_are_named(world: TelegramWorld) -> None:
    cursor = begin(world)
    file = {"file_id": "f", "file_name": "bill.pdf", "mime_type": "application/pdf", "file_size": 12_345}
    said = {
        world.fake.say("dan", document=file, caption="my bill"): "my bill\n[File: bill.pdf, 12 kB]",
        world.fake.say("dan", voice={"file_id": "v", "duration": 12}): "[Voice message, 12 s]",
        world.fake.say("dan", sticker={"file_id": "s", "emoji": "🙈"}): "[Sticker 🙈]",
        world.fake.say("dan", contact={"phone_number": "+1555", "first_name": "X"}): "[A contact]",
        world.fake.say("dan", text="/start"): words.STARTED,
    }
    heard, _ = hear(world, cursor)
    assert {name: read(world, parcel).text for name, parcel in heard.items()} == said
    assert read(world, heard[list(said)[-1]]).why is Why.AUTOMATIC


def test_links_stand_where_telegram_counts_them(world: TelegramWorld) -> None:
    entity = {"type": "text_link", "offset": 3, "length": 4, "url": "https://example.org/x"}
    assert read(world, heard_one(world, text="🙈 this one", entities=[entity])).links == (
        ("this", "https://example.org/x"),
    )


def test_a_topic_is_no_question_and_an_answer_stays_in_it(world: TelegramWorld) -> None:
    head = world.fake.message(PEOPLE["carol"], GROUP, forum_topic_created={"name": "Orders"})
    above = {"message_id": head["message_id"], "from": PEOPLE["carol"], "forum_topic_created": {"name": "Orders"}}
    topic = {"is_topic_message": True, "message_thread_id": head["message_id"]}
    parcel = heard_one(world, chat=GROUP, text="where is it?", reply_to_message=above, **topic)
    assert read(world, parcel).parent_id is None
    run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert world.fake.asked[-1][1]["message_thread_id"] == head["message_id"]


def test_what_a_message_answers_is_not_kept_with_it(world: TelegramWorld) -> None:
    parcel, cursor = heard_mention(world, "a secret of mine")
    below = world.reply(parcel.external_id, "I see")
    assert "a secret of mine" not in json.dumps(hear(world, cursor)[0][below].raw)


# --- what is sent


def test_a_group_that_became_larger_is_answered_where_it_is_now(world: TelegramWorld) -> None:
    parcel, _ = heard_mention(world)
    larger = {"id": -1005555, "type": "supergroup", "title": "Support"}
    world.fake.message(PEOPLE["carol"], larger, text="x")
    moved = error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=larger["id"])
    world.fake.acts.append((400, moved))
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert receipt.external_id.startswith("-1005555/")
    assert read(world, receipt.parcel).parent_id == parcel.external_id


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Forbidden: bot was blocked by the user", words.BLOCKED),
        ("Forbidden: user is deactivated", words.BLOCKED),
        ("Forbidden: bot was kicked from the supergroup chat", words.PUT_OUT),
        ("Bad Request: not enough rights to send text messages to the chat", words.MUTED),
        ("Bad Request: message to be replied not found", words.GONE),
        ("Bad Request: message is too long", words.TOO_LONG),
        ("Bad Request: something new", words.REFUSED),
    ],
)
def test_a_refusal_says_why(world: TelegramWorld, said: str, sentence: str) -> None:
    parcel, _ = heard_mention(world)
    world.fake.acts.append((403 if said.startswith("F") else 400, error(400, said)))
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert refused.value.words == sentence


def test_too_many_messages_wait_as_long_as_telegram_wants(world: TelegramWorld) -> None:
    parcel, _ = heard_mention(world)
    world.fake.acts.append((429, error(429, "Too Many Requests", retry_after=41)))
    with pytest.raises(Retry) as retry:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert retry.value.after == 41
    assert world.under(parcel.external_id) == []


def test_length_is_counted_as_telegram_does(world: TelegramWorld) -> None:
    measure = NETWORK.measure
    assert [measure(text, {}, None).used for text in ("", "é", "🙈", "👨‍👩‍👧‍👦")] == [0, 1, 2, 11]
    assert not measure("🙈" * 2048, {}, None).over
    assert measure("🙈" * 2049, {}, None).over


def test_a_picture_comes_and_goes(world: TelegramWorld) -> None:
    world.fake.files = {"large": PNG, "odd": b"<svg/>"}
    sizes = [photo("small"), photo("large") | {"width": 900}, photo("huge") | {"width": 9000, "file_size": 10**8}]
    parcel = heard_one(world, photo=sizes, caption="it is broken")
    understood = read(world, parcel)
    assert [(one.url, one.width) for one in understood.pictures] == [("telegram:large", 900)]
    assert run(world, lambda adapter: adapter.picture("telegram:large")) == (PNG, "image/png")
    for bad in ("telegram:odd", "telegram:none", "telegram:../x", "http://169.254.169.254/", ""):
        with pytest.raises(Refused):
            run(world, lambda adapter, bad=bad: adapter.picture(bad))
    upload = Upload(PNG, "image/png", "a red dot", 1, 1)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, "Like this?", uploads=(upload,))))
    assert PNG in world.fake.forms[-1]
    ours = read(world, receipt.parcel)
    assert (ours.text, ours.parent_id, len(ours.pictures)) == ("Like this?", parcel.external_id, 1)
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel, "x" * 1025, uploads=(upload,))))
    assert refused.value.words == words.CAPTION


# --- asking


def test_nothing_is_forgotten_there_before_it_is_stored_here(world: TelegramWorld) -> None:
    cursor = begin(world)
    said = [world.say(f"complaint {number}") for number in range(130)]

    async def first_page(adapter: Any) -> Any:
        walk = adapter.poll(cursor)
        page = await anext(walk)
        await walk.aclose()
        return page

    page = run(world, first_page)
    assert len(world.fake.updates) == 130, "the page was not confirmed: it may not be stored yet"
    rest = run(world, lambda adapter: batches(adapter, page.cursor))
    found = [parcel.external_id for batch in (page, *rest) for parcel in batch.parcels]
    assert found == said


def test_a_later_poll_waits_for_news_and_ends_at_once_with_it(world: TelegramWorld) -> None:
    cursor = begin(world)

    async def go(adapter: Any) -> tuple[float, int]:
        first = [batch async for batch in adapter.poll(cursor)]
        waiting = asyncio.ensure_future(anext(adapter.poll(first[-1].cursor)))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        assert not waiting.done()
        await asyncio.to_thread(world.say, "now")
        return time.monotonic() - began, len((await waiting).parcels)

    took, heard = run(world, go)
    assert heard == 1
    assert took < 1


def test_another_program_that_fetches_is_told(world: TelegramWorld) -> None:
    cursor = begin(world)
    said = world.say("hello?")
    world.fake.conflicts = 1
    assert set(hear(world, cursor)[0]) == {said}, "that may have been ourselves"
    world.fake.conflicts = 2
    with pytest.raises(Retry) as retry:
        run(world, lambda adapter: batches(adapter, cursor))
    assert retry.value.words == words.ANOTHER
    world.fake.hook = {"url": "https://elsewhere.example/"}
    with pytest.raises(Retry) as retry:
        run(world, lambda adapter: batches(adapter, cursor))
    assert retry.value.words == words.HOOKED


# --- being called


@pytest.fixture
def called(world: TelegramWorld) -> TelegramWorld:
    world.settings |= {"hook": HOOK}
    world.fake.hook = {"url": HOOK}
    return world


def stands(world: TelegramWorld) -> Subscription | None:
    found: Subscription | None = run(world, lambda adapter: adapter.subscription())
    return found


def looked(world: TelegramWorld) -> tuple[set[str], str]:
    """One look: what it fetched, and what it said."""
    found: set[str] = set()

    async def go(adapter: Any) -> str:
        try:
            async for batch in adapter.poll("{}"):
                found.update(parcel.external_id for parcel in batch.parcels)
                assert batch.cursor is None
        except Retry as retry:
            return retry.words
        return ""

    return found, run(world, go)


def test_while_it_stands_nothing_is_asked_for(called: TelegramWorld) -> None:
    assert stands(called) == Subscription(stands=True)
    called.say("on its way")
    assert looked(called) == (set(), "")


def test_a_lost_webhook_is_told_set_again_and_what_was_kept_is_fetched(called: TelegramWorld) -> None:
    called.fake.hook = {}
    said = {called.say(f"kept {number}") for number in range(230)}
    assert stands(called) == Subscription(stands=False, words=words.NO_HOOK)
    assert looked(called) == (said, words.UNCALLED)
    assert called.fake.hook["url"] == HOOK
    assert called.fake.hook["secret_token"] == called.secrets["secret"]
    assert called.fake.updates == [], "and Telegram does not bring it once more"
    assert stands(called) == Subscription(stands=True)
    assert looked(called) == (set(), "")


def test_what_telegram_could_not_bring_is_fetched(called: TelegramWorld) -> None:
    said = {called.say("is anybody there?")}
    called.fake.failed_at = int(time.time())
    assert stands(called) == Subscription(stands=False, words=words.CANNOT_REACH)
    assert looked(called) == (said, words.UNREACHED)
    assert called.fake.hook["url"] == HOOK


def test_another_programs_webhook_is_left_and_told(called: TelegramWorld) -> None:
    called.fake.hook = {"url": "https://elsewhere.example/"}
    assert looked(called) == (set(), words.OTHER_HOOK)
    assert called.fake.hook == {"url": "https://elsewhere.example/"}
    assert stands(called) == Subscription(stands=False, words=words.OTHER_HOOK)


def test_a_call_is_believed_only_with_the_secret(world: TelegramWorld) -> None:
    name = world.say_privately("hello")
    body = json.dumps(world.fake.updates[-1]).encode()
    for secret in ("", "wrong", "a-secret-of-our", "ü"):
        with pytest.raises(Unproven):
            NETWORK.take(Call({webhook.HEADER: secret}, body), world.us, {}, world.secrets, None)  # type: ignore[attr-defined] -- it takes calls
    with pytest.raises(Unproven):
        NETWORK.take(Call({webhook.HEADER: ""}, body), world.us, {}, {"secret": ""}, None)  # type: ignore[attr-defined] -- likewise
    proof = {webhook.HEADER: world.secrets["secret"]}
    batch = NETWORK.take(Call(proof, body), world.us, {}, world.secrets, None)  # type: ignore[attr-defined] -- likewise
    assert [parcel.external_id for parcel in batch.parcels] == [name]
    second = world.say_privately("my order is late")
    body = json.dumps(world.fake.updates[-1]).encode()
    batch = NETWORK.take(Call(proof, body), world.us, {}, world.secrets, batch.cursor)  # type: ignore[attr-defined] -- likewise
    assert [read(world, one).parent_id for one in batch.parcels if one.external_id == second] == [name]
    for odd in (b"", b"[]", b"[" * 100_000, b"{}", b"\xff", b'{"message": 4}'):
        found = NETWORK.take(Call(proof, odd), world.us, {}, world.secrets, None)  # type: ignore[attr-defined] -- likewise
        assert [parcel.external_id.partition(":")[0] for parcel in found.parcels] == ["unreadable"]


# --- connecting


def connect(world: TelegramWorld, *, trusted: bool = True, **values: str) -> Connected:
    usual = {"token": TOKEN, "api": world.fake.url, "hears": "all", "take_over": "no"}

    async def go() -> Connected:
        place = world.fake.url.removeprefix("http://")
        async with Transport(frozenset({place}) if trusted else frozenset()) as door:
            return await NETWORK.connect({**usual, **values}, door)

    return asyncio.run(go())


def test_connecting_looks_who_it_is(world: TelegramWorld) -> None:
    made = connect(world)
    assert (made.us.external_id, made.us.handle, made.name) == ("777001", "northwind_bot", "Northwind")
    assert made.secrets == {"token": TOKEN}
    called = connect(world, address="https://desk.example.org/")
    assert called.settings["hook"] == HOOK
    assert (world.fake.hook["url"], world.fake.hook["secret_token"]) == (HOOK, called.secrets["secret"])
    assert world.fake.hook["allowed_updates"] == ["message", "edited_message"]
    connect(world)
    assert not world.fake.hook["url"], "ours, of before, is ended when we ask from now on"
    assert replace(made) == made


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"token": ""}, words.MISSING),
        ({"token": "777001:../../x"}, words.MISSING),
        ({"token": "777001:AAE-another_token_that_is_long_enough"}, words.NO_TOKEN),
        ({"hears": "some"}, words.NO_HEARS),
        ({"api": "ftp://x"}, words.NO_API),
        ({"api": "http://api.example.org"}, words.INSECURE),
        ({"address": "http://desk.example.org"}, words.NO_ADDRESS),
        ({"address": "https://desk.example.org/x"}, words.NO_ADDRESS),
        ({"address": "https://desk.example.org:8444"}, words.BAD_ADDRESS),
    ],
)
def test_connecting_says_which_entry_is_wrong(world: TelegramWorld, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(world, **values)
    assert refused.value.words == said


def test_another_programs_webhook_is_ended_only_when_the_owner_says_so(world: TelegramWorld) -> None:
    world.fake.hook = {"url": "https://elsewhere.example/"}
    with pytest.raises(Refused) as refused:
        connect(world)
    assert refused.value.words == words.TAKEN
    assert world.fake.hook["url"]
    connect(world, take_over="yes")
    assert not world.fake.hook["url"]
