"""Reddit, beyond what every network promises: inbox, words, messages, what is deleted, and how it lets programs in."""

from collections.abc import Iterator

import pytest
from fake_reddit import CLIENT, PASSWORD, REFRESH, SECRET, US, US_ID, FakeReddit
from one_account import OneAccount, connect

from earful.channels.contract import Change, Expired, Reach, Refused, Retry, Us, Why
from earful.channels.reddit import words
from earful.channels.reddit.network import NETWORK


@pytest.fixture
def fake() -> Iterator[FakeReddit]:
    made = FakeReddit()
    yield made
    made.close()


def listening(fake: FakeReddit, *, places: tuple[str, ...] = (), concern: tuple[str, ...] = ()) -> OneAccount:
    settings = {"api": fake.url, "login": fake.url, "user": US, "places": list(places), "words": list(concern)}
    secrets = {"client": CLIENT, "secret": SECRET, "refresh": REFRESH}
    account = OneAccount(NETWORK, fake.place, Us(f"t2_{US_ID}", US), settings, secrets)
    assert account.poll() == {}
    return account


def test_in_named_subreddits_only_what_holds_a_word_comes(fake: FakeReddit) -> None:
    account = listening(fake, places=("boreal", "cold"), concern=("Boreal 2",))
    other = fake.post("Which hat is warm?", title="Hats")
    named = fake.post("", title="My Boreal 2 does not start")
    remark = fake.comment(other, "Get a boreal 2 instead", "dan")
    fake.post("Boreal 2 elsewhere", place="faraway")
    called = fake.comment(other, f"Ask u/{US} about that", "dan")
    heard = account.poll()
    assert {name: one.why for name, one in heard.items()} == dict.fromkeys((named, remark, called), Why.MENTION)
    assert heard[named].text == "My Boreal 2 does not start"
    assert heard[named].url == f"https://www.reddit.com/r/boreal/comments/{named[3:]}/a_question/"


def test_without_subreddits_all_of_reddit_is_searched_and_the_inbox_read(fake: FakeReddit) -> None:
    account = listening(fake, concern=("Northwind",))
    found = fake.post("Is Northwind down?", place="anywhere")
    fake.post("Is anything up?", place="anywhere")
    assert set(account.poll()) == {found}
    ours = fake.comment(found, "No, it is up.", US)
    back = fake.comment(ours, "Thank you")
    heard = account.poll()
    assert {name: one.why for name, one in heard.items()} == {ours: Why.OWN, back: Why.REPLY}
    assert (heard[back].parent_id, heard[back].root_id) == (ours, found)


def test_messages_are_private_and_answered_so(fake: FakeReddit) -> None:
    account = listening(fake)
    said = fake.write("My order number is 5.")
    heard = account.poll()[said]
    assert (heard.reach, heard.why, heard.text) == (Reach.PRIVATE, Why.MESSAGE, "hello\n\nMy order number is 5.")
    outbound = account.answer(said, "It leaves tomorrow.")
    receipt = account.run(lambda adapter: adapter.send(outbound))
    assert account.run(lambda adapter: adapter.send(outbound)).external_id == receipt.external_id
    assert fake.of(receipt.external_id)["dest"] == "carol"
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.withdraw(receipt.external_id))  # type: ignore[attr-defined]  # -- it says that it can
    assert refused.value.words == words.MESSAGE_STAYS


def test_what_reddit_empties_and_whose_writer_left_is_removed(fake: FakeReddit) -> None:
    account = listening(fake, places=("boreal",))
    emptied, left, moderated = (fake.post(f"number {n}") for n in range(3))
    account.poll()
    fake.of(emptied)["selftext"] = "[removed]"
    fake.of(left)["author"] = "[deleted]"
    fake.of(moderated)["author"] = None
    heard = account.poll()
    assert {name: one.change for name, one in heard.items()} == dict.fromkeys(
        (emptied, left, moderated), Change.REMOVED
    )


def test_nobody_answers_a_program(fake: FakeReddit) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.comment(fake.post("x"), "Read the rules.", "AutoModerator")
    assert account.poll()[said].why is Why.AUTOMATIC


