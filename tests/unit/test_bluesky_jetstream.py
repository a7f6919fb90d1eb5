"""Jetstream's messages: understood, or said to be none, whatever they hold."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.bluesky import jetstream
from earful.channels.bluesky.network import NETWORK
from earful.channels.contract import Change, Us, Why

US = Us("did:plc:us", "us.test")
AT = 1_790_000_000_000_000


def frame(operation="create", text="My Lumen lamp flickers", **more):
    record = {"$type": "app.bsky.feed.post", "text": text, "langs": ["en-GB"], "createdAt": "2026-09-21T14:13:20Z"}
    commit = {"rev": "r", "operation": operation, "collection": "app.bsky.feed.post", "rkey": "3kabc"}
    if operation != "delete":
        commit |= {"record": {**record, **more}, "cid": "bafyone"}
    return json.dumps({"did": "did:plc:maria", "time_us": AT, "kind": "commit", "commit": commit})


def test_a_post_becomes_a_parcel_that_is_read_like_every_other():
    said = jetstream.told(
        frame(embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://lumen.test/a"}})
    )
    assert said is not None
    assert (said.text, said.languages, said.links) == ("My Lumen lamp flickers", ("en-GB",), ("https://lumen.test/a",))
    parcel = said.parcel(known=False)
    assert (parcel.external_id, parcel.version) == ("at://did:plc:maria/app.bsky.feed.post/3kabc", "bafyone")
    inbound = NETWORK.read(parcel.raw, US)
    assert (inbound.why, inbound.change, inbound.text) == (Why.FOUND, Change.SAID, said.text)
    assert inbound.author is not None
    assert inbound.author.external_id == "did:plc:maria"


def test_what_speaks_to_us_is_no_find():
    facet = {"index": {"byteStart": 0, "byteEnd": 8}, "features": [{"did": US.external_id}]}
    said = jetstream.told(frame(facets=[facet]))
    assert said is not None
    assert NETWORK.read(said.parcel(known=False).raw, US).why is Why.MENTION
    ref = {"uri": f"at://{US.external_id}/app.bsky.feed.post/1", "cid": "c"}
    said = jetstream.told(frame(reply={"root": ref, "parent": ref}))
    assert said is not None
    assert NETWORK.read(said.parcel(known=False).raw, US).why is Why.REPLY


def test_edits_and_deletes_of_what_is_known():
    edited, gone = jetstream.told(frame("update")), jetstream.told(frame("delete"))
    assert edited is not None
    assert gone is not None
    assert NETWORK.read(edited.parcel(known=True).raw, US).change is Change.EDITED
    removed = NETWORK.read(gone.parcel(known=True).raw, US)
    assert (removed.change, removed.said_at) == (Change.REMOVED, jetstream.moment(AT))


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("", None),
        ("[]", None),
        ("[" * 100_000, None),
        ('{"time_us": "soon"}', None),
        ('{"time_us": true}', None),
        (json.dumps({"time_us": AT, "kind": "identity", "did": "did:plc:x", "identity": {}}), ""),
        (json.dumps({"time_us": AT, "kind": "account", "did": "did:plc:x", "account": {"active": False}}), ""),
        (frame().replace("3kabc", "a/b c"), ""),
        (frame().replace("app.bsky.feed.post", "app.bsky.feed.like"), ""),
        (frame(text=None), ""),
    ],
)
def test_what_is_no_post_is_passed_by(said, what):
    found = jetstream.told(said)
    assert (found.what if found else None) == what


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["did", "time_us", "kind", "commit"]), JSON), JSON, JSON)
def test_nothing_that_a_stream_says_stops_it(said, commit, record):
    more = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "1", "record": record}
    for one in (said, {**said, "commit": commit}, {"did": "did:plc:x", "time_us": AT, "commit": more}):
        found = jetstream.told(json.dumps(one))
        if found is not None and found.what:
            assert found.parcel(known=False).external_id


def test_the_address_asks_for_posts_and_for_a_little_more_than_is_missing():
    assert (
        jetstream.address("wss://j.test/subscribe", None)
        == "wss://j.test/subscribe?wantedCollections=app.bsky.feed.post"
    )
    assert jetstream.address("wss://j.test/x?a=1", AT).endswith(
        f"?a=1&wantedCollections=app.bsky.feed.post&cursor={AT - jetstream.OVERLAP}"
    )
    assert jetstream.cursor_of(jetstream.moment(AT)) == AT
    assert jetstream.moment(AT) == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
