"""Bluesky's own ways of telling, on the fake network: sorting, paging, hiding."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from bluesky_fixture import BlueskyWorld, world
from contract_tools import begin, changed, hear, heard_mention, read, run

from earful.channels.contract import Why
from earful.kit import clock


@pytest.fixture
def bluesky() -> Iterator[BlueskyWorld]:
    with world() as made:
        yield made


def stamp(ago: timedelta) -> str:
    return (clock.now() - ago).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hours_later(cursor: str, hours: int = 2) -> str:
    """The cursor of somebody who last looked far back so many hours ago."""
    place = json.loads(cursor)
    place["deep"] = (clock.now() - timedelta(hours=hours)).isoformat()
    return json.dumps(place)


# --- the list is sorted by a time authors choose ---


def test_a_post_dated_back_is_heard_from_the_first_page(bluesky: BlueskyWorld) -> None:
    _, cursor = heard_mention(bluesky)
    record = {**bluesky.fake.naming("desk", "long ago"), "createdAt": stamp(timedelta(days=400))}
    said = bluesky.fake.post("dan", record)

    heard, cursor = hear(bluesky, cursor)

    assert set(heard) == {said}
    assert abs(read(bluesky, heard[said]).said_at - clock.now()) < timedelta(minutes=1), "it came in now"
    assert hear(bluesky, cursor)[0] == {}


def test_a_post_released_late_is_heard_by_the_hourly_look_back(bluesky: BlueskyWorld) -> None:
    _, cursor = heard_mention(bluesky)
    held = bluesky.fake.post("dan", {**bluesky.fake.naming("desk", "held"), "createdAt": stamp(timedelta(hours=20))})
    bluesky.fake.hidden.add(held)
    edges = json.loads(cursor)
    edges["told"][1] = stamp(timedelta(days=9))  # we have been connected for days
    for number in range(120):
        bluesky.say(f"busy {number}")
    heard, cursor = hear(bluesky, json.dumps(edges))
    assert held not in heard
    bluesky.fake.hidden.clear()

    assert held not in hear(bluesky, cursor)[0], "it stands below the first page"
    assert held in hear(bluesky, hours_later(cursor))[0]


def test_posts_of_one_instant_are_not_lost_between_pages(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    same = stamp(timedelta(0))
    said = {bluesky.fake.post("carol", {**bluesky.fake.naming("desk", f"{n}"), "createdAt": same}) for n in range(60)}
    bluesky.settle()
    said |= {bluesky.say(f"later {number}") for number in range(60)}

    assert set(hear(bluesky, cursor)[0]) == said


def test_more_posts_of_one_instant_than_a_page_holds_do_not_go_round_for_ever(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    same = stamp(timedelta(0))
    for number in range(150):
        bluesky.fake.post("carol", {**bluesky.fake.naming("desk", f"{number}"), "createdAt": same})
    bluesky.fake.calls.clear()

    heard, _ = hear(bluesky, cursor)

    assert len(heard) == 100
    assert bluesky.fake.calls.count("app.bsky.notification.listNotifications") <= 4


def test_a_preference_for_followed_people_hides_nobody(bluesky: BlueskyWorld) -> None:
    bluesky.fake.priority = True
    cursor = begin(bluesky)
    said = bluesky.say("a stranger")
    assert said in hear(bluesky, cursor)[0]


def test_likes_without_end_do_not_keep_us_from_the_end(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    said = bluesky.say("below many likes")
    bluesky.settle()
    like = bluesky.fake.post("dan", {"text": "stands for a like"})
    for _ in range(450):
        bluesky.fake.told.append({"to": "desk", "uri": like, "reason": "like", "at": stamp(timedelta(0))})
    bluesky.settle()
    assert said in hear(bluesky, cursor)[0]


def test_a_quiet_poll_asks_twice_and_hydrates_nothing(bluesky: BlueskyWorld) -> None:
    _, cursor = heard_mention(bluesky)
    bluesky.own("and we said this")
    cursor = hear(bluesky, cursor)[1]
    bluesky.fake.calls.clear()
    heard, after = hear(bluesky, cursor)
    assert heard == {}
    assert bluesky.fake.calls == ["app.bsky.notification.listNotifications", "com.atproto.repo.listRecords"]
    assert json.loads(after)["known"] == json.loads(cursor)["known"]


def test_our_own_posts_under_odd_keys_are_heard_once(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    odd = bluesky.fake.post("desk", {"text": "odd key"}, rkey="zzz-custom")
    future = bluesky.fake.post("desk", {"text": "from a phone with a wrong clock"}, rkey="bzzzzzzzzzzzz")
    heard, cursor = hear(bluesky, cursor)
    assert set(heard) == {odd, future}
    plain = bluesky.own("plain")
    heard, cursor = hear(bluesky, cursor)
    assert set(heard) == {plain}
    assert hear(bluesky, cursor)[0] == {}


def test_a_post_no_longer_shown_is_kept_as_the_notification_told_it(bluesky: BlueskyWorld) -> None:
    cursor = begin(bluesky)
    said = bluesky.say("now you see me")
    original = bluesky.fake.on_get_posts
    bluesky.fake.on_get_posts = lambda ask: original(ask) and {"posts": []}  # type: ignore[method-assign]  # -- the fake is ours to bend
    heard, _ = hear(bluesky, cursor)
    found = read(bluesky, heard[said])
    assert (found.why, "now you see me" in found.text) == (Why.MENTION, True)


def test_an_answer_far_below_ours_is_context_and_near_ours_is_a_reply(bluesky: BlueskyWorld) -> None:
    top = bluesky.fake.post("carol", {"text": "a thread of others"})
    ours = bluesky.own("we help here", to=top)
    chain = [ours]
    for number in range(7):
        chain.append(bluesky.reply(chain[-1], f"step {number}", by="dan"))
    around = run(bluesky, lambda adapter: adapter.thread(ours))
    whys = {parcel.external_id: read(bluesky, parcel).why for parcel in around.parcels}
    assert [whys[uri] for uri in (top, *chain)] == [Why.CONTEXT, Why.OWN, *[Why.REPLY] * 4, *[Why.CONTEXT] * 3]


def test_a_thread_with_holes_or_gone_is_no_failure(bluesky: BlueskyWorld) -> None:
    top = bluesky.say("top")
    middle = bluesky.reply(top, "middle", by="dan")
    low = bluesky.reply(middle, "low")
    bluesky.fake.hidden.add(middle)
    assert [p.external_id for p in run(bluesky, lambda a: a.thread(low)).parcels] == [low]
    bluesky.remove(low)
    assert run(bluesky, lambda a: a.thread(low)).parcels == ()


# --- gone, or only hidden from us ---


def test_what_is_hidden_from_us_is_not_gone(bluesky: BlueskyWorld) -> None:
    parcel, cursor = heard_mention(bluesky)
    bluesky.fake.hidden.add(parcel.external_id)
    assert changed(bluesky, parcel, cursor) is None


def test_if_nobody_can_say_where_it_lived_the_network_decides(bluesky: BlueskyWorld) -> None:
    parcel, cursor = heard_mention(bluesky)
    bluesky.fake.document = lambda did: {"id": did}  # type: ignore[method-assign]  # -- a directory that knows no server
    assert changed(bluesky, parcel, cursor) is None
    bluesky.remove(parcel.external_id)
    found = changed(bluesky, parcel, cursor)
    assert found
    assert found.version == "removed"


def test_more_than_it_takes_at_once_is_our_own_mistake(bluesky: BlueskyWorld) -> None:
    with pytest.raises(ValueError, match="25"):
        run(bluesky, lambda adapter: adapter.check(["x"] * 26))
    assert run(bluesky, lambda adapter: adapter.check(["not an address", ""])).parcels == ()
