"""Trouble while listening: each ends in words, nothing is lost or doubled, and it passes without a hand."""

import time
from collections.abc import Iterator

import pytest
from troubled import BRAND, OTHER, Troubled, a_troubled_desk, waits


@pytest.fixture(scope="module")
def running() -> Iterator[Troubled]:
    with a_troubled_desk() as found:
        yield found


@pytest.fixture
def desk(running: Troubled) -> Iterator[Troubled]:
    yield running
    running.town.calm()


def once(desk: Troubled, *posts: str) -> bool:
    """Each stands in one conversation, as one turn."""
    rows = desk.ask("select external_id from conversations_turn where external_id = any(%s)", list(posts))
    return sorted(name for (name,) in rows) == sorted(posts)


def trouble_of(desk: Troubled) -> str:
    return str(desk.one("select trouble from accounts_account where handle = %s", BRAND))


LINE = ("cut", "lost request", "half closed", "not json", "truncated", "wrong types", "status")


@pytest.mark.parametrize("kind", LINE)
def test_a_feed_in_trouble_says_so_and_is_taken_up_where_it_was(desk: Troubled, kind: str) -> None:
    desk.town.trouble(kind, "/feed", times=0, brand=BRAND)
    waits(lambda: trouble_of(desk).startswith("The sandbox town"), "a sentence")
    said = desk.town.says(f"Is anybody there? ({kind})", by=f"by{kind.replace(' ', '')}")
    assert desk.account()["health"] != "good"
    waits(lambda: desk.account(OTHER)["health"] == "good", "another brand, whose trouble it is not")
    desk.town.calm()
    desk.arrives(said)
    waits(lambda: trouble_of(desk) == "", "the end of the trouble")
    assert once(desk, said)


def test_a_storm_loses_and_doubles_nothing(desk: Troubled) -> None:
    desk.town.ask("/faults", storm="storm", seed=11)
    said = [desk.town.says(f"Question number {number}, please?", by=f"storm{number}") for number in range(12)]
    desk.arrives(*said, seconds=120)
    assert desk.town.met() > 0
    desk.town.calm()
    assert once(desk, *said)


def test_a_silent_stream_does_not_delay_the_poll(desk: Troubled) -> None:
    """The town's own stream would be told at once; without it the poll still comes every two seconds."""
    desk.town.trouble("silent", "/hints", times=0)
    for number in range(3):
        begun = time.monotonic()
        desk.arrives(desk.town.says("Still there?", by=f"silent{number}"), seconds=40)
        assert time.monotonic() - begun < 30


def test_a_page_that_hangs_is_given_up_and_asked_for_again(desk: Troubled) -> None:
    desk.town.trouble("silent", "/feed", brand=BRAND)
    waits(lambda: desk.town.line.get("/faults").json()["faults"] == [], "the page that hangs")
    said = desk.town.says("Hello behind the silence?", by="patient")
    waits(lambda: trouble_of(desk) == "The sandbox town did not finish its answer.", "a sentence", 40)
    desk.arrives(said)


def test_a_limit_is_waited_for_and_leaves_others_alone(desk: Troubled) -> None:
    desk.town.trouble("limited", "/feed", brand=BRAND, retry_after=6, times=1)
    waits(lambda: "come back later" in trouble_of(desk), "a sentence")
    begun = time.monotonic()
    said = desk.town.says("Not now?", by="hurried")
    other = desk.town.says("And you?", by="hurried", to=OTHER)
    waits(lambda: once(desk, other), "the other brand", 30)
    assert desk.account()["health"] == "late", "no green dot without a poll"
    desk.arrives(said)
    assert time.monotonic() - begun > 2.5, "it came back before it was told to"


def test_a_poisoned_post_is_kept_and_shown_and_blocks_nothing(desk: Troubled) -> None:
    bad = desk.town.says("This will be garbled.", by="garbler", garbled=True)
    good = desk.town.says("This will not.", by="garbler")
    desk.arrives(good)
    waits(lambda: desk.one("select state from intake_item where external_id = %s", bad) == "unreadable", "it is kept")
    assert "makes no sense" in desk.one("select trouble from intake_item where external_id = %s", bad)


def test_posts_that_come_twice_in_another_order_and_late_are_heard_once(desk: Troubled) -> None:
    desk.town.troubles(
        {"path": "/feed", "kind": "repeated", "times": 0},
        {"path": "/feed", "kind": "shuffled", "times": 0},
        {"path": "/feed", "kind": "late", "times": 0, "by": 3},
    )
    root = desk.town.says("Where is my coat?", by="walker")
    below = [desk.town.says(f"Below it, number {number}.", by="walker", parent=root) for number in range(4)]
    desk.arrives(root, *below)
    assert once(desk, root, *below)
    assert len({desk.conversation(post) for post in (root, *below)}) == 1


def test_times_from_a_wrong_clock_do_no_harm(desk: Troubled) -> None:
    for kind, by in (("clock", 7200), ("clock", -7200), ("older", 86400 * 400)):
        desk.town.trouble(kind, "/feed", times=0, by=by)
        said = desk.town.says(f"What time is it? ({kind} {by})", by=f"clock{by}")
        desk.arrives(said)
        place = desk.conversation(said)
        assert desk.api.get(f"/api/conversations/{place}").status_code == 200
        assert desk.api.get(f"/desk/all/{place}/").status_code < 400


def test_a_tangled_post_is_passed_over_and_noted(desk: Troubled) -> None:
    desk.town.trouble("nested", "/feed", times=0, rate=1.0)
    desk.town.says("Boxes in boxes.", by="boxer")
    question = "select trouble from intake_item where external_id like 'unreadable:%%' order by id desc limit 1"
    waits(lambda: "passed over" in str(desk.one(question)), "a note")
    desk.town.calm()
    desk.arrives(desk.town.says("And after it?", by="boxer"))


@pytest.mark.parametrize("kind", ["huge", "mentions"])
def test_a_giant_post_is_kept_in_part_and_can_be_read(desk: Troubled, kind: str) -> None:
    desk.town.trouble(kind, "/feed", times=0)
    said = desk.town.says("The start of something long.", by=f"giant{kind}")
    desk.arrives(said, seconds=90)
    desk.town.calm()
    size = desk.one("select length(raw::text) from intake_item where external_id = %s", said)
    assert size < 300_000
    shown = desk.one("select text from conversations_turn where external_id = %s", said)
    assert "The start of something long." in shown
    begun = time.monotonic()
    assert desk.api.get(f"/api/conversations/{desk.conversation(said)}").status_code == 200
    assert time.monotonic() - begun < 20
