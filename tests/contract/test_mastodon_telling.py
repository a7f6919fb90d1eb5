"""Mastodon's own ways of telling, on the fake server: lists, streams, threads, names that change."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from contract_tools import begin, hear, heard_mention, read, run
from fake_mastodon_door import Ask, Refusal, Told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mastodon_fixture import MastodonWorld, world

from earful.channels.contract import Adapter, Change, Reach, Retry, Unreadable, Why


@pytest.fixture
def mastodon() -> Iterator[MastodonWorld]:
    with world() as made:
        yield made


@pytest.fixture
def snac() -> Iterator[MastodonWorld]:
    with world("snac") as made:
        yield made


# --- lists ---


def test_a_quiet_poll_asks_twice_and_one_with_news_moves_by_pages(mastodon: MastodonWorld) -> None:
    heard_mention(mastodon)
    mastodon.own("hello everybody")
    cursor = begin(mastodon)
    for number in range(9):
        mastodon.say(f"before {number}")
        mastodon.own(f"and we {number}")
    cursor = hear(mastodon, cursor)[1]
    mastodon.fake.calls.clear()
    assert hear(mastodon, cursor)[0] == {}
    assert len(mastodon.fake.calls) == 2


def test_a_long_absence_is_read_forwards_and_each_page_is_kept(mastodon: MastodonWorld) -> None:
    for number in range(5):
        mastodon.say(f"early {number}")
    cursor = begin(mastodon)
    said = {mastodon.say(f"number {number}") for number in range(150)}

    async def pages(adapter: Adapter) -> list[tuple[int, bool]]:
        return [(len(batch.parcels), batch.cursor is not None) async for batch in adapter.poll(cursor)]

    found = run(mastodon, pages)
    assert sum(count for count, _ in found) == len(said)
    assert all(safe for _, safe in found), "a crash half-way repeats no page that was stored"


def test_a_server_that_answers_with_its_newest_page_hides_nothing(snac: MastodonWorld) -> None:
    cursor = begin(snac)
    said = {snac.say(f"number {number}") for number in range(100)}
    heard, cursor = hear(snac, cursor)
    assert set(heard) == said
    more = {snac.say(f"more {number}") for number in range(50)} | {snac.own("and we")}
    heard, cursor = hear(snac, cursor)
    assert set(heard) == more
    assert hear(snac, cursor)[0] == {}


def test_a_name_that_changes_is_still_the_same_post(snac: MastodonWorld) -> None:
    parcel, cursor = heard_mention(snac)
    post = snac.fake.posts[snac.number(parcel.external_id)]
    before = snac.fake.name_of(post)
    post["touched"] += timedelta(days=30)  # somebody liked it
    assert snac.fake.name_of(post) != before
    batch = run(snac, lambda adapter: adapter.check([parcel.external_id]))
    assert [(p.external_id, p.version) for p in batch.parcels] == [(parcel.external_id, parcel.version)]
    assert hear(snac, cursor)[0] == {}


def test_direct_posts_are_messages_whatever_the_server_calls_them(mastodon: MastodonWorld, snac: MastodonWorld) -> None:
    for there in (mastodon, snac):
        cursor = begin(there)
        said = there.say_privately("my number is 5")
        heard, _ = hear(there, cursor)
        understood = read(there, heard[said])
        assert (understood.why, understood.reach) == (Why.MESSAGE, Reach.PRIVATE)


def test_likes_follows_and_boosts_are_nobodys_question(mastodon: MastodonWorld, snac: MastodonWorld) -> None:
    for there in (mastodon, snac):
        ours = there.own("we are open")
        cursor = begin(there)
        for kind in ("favourite", "reblog", "follow", "poll", "severed_relationships"):
            there.fake.tell("desk", kind, there.number(ours))
        there.fake.post("desk", "", extra={"reblog": {"id": "1"}})
        assert hear(there, cursor)[0] == {}


def test_a_server_that_refuses_unknown_kinds_is_asked_for_fewer(mastodon: MastodonWorld) -> None:
    cursor = begin(mastodon)
    said = mastodon.say("hello")

    def strict(ask: Ask) -> None:
        if set(ask.params.get("types[]", ())) - {"mention"}:
            raise Refusal(400, "invalid notification type")

    mastodon.fake.trouble = strict
    assert set(hear(mastodon, cursor)[0]) == {said}


def test_what_an_author_changed_is_told_by_the_list_and_by_looking(mastodon: MastodonWorld) -> None:
    parcel, cursor = heard_mention(mastodon)
    mastodon.edit(parcel.external_id, "the red one")
    mastodon.fake.tell("desk", "update", mastodon.number(parcel.external_id))
    heard, _ = hear(mastodon, cursor)
    batch = run(mastodon, lambda adapter: adapter.check([parcel.external_id]))
    [looked] = batch.parcels
    assert heard[parcel.external_id].version == looked.version != parcel.version
    assert read(mastodon, looked).change is Change.EDITED


def test_what_was_let_in_late_at_its_old_place_is_found_within_the_hour(mastodon: MastodonWorld) -> None:
    for number in range(5):
        mastodon.say(f"early {number}")
    cursor = begin(mastodon)
    late = mastodon.say("held back by a moderator")
    note = mastodon.fake.notes.pop()
    for number in range(9):
        mastodon.say(f"said after {number}")
    cursor = hear(mastodon, cursor)[1]
    mastodon.fake.notes.insert(-9, note)
    assert hear(mastodon, cursor)[0] == {}
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    earlier = cursor[: cursor.index('"deep"')] + f'"deep": "{an_hour_ago}"' + "}"
    assert late in hear(mastodon, earlier)[0]


def test_a_cursor_nobody_understands_is_refused_in_words(mastodon: MastodonWorld) -> None:
    for cursor in ("", "{}", "[]", '{"told": 3, "own": [], "deep": ""}'):
        with pytest.raises(Exception, match="Connect the account again"):
            run(mastodon, lambda adapter, cursor=cursor: _all(adapter, cursor))


async def _all(adapter: Adapter, cursor: str) -> None:
    async for _ in adapter.poll(cursor):
        pass


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "id",
    "created_at",
    "edited_at",
    "content",
    "account",
    "mentions",
    "media_attachments",
    "poll",
    "quote",
    "emojis",
)


def test_whatever_else_stands_in_a_list_stops_nothing(mastodon: MastodonWorld) -> None:
    cursor = begin(mastodon)
    said = mastodon.say("a plain question")
    real = mastodon.fake.list_notes
    post = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JUNK)) | JUNK
    note = st.fixed_dictionaries(
        {"id": JUNK, "type": st.sampled_from(["mention", "quote", ["x"], None])},
        optional={"status": post, "created_at": JUNK},
    )

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(note | JUNK, max_size=4))
    def attack(strange: list[object]) -> None:
        mastodon.fake.list_notes = lambda ask: Told([*real(ask).body, *strange])  # type: ignore[method-assign]  # -- ours
        heard, _ = hear(mastodon, cursor)
        assert said in heard
        for parcel in heard.values():
            try:
                read(mastodon, parcel)
            except Unreadable:
                assert parcel.external_id != said

    attack()


# --- threads and removals ---


def test_a_thread_knows_its_beginning(mastodon: MastodonWorld) -> None:
    top = mastodon.say("a question for everybody")
    middle = mastodon.reply(top, "I know this one", by="dan")
    low = mastodon.reply(middle, "tell us")
    batch = run(mastodon, lambda adapter: adapter.thread(middle))
    found = {parcel.external_id: read(mastodon, parcel) for parcel in batch.parcels}
    assert [found[name].root_id for name in (top, middle, low)] == [None, top, top]


def test_a_thread_that_is_being_fetched_from_afar_is_looked_at_again(mastodon: MastodonWorld) -> None:
    top = mastodon.say("a question for everybody")
    real = mastodon.fake.context
    answers: list[str] = []

    def slowly(ask: Ask, name: str) -> Told:
        told = real(ask, name)
        if not answers:
            answers.append(mastodon.reply(top, "from far away", by="dan"))
            return Told(told.body, headers={"Mastodon-Async-Refresh": 'id="abc=", retry=1'})
        return told

    mastodon.fake.context = slowly  # type: ignore[method-assign]  # -- the fake is ours to bend
    batch = run(mastodon, lambda adapter: adapter.thread(top))
    assert {top, *answers} == {parcel.external_id for parcel in batch.parcels}


def test_a_thread_of_nothing_is_empty(mastodon: MastodonWorld) -> None:
    for name in ("12", "no such thing", "../../../oauth/token"):
        assert run(mastodon, lambda adapter, name=name: adapter.thread(name)).parcels == ()


def test_a_server_that_has_lost_its_way_removes_nothing(mastodon: MastodonWorld) -> None:
    parcel, _ = heard_mention(mastodon)

    def lost(ask: Ask) -> None:
        if ask.path.startswith("/api"):
            raise Refusal(404, "Not found", html=True)

    mastodon.fake.trouble = lost
    with pytest.raises(Exception) as raised:
        run(mastodon, lambda adapter: adapter.check([parcel.external_id]))
    assert str(raised.value)
    mastodon.fake.trouble = lambda _: None
    mastodon.remove(parcel.external_id)
    [gone] = run(mastodon, lambda adapter: adapter.check([parcel.external_id])).parcels
    assert read(mastodon, gone).change is Change.REMOVED


def test_many_are_looked_at_with_one_question(mastodon: MastodonWorld) -> None:
    said = [mastodon.say(f"number {number}") for number in range(20)]
    mastodon.fake.calls.clear()
    batch = run(mastodon, lambda adapter: adapter.check(said))
    assert {parcel.external_id for parcel in batch.parcels} == set(said)
    assert mastodon.fake.calls == ["GET /api/v1/statuses"]


# --- the stream ---


def test_the_stream_hints_at_what_concerns_us_and_ends_with_the_line(mastodon: MastodonWorld) -> None:
    async def hearing(adapter: Adapter) -> list[str]:
        hints: list[str] = []
        ended = asyncio.Event()

        async def hear_on() -> None:
            async for hint in adapter.listen():
                hints.append("a hint" if hint is None else "something else")  # noqa: PERF401 -- watched while it grows
            ended.set()

        task = asyncio.create_task(hear_on())
        await _until(lambda: bool(hints and mastodon.fake.streams))
        for happens in (lambda: mastodon.say("hello"), lambda: mastodon.own("we say")):
            count = len(hints)
            happens()
            await _until(lambda count=count: len(hints) > count)
        count = len(hints)
        mastodon.fake.event("nothing", next(iter(mastodon.fake.posts)))
        mastodon.fake.event("update", next(iter(mastodon.fake.posts)))  # somebody we follow
        await asyncio.sleep(0.3)
        assert len(hints) == count
        mastodon.fake.end_streams()
        await asyncio.wait_for(ended.wait(), 30)
        await task
        return hints

    assert len(run(mastodon, hearing)) == 3


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(250):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen")


def test_a_stream_that_is_refused_is_a_failure_in_words(mastodon: MastodonWorld) -> None:
    async def hearing(adapter: Adapter) -> None:
        async for _ in adapter.listen():
            raise AssertionError("there is no stream")

    mastodon.sign_out()
    with pytest.raises(Retry) as retry:
        run(mastodon, hearing)
    assert retry.value.words.endswith(".")


def test_where_there_is_no_stream_nothing_is_asked(snac: MastodonWorld) -> None:
    async def hearing(adapter: Adapter) -> None:
        async for _ in adapter.listen():
            raise AssertionError("there is no stream")

    with pytest.raises(TimeoutError):
        run(snac, lambda adapter: asyncio.wait_for(hearing(adapter), 0.2))
    assert snac.fake.calls == []
