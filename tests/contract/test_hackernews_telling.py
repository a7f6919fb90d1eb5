"""Hacker News, beyond what every network promises: what concerns us, what is late, what is taken back."""

from collections.abc import Iterator

import pytest
from fake_hackernews import US, FakeHackerNews
from one_account import OneAccount, connect

from earful.channels import matching
from earful.channels.contract import Change, Refused, Us, Why
from earful.channels.hackernews import calls, words
from earful.channels.hackernews.network import NETWORK


@pytest.fixture
def fake() -> Iterator[FakeHackerNews]:
    made = FakeHackerNews()
    yield made
    made.close()


def listening(fake: FakeHackerNews, *terms: str, us: str = US) -> OneAccount:
    settings = {"search": fake.url, "items": fake.url, "words": list(terms)}
    account = OneAccount(NETWORK, fake.place, Us(us, us), settings)
    assert account.poll() == {}
    return account


def test_what_the_search_only_guesses_does_not_come(fake: FakeHackerNews) -> None:
    account = listening(fake, "north wind", "Boreal*")
    fake.say("the northwind was cold")
    fake.say("a borealis", by="dan")
    phrase = str(fake.say("I use North  Wind. Do you?"))
    story = str(fake.say("", title="Show HN: Boreal 2", url="https://boreal.test/"))
    fake.items[int(phrase)]["text"] = "I use <i>North</i> Wind. Do you?<p>Yes &#x27;we&#x27; do."
    heard = account.poll()
    assert set(heard) - {str(fake.first + 1)} == {story}, "the search finds the phrase only as it is written"
    assert heard[story].links == (("https://boreal.test/", "https://boreal.test/"),)


def test_markup_is_read_as_people_see_it(fake: FakeHackerNews) -> None:
    account = listening(fake, "Northwind")
    name = fake.say("Northwind")
    fake.items[name]["text"] = 'Northwind &amp; I<p>were <i>late</i>: <a href="https:&#x2F;&#x2F;a.test&#x2F;">here</a>'
    heard = account.poll()[str(name)]
    assert heard.text == "Northwind & I\n\nwere late: here"
    assert heard.links == (("here", "https://a.test/"),)
    assert heard.url == f"https://news.ycombinator.com/item?id={name}"


def test_what_is_edited_deleted_or_killed_while_it_is_young_is_told(fake: FakeHackerNews) -> None:
    account = listening(fake, "Northwind")
    edited, deleted, killed = (str(fake.say(f"Northwind {number}")) for number in range(3))
    assert {one.change for one in account.poll().values()} == {Change.SAID}
    fake.items[int(edited)]["text"] = "Sorry, I meant another company"
    fake.items[int(deleted)]["deleted"] = True
    fake.items[int(killed)]["dead"] = True
    told = account.poll()
    assert {name: one.change for name, one in told.items()} == {
        edited: Change.EDITED,
        deleted: Change.REMOVED,
        killed: Change.REMOVED,
    }
    assert account.poll() == {}


def test_what_was_dead_when_it_was_found_comes_when_others_bring_it_back(fake: FakeHackerNews) -> None:
    account = listening(fake, "Northwind")
    name = fake.say("Northwind sold me a hat")
    shown, fake.items[name] = fake.items[name], {"id": name, "dead": True, "time": 1, "type": "comment"}
    account.poll()
    fake.items[name] = shown
    assert account.poll()[str(name)].change is Change.SAID


def test_an_item_that_firebase_does_not_know_yet_comes_later(fake: FakeHackerNews) -> None:
    account = listening(fake, "Northwind")
    name = fake.say("Northwind is down")
    item, fake.shown = fake.shown, lambda _name: None  # type: ignore[assignment,method-assign]  # -- for a while
    assert account.poll() == {}
    fake.shown = item  # type: ignore[method-assign]  # -- as it was
    assert set(account.poll()) == {str(name)}


def test_what_our_own_user_writes_there_and_what_is_answered_is_heard(fake: FakeHackerNews) -> None:
    account = listening(fake, "Northwind")
    asked = fake.say("Northwind, when do you open?")
    account.poll()
    ours = fake.say("At nine.", US, asked)
    back = fake.say("Thank you!", "carol", ours)
    fake.say("Nobody asked you", "dan", back)
    heard = account.poll()
    assert {name: one.why for name, one in heard.items()} == {str(ours): Why.OWN, str(back): Why.REPLY}
    assert heard[str(ours)].parent_id == str(asked)


def test_more_than_the_search_shows_at_once_all_comes(fake: FakeHackerNews, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "PAGE", 5)
    monkeypatch.setattr(calls, "PAGES", 3)
    fake.most = 20
    account = listening(fake, "Northwind", us="news.ycombinator.com")
    for number in range(49):
        fake.items[fake.say("Northwind")]["time"] += number // 4
    assert len(account.poll()) == 49


def test_connecting_searches_once_and_looks_the_user_up(fake: FakeHackerNews) -> None:
    made = connect(NETWORK, fake.place, words="Northwind, Boreal", user=US, search=fake.url, items=f"{fake.url}/")
    assert (made.us, made.name) == (Us(US, US), "Hacker News: Northwind")
    assert made.settings == {"search": fake.url, "items": fake.url, "words": ["Northwind", "Boreal"]}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"words": " , "}, words.NO_WORDS),
        ({"words": "x"}, matching.WORTHLESS),
        ({"words": ",".join(f"word{number}" for number in range(21))}, matching.MANY_WORDS),
        ({"words": "Northwind", "user": "nobody"}, words.NO_USER),
        ({"words": "Northwind", "user": "a/../b"}, words.NO_USER),
    ],
)
def test_the_page_says_which_entry_is_wrong(fake: FakeHackerNews, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **{"search": fake.url, "items": fake.url, **values})
    assert refused.value.words == said


def test_a_wrong_address_for_the_search_is_said(fake: FakeHackerNews) -> None:
    with pytest.raises(Refused):
        connect(NETWORK, fake.place, words="Northwind", search=f"{fake.url}/nowhere", items=fake.url)
