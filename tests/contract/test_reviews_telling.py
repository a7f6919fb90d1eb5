"""Reviews, beyond what every network promises: stars and versions, changed reviews, and the one answer below each."""

from collections.abc import Callable, Iterator

import pytest
from fake_ratings import (
    CLIENT,
    KEY,
    KEY_SECRET,
    PLACE,
    REFRESH,
    SECRET,
    TITLE,
    UNIT,
    USER,
    FakeBusiness,
    FakeTrustpilot,
)
from fake_reviews import (
    APP,
    ISSUER,
    KEY_NUMBER,
    PACKAGE,
    ROBOT,
    FakeAppStore,
    FakePlay,
    FakeShop,
    ec_key,
    key_file,
    pem,
    rsa_key,
)
from one_account import OneAccount, connect

from earful.channels import places
from earful.channels.appstore import calls as apple
from earful.channels.appstore import words as apple_words
from earful.channels.appstore.network import NETWORK as APPSTORE
from earful.channels.contract import Change, Refused, Unreadable, Us, Why
from earful.channels.googlebusiness.network import NETWORK as GOOGLEBUSINESS
from earful.channels.googleplay import words as play_words
from earful.channels.googleplay.network import NETWORK as GOOGLEPLAY
from earful.channels.reviews.shape import stars
from earful.channels.trustpilot.network import NETWORK as TRUSTPILOT


def play(fake: FakeShop) -> OneAccount:
    settings = {"package": PACKAGE, "api": f"{fake.url}/v3", "token": f"{fake.url}/token"}
    secrets = {"email": ROBOT, "key": pem(rsa_key())}
    return OneAccount(GOOGLEPLAY, fake.place, Us(PACKAGE, PACKAGE), settings, secrets)


def store(fake: FakeShop) -> OneAccount:
    secrets = {"issuer": ISSUER, "number": KEY_NUMBER, "key": pem(ec_key())}
    return OneAccount(APPSTORE, fake.place, Us(APP, "Boreal"), {"app": APP, "api": fake.url}, secrets)


def business(fake: FakeShop) -> OneAccount:
    settings = {"place": PLACE, "api": f"{fake.url}/v4", "token": f"{fake.url}/token"}
    secrets = {"client": CLIENT, "secret": SECRET, "refresh": REFRESH}
    return OneAccount(GOOGLEBUSINESS, fake.place, Us(PLACE, TITLE), settings, secrets)


def pilot(fake: FakeShop) -> OneAccount:
    settings = {"unit": "northwind.example", "user": USER, "api": f"{fake.url}/v1"}
    return OneAccount(TRUSTPILOT, fake.place, Us(UNIT, "Northwind"), settings, {"key": KEY, "secret": KEY_SECRET})


SHOPS: dict[str, tuple[type[FakeShop], Callable[[FakeShop], OneAccount]]] = {
    "googleplay": (FakePlay, play),
    "appstore": (FakeAppStore, store),
    "googlebusiness": (FakeBusiness, business),
    "trustpilot": (FakeTrustpilot, pilot),
}


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest) -> Iterator[tuple[FakeShop, OneAccount]]:
    make, open_account = SHOPS[request.param]
    fake = make()
    account = open_account(fake)
    assert account.poll() == {}
    yield fake, account
    fake.close()


def test_stars_are_for_those_who_see_and_those_who_listen() -> None:
    assert [stars(rating) for rating in (1, 5)] == ["★☆☆☆☆ 1/5", "★★★★★ 5/5"]


def test_a_review_says_its_stars_its_title_and_what_it_is_about() -> None:
    for make, account, about in (
        (FakePlay, play, "[Version 2.3.1 · shiba (Pixel 8) · Android API 36]"),
        (FakeAppStore, store, "[DEU]"),
    ):
        fake = make()
        listening = account(fake)
        listening.poll()
        name = fake.say("It forgets my route.", "mira", 2, "Almost")
        heard = listening.poll()[name]
        assert heard.text == f"★★☆☆☆ 2/5 Almost\n\nIt forgets my route.\n\n{about}"
        assert heard.author
        assert (heard.author.handle, heard.why) == ("mira", Why.MENTION)
        assert heard.url.startswith("https://")
        fake.close()


