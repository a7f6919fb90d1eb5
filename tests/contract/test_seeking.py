"""Searching by name, on the fake networks: what is found, from where on, how far, and what a refusal means."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from bluesky_fixture import BlueskyWorld
from contract_tools import read, run
from fake_bluesky_search import SearchedBluesky
from fake_mastodon_door import Ask, Refusal, Told
from mastodon_fixture import MastodonWorld
from mastodon_fixture import world as mastodon_world

from earful.channels.bluesky import jetstream as stream
from earful.channels.bluesky.seeking import phrase
from earful.channels.contract import Change, Refused, Retry, Why
from earful.channels.mastodon import words
from earful.channels.seeking import Asked, Completes, Seeks, Seen, Sort
from earful.kit import clock

DAY = timedelta(days=1)
LUMEN, TAG = Asked(Sort.WORDS, "lumen"), Asked(Sort.TAG, "lumen")


@pytest.fixture
def bluesky() -> Iterator[BlueskyWorld]:
    fake = SearchedBluesky()
    yield BlueskyWorld(fake)
    fake.close()


@pytest.fixture(params=["mastodon", "snac"])
def mastodon(request: pytest.FixtureRequest) -> Iterator[MastodonWorld]:
    with mastodon_world(request.param) as made:
        searchable(made.fake)
        yield made


def searchable(fake) -> None:
    """The fake server with hashtags and a search, as Mastodon's documentation says; `snac` forgets since_id."""
    before = fake.routes

    def tagged(ask: Ask, tag: str) -> Told:
        fake.whoever(ask.token)
        fits = [
            p for p in fake.posts.values() if f"#{tag.lower()}" in p["text"].lower() and p["visibility"] == "public"
        ]
        since = ask.params.pop("since_id", ["0"])[0]
        if fake.kin != "snac":
            fits = [post for post in fits if int(post["number"]) > int(since)]
        elif ask.one("max_id"):
            ask.params["max_id"] = [p["number"] for p in fits if fake.name_of(p)[10:] == ask.one("max_id")[10:]] or [
                "0"
            ]
        return fake.page(ask, [{**fake.view(post), "order": int(post["number"])} for post in fits])

    def searched(ask: Ask) -> Told:
        fake.whoever(ask.token)
        text = ask.one("q").strip('"').lower()
        found = [fake.view(post) for post in fake.posts.values() if text in post["text"].lower()]
        return Told({"accounts": [], "hashtags": [], "statuses": found[::-1][: int(ask.one("limit"))]})

    fake.routes = lambda: {
        **before(), r"GET /api/v1/timelines/tag/(\w+)": tagged, r"GET /api/v2/search": searched,
    }  # fmt: skip


def seek(world, asked=LUMEN, place=None, since=None) -> list[Seen]:
    async def ask(adapter) -> list[Seen]:
        assert isinstance(adapter, Seeks)
        return [seen async for seen in adapter.seek(asked, place, since or clock.now() - DAY)]

    return run(world, ask)


def names(pages) -> list[str]:
    return [parcel.external_id for seen in pages for parcel in seen.parcels]


# --- Bluesky ---


def test_bluesky_finds_what_was_said_since_and_goes_on_from_there(bluesky) -> None:
    bluesky.fake.post("dan", {"text": "an old lumen"}, at=datetime.now(UTC) - 3 * DAY)
    first = bluesky.fake.post("carol", {"text": "My lumen flickers"})
    pages = seek(bluesky)
    assert names(pages) == [first]
    inbound = read(bluesky, pages[0].parcels[0])
    assert (inbound.why, inbound.author.handle) == (Why.FOUND, "carol.test")
    assert (pages[-1].cut, pages[-1].place is not None) == (False, True)
    second = bluesky.fake.post("dan", {"text": "Lumen, too"})
    assert second in names(seek(bluesky, place=pages[-1].place))


def test_bluesky_reads_many_pages_and_says_when_there_were_more(bluesky) -> None:
    posts = {bluesky.fake.post("carol", {"text": f"lumen {number}"}) for number in range(1100)}
    pages = seek(bluesky)
    assert len(pages) == 10
    assert len(set(names(pages)) & posts) == 1000
    assert pages[-1].cut


