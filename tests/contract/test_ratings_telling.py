"""Reviews on Google and on Trustpilot, beyond what every network of reviews promises."""

import json
from collections.abc import Iterator

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
from one_account import OneAccount, connect

from earful.channels.contract import Change, Expired, Refused, Us
from earful.channels.googlebusiness import words as google_words
from earful.channels.googlebusiness.network import NETWORK as GOOGLE
from earful.channels.trustpilot import words as pilot_words
from earful.channels.trustpilot.network import NETWORK as TRUSTPILOT


@pytest.fixture
def google() -> Iterator[FakeBusiness]:
    fake = FakeBusiness()
    yield fake
    fake.close()


@pytest.fixture
def pilot() -> Iterator[FakeTrustpilot]:
    fake = FakeTrustpilot()
    yield fake
    fake.close()


def at_google(fake: FakeBusiness) -> OneAccount:
    settings = {"place": PLACE, "api": f"{fake.url}/v4", "token": f"{fake.url}/token"}
    secrets = {"client": CLIENT, "secret": SECRET, "refresh": REFRESH}
    made = OneAccount(GOOGLE, fake.place, Us(PLACE, TITLE), settings, secrets)
    made.poll()
    return made


def at_trustpilot(fake: FakeTrustpilot) -> OneAccount:
    settings = {"unit": "northwind.example", "user": USER, "api": f"{fake.url}/v1"}
    made = OneAccount(TRUSTPILOT, fake.place, Us(UNIT, "Northwind"), settings, {"key": KEY, "secret": KEY_SECRET})
    made.poll()
    return made


def test_stars_without_words_are_heard_and_answered(google: FakeBusiness) -> None:
    account = at_google(google)
    name = google.say("", rating=1)
    assert account.poll()[name].text == "★☆☆☆☆ 1/5"
    account.run(lambda adapter: adapter.send(account.answer(name, "What went wrong?")))
    assert google.under(name) == ["What went wrong?"]


@pytest.mark.parametrize(
    "shown",
    [
        "(Translated by Google) Never again.\n\n(Original)\nNunca mais.",
        "Nunca mais.\n\n(Translated by Google)\nNever again.",
    ],
)
def test_what_google_has_made_of_a_review_is_left_out_and_is_no_change(google: FakeBusiness, shown: str) -> None:
    account = at_google(google)
    name = google.say("Nunca mais.")
    first = account.poll()[name]
    google.translated[name] = shown
    assert account.poll() == {}
    [parcel] = account.run(lambda adapter: adapter.check([name])).parcels
    assert account.read(parcel).text == first.text


@pytest.mark.parametrize("field", ["reviewReplyState", "state", "beside"])
def test_an_answer_that_google_turned_down_does_not_stand_there(google: FakeBusiness, field: str) -> None:
    google.field = field
    account = at_google(google)
    name = google.say("Never again.")
    account.poll()
    receipt = account.run(lambda adapter: adapter.send(account.answer(name, "Call 555-0100 for a gift!")))
    google.states[name] = "PENDING"
    account.poll()
    google.states[name] = "REJECTED"
    assert account.poll()[receipt.external_id].change is Change.REMOVED
    account.run(lambda adapter: adapter.send(account.answer(name, "We are sorry.", "k2")))
    assert account.poll()[receipt.external_id].text == "We are sorry."


def test_length_is_counted_in_bytes(google: FakeBusiness) -> None:
    assert (GOOGLE.measure("ü" * 2048, {}, None).used, GOOGLE.measure("ü" * 2048, {}, None).over) == (4096, False)
    assert GOOGLE.measure("ü" * 2049, {}, None).over


def test_whoever_hides_their_name_has_none(google: FakeBusiness) -> None:
    found = GOOGLE.read(
        {
            "review": {
                "reviewId": "x",
                "starRating": "TWO",
                "updateTime": "2026-11-01T10:00:00.123456789Z",
                "reviewer": {"displayName": "A Google user", "isAnonymous": True},
            },
            "earful": {"change": "said"},
        },
        Us(PLACE, TITLE),
    )
    assert found.author
    assert found.author.handle == "?"


def test_a_consent_that_was_taken_back_is_told(google: FakeBusiness) -> None:
    account = at_google(google)
    google.stale()
    google.signed_out = True
    with pytest.raises(Expired) as expired:
        account.poll()
    assert expired.value.words == google_words.EXPIRED