def test_a_changed_review_is_said_anew_and_answers_what_we_answered(shop: tuple[FakeShop, OneAccount]) -> None:
    fake, account = shop
    name = fake.say("It forgets my route.", rating=2)
    first = account.poll()[name]
    receipt = account.run(lambda adapter: adapter.send(account.answer(name, "Please update to 2.4.")))
    ours = account.poll()[receipt.external_id]
    assert (ours.why, ours.parent_id, ours.text) == (Why.OWN, name, "Please update to 2.4.")

    fake.edit(name, "Much better now.", rating=5)
    told = account.poll()
    assert set(told) == {name}
    assert (told[name].change, told[name].why) == (Change.EDITED, Why.REPLY)
    assert told[name].said_at > ours.said_at > first.said_at
    assert told[name].text.startswith("★★★★★ 5/5")

    account.run(lambda adapter: adapter.send(account.answer(name, "Thank you!", "k2")))
    assert fake.under(name) == ["Thank you!"]


def test_stars_alone_that_change_are_a_change(shop: tuple[FakeShop, OneAccount]) -> None:
    fake, account = shop
    name = fake.say("Fine.", rating=3)
    account.poll()
    fake.edit(name, "Fine.", rating=1)
    assert account.poll()[name].change is Change.EDITED


def test_what_was_answered_in_the_shops_own_console_is_not_overwritten_unseen(
    shop: tuple[FakeShop, OneAccount],
) -> None:
    fake, account = shop
    name = fake.say("It forgets my route.")
    account.poll()
    fake.put(name, "We are sorry to hear that.")
    with pytest.raises(Refused):
        account.run(lambda adapter: adapter.send(account.answer(name, "Please update.")))
    assert fake.under(name) == ["We are sorry to hear that."]
    assert account.poll()[f"reply:{name}"].text == "We are sorry to hear that."
    fake.remove(f"reply:{name}")
    assert account.poll()[f"reply:{name}"].change is Change.REMOVED
    account.run(lambda adapter: adapter.send(account.answer(name, "Please update.")))
    assert fake.under(name) == ["Please update."]


def test_an_old_review_that_is_answered_elsewhere_comes_with_its_answer(shop: tuple[FakeShop, OneAccount]) -> None:
    fake, account = shop
    name = fake.say("Years ago.")
    fake.reviews[name]["at"] = fake.reviews[name]["at"].replace(year=2020)
    assert account.poll() == {}
    fake.put(name, "Better late than never.")
    assert set(account.poll()) == {name, f"reply:{name}"}


def test_what_is_checked_and_cannot_be_read_is_not_gone(shop: tuple[FakeShop, OneAccount]) -> None:
    fake, account = shop
    kept, gone, strange = fake.say("one"), fake.say("two"), fake.say("three")
    account.poll()
    fake.put(kept, "Thanks.")
    fake.remove(gone)
    fake.broken.add(strange)
    told = account.run(lambda adapter: adapter.check([kept, f"reply:{kept}", gone, f"reply:{gone}", strange, "../x"]))
    states = {one.external_id: account.read(one).change for one in told.parcels if one.external_id != "../x"}
    assert states == {
        kept: Change.EDITED,
        f"reply:{kept}": Change.EDITED,
        gone: Change.REMOVED,
        f"reply:{gone}": Change.REMOVED,
    }


def test_our_answer_to_a_review_that_google_play_shows_no_more_is_not_gone() -> None:
    fake = FakePlay()
    account = play(fake)
    account.poll()
    name = fake.say("It forgets my route.")
    account.poll()
    receipt = account.run(lambda adapter: adapter.send(account.answer(name)))
    fake.forgotten.add(name)
    assert account.run(lambda adapter: adapter.check([receipt.external_id])).parcels == ()
    assert GOOGLEPLAY.can.remembers_hours
    assert GOOGLEPLAY.can.remembers_hours < 7 * 24, "what is older may only have left the list"
    fake.close()


def test_what_makes_no_sense_is_kept_once(shop: tuple[FakeShop, OneAccount]) -> None:
    fake, account = shop
    fake.broken.add(fake.say("x"))
    with pytest.raises(Unreadable):
        account.poll()
    assert account.poll() == {}