def test_bluesky_says_no_in_words_and_asks_for_patience(bluesky) -> None:
    bluesky.fake.no_search = True
    with pytest.raises(Refused):
        seek(bluesky)
    bluesky.limit(60)
    with pytest.raises(Retry):
        seek(bluesky)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(Sort.WORDS, "northwind rail"), '"northwind rail"'),
        (Asked(Sort.WORDS, 'north"wind'), '"north wind"'),
        (Asked(Sort.TAG, "Northwind"), "#Northwind"),
        (Asked(Sort.AUTHOR, "ana.test"), "from:ana.test"),
        (Asked(Sort.SITE, "northwind.example"), "domain:northwind.example"),
    ],
)
def test_bluesky_is_asked_in_its_own_words(asked, said) -> None:
    assert phrase(asked) == said


def completed(world, uri: str):
    post = world.fake.posts[uri]
    told = stream.Told(1_790_000_000_000_000, "create", uri, uri.split("/")[2], post["cid"], post["record"])

    async def ask(adapter):
        assert isinstance(adapter, Completes)
        return await adapter.complete([told.parcel(known=False)])

    return told.parcel(known=False), *run(world, ask)


def test_what_the_stream_leaves_out_is_added_where_it_can_be_had(bluesky) -> None:
    uri = bluesky.fake.post("carol", {"text": "My lumen flickers"})
    before, shown = completed(bluesky, uri)
    assert (shown.external_id, shown.version) == (before.external_id, before.version)
    assert read(bluesky, shown).author.handle == "carol.test"
    assert read(bluesky, shown).why is Why.FOUND
    bluesky.fake.unshown.add(uri)
    assert read(bluesky, completed(bluesky, uri)[1]).author.handle == "carol.test", "then its author is asked for"
    bluesky.unreachable()
    before, bare = completed(bluesky, uri)
    assert bare == before
    assert read(bluesky, bare).change is Change.SAID


# --- Mastodon and kin ---


def test_a_hashtag_is_read_from_where_it_was_left(mastodon) -> None:
    fake = mastodon.fake
    for number in range(60):
        fake.post("carol", f"light {number} #Lumen")
    fake.post("dan", "no hashtag: lumen")
    fake.post("dan", "for few #lumen", visibility="private")
    pages = seek(mastodon, TAG)
    assert len(set(names(pages))) == 60
    assert read(mastodon, pages[0].parcels[0]).why is Why.FOUND
    place = pages[-1].place
    assert names(seek(mastodon, TAG, place)) == []
    fake.post("dan", "one more #lumen")
    later = seek(mastodon, TAG, place)
    assert len(names(later)) == 1
    assert later[-1].place != place


def test_what_names_us_under_a_hashtag_is_a_mention(mastodon) -> None:
    mastodon.fake.post("carol", "@desk dark again #lumen")
    (parcel,) = [parcel for seen in seek(mastodon, TAG) for parcel in seen.parcels]
    assert read(mastodon, parcel).why is Why.MENTION


def test_a_search_finds_what_everybody_may_come_across_and_nothing_else(mastodon) -> None:
    for visibility in ("public", "unlisted", "private", "direct"):
        mastodon.fake.post("carol", f"my lumen, {visibility}", visibility=visibility)
    pages = seek(mastodon, LUMEN)
    assert [read(mastodon, parcel).text for seen in pages for parcel in seen.parcels] == ["my lumen, public"]


def test_a_server_that_searches_nothing_says_so(mastodon) -> None:
    def refuses(ask: Ask) -> None:
        if re.search("search", ask.path):
            raise Refusal(403, "This action is not allowed")

    mastodon.fake.trouble = refuses
    with pytest.raises(Refused) as refused:
        seek(mastodon, LUMEN)
    assert refused.value.words == words.NO_SEARCH
    mastodon.fake.post("carol", "light #lumen")
    assert len(names(seek(mastodon, TAG))) == 1