@pytest.mark.parametrize(
    ("told", "after"),
    [
        ("you are doing that too much. try again in 9 minutes.", 540.0),
        ("Take a break for 12 seconds", 12.0),
        ("later", 600.0),
    ],
)
def test_writing_too_often_is_tried_again_when_reddit_says(fake: FakeReddit, told: str, after: float) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.post("How?")
    account.poll()
    fake.often = told
    with pytest.raises(Retry) as retry:
        account.run(lambda adapter: adapter.send(account.answer(said)))
    assert (retry.value.after, retry.value.words) == (after, words.OFTEN)


def test_seconds_that_reddit_names_are_kept_to(fake: FakeReddit) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.post("How?")
    account.poll()
    fake.often, fake.often_for = "Take a break before trying again.", 421.5
    with pytest.raises(Retry) as retry:
        account.run(lambda adapter: adapter.send(account.answer(said)))
    assert retry.value.after == 421.5


@pytest.mark.parametrize("missing", ["identity", "history", "privatemessages"])
def test_a_token_without_a_scope_is_turned_down_at_connecting(fake: FakeReddit, missing: str) -> None:
    fake.scopes = {"identity", "read", "history", "privatemessages", "submit", "edit"} - {missing}
    given = {"api": fake.url, "login": fake.url, "client": CLIENT, "secret": SECRET, "user": US, "refresh": REFRESH}
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **given)
    assert refused.value.words == words.NO_SCOPE
    assert missing in words.NO_SCOPE


def test_links_are_shown_and_markup_is_read(fake: FakeReddit) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.post("", title="Look at this")
    fake.of(said).update(is_self=False, url="https://example.org/a", selftext="", selftext_html=None)
    bold = fake.post("**x**")
    fake.of(bold)["selftext_html"] = '<div class="md"><p><strong>x</strong> <a href="/r/boreal">there</a></p></div>'
    heard = account.poll()
    assert heard[said].text == "Look at this\n\nhttps://example.org/a"
    assert heard[bold].text == "A question\n\nx there"
    assert heard[bold].links == (("there", "https://www.reddit.com/r/boreal"),)


def test_a_subreddit_that_is_closed_is_said(fake: FakeReddit) -> None:
    account = listening(fake, places=("boreal",))
    account.settings["places"] = ["gone"]
    with pytest.raises(Refused) as refused:
        account.poll()
    assert refused.value.words == words.DENIED


def test_connecting_signs_in_and_asks_who_we_are(fake: FakeReddit) -> None:
    entered = {"api": fake.url, "login": fake.url, "client": CLIENT, "secret": SECRET, "user": f"/u/{US}"}
    made = connect(NETWORK, fake.place, **entered, password=PASSWORD, places="r/boreal, /r/cold", words="Boreal*")
    assert made.us == Us(f"t2_{US_ID}", US)
    assert (made.settings["places"], made.settings["words"]) == (["boreal", "cold"], ["Boreal*"])
    assert made.session["token"] == fake.token
    assert "password" not in made.settings
    agents = {asked.heads["user-agent"] for asked in fake.asked}
    assert agents == {f"server:earful:1.0 (by /u/{US})"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"client": ""}, words.MISSING),
        ({"refresh": ""}, words.MISSING),
        ({"secret": "wrong"}, words.NO_CLIENT),
        ({"refresh": "wrong"}, words.NO_LOGIN),
        ({"api": "http://oauth.example.com"}, words.INSECURE),
        ({"places": "a/b"}, words.ODD_PLACES),
        ({"words": ",".join(f"word{n}" for n in range(6))}, words.MANY),
    ],
)
def test_the_page_says_which_entry_is_wrong(fake: FakeReddit, values: dict[str, str], said: str) -> None:
    given = {"api": fake.url, "login": fake.url, "client": CLIENT, "secret": SECRET, "user": US, "refresh": REFRESH}
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **{**given, **values})
    assert refused.value.words == said


def test_an_application_that_was_taken_away_means_signing_in_again(fake: FakeReddit) -> None:
    account = listening(fake, places=("boreal",))
    fake.token = "run out"
    account.secrets["secret"] = "another"
    with pytest.raises(Expired):
        account.poll()