def test_of_very_many_reviews_the_newest_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apple, "PAGE", 3)
    monkeypatch.setattr(places, "MOST_KNOWN", 8)
    fake = FakeAppStore()
    for number in range(20):
        name = fake.say(f"from before {number}")
        fake.reviews[name]["at"] = fake.reviews[name]["at"].replace(year=2020)
    account = store(fake)
    account.poll()
    name = fake.say("new")
    assert set(account.poll()) == {name}
    fake.asked.clear()
    assert account.poll() == {}
    assert len(fake.asked) == 1, "the first page holds nothing new"
    fake.close()


def test_the_next_page_is_asked_for_where_we_are_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apple, "PAGE", 3)
    fake = FakeAppStore()
    account = store(fake)
    account.poll()
    names = {fake.say(f"number {number}") for number in range(8)}
    assert set(account.poll()) == names
    fake.close()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED", apple_words.AGREEMENT),
        ("FORBIDDEN_ERROR", apple_words.NO_RIGHT),
    ],
)
def test_an_agreement_that_waits_to_be_signed_is_no_missing_right(code: str, said: str) -> None:
    fake = FakeAppStore()
    account = store(fake)
    fake.barred = code
    with pytest.raises(Refused) as refused:
        account.poll()
    assert refused.value.words == said
    fake.close()


def test_connecting_to_google_play_signs_in_and_asks_for_reviews() -> None:
    fake = FakePlay()
    at = {"api": f"{fake.url}/v3/", "token": f"{fake.url}/token"}
    made = connect(GOOGLEPLAY, fake.place, package=PACKAGE, key=key_file(), **at)
    assert (made.us, made.name) == (Us(PACKAGE, PACKAGE), PACKAGE)
    assert made.secrets == {"email": ROBOT, "key": pem(rsa_key())}
    assert made.session["token"] in fake.tokens
    assert "key" not in str(made.settings).lower()
    other = key_file(private_key=pem(ec_key()))
    for values, said in (
        ({"package": ""}, play_words.MISSING),
        ({"package": "northwind"}, play_words.ODD_PACKAGE),
        ({"package": "com.northwind/../x"}, play_words.ODD_PACKAGE),
        ({"package": "com.northwind.other"}, play_words.NO_APP),
        ({"key": "{"}, play_words.NO_KEY),
        ({"key": "[" * 5000}, play_words.NO_KEY),
        ({"key": key_file(client_email="nobody")}, play_words.NO_KEY),
        ({"key": other}, play_words.NO_KEY),
        ({"key": key_file(client_email="other@x.test")}, play_words.DENIED_KEY),
        ({"token": "http://token.example.com"}, play_words.INSECURE),
    ):
        with pytest.raises(Refused) as refused:
            connect(GOOGLEPLAY, fake.place, **{"package": PACKAGE, "key": key_file(), **at, **values})
        assert refused.value.words == said
    fake.close()


def test_connecting_to_the_app_store_looks_the_app_up() -> None:
    fake = FakeAppStore()
    good = {"app": APP, "issuer": ISSUER, "number": KEY_NUMBER, "key": pem(ec_key()).replace("\n", ""), "api": fake.url}
    made = connect(APPSTORE, fake.place, **good)
    assert (made.us, made.name) == (Us(APP, "Boreal"), "Boreal")
    assert made.secrets == {"issuer": ISSUER, "number": KEY_NUMBER, "key": pem(ec_key())}
    for values, said in (
        ({"issuer": ""}, apple_words.MISSING),
        ({"app": "Boreal"}, apple_words.ODD_APP),
        ({"app": "9999999999"}, apple_words.NO_APP),
        ({"issuer": "northwind"}, apple_words.ODD_ISSUER),
        ({"number": "x"}, apple_words.ODD_NUMBER),
        ({"number": "ABCDEFGHIJ"}, apple_words.DENIED_KEY),
        ({"key": pem(rsa_key())}, apple_words.NO_KEY),
        ({"key": "a password"}, apple_words.NO_KEY),
        ({"api": "http://api.example.com"}, apple_words.INSECURE),
    ):
        with pytest.raises(Refused) as refused:
            connect(APPSTORE, fake.place, **{**good, **values})
        assert refused.value.words == said
    fake.close()
