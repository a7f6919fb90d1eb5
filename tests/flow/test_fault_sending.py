"""Trouble while sending, and a sign-in that ends: one reply, a true state in words, and no hand but where it says so."""

from collections.abc import Iterator

import pytest
from troubled import BRAND, OTHER, Troubled, a_troubled_desk, waits

WORDS = "It is on its way."


@pytest.fixture(scope="module")
def running() -> Iterator[Troubled]:
    with a_troubled_desk() as found:
        yield found


@pytest.fixture
def desk(running: Troubled) -> Iterator[Troubled]:
    yield running
    running.town.calm()


def asked(desk: Troubled, by: str, **how: str) -> str:
    said = desk.town.says("Where is my parcel, please?", by=by, **how)
    desk.arrives(said)
    return said


def there(desk: Troubled, post: str) -> list[str]:
    return [text.removesuffix(" ^AO") for text in desk.town.answers(post)]


LOST = ("lost answer", "cut", "half closed", "not json", "truncated", "wrong types")


def test_a_reply_whose_answer_is_lost_is_there_once(desk: Troubled) -> None:
    """All at once: each is carried out in the town, and its answer spoilt in another way; or not carried out at all."""
    posts = {
        kind: asked(desk, f"lost{number}") for number, kind in enumerate((*LOST, *(f"{k}, not done" for k in LOST)))
    }
    desk.town.troubles(
        *({"path": "/posts", "kind": kind, "times": 1, "done": done} for kind in LOST for done in (True, False))
    )
    sent = {kind: desk.answer(post, f"{WORDS} ({kind})") for kind, post in posts.items()}
    for number in sent.values():
        desk.becomes(number, "sent", 90)
    assert desk.town.line.get("/faults").json()["faults"] == [], "all of them were met"
    for kind, post in posts.items():
        assert there(desk, post) == [f"{WORDS} ({kind})"]
    assert desk.one("select count(*) from outbox_dispatch where looks > 0 or attempts > 1") > 0


def test_a_reply_that_is_kept_waiting_says_until_when(desk: Troubled) -> None:
    post = asked(desk, "waiter")
    desk.town.trouble("limited", "/posts", retry_after=4, times=2)
    number = desk.answer(post, WORDS)
    waits(lambda: "come back later" in desk.dispatch(number)[1], "a sentence")
    desk.becomes(number, "sent", 60)
    assert there(desk, post) == [WORDS]


def test_a_reply_that_is_refused_says_why(desk: Troubled) -> None:
    post = asked(desk, "refused")
    desk.town.trouble("refused", "/posts", words="Nobody may answer here today.")
    number = desk.answer(post, WORDS)
    desk.becomes(number, "failed")
    assert desk.dispatch(number)[1] == "Nobody may answer here today."
    matter = desk.api.get(f"/api/conversations/{desk.conversation(post)}").json()
    assert "Nobody may answer here today." in str(matter["dispatches"])
    assert there(desk, post) == []


def test_a_town_that_forgets_us_for_a_while_is_knocked_at(desk: Troubled) -> None:
    """Without a hand: the first knock comes after a minute."""
    post = asked(desk, "forgotten")
    number = desk.answer(post, WORDS)
    desk.town.trouble("signed out", "", brand=BRAND, times=0)
    waits(lambda: desk.account()["state"] == "signed_out", "being signed out")
    assert desk.account(OTHER)["state"] == "listening"
    waits(lambda: "no longer knows" in desk.dispatch(number)[1], "the reply to say that it waits", 40)
    desk.town.calm()
    waits(lambda: desk.account()["state"] == "listening", "being known again", 100)
    desk.becomes(number, "sent", 60)
    assert there(desk, post) == [WORDS]


def test_a_lost_sign_in_loses_nothing(desk: Troubled) -> None:
    """The token is revoked, and the owner signs in again on the page; all else happens by itself."""
    post = asked(desk, "revoked")
    number = desk.answer(post, WORDS)
    desk.town.ask("/revoke", brand=BRAND)
    waits(lambda: desk.account()["state"] == "signed_out", "being signed out")
    said = desk.town.says("Said while nobody listened.", by="revoked2")
    waits(lambda: "no longer knows" in desk.dispatch(number)[1], "the reply to say that it waits", 40)
    assert desk.dispatch(number)[0] == "held"

    page = f"/house/accounts/{desk.one('select id from accounts_account where handle = %s', BRAND)}/trouble/"
    with desk.person() as person:
        assert "Sign in again" in person.get(page).text
        token = person.cookies["csrftoken"]
        form, here = {"csrfmiddlewaretoken": token}, {"referer": str(person.base_url)}
        done = person.post(f"{page}sign-in/", data=form, headers=here)
    assert "Signed in again" in done.text, done.status_code

    desk.arrives(said, seconds=40)
    desk.becomes(number, "sent", 60)
    assert there(desk, post) == [WORDS]
    assert desk.account()["state"] == "listening"
