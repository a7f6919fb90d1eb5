"""Discourse, beyond what every network promises: what concerns us, moderators, and what people write there."""

from collections.abc import Iterator

import pytest
from fake_discourse import KEY, NUMBERS, US, FakeDiscourse
from one_account import OneAccount, connect

from earful.channels import matching
from earful.channels.amending import Amending, Elsewhere
from earful.channels.contract import Change, Refused, Retry, Uncertain, Us, Why
from earful.channels.discourse import words
from earful.channels.discourse.network import NETWORK


@pytest.fixture
def fake() -> Iterator[FakeDiscourse]:
    made = FakeDiscourse()
    yield made
    made.close()


def listening(fake: FakeDiscourse, *concern: str) -> OneAccount:
    us = Us(f"{fake.url}/u/{NUMBERS[US]}", US)
    settings, secrets = {"url": fake.url, "words": list(concern)}, {"user": US, "key": KEY}
    account = OneAccount(NETWORK, fake.place, us, settings, secrets)
    assert account.poll() == {}
    return account


def test_on_somebody_elses_forum_only_what_concerns_us_comes(fake: FakeDiscourse) -> None:
    account = listening(fake, "Boreal*")
    other = fake.say("Which hat is warm?")
    titled = fake.say("It does not start.", title="Boreal 2 again")
    named = fake.reply(titled, "Ask @northwind.", "dan")
    account.poll()
    ours = fake.reply(titled, "We are looking.", US)
    back = fake.reply(ours, "Thanks")
    same = fake.reply(titled, "Me too", "dan")
    fake.reply(other, "The green one", "dan")
    heard = {name: one.why for name, one in account.poll().items()}
    assert heard == {ours: Why.OWN, back: Why.REPLY, same: Why.MENTION}, "the title of its topic names us"
    assert account.poll() == {}
    assert {titled, named} <= {
        parcel.external_id for parcel in account.run(lambda adapter: adapter.thread(back)).parcels
    }


@pytest.mark.parametrize("old", [True, False])
def test_nothing_is_lost_between_two_pages_or_where_numbers_are_missing(fake: FakeDiscourse, old: bool) -> None:
    fake.old = old
    fake.say("from before anybody listened")
    account = listening(fake)
    names = {fake.say(f"number {number}") for number in range(60)}
    fake.numbers += 130  # messages among others, which no list shows
    names |= {fake.say(f"number {number}") for number in range(105)}
    assert set(account.poll()) == names
    assert account.poll() == {}


def test_a_topic_bears_its_title_and_emoji_are_what_they_stand_for(fake: FakeDiscourse) -> None:
    account = listening(fake)
    said = fake.say("x", title="It rains in")
    post = fake.of(said)
    face = '<img src="/images/emoji/twitter/cry.png?v=12" title=":cry:" class="emoji" alt=":cry:" loading="lazy">'
    post["cooked"] = f'<p>All wet {face}</p>\n<p><img src="/uploads/a.png" alt="the floor"></p>'
    heard = account.poll()[said]
    assert heard.text == "It rains in\n\nAll wet :cry:"
    assert [(one.url, one.alt) for one in heard.pictures] == [(f"{fake.url}/uploads/a.png", "the floor")]
    assert heard.url == f"{fake.url}/t/{said}"
    assert heard.author
    assert heard.author.avatar_url == f"{fake.url}/user_avatar/x/carol/96/1.png"


def test_previews_that_come_late_are_no_edit_and_hiding_is_a_removal(fake: FakeDiscourse) -> None:
    account = listening(fake)
    said = fake.say("https://a.test/")
    account.poll()
    fake.of(said)["cooked"] = '<aside class="onebox">A page</aside>'
    assert account.poll() == {}
    fake.of(said)["hidden"] = True
    assert account.poll()[said].change is Change.REMOVED
    fake.of(said)["hidden"] = False
    assert account.poll()[said].text.endswith("A page")


