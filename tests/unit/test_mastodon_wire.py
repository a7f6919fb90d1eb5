"""What the servers of the fediverse hand us, and what we understand of it."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from earful.channels.contract import Change, Inbound, Unreadable, Us
from earful.channels.mastodon import wire
from earful.channels.mastodon.names import lasting, person_of, whole

SAMPLES = json.loads((Path(__file__).parents[1] / "contract/samples/mastodon.json").read_text())


def shown(inbound: Inbound) -> dict[str, Any]:
    assert inbound.author
    return {
        "external_id": inbound.external_id,
        "author": inbound.author.external_id,
        "name": inbound.author.name,
        "text": inbound.text,
        "why": inbound.why.value,
        "reach": inbound.reach.value,
        "warning": inbound.warning,
        "links": [list(link) for link in inbound.links],
        "pictures": [[picture.url, picture.alt] for picture in inbound.pictures],
        "emoji": [list(emoji) for emoji in inbound.emoji],
        "languages": list(inbound.languages),
        "order": inbound.order,
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_understood(name: str) -> None:
    sample = SAMPLES[name]
    assert shown(wire.read(sample["raw"], Us(sample["us"], sample["us"]))) == sample["read"]


def sample(name: str = "mention", **changes: Any) -> tuple[dict[str, Any], Us]:
    raw = copy.deepcopy(SAMPLES[name]["raw"])
    raw.update(changes)
    return raw, Us(SAMPLES[name]["us"], SAMPLES[name]["us"])


def test_an_answer_to_us_is_a_reply_and_a_direct_one_a_message() -> None:
    assert wire.read(*sample(in_reply_to_account_id="1", in_reply_to_id="3")).why == "reply"
    assert wire.read(*sample(in_reply_to_account_id="1", visibility="direct")).why == "message"
    assert wire.read(*sample(in_reply_to_account_id=1)).why == "reply", "some servers write numbers"
    assert wire.read(*sample(mentions=[], earful={"us": "1"}, content="<p>hm</p>")).why == "context"
    assert wire.read(*sample(earful={"us": "1"})).why == "mention", "the post itself says so"


def test_an_edit_on_snac2_still_names_us() -> None:
    name = "direct from snac2"
    for text, why in (("@northwind@rail.example no, 4712", "mention"), ("@northwind no, 4712", "context")):
        assert wire.read(*sample(name, content=text, visibility="public")).why == why
    near = {"acct": "ida@rail.example", "username": "ida"}
    assert wire.read(*sample(name, content="@northwind no", visibility="public", account=near)).why == "mention"
    assert (
        wire.read(*sample(content="<p>@northwind@rail.example</p>", mentions=[], earful={"us": "1"})).why == "context"
    )


@pytest.mark.parametrize(
    ("visibility", "reach"),
    [
        *(("public", "public"), ("unlisted", "public"), ("local", "public"), ("private", "private")),
        *(("direct", "private"), ("mutuals_only", "private"), (None, "private"), (["public"], "private")),
    ],
)
def test_only_what_is_surely_open_counts_as_open(visibility: Any, reach: str) -> None:
    assert wire.read(*sample(visibility=visibility)).reach == reach


def test_what_cannot_be_understood_says_so() -> None:
    for changes in ({"id": None}, {"id": {}}, {"content": 3}, {"created_at": "soon"}, {"account": []}, {"account": {}}):
        with pytest.raises(Unreadable):
            wire.read(*sample(**changes))
    with pytest.raises(Unreadable):
        wire.read(*sample(earful={"change": "eaten"}))
    with pytest.raises(Unreadable):
        wire.read(*sample(earful={"change": "removed"}))


def test_a_removal_needs_only_a_name_and_a_time() -> None:
    raw = {"id": "3", "earful": {"change": "removed", "at": "2026-05-04T08:15:30Z"}}
    gone = wire.read(raw, Us("a@b", "a@b"))
    assert (gone.change, gone.author, gone.said_at.year) == (Change.REMOVED, None, 2026)
    assert gone.said_at == datetime(2026, 5, 4, 8, 15, 30, tzinfo=UTC)


def test_names_last_and_are_whole() -> None:
    old, new = "1777777777" + "a" * 32, "1888888888" + "a" * 32
    assert lasting(old) == lasting(new) == "0" * 10 + "a" * 32
    assert lasting(lasting(old)) == lasting(old)
    assert lasting(42) == "42"
    for bad in (None, True, 4.5, "", "a b", "x" * 201, "../../oauth", "a?b", ["1"]):
        assert lasting(bad) is None
    assert whole("Mira", "town.example") == "mira@town.example"
    assert whole("mira@Far.Example", "town.example") == "mira@far.example"
    for bad in (None, "", "a b", "a/b", "@mira", "a@b@c", "x" * 500):
        assert whole(bad, "town.example") is None
    assert person_of({"username": "mira", "url": "https://far.example/@mira"}, "town.example") == "mira@far.example"
    assert person_of({}, "town.example") is None


def test_own_words_lose_only_the_names_in_front() -> None:
    assert wire.unled("@a@b.example @c Hello @d") == "Hello @d"
    assert wire.unled("Hello @d") == "Hello @d"
    assert wire.unled("@a@b.example\n\nHello") == "Hello"
    assert wire.unled("@a@b.example") == ""
    assert wire.unled("@ 8 o'clock") == "@ 8 o'clock"
