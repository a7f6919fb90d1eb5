"""Turns and rows of archives become parcels that can be understood alone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earful.channels import registry
from earful.channels.archive import parcels
from earful.channels.archive.adapter import ArchiveAdapter
from earful.channels.archive.times import moment
from earful.channels.contract import Batch, Inbound, Outbound, Refused, Unreadable, Us, Why
from earful.kit.transport import Transport

NETWORK = registry.get("archive")
US = Us("BrightTelco", "BrightTelco")


def turn(role: str, at: str | None, text: str, by: str | None = None) -> dict[str, Any]:
    return {"role": role, "by": by or ("BrightTelco" if role == "agent" else "user1"), "at": at, "text": text}


def conversation(*turns: dict[str, Any], session: str = "s1") -> dict[str, Any]:
    return {"split": "dev", "company": "BrightTelco", "session": session, "duration": "0", "turns": list(turns)}


def understood(record: dict[str, Any]) -> list[Inbound]:
    filed = parcels.of_conversation(record)
    assert filed
    assert filed.brand == "BrightTelco"
    found = [NETWORK.read(parcel.raw, US) for parcel in filed.parcels]
    assert [one.external_id for one in found] == [parcel.external_id for parcel in filed.parcels]
    return found


def test_a_conversation_is_a_thread_in_order() -> None:
    ask, more, answer, thanks = understood(
        conversation(
            turn("customer", "2026-01-05T10:00:00.000Z", "@BrightTelco no signal"),
            turn("customer", "2026-01-05T10:01:00.000Z", "since yesterday"),
            turn("agent", None, "@user1 which town?"),
            turn("customer", None, "Springfield"),
        )
    )

    assert [one.parent_id for one in (ask, more, answer, thanks)] == [None, *(f"BrightTelco/s1/{n}" for n in (0, 1, 2))]
    assert {one.root_id for one in (more, answer, thanks)} == {ask.external_id}
    assert [one.why for one in (ask, more, answer, thanks)] == [Why.MENTION, Why.REPLY, Why.OWN, Why.REPLY]
    assert [one.order for one in (ask, more, answer, thanks)] == [0, 1, 2, 3]
    assert answer.said_at == thanks.said_at == more.said_at == datetime(2026, 1, 5, 10, 1, tzinfo=UTC)
    assert answer.author
    assert answer.author.external_id == US.external_id


def test_an_agent_answers_the_customer_not_the_colleague() -> None:
    *_, second = understood(
        conversation(
            turn("customer", "2026-01-05T10:00:00Z", "hello"), turn("agent", None, "part 1"), turn("agent", None, "2")
        )
    )

    assert second.parent_id == "BrightTelco/s1/0"


def test_the_same_masked_name_in_two_conversations_is_two_people() -> None:
    said = turn("customer", "2026-01-05T10:00:00Z", "hello")
    (one,) = understood(conversation(said))
    (other,) = understood(conversation(said, session="s2"))

    assert one.author
    assert other.author
    assert one.author.external_id != other.author.external_id
    assert one.author.handle == other.author.handle == "user1"


def test_a_time_is_taken_from_what_is_known_around_it() -> None:
    first, second = understood(
        conversation(turn("customer", None, "hello"), turn("agent", "2026-01-05T10:00:00Z", "hi"))
    )

    assert first.said_at == second.said_at
    assert first.order < second.order


def test_a_longer_file_of_the_same_conversation_brings_only_what_is_new() -> None:
    said = [turn("customer", "2026-01-05T10:00:00Z", "hello"), turn("agent", None, "hi")]
    short = parcels.of_conversation(conversation(said[0]))
    whole = parcels.of_conversation(conversation(*said))

    assert short
    assert whole
    names = [(p.external_id, p.version) for p in whole.parcels]
    assert [(p.external_id, p.version) for p in short.parcels] == names[:1]


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"role": "robot"}, "agent"),
        ({"text": None}, "text"),
        ({"at": "yesterday"}, "time"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "time"),
        ({"by": "x" * 400}, "name"),
        ({"by": 7}, "name"),
    ],
)
def test_a_turn_that_makes_no_sense_is_kept_and_the_others_are_read(spoilt: dict[str, Any], words: str) -> None:
    filed = parcels.of_conversation(
        conversation(
            turn("customer", "2026-01-05T10:00:00Z", "hello"),
            {**turn("customer", "2026-01-05T10:00:00Z", "x"), **spoilt},
            turn("agent", None, "hi"),
        )
    )

    assert filed
    good, bad, after = filed.parcels
    assert NETWORK.read(good.raw, US).text == "hello"
    assert NETWORK.read(after.raw, US).text == "hi"
    with pytest.raises(Unreadable, match=words):
        NETWORK.read(bad.raw, US)


def test_a_turn_that_is_no_object_keeps_its_place() -> None:
    filed = parcels.of_conversation({"company": "BrightTelco", "session": 4, "turns": ["?", turn("agent", None, "x")]})

    assert filed
    assert [parcel.external_id for parcel in filed.parcels] == ["BrightTelco/4/0", "BrightTelco/4/1"]
    assert filed.parcels[0].raw["turn"] == "?"
    with pytest.raises(Unreadable):
        NETWORK.read(filed.parcels[0].raw, US)


@pytest.mark.parametrize("record", [None, [], "x", {}, {"company": "A"}, {"company": "A", "session": "1", "turns": []}])
def test_what_is_no_conversation_is_none(record: object) -> None:
    assert parcels.of_conversation(record) is None


# --- rows ---


def row(**given: str) -> dict[str, str]:
    plain = {
        "tweet_id": "8",
        "author_id": "115712",
        "inbound": "True",
        "created_at": "Tue Oct 31 22:10:47 +0000 2017",
        "text": "@BrightTelco &lt;no&gt; signal &amp; no help",
        "response_tweet_id": "9,10",
        "in_response_to_tweet_id": "",
    }
    return {**plain, **given}


def read_row(answers: str = "", **given: str) -> Inbound:
    filed = parcels.of_row(row(**given), "BrightTelco", answers)
    assert filed
    return NETWORK.read(filed.parcels[0].raw, US)


def test_a_customers_row() -> None:
    found = read_row()

    assert found.external_id == "8"
    assert found.said_at == datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)
    assert found.text == "@BrightTelco <no> signal & no help"
    assert (found.why, found.parent_id) == (Why.MENTION, None)
    assert found.author
    assert found.author.external_id == "115712"


def test_a_brands_row_is_ours_however_it_is_written() -> None:
    found = read_row("customer", author_id="brighttelco", inbound="False", in_response_to_tweet_id="7.0")

    assert found.why is Why.OWN
    assert found.parent_id == "7"
    assert found.author
    assert found.author.external_id == US.external_id


@pytest.mark.parametrize(
    ("answers", "text", "why"),
    [
        ("us", "and now?", Why.REPLY),
        ("customer", "same here", Why.CONTEXT),
        ("customer", "same here @brighttelco", Why.MENTION),
        ("", "what about it", Why.MENTION),
    ],
)
def test_why_a_row_came_to_us(answers: str, text: str, why: Why) -> None:
    assert read_row(answers, text=text, in_response_to_tweet_id="7").why is why


@pytest.mark.parametrize(
    "spoilt",
    [{"author_id": ""}, {"inbound": "perhaps"}, {"created_at": "Tue Foo 31 22:10:47 +0000 2017"},
     {"created_at": "Tue Feb 31 22:10:47 +0000 2017"}, {"in_response_to_tweet_id": "none"}],
)  # fmt: skip
def test_a_row_that_makes_no_sense_is_unreadable(spoilt: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        read_row(**spoilt)


def test_a_row_without_a_number_is_no_row() -> None:
    assert parcels.of_row(row(tweet_id="x"), "BrightTelco", "") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed Jan 01 00:30:00 +0100 2020", datetime(2019, 12, 31, 23, 30, tzinfo=UTC)),
        ("2020-01-01T00:30:00-0130", datetime(2020, 1, 1, 2, 0, tzinfo=UTC)),
        ("2020-01-01", datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_utc(written: str, meant: datetime) -> None:
    assert moment(written) == meant


# --- whatever comes ---

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
NAMES = ("shape", "company", "session", "n", "after", "answers", "role", "by", "at", "text", *parcels.COLUMNS)
sense = st.sampled_from(
    ["turns", "rows", "customer", "agent", "BrightTelco", 0, 3, None, "2020-01-01", "true", "8", "", "us"]
)
payloads = st.dictionaries(st.sampled_from(NAMES), sense | anything)


@given(payloads | anything)
@example({"shape": "turns", "company": "A", "session": "s", "n": True, "role": "agent", "text": "", "at": "2020-01-01"})
@example({"shape": "rows", "line": "x", "record": 1})
def test_reading_understands_or_says_that_it_cannot(raw: Any) -> None:
    try:
        found = NETWORK.read(raw, US)
    except Unreadable:
        return
    assert found == NETWORK.read(raw, US)
    assert found.said_at.tzinfo is UTC
    assert found.author
    assert len(found.external_id) <= 500
    assert len(found.author.external_id) <= 300
    assert found.parent_id != found.external_id


@given(st.fixed_dictionaries({"company": st.text(max_size=9), "session": st.text(max_size=9)}), st.lists(anything))
def test_every_turn_of_a_conversation_becomes_one_parcel(named: dict[str, Any], turns: list[Any]) -> None:
    filed = parcels.of_conversation({**named, "turns": turns})

    assert filed is None or len({parcel.external_id for parcel in filed.parcels}) == len(turns)


# --- the network ---


def test_an_archive_hears_nothing_and_cannot_be_answered() -> None:
    adapter = ArchiveAdapter()

    async def all_of(walk: Any) -> list[Any]:
        return [one async for one in walk]

    assert asyncio.run(all_of(adapter.poll(None))) == []
    assert asyncio.run(all_of(adapter.look_back(datetime(2020, 1, 1, tzinfo=UTC)))) == []
    assert asyncio.run(all_of(adapter.listen())) == []
    assert asyncio.run(adapter.check(["a"])) == Batch()
    assert asyncio.run(adapter.thread("a")) == Batch()
    assert not NETWORK.can.send
    outbound = Outbound("k", datetime(2020, 1, 1, tzinfo=UTC), "hello", "a", {})
    assert asyncio.run(adapter.find(outbound)) is None
    for attempt in (lambda: adapter.send(outbound), lambda: adapter.picture("https://example.org/a.png"), _connect):
        refused(attempt)


async def _connect() -> object:
    async with Transport() as door:
        return await NETWORK.connect({}, door)


def refused(attempt: Callable[[], Awaitable[object]]) -> None:
    async def go() -> object:
        return await attempt()

    with pytest.raises(Refused) as found:
        asyncio.run(go())
    assert found.value.words.endswith(".")
