"""Payloads of the town: read as they were meant, or refused, and never changed by reading."""

import contextlib
import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.contract import (
    Change,
    Expired,
    Outbound,
    Reach,
    Refused,
    Retry,
    Uncertain,
    Unreadable,
    Upload,
    Us,
    Why,
)
from earful.channels.sandbox import wire
from earful.channels.sandbox.asking import failure
from earful.channels.sandbox.network import NETWORK
from earful.kit.transport import Response

US = Us("town:person:1", "northwindrail")
RAW: dict[str, Any] = {
    "id": "town:post:000007",
    "version": "2",
    "change": "edited",
    "at": "2026-03-02T09:01:00.000+00:00",
    "why": "mention",
    "reach": "private",
    "author": {"id": "town:person:17", "handle": "mei", "name": "Mei", "avatar": "a.png", "page": "p"},
    "text": "hello\0",
    "language": "de",
    "said_at": "2026-03-02T09:00:00.000+00:00",
    "parent": "town:post:000002",
    "root": "town:post:000001",
    "url": "u",
    "pictures": [{"url": "x.png", "alt": "a cat", "width": 3, "height": 4}],
    "order": 7,
}


def test_a_payload_is_understood() -> None:
    understood = NETWORK.read(RAW, US)
    assert (understood.external_id, understood.change, understood.text) == ("town:post:000007", Change.EDITED, "hello")
    assert understood.said_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert (understood.parent_id, understood.root_id) == ("town:post:000002", "town:post:000001")
    assert (understood.why, understood.reach, understood.languages) == (Why.MENTION, Reach.PRIVATE, ("de",))
    assert understood.author
    assert understood.author.external_id == "town:person:17"
    assert understood.pictures[0].alt == "a cat"


def test_our_own_words_are_ours_whatever_the_town_calls_them() -> None:
    assert NETWORK.read({**RAW, "author": {**RAW["author"], "id": US.external_id}}, US).why is Why.OWN


def test_a_removal_needs_only_its_name_and_time() -> None:
    raw = {"id": "town:post:000007", "version": "removed", "change": "removed", "at": RAW["at"], "why": "mention"}
    understood = NETWORK.read(raw, US)
    assert (understood.change, understood.author, understood.text) == (Change.REMOVED, None, "")


@given(
    name=st.sampled_from(sorted(RAW)), value=st.none() | st.integers() | st.text() | st.floats() | st.lists(st.text())
)
def test_reading_raises_only_unreadable_and_changes_nothing(name: str, value: object) -> None:
    raw = {**RAW, name: value}
    before = copy.deepcopy(raw)
    text = ""
    with contextlib.suppress(Unreadable):
        text = NETWORK.read(raw, US).text
    text.encode()
    assert raw == before or name == "order", "nan is no equal of itself"


def test_a_payload_without_a_name_is_kept_under_its_fingerprint() -> None:
    one, same, other = wire.parcel({"text": "a"}), wire.parcel({"text": "a"}), wire.parcel([1])
    assert one.external_id.startswith("unreadable:")
    assert one == same != other
    assert other.raw == {"raw": [1]}


def test_a_reply_is_ordered_with_its_key_and_pictures() -> None:
    upload = Upload(b"\x89PNG", "image/png", "a dot", 1, 1)
    order = wire.order(Outbound("k1", datetime.now(UTC), "hi", "town:post:000001", {}, (upload,), ("fr",)))
    assert (order["key"], order["parent"], order["language"]) == ("k1", "town:post:000001", "fr")
    assert order["pictures"] == [{"content": "iVBORw==", "mime": "image/png", "alt": "a dot", "width": 1, "height": 1}]


@pytest.mark.parametrize(
    ("status", "sending", "expected"),
    [
        (401, True, Expired), (401, False, Expired), (429, True, Retry), (403, True, Refused), (404, False, Refused),
        (422, True, Refused), (302, False, Refused), (500, True, Uncertain), (500, False, Retry), (503, True, Uncertain),
    ],
)  # fmt: skip
def test_every_answer_is_one_of_the_four_failures(status: int, sending: bool, expected: type[Exception]) -> None:
    found = failure(Response(status, {"retry-after": "17"}, b'{"words": "No, sorry."}'), sending=sending)
    assert type(found) is expected
    assert not isinstance(found, Retry) or status != 429 or found.after == 17
    assert not isinstance(found, Refused) or found.words == "No, sorry."
    assert found.words.endswith(".")
