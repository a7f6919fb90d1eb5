"""The contract suite and more, on a whole Bluesky network. Not run by default: `pytest tests/real/test_bluesky_adapter.py`."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "contract"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
pytest.register_assert_rewrite(
    "contract_tools",
    "contract_amending",
    "contract_moderating",
    "contract_listening",
    "contract_reading",
    "contract_sending",
)

from bluesky_network import RealBluesky
from contract_suite import *  # noqa: F403 -- the suite, run here in the real world
from contract_tools import PNG, answer_to, begin, hear, heard_mention, read, run

from earful.channels.bluesky.network import MAIN_PASSWORD, NO_HANDLE, NO_PASSWORD, NO_SERVER
from earful.channels.contract import Refused, Retry, Upload, Why
from earful.kit import clock


@pytest.fixture
def world(urls: dict[str, Any]) -> Iterator[RealBluesky]:
    made = RealBluesky(urls)
    yield made
    made.close()


def test_connecting_says_who_we_are_and_which_entry_is_wrong(world: RealBluesky) -> None:
    connected = world.connect(handle=f" @{world.desk.handle.upper()} ")

    assert connected.us.external_id == world.desk.did
    assert connected.us.handle == world.desk.handle
    assert connected.settings["pds"] == world.urls["pds"]
    assert set(connected.session) == {"access", "refresh", "pds"}
    assert world.app_password not in str(connected.settings)
    for wrong, words in (
        ({"app_password": "abcd-efgh-ijkl-mnop"}, NO_PASSWORD),
        ({"handle": "nobody-at-all.test"}, NO_HANDLE),
        ({"server": world.urls["plc"]}, NO_SERVER),
    ):
        with pytest.raises(Refused) as refused:
            world.connect(**wrong)
        assert refused.value.words == words
    world.relay.close()
    with pytest.raises(Retry):
        world.connect(server=world.relay.url)
    assert MAIN_PASSWORD


def test_a_session_lost_altogether_is_made_anew_from_the_password(world: RealBluesky) -> None:
    cursor = begin(world)
    world.keeper.session = {"access": "no.longer.good", "refresh": "neither.is.this", "pds": world.relay.url}
    said = world.say("still there?")
    assert said in hear(world, cursor)[0]


def test_signing_in_is_done_once_and_kept(world: RealBluesky) -> None:
    cursor = begin(world)
    for _ in range(5):
        cursor = hear(world, cursor)[1]
    assert sum("createSession" in path for path in world.relay.calls) == 1


def test_a_quote_is_heard_as_one(world: RealBluesky) -> None:
    cursor = begin(world)
    ours = world.own("We have a new opening hour")
    world.settle()
    refs = world.refs(ours)
    embed = {"$type": "app.bsky.embed.record", "record": refs["parent"]}
    said = world.written(world.carol.post({"text": "about time", "embed": embed}), told=True)

    heard, _ = hear(world, cursor)

    understood = read(world, heard[said])
    assert understood.why is Why.QUOTE
    assert understood.links[-1][1].endswith(ours.rsplit("/", 1)[1])


def test_an_answer_to_an_answer_below_ours_is_heard(world: RealBluesky) -> None:
    parcel, cursor = heard_mention(world)
    ours = world.own("Which order?", to=parcel.external_id)
    world.settle()
    first = world.reply(ours, "number 7", by="carol")
    world.settle()
    second = world.reply(first, "mine is 8", by="dan")

    heard, _ = hear(world, cursor)

    assert read(world, heard[second]).why is Why.REPLY
    around = run(world, lambda adapter: adapter.thread(parcel.external_id))
    whys = {p.external_id: read(world, p).why for p in around.parcels}
    assert whys == {parcel.external_id: Why.MENTION, ours: Why.OWN, first: Why.REPLY, second: Why.REPLY}


def test_a_post_dated_back_by_its_author_is_heard_all_the_same(world: RealBluesky) -> None:
    _, cursor = heard_mention(world)
    stamp = (clock.now() - timedelta(days=300)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    said = world.written(world.dan.post({**world.naming("from long ago"), "createdAt": stamp}), told=True)

    heard, cursor = hear(world, cursor)

    assert said in heard
    assert hear(world, cursor)[0] == {}


def test_posts_of_one_instant_across_a_page_are_all_heard(world: RealBluesky) -> None:
    cursor = begin(world)
    stamp = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    said = {
        world.written(world.carol.post({**world.naming(f"{number}"), "createdAt": stamp}), told=False)
        for number in range(60)
    }
    time.sleep(0.1)
    said |= {world.say(f"later {number}") for number in range(60)}
    world.settle()
    plain = told(world)

    assert set(hear(world, cursor)[0]) == said
    assert plain < said, "the network's own paging leaves some out, or this test proves nothing"


def told(world: RealBluesky) -> set[str]:
    """All notifications as the network pages them."""
    found: set[str] = set()
    params: dict[str, Any] = {"limit": 100}
    while True:
        answer = world.desk.ask("app.bsky.notification.listNotifications", **params)
        found |= {item["uri"] for item in answer["notifications"]}
        if "cursor" not in answer:
            return found
        params["cursor"] = answer["cursor"]


def test_the_brands_taste_for_people_it_follows_hides_nobody(world: RealBluesky) -> None:
    world.desk.call("app.bsky.notification.putPreferences", {"priority": True})
    cursor = begin(world)
    said = world.say("a stranger speaks")
    assert said in hear(world, cursor)[0]


def test_mentions_links_and_tags_are_found_by_the_network(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    text = f"ünï 🙈 @{world.carol.handle}: see https://example.org/a_(b). #Hilfe und @nobody-here.test"

    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel, text, languages=("de",))))

    record = world.desk.ask("com.atproto.repo.getRecord", **world.place(receipt.external_id))["value"]
    octets = text.encode()
    shown = {
        octets[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(): f["features"][0] for f in record["facets"]
    }
    assert shown[f"@{world.carol.handle}"]["did"] == world.carol.did
    assert shown["https://example.org/a_(b)"]["uri"] == "https://example.org/a_(b)"
    assert shown["#Hilfe"]["tag"] == "Hilfe"
    assert len(shown) == 3
    assert record["langs"] == ["de"]

    def carol_is_told() -> bool:
        found = world.carol.ask("app.bsky.notification.listNotifications")["notifications"]
        return receipt.external_id in {item["uri"] for item in found}

    world.until(carol_is_told, "the customer is told of the reply")


def test_a_text_too_long_is_refused_in_words(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel, "a" * 301)))
    assert "too long" in refused.value.words


def test_an_author_who_lets_nobody_answer_is_respected(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    gate = {
        "$type": "app.bsky.feed.threadgate",
        "post": parcel.external_id,
        "allow": [],
        "createdAt": "2026-01-01T00:00:00Z",
    }
    place = world.place(parcel.external_id) | {"collection": "app.bsky.feed.threadgate"}
    world.carol.call("com.atproto.repo.putRecord", {**place, "record": gate})
    world.until(lambda: disabled(world, parcel.external_id), "the gate is known")
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert "limited who may answer" in refused.value.words


def disabled(world: RealBluesky, uri: str) -> bool:
    [post] = world.desk.ask("app.bsky.feed.getPosts", uris=[uri])["posts"]
    return bool(post["viewer"].get("replyDisabled"))


def test_a_post_that_is_gone_cannot_be_answered(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    world.remove(parcel.external_id)
    world.settle()
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert "gone" in refused.value.words


def test_a_blocked_view_is_not_taken_for_a_removal(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    block = {"$type": "app.bsky.graph.block", "subject": world.desk.did, "createdAt": "2026-01-01T00:00:00Z"}
    world.carol.call(
        "com.atproto.repo.createRecord",
        {"repo": world.carol.did, "collection": "app.bsky.graph.block", "record": block},
    )
    world.until(lambda: not seen(world, parcel.external_id), "the block is known")
    found = run(world, lambda adapter: adapter.check([parcel.external_id]))
    assert found.parcels == ()


def seen(world: RealBluesky, uri: str) -> bool:
    return bool(world.desk.ask("app.bsky.feed.getPosts", uris=[uri])["posts"])


def test_an_account_that_is_gone_took_its_posts_along(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    world.carol.call("com.atproto.server.deactivateAccount", {})
    world.until(
        lambda: not world.desk.ask("app.bsky.feed.getPosts", uris=[parcel.external_id])["posts"], "it is hidden"
    )
    [gone] = run(world, lambda adapter: adapter.check([parcel.external_id])).parcels
    assert gone.version == "removed"


def test_the_same_reply_with_other_words_never_replaces_the_first(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel, "first words")
    run(world, lambda adapter: adapter.send(outbound))
    with pytest.raises(Refused):
        run(world, lambda adapter: adapter.send(replace(outbound, text="second words")))
    world.settle()
    world.until(lambda: world.under(parcel.external_id) == ["first words"], "only the first stands")


def test_pictures_of_a_receipt_can_be_fetched_at_once(world: RealBluesky) -> None:
    parcel, _ = heard_mention(world)
    outbound = answer_to(world, parcel, uploads=(Upload(PNG, "image/png", "a red dot", 1, 1),))
    receipt = run(world, lambda adapter: adapter.send(outbound))
    [picture] = read(world, receipt.parcel).pictures
    content, mime = run(world, lambda adapter: adapter.picture(picture.url))
    assert (content, mime) == (PNG, "image/png")


def test_two_processes_renew_once_and_both_go_on(world: RealBluesky) -> None:
    cursor = begin(world)
    world.stale_token()

    async def two() -> None:
        async with world.open() as one, world.open() as other:
            await asyncio.gather(*(collect(adapter, cursor) for adapter in (one, other)))

    async def collect(adapter: Any, place: str) -> None:
        _ = [batch async for batch in adapter.poll(place)]

    asyncio.run(two())
    assert world.keeper.renewals >= 1


SAMPLES = HERE.parent / "contract" / "samples" / "bluesky.json"


def samples(world: RealBluesky) -> dict[str, Any]:
    """One payload of each kind, as the adapter hands it to the ledger, and who we are in them."""
    cursor = begin(world)
    ours = world.own("We open at eight 🕗")
    mention = world.say_with_picture("Grüße! Where is my order? 🙈", PNG, "my receipt")
    world.settle()
    quoting = {"$type": "app.bsky.embed.record", "record": world.refs(ours)["parent"]}
    quote = world.written(world.dan.post({"text": "eight is late", "embed": quoting, "langs": ["en"]}), told=True)
    reply = world.reply(ours, "nine would be better", by="carol")
    card = {"uri": "https://example.org/shop", "title": "The shop", "description": "all we have"}
    link = {"$type": "app.bsky.embed.external", "external": card}
    linking = world.written(world.carol.post({**world.naming("look"), "embed": link}), told=True)
    heard, _ = hear(world, cursor)
    receipt = run(
        world, lambda adapter: adapter.send(answer_to(world, heard[mention], "On its way: https://example.org/t"))
    )
    world.remove(linking)
    world.settle()
    gone = run(world, lambda adapter: adapter.check([linking])).parcels[0]
    names = {"mention": mention, "quote": quote, "reply": reply, "own": ours, "link": linking}
    found = {name: heard[uri].raw for name, uri in names.items()}
    return {
        "us": world.desk.did,
        "handle": world.desk.handle,
        **found,
        "receipt": receipt.parcel.raw,
        "removed": gone.raw,
    }


def shape(value: Any) -> Any:
    """What is where, without what differs from run to run."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__


def test_the_recorded_payloads_are_what_the_network_says(world: RealBluesky) -> None:
    """Set RECORD_SAMPLES=1 to record them anew."""
    fresh = samples(world)
    if os.environ.get("RECORD_SAMPLES"):
        SAMPLES.parent.mkdir(exist_ok=True)
        SAMPLES.write_text(json.dumps(fresh, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    assert shape(json.loads(SAMPLES.read_text())) == shape(fresh)
