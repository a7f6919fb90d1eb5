"""Recorded payloads (see tests/real) read as they were said, and strange ones without harm."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.bluesky import parcels, wire
from earful.channels.bluesky.network import NETWORK
from earful.channels.contract import Change, Inbound, Picture, Unreadable, Us, Why

SAMPLES = json.loads((Path(__file__).parents[1] / "contract" / "samples" / "bluesky.json").read_text())
US = Us(SAMPLES["us"], SAMPLES["handle"])


def read(name: str) -> Inbound:
    return NETWORK.read(SAMPLES[name], US)


def strange(name: str, **record: Any) -> Inbound:
    raw = json.loads(json.dumps(SAMPLES[name]))
    raw["record"] |= record
    return NETWORK.read(raw, US)


def test_a_mention_with_a_picture() -> None:
    found, raw = read("mention"), SAMPLES["mention"]
    assert found.change is Change.SAID
    assert found.why is Why.MENTION
    assert found.text == raw["record"]["text"]
    assert found.author
    assert found.author.external_id == raw["author"]["did"]
    assert found.author.handle == raw["author"]["handle"]
    assert found.url == f"https://bsky.app/profile/{raw['author']['did']}/post/{raw['uri'].rsplit('/', 1)[1]}"
    assert found.said_at.isoformat() == raw["record"]["createdAt"].replace("Z", "000+00:00")
    assert found.pictures == (Picture(raw["embed"]["images"][0]["fullsize"], "my receipt", 1, 1),)
    assert (found.parent_id, found.root_id) == (None, None)


def test_a_quote_a_reply_and_our_own() -> None:
    quote, reply, own = read("quote"), read("reply"), read("own")
    assert quote.why is Why.QUOTE
    assert quote.languages == ("en",)
    assert quote.links == ((own.url, own.url),)
    assert reply.why is Why.REPLY
    assert reply.parent_id == reply.root_id == own.external_id
    assert own.why is Why.OWN
    assert own.order < quote.order < reply.order


def test_a_link_card_and_a_link_in_the_text() -> None:
    assert read("link").links == (("The shop", "https://example.org/shop"),)
    assert read("receipt").links == (("https://example.org/t", "https://example.org/t"),)


def test_a_removal_has_neither_author_nor_words() -> None:
    found = read("removed")
    assert (found.change, found.author, found.text) == (Change.REMOVED, None, "")


def test_why_is_found_in_the_record_when_nobody_says() -> None:
    for name, why in (("mention", Why.MENTION), ("quote", Why.QUOTE), ("reply", Why.REPLY), ("own", Why.OWN)):
        raw = {**SAMPLES[name], "earful": {"change": "edited"}}
        assert NETWORK.read(raw, US).why is why
        assert NETWORK.read(raw, US).change is Change.EDITED
    assert NETWORK.read({**SAMPLES["reply"], "earful": {}}, Us("did:plc:somebodyelse", "x.test")).why is Why.CONTEXT


@pytest.mark.parametrize(
    ("created", "said"),
    [
        ("2031-01-01T00:00:00Z", "indexed"),
        ("1997-01-01T00:00:00Z", "indexed"),
        ("yesterday", "indexed"),
        (None, "indexed"),
        (7, "indexed"),
        ("0001-01-01T00:00:00+23:59", "indexed"),
        ("2026-11-22T07:00:54.785Z", "2026-11-22T07:00:54.785+00:00"),
        ("2026-11-22T09:00:54.785+02:00", "2026-11-22T07:00:54.785+00:00"),
    ],
)
def test_the_authors_time_is_taken_where_it_is_believable(created: Any, said: str) -> None:
    raw = {**SAMPLES["reply"], "indexedAt": "2026-11-22T07:01:00Z"}
    raw["record"] = {**raw["record"], "createdAt": created}
    expected = "2026-11-22T07:01:00Z" if said == "indexed" else said
    assert NETWORK.read(raw, US).said_at == datetime.fromisoformat(expected)


def test_without_any_time_the_record_key_tells() -> None:
    raw = {key: value for key, value in SAMPLES["reply"].items() if key != "indexedAt"}
    raw["record"] = {"text": "hm"}
    assert NETWORK.read(raw, US).said_at.date() == datetime(2026, 11, 22, tzinfo=UTC).date()
    raw["uri"] = raw["uri"].rsplit("/", 1)[0] + "/self"
    with pytest.raises(Unreadable):
        NETWORK.read(raw, US)


@given(st.integers(-5, 40), st.integers(-5, 40) | st.booleans() | st.none(), st.text(max_size=12))
def test_facets_pointing_anywhere_do_no_harm(start: Any, end: Any, text: str) -> None:
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": [{"uri": "https://example.org"}]}
    found = strange("reply", text=text, facets=[facet, None, {"features": 3}, {"index": [], "features": [None]}])
    [(shown, target)] = found.links
    shown.encode()
    assert shown
    assert target == "https://example.org"


def test_only_web_addresses_become_links_and_pictures() -> None:
    bad = "javascript:alert(1)"
    facets = [{"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"uri": bad}]}]
    assert strange("reply", facets=facets, embed={"external": {"uri": bad, "title": "x"}}).links == ()
    raw = {**SAMPLES["mention"], "embed": {"images": [{"fullsize": bad, "thumb": bad, "alt": ""}]}}
    assert all(picture.url.startswith("https://cdn.bsky.app/") for picture in NETWORK.read(raw, US).pictures)
    raw["author"] = {**raw["author"], "avatar": bad}
    author = NETWORK.read(raw, US).author
    assert author
    assert author.avatar_url == ""


def test_pictures_beside_a_quote_in_galleries_and_of_videos() -> None:
    image = {"fullsize": "https://cdn.test/a", "alt": "a", "aspectRatio": {"width": "wide", "height": -3}}
    for embed in (
        {"media": {"images": [image]}, "record": {}},
        {"items": [image]},
        {"thumbnail": "https://cdn.test/a", "alt": "a"},
    ):
        assert NETWORK.read({**SAMPLES["reply"], "embed": embed}, US).pictures == (Picture("https://cdn.test/a", "a"),)


def test_languages_are_plain_codes() -> None:
    assert strange("reply", langs=["pt-BR", "EN", "en-US", "gsw", 4, "", "de", "fr"]).languages == ("pt", "en", "de")


def test_what_the_database_cannot_hold_is_replaced_before_it_is_stored() -> None:
    post = {
        "uri": SAMPLES["reply"]["uri"],
        "cid": "bafy\x00",
        "indexedAt": "2026-01-01T00:00:00Z",
        "record": {"text": "a\x00b\ud800c", "n": float("nan"), "likeCount": 3},
    }
    found = parcels.parcel(post, Change.SAID, Why.MENTION)
    stored = json.dumps(found.raw, allow_nan=False)
    assert "\\u0000" not in stored
    assert "\\ud800" not in stored
    assert "likeCount" not in stored
    assert wire.read(found.raw, US).text == "a\ufffdb\ufffdc"


@given(
    st.recursive(
        st.none() | st.integers() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_anything_can_be_put_into_a_parcel(junk: Any) -> None:
    for post in (
        {"uri": junk, "cid": junk, "author": junk, "record": junk},
        {"record": {"text": junk}, "uri": "at://x"},
    ):
        found = parcels.parcel(post, Change.SAID)
        assert found.external_id.startswith("unreadable:")
        json.dumps(found.raw, allow_nan=False).encode()
        with pytest.raises(Unreadable):
            NETWORK.read(found.raw, US)


def test_a_payload_nested_without_end_is_cut() -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    found = parcels.parcel({**SAMPLES["reply"], "embed": deep}, Change.SAID)
    assert NETWORK.read(found.raw, US).text == "nine would be better"


def test_counts_and_what_the_viewer_did_are_not_kept() -> None:
    view = {**SAMPLES["reply"], "likeCount": 9, "viewer": {"like": "x"}}
    view["author"] = {**view["author"], "followersCount": 4, "viewer": {"muted": False}}
    view["embed"] = {"record": {"likeCount": 5, "author": {"handle": "x"}}}
    kept = json.dumps(parcels.parcel(view, Change.SAID).raw)
    assert "Count" not in kept
    assert "viewer" not in kept
