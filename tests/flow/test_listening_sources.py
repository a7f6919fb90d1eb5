"""Searching networks by name: what is asked and how often, what of it comes in, what goes wrong, and what the page says."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from api_client import page_of

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))

from fake_bluesky_search import SearchedBluesky
from town import a_workspace, an_agent

from earful import sources
from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.channels.contract import Connected, Us
from earful.intake.models import Item
from earful.kit import clock
from earful.listening import actions as listening
from earful.listening import searching
from earful.listening.models import Source
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bluesky(monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchedBluesky]:
    made = SearchedBluesky()
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", made.url.removeprefix("http://"))
    yield made
    made.close()


@pytest.fixture
def lead():
    return an_agent(a_workspace(), "lea", "Lea", Role.LEAD)


@pytest.fixture
def account(lead, bluesky) -> Account:
    us = Us(bluesky.did("desk"), "desk.test")
    settings = {"pds": bluesky.url, "server": bluesky.url, "directory": bluesky.url}
    secrets = {"identifier": us.external_id, "app_password": "desk-pass-word-1234"}
    return accounts.connect(lead.workspace, "bluesky", Connected(us, "Lumen", settings, secrets))


def searched(account, lead) -> Source:
    return searching.switch(account, Source.Way.SEARCH, lead, on=True)


def names() -> set[str]:
    return set(Item.objects.values_list("external_id", flat=True))


def test_what_was_said_in_the_last_day_and_fits_comes_in_once(bluesky, account, lead) -> None:
    listening.make(lead, "Lamps", "lumen -sun")
    fits = bluesky.post("carol", {"text": "My Lumen flickers"})
    bluesky.post("dan", {"text": "A thousand lumen from the sun"})
    bluesky.post("desk", {"text": "Our new Lumen"})
    bluesky.post("dan", {"text": "An old Lumen"}, at=datetime.now(UTC) - timedelta(days=3))
    source = searched(account, lead)
    sources.seek(source.pk)
    sources.seek(source.pk)
    assert names() == {fits}
    source.refresh_from_db()
    assert (source.found, source.asked, source.left_out, source.trouble) == (1, 1, 0, "")
    assert source.reached_at is not None
    assert bluesky.searched == ["lumen", "lumen"]
    later = bluesky.post("dan", {"text": "Another Lumen"})
    sources.seek(source.pk)
    assert names() == {fits, later}


def test_many_pages_are_read_and_an_end_is_set(bluesky, account, lead) -> None:
    listening.make(lead, "Lamps", "lumen")
    posts = {bluesky.post("carol", {"text": f"Lumen number {number}"}) for number in range(250)}
    sources.seek(searched(account, lead).pk)
    assert names() == posts


def test_more_than_is_read_is_said(bluesky, account, lead) -> None:
    listening.make(lead, "Lamps", "lumen")
    for number in range(1010):
        bluesky.post("carol", {"text": f"Lumen number {number}"})
    source = searched(account, lead)
    sources.seek(source.pk)
    assert len(names()) == 1000
    assert "some of it is missing" in page_of(lead).get("/house/listening/").content.decode()
    sources.seek(source.pk)
    source.refresh_from_db()
    assert source.trouble == ""


def test_what_the_stream_lost_is_gone_over_once(bluesky, account, lead) -> None:
    listening.make(lead, "Lamps", "lumen")
    stream = searching.switch(account, Source.Way.STREAM, lead, on=True)
    now = clock.now()
    searching.note_lost(stream.pk, now - timedelta(days=4), now - timedelta(minutes=1))
    old = bluesky.post("carol", {"text": "My Lumen flickers"}, at=datetime.now(UTC) - timedelta(days=3))
    sources.seek(searched(account, lead).pk)
    assert names() == {old}
    stream.refresh_from_db()
    assert stream.lost_from is None


def test_each_thing_has_its_turn(bluesky, account, lead, monkeypatch) -> None:
    monkeypatch.setattr(sources, "AT_ONCE", 2)
    for name in ("lumen", "northwind", "halogen"):
        listening.make(lead, name, name)
    source = searched(account, lead)
    sources.seek(source.pk)
    sources.seek(source.pk)
    assert sorted(bluesky.searched[:3]) == ["halogen", "lumen", "northwind"]
    source.refresh_from_db()
    assert source.asked == 3
    assert source.next_at is not None
    assert source.next_at < clock.now() + timedelta(minutes=2), "the rest is asked for soon"


def test_trouble_is_said_in_words_and_passes(bluesky, account, lead) -> None:
    listening.make(lead, "Lamps", "lumen")
    fits = bluesky.post("carol", {"text": "My Lumen flickers"})
    source = searched(account, lead)
    bluesky.no_search = True
    sources.seek(source.pk)
    page = page_of(lead)
    assert "Bluesky refused this without a reason we know." in page.get("/house/listening/").content.decode()
    assert searching.due(clock.now()) == []
    bluesky.no_search = False
    sources.seek(source.pk)
    assert names() == {fits}
    source.refresh_from_db()
    assert source.trouble == ""


def test_it_is_switched_on_and_off_on_the_page(account, lead) -> None:
    page = page_of(lead)
    said = page.get("/house/listening/").content.decode()
    assert said.count("Switch on") == 4, "a button and its name, for the stream and the search"
    page.post(f"/house/listening/{account.pk}/stream/", {"on": "1"})
    page.post(f"/house/listening/{account.pk}/search/", {"on": "1"})
    said = page.get("/house/listening/").content.decode()
    assert "Switched on; nothing has been heard yet." in said
    assert len(searching.due(clock.now())) == 1
    page.post(f"/house/listening/{account.pk}/search/", {"on": ""})
    assert searching.due(clock.now()) == []
    assert page.post(f"/house/listening/{account.pk}/tags/", {"on": "1"}).status_code == 404
    other = an_agent(a_workspace("Other"), "olaf", "Olaf", Role.LEAD)
    assert page_of(other).post(f"/house/listening/{account.pk}/search/", {"on": "1"}).status_code == 404


def test_a_query_that_is_new_is_asked_for_at_once(account, lead) -> None:
    source = searched(account, lead)
    sources.seek(source.pk)
    assert searching.due(clock.now()) == []
    listening.make(lead, "Lamps", "lumen")
    assert searching.due(clock.now()) == [source.pk]


def test_the_page_says_what_is_lost_and_what_is_left_out(account, lead) -> None:
    listening.make(lead, "Lamps", "lumen")
    stream = searching.switch(account, Source.Way.STREAM, lead, on=True)
    now = clock.now()
    searching.note(stream.pk, places={"cursor": 1}, reached=now - timedelta(hours=2), found=7)
    searching.note_lost(stream.pk, now - timedelta(days=2), now - timedelta(days=1))
    search = searched(account, lead)
    searching.note(search.pk, places={}, reached=now, asked=200, left_out=12)
    said = page_of(lead).get("/house/listening/").content.decode()
    for fact in ("It is behind: everything up to", "the stream no longer has; the search may find it.", "It has found 7.", "There are 12 more than it may ask for."):  # fmt: skip
        assert fact in said, fact
