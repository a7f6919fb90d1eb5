"""Everything that is posted on Bluesky, held against what each workspace listens for: by one connection, from where it stopped."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))

from fake_bluesky_search import SearchedBluesky
from fake_jetstream import FakeJetstream
from town import a_workspace, an_agent

from earful import flow, sources
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import Connected, Us
from earful.cli.stream import Streams
from earful.conversations.models import Conversation, Turn
from earful.intake.models import Item
from earful.listening import actions as listening
from earful.listening import searching
from earful.listening.models import Found, Source
from earful.replies import actions as replies
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bluesky() -> Iterator[SearchedBluesky]:
    made = SearchedBluesky()
    yield made
    made.close()


@pytest.fixture
def jetstream(bluesky: SearchedBluesky, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJetstream]:
    made = FakeJetstream(bluesky)
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", f"{bluesky.url.removeprefix('http://')},{made.place}")
    yield made
    made.close()


def a_desk(
    bluesky: SearchedBluesky, jetstream: FakeJetstream | None, text: str = "lumen", name: str = "lea"
) -> Account:
    """A workspace that listens for one thing on Bluesky."""
    lead = an_agent(a_workspace(f"Desk of {name}"), name, name.title(), Role.LEAD)
    us = Us(bluesky.did("desk"), "desk.test")
    settings = {"pds": bluesky.url, "server": bluesky.url, "directory": bluesky.url}
    secrets = {"identifier": us.external_id, "app_password": "desk-pass-word-1234"}
    account = accounts.connect(lead.workspace, "bluesky", Connected(us, "Lumen", settings, secrets))
    listening.make(lead, "Lumen lamps", text)
    if jetstream is not None:
        searching.switch(account, Source.Way.STREAM, lead, on=True, address=jetstream.url)
    return account


@contextmanager
def listening_process(name: str = "one") -> Iterator[Streams]:
    """As `earful listen` reads streams, in a thread of its own."""
    ending: list[Callable[[], None]] = []
    streams = Streams(name)

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        ending.append(lambda: loop.call_soon_threadsafe(stop.set))
        while not stop.is_set():
            await streams.look_after()
            try:
                await asyncio.wait_for(stop.wait(), 0.3)
            except TimeoutError:
                continue
        await streams.stop()
        await sync_to_async(connections.close_all)()

    def work() -> None:
        asyncio.run(run())
        connections.close_all()

    thread = Thread(target=work)
    thread.start()
    try:
        yield streams
    finally:
        waits(lambda: bool(ending), "the beginning")
        ending[0]()
        thread.join(20)


def waits(done: Callable[[], object], what: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"never happened: {what}"
        time.sleep(0.05)


def heard(account: Account, uri: str, version: str = "") -> bool:
    rows = Item.objects.filter(account=account, external_id=uri)
    return (rows.filter(version=version) if version else rows).exists()


def understood() -> None:
    for pk in Item.objects.filter(state="fresh").order_by("pk").values_list("pk", flat=True):
        flow.understand(pk)


def test_a_post_that_names_us_becomes_an_item_in_a_moment(bluesky, jetstream) -> None:
    account = a_desk(bluesky, jetstream)
    with listening_process():
        waits(lambda: jetstream.open, "a connection")
        jetstream.say({"kind": "identity", "did": bluesky.did("dan"), "identity": {}})
        other = jetstream.post("dan", "The weather is fine")
        began = time.monotonic()
        uri = jetstream.post("carol", "My Lumen flickers all night")
        waits(lambda: heard(account, uri), "an item")
        assert time.monotonic() - began < 15
    assert not heard(account, other)
    understood()
    turn = Turn.objects.select_related("author").get(external_id=uri)
    assert (turn.why, turn.author.handle) == ("found", "carol.test")
    assert Found.objects.get(item=turn.item).query.name == "Lumen lamps"
    source = Source.objects.get()
    assert (source.found, source.trouble, source.heard_at is not None) == (1, "", True)
    assert source.reached_at is not None
    lead = source.switched_by
    draft = replies.save(Conversation.objects.get(), lead, "We mend it on Monday.", turn)
    assert "unasked" in {one.code for one in replies.review(draft).rulings}


def test_what_names_our_account_is_one_item_whichever_way_it_comes_first(bluesky, jetstream) -> None:
    account = a_desk(bluesky, jetstream)
    with listening_process():
        waits(lambda: jetstream.open, "a connection")
        uri = jetstream.post("carol", **bluesky.naming("desk", "your Lumen flickers"))
        waits(lambda: heard(account, uri), "an item")
    reaching.look_back(account, account.connected_at.replace(year=2020), lambda batch: flow.arrive(account, batch))
    assert Item.objects.filter(external_id=uri).count() == 1
    understood()
    assert Turn.objects.get(external_id=uri).why == "mention"


def test_edits_and_deletes_of_what_is_known_come_in_and_of_nothing_else(bluesky, jetstream) -> None:
    account = a_desk(bluesky, jetstream)
    with listening_process():
        waits(lambda: jetstream.open, "a connection")
        other, uri = jetstream.post("dan", "Fine weather"), jetstream.post("carol", "My Lumen flickers")
        waits(lambda: heard(account, uri), "an item")
        understood()
        jetstream.edit(other, "Fine weather today")
        jetstream.edit(uri, "My lamp flickers")
        waits(lambda: heard(account, uri, bluesky.posts[uri]["cid"]), "the edit")
        understood()
        turn = Turn.objects.get(external_id=uri)
        assert (turn.text, turn.why) == ("My lamp flickers", "found")
        jetstream.remove(other)
        jetstream.remove(uri)
        waits(lambda: heard(account, uri, "removed"), "the removal")
    understood()
    turn.refresh_from_db()
    assert turn.removed_at is not None
    assert not heard(account, other)


def test_a_line_that_breaks_is_taken_up_where_it_was_and_says_nothing_twice(bluesky, jetstream) -> None:
    account = a_desk(bluesky, jetstream)
    with listening_process():
        waits(lambda: jetstream.open, "a connection")
        first = jetstream.post("carol", "My Lumen flickers")
        waits(lambda: heard(account, first), "an item")
        jetstream.refuse = True
        jetstream.drop()
        second = jetstream.post("dan", "Lumen again")
        waits(lambda: Source.objects.exclude(trouble="").exists(), "a sentence")
        jetstream.refuse = False
        waits(lambda: heard(account, second), "what was said meanwhile", 30)
        waits(lambda: Source.objects.get().trouble == "", "the end of the trouble")
    assert "cursor" in jetstream.asked[-1]
    assert Item.objects.count() == 2
    with listening_process("two"):
        third = jetstream.post("dan", "Lumen, a third time")
        waits(lambda: heard(account, third), "another process goes on")
    assert Item.objects.count() == 3


def test_one_connection_serves_every_workspace_and_each_gets_only_its_own(bluesky, jetstream) -> None:
    one, two = a_desk(bluesky, jetstream), a_desk(bluesky, jetstream, "flicker*", "olaf")
    three = a_desk(bluesky, None, "lumen", "nora")
    with listening_process("a"), listening_process("b"):
        waits(lambda: jetstream.open, "a connection")
        both, mine = jetstream.post("carol", "My Lumen flickers"), jetstream.post("carol", "A Lumen in the window")
        waits(lambda: heard(one, mine), "an item")
        waits(lambda: heard(two, both), "an item")
        assert jetstream.open == 1
    assert (heard(one, both), heard(two, mine), heard(three, both)) == (True, False, False)


def test_what_the_stream_no_longer_has_is_asked_of_the_search(bluesky, jetstream) -> None:
    account = a_desk(bluesky, jetstream)
    lead = Source.objects.get().switched_by
    with listening_process():
        waits(lambda: jetstream.open, "a connection")
        first = jetstream.post("carol", "My Lumen flickers")
        waits(lambda: heard(account, first), "an item")
    missed = jetstream.post("dan", "Lumen while nobody listened")
    jetstream.forget()
    Source.objects.update(places={"cursor": jetstream._last - 3_600_000_000})
    with listening_process():
        last = jetstream.post("dan", "Lumen at last")
        waits(lambda: heard(account, last), "what is said now")
    stream = Source.objects.get()
    assert stream.lost_from is not None
    assert not heard(account, missed)
    search = searching.switch(account, Source.Way.SEARCH, lead, on=True)
    sources.seek(search.pk)
    assert heard(account, missed)
    assert Item.objects.count() == 3
    assert bluesky.searched == ["lumen"]


def test_nothing_a_stream_says_stops_it(bluesky, jetstream) -> None:
    account = a_desk(bluesky, jetstream)
    with listening_process():
        waits(lambda: jetstream.open, "a connection")
        for odd in ({"kind": 7}, {"commit": "x"}, {"kind": "commit", "did": None, "commit": {"operation": "create"}}):
            jetstream.say(odd)
        uri = f"at://{bluesky.did('carol')}/app.bsky.feed.post/3odd"
        record = {"text": "My Lumen flickers", "facets": "none", "langs": 7, "embed": [], "createdAt": "never"}
        commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3odd", "cid": 7, "record": record}
        jetstream.say({"kind": "commit", "did": bluesky.did("carol"), "commit": commit})
        waits(lambda: heard(account, uri), "an item")
    understood()
    assert Turn.objects.get().text == "My Lumen flickers"


def test_our_own_words_are_no_find_and_a_paused_account_reads_nothing(bluesky, jetstream) -> None:
    account = a_desk(bluesky, jetstream)
    with listening_process():
        waits(lambda: jetstream.open, "a connection")
        ours, theirs = jetstream.post("desk", "Our new Lumen"), jetstream.post("carol", "Their new Lumen")
        waits(lambda: heard(account, theirs), "an item")
        accounts.set_state(account, Account.State.PAUSED)
        waits(lambda: not jetstream.open, "the end")
    assert not heard(account, ours)
    assert not ProcrastinateJob.objects.filter(task_name="seek").exists()