def test_what_looks_like_html_is_shown_and_code_stays(fake: FakeDiscourse) -> None:
    account = listening(fake)
    said = fake.say("How?")
    account.poll()
    text = "Put <name> and &amp; there:\n\n```\n<b>&amp;</b>\n```\nor `<i>`, 1 < 2."
    receipt = account.run(lambda adapter: adapter.send(account.answer(said, text)))
    assert fake.under(said) == ["Put \\<name> and \\&amp; there:\n\n```\n<b>&amp;</b>\n```\nor `<i>`, 1 < 2."]
    assert account.run(lambda adapter: adapter.find(account.answer(said, text)))
    assert "Put <name> and &amp; there:" in account.read(receipt.parcel).text


def test_what_a_moderator_holds_is_never_sent_twice(fake: FakeDiscourse) -> None:
    account = listening(fake)
    said = fake.say("How?")
    account.poll()
    fake.holds = True
    outbound = account.answer(said)
    with pytest.raises(Uncertain) as uncertain:
        account.run(lambda adapter: adapter.send(outbound))
    assert uncertain.value.words == words.HELD
    for _ in range(2):
        with pytest.raises(Retry):
            account.run(lambda adapter: adapter.send(outbound))
    assert len(fake.held) == 1
    fake.held.clear()
    fake.reply(said, outbound.text, US)
    assert account.run(lambda adapter: adapter.send(outbound)).external_id.endswith("/2")


def test_a_change_that_crosses_another_is_said(fake: FakeDiscourse, monkeypatch: pytest.MonkeyPatch) -> None:
    account = listening(fake)
    said = fake.say("How?")
    account.poll()
    receipt = account.run(lambda adapter: adapter.send(account.answer(said, "Like this.")))
    answer = fake.answer

    def meanwhile(asked):  # type: ignore[no-untyped-def]  # -- as the fake's own
        if asked.method == "PUT":
            fake.edit(receipt.external_id, "Changed by hand.")
        return answer(asked)

    monkeypatch.setattr(fake, "answer", meanwhile)
    wanted = Amending(receipt.external_id, "Like this.", "Like that.", {})
    with pytest.raises(Elsewhere):
        account.run(lambda adapter: adapter.amend(wanted))  # type: ignore[attr-defined]  # -- it says that it can


def test_pictures_are_fetched_from_the_forum_and_from_nowhere_inside(fake: FakeDiscourse) -> None:
    account = listening(fake)
    for bad in ("http://169.254.169.254/a.png", "file:///etc/passwd", f"{fake.url}/site/basic-info.json"):
        with pytest.raises((Refused, Retry)):
            account.run(lambda adapter, bad=bad: adapter.picture(bad))


def test_connecting_asks_whose_key_it_is(fake: FakeDiscourse) -> None:
    made = connect(NETWORK, fake.place, address=fake.url, user="@Northwind", key=KEY, words="Boreal*")
    assert made.us == Us(f"{fake.url}/u/7", US)
    assert (made.name, made.settings) == ("Northwind", {"url": fake.url, "words": ["Boreal*"]})
    assert made.secrets == {"user": US, "key": KEY}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"key": ""}, words.MISSING),
        ({"key": "wrong"}, words.NO_KEY),
        ({"user": "carol"}, words.NO_KEY),
        ({"address": "http://forum.example.com"}, words.INSECURE),
        ({"words": "x"}, matching.WORTHLESS),
        ({"words": "w" * 101}, matching.MANY_WORDS),
    ],
)
def test_the_page_says_which_entry_is_wrong(fake: FakeDiscourse, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **{"address": fake.url, "user": US, "key": KEY, **values})
    assert refused.value.words == said


def test_what_is_no_forum_is_said(fake: FakeDiscourse) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, address=f"{fake.url}/blog", user=US, key=KEY)
    assert refused.value.words == words.NO_FORUM