def test_connecting_to_google_finds_the_place_by_name_or_number(google: FakeBusiness) -> None:
    at = {
        "api": f"{google.url}/v4/",
        "accounts": f"{google.url}/accounts/v1",
        "places": f"{google.url}/places/v1",
        "token": f"{google.url}/token",
    }
    good = {"client": CLIENT, "client_secret": SECRET, "refresh": REFRESH, **at}
    for place in ("42", "northwind lisbon", "locations/42"):
        made = connect(GOOGLE, google.place, **good, place=place)
        assert (made.us, made.name) == (Us(PLACE, TITLE), TITLE)
    assert made.secrets == {"client": CLIENT, "secret": SECRET, "refresh": REFRESH}
    assert made.session["token"] in google.tokens
    assert not {SECRET, REFRESH} & set(map(str, made.settings.values()))
    for values, said in (
        ({"refresh": ""}, google_words.MISSING),
        ({"client": "northwind"}, google_words.ODD_CLIENT),
        ({"client_secret": "other"}, google_words.DENIED_CLIENT),
        ({"refresh": "1//other"}, google_words.DENIED_TOKEN),
        ({"place": ""}, google_words.SEVERAL),
        ({"place": "Northwind Faro"}, google_words.NO_LOCATION),
        ({"token": "http://token.example.com"}, google_words.INSECURE),
    ):
        with pytest.raises(Refused) as refused:
            connect(GOOGLE, google.place, **{**good, "place": "42", **values})
        assert refused.value.words == said
    google.shut = True
    with pytest.raises(Refused) as refused:
        connect(GOOGLE, google.place, **good, place="42")
    assert refused.value.words == google_words.NO_ACCESS
    google.shut, google.off = False, True
    with pytest.raises(Refused) as refused:
        connect(GOOGLE, google.place, **good, place="42")
    assert refused.value.words == google_words.NO_ACCESS
    google.off, google.places = False, [("115", "42", TITLE), ("116", "42", TITLE)]
    assert connect(GOOGLE, google.place, **good).us.external_id == PLACE, "one place, seen by two accounts"


def test_what_a_writer_told_only_trustpilot_is_not_kept(pilot: FakeTrustpilot) -> None:
    account = at_trustpilot(pilot)
    name = pilot.say("It came late.", "mira", 2, "Late")
    heard = account.poll()[name]
    assert heard.text == "★★☆☆☆ 2/5 Late\n\nIt came late.\n\n[verified]"
    assert heard.url == f"https://www.trustpilot.com/reviews/{name}"
    states = account.run(lambda adapter: adapter.check([name]))
    for parcel in (*account.parcels, *states.parcels):
        assert "home.test" not in json.dumps(parcel.raw)
        assert "order-17" not in json.dumps(parcel.raw)


def test_an_answer_is_by_the_business_user(pilot: FakeTrustpilot) -> None:
    account = at_trustpilot(pilot)
    name = pilot.say("It came late.")
    account.poll()
    account.run(lambda adapter: adapter.send(account.answer(name, "We are sorry.")))
    posted = next(one for one in pilot.asked if one.method == "POST" and one.path.endswith("/reply"))
    assert posted.fields == {"authorBusinessUserId": USER, "message": "We are sorry."}


def test_an_answer_that_was_taken_is_sent_whatever_is_read_then(pilot: FakeTrustpilot) -> None:
    account = at_trustpilot(pilot)
    name = pilot.say("It came late.")
    account.poll()
    pilot.cached[name] = pilot.shown(name)
    receipt = account.run(lambda adapter: adapter.send(account.answer(name, "We are sorry.")))
    assert account.read(receipt.parcel).text == "We are sorry."
    pilot.cached.clear()
    pilot.cached[name] = pilot.shown(name)
    known = account.answer(name, "We are very sorry.", "k2", known=(receipt.external_id,))
    receipt = account.run(lambda adapter: adapter.send(known))
    assert account.read(receipt.parcel).text == "We are very sorry."
    pilot.cached.clear()
    pilot.shuts = True
    known = account.answer(name, "It will not happen again.", "k3", known=(receipt.external_id,))
    receipt = account.run(lambda adapter: adapter.send(known))
    assert account.read(receipt.parcel).text == "It will not happen again."


def test_a_plan_that_ends_is_told(pilot: FakeTrustpilot) -> None:
    account = at_trustpilot(pilot)
    pilot.paid = False
    with pytest.raises(Refused) as refused:
        account.poll()
    assert refused.value.words == pilot_words.NO_PLAN


def test_connecting_to_trustpilot_looks_the_company_up(pilot: FakeTrustpilot) -> None:
    good = {"unit": "https://www.Northwind.example/", "key": KEY, "secret": KEY_SECRET, "user": USER.upper()}
    good["api"] = f"{pilot.url}/v1"
    made = connect(TRUSTPILOT, pilot.place, **good)
    assert (made.us, made.name) == (Us(UNIT, "Northwind"), "Northwind")
    assert made.settings == {"unit": "northwind.example", "user": USER, "api": f"{pilot.url}/v1"}
    assert made.session["token"] in pilot.tokens
    for values, said in (
        ({"user": ""}, pilot_words.MISSING),
        ({"unit": "Northwind"}, pilot_words.ODD_UNIT),
        ({"unit": "other.example"}, pilot_words.NO_UNIT),
        ({"key": "a b"}, pilot_words.ODD_KEY),
        ({"user": "olga"}, pilot_words.ODD_USER),
        ({"secret": "anotherSecret"}, pilot_words.DENIED_KEY),
        ({"api": "http://api.example.com"}, pilot_words.INSECURE),
    ):
        with pytest.raises(Refused) as refused:
            connect(TRUSTPILOT, pilot.place, **{**good, **values})
        assert refused.value.words == said
    pilot.paid = False
    with pytest.raises(Refused) as refused:
        connect(TRUSTPILOT, pilot.place, **good)
    assert refused.value.words == pilot_words.NO_PLAN
