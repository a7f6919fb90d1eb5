"""Lemmy, beyond what every network promises: communities, messages that go on from each other, other servers, and signing in."""

from collections.abc import Iterator

import pytest
from fake_lemmy import ME, PASSWORD, USER, FakeLemmy
from one_account import OneAccount, connect

from earful.channels.contract import Change, Reach, Refused, Retry, Us, Why
from earful.channels.lemmy import words
from earful.channels.lemmy.network import NETWORK


@pytest.fixture
def fake() -> Iterator[FakeLemmy]:
    made = FakeLemmy()
    yield made
    made.close()


def listening(fake: FakeLemmy, *, places: tuple[str, ...] = (), concern: tuple[str, ...] = ()) -> OneAccount:
    us = Us(fake.actor(USER), f"{USER}@{fake.place}")
    settings = {"url": fake.url, "me": ME, "places": list(places), "words": list(concern)}
    account = OneAccount(NETWORK, fake.place, us, settings, {"user": USER, "password": PASSWORD})
    assert account.poll() == {}
    return account


def test_in_named_communities_what_holds_a_word_comes_and_what_names_us_from_everywhere(fake: FakeLemmy) -> None:
    account = listening(fake, places=("boreal",), concern=("Boreal 2",))
    other = fake.post("Which hat is warm?", title="Hats")
    named = fake.post("It does not start.", title="My Boreal 2")
    fake.post("Boreal 2", place="faraway")
    below = fake.comment(named, "Mine neither", "dan")
    called = fake.comment(other, f"Ask @{USER} about that", "dan")
    ours = fake.comment(named, "We are looking.", USER)
    back = fake.comment(ours, "Thanks")
    heard = account.poll()
    assert {name: one.why for name, one in heard.items()} == {
        named: Why.MENTION,
        below: Why.MENTION,
        called: Why.MENTION,
        ours: Why.OWN,
        back: Why.REPLY,
    }
    assert heard[named].text == "My Boreal 2\n\nIt does not start."
    assert (heard[back].parent_id, heard[back].root_id) == (ours, named)
    assert heard[back].author
    assert heard[back].author.handle == f"carol@{fake.place}"
    assert account.poll() == {}


def test_what_is_pinned_hides_nothing_of_what_came_meanwhile(fake: FakeLemmy) -> None:
    pinned = fake.post("Read the rules.", title="Rules")
    fake.of(pinned).update(featured_community=True, published="2024-01-01T10:00:00.123456Z")
    account = listening(fake, places=("boreal",))
    names = {fake.post(f"number {number}") for number in range(120)}
    assert set(account.poll()) == names


def test_what_other_servers_date_ahead_hides_nothing_that_comes_later(fake: FakeLemmy) -> None:
    account = listening(fake, places=("boreal",))
    odd = fake.post("From a server whose clock is wrong.")
    fake.of(odd)["published"] = "2099-01-01T10:00:00.123456Z"
    assert set(account.poll()) == {odd}
    names = {fake.post(f"number {number}") for number in range(120)}
    assert set(account.poll()) == names


def test_messages_go_on_from_each_other_and_stay_between_two(fake: FakeLemmy) -> None:
    account = listening(fake)
    first, other = fake.write("My order number is 5."), fake.write("Hello?", "dan")
    second = fake.write("It is late.")
    heard = account.poll()
    assert {name: one.parent_id for name, one in heard.items()} == {first: None, other: None, second: first}
    assert {one.reach for one in heard.values()} == {Reach.PRIVATE}
    outbound = account.answer(second, "It leaves tomorrow.")
    receipt = account.run(lambda adapter: adapter.send(outbound))
    assert account.read(receipt.parcel).parent_id == second
    assert fake.of(receipt.external_id)["to"] == "carol"
    assert account.run(lambda adapter: adapter.send(outbound)).external_id == receipt.external_id
    fake.write("Thank you.")
    assert account.run(lambda adapter: adapter.find(outbound))
    assert account.run(lambda adapter: adapter.withdraw(receipt.external_id))  # type: ignore[attr-defined]  # -- it says that it can
    assert account.run(lambda adapter: adapter.find(outbound)) is None


def test_a_message_is_found_and_answered_however_many_came_since(fake: FakeLemmy) -> None:
    account = listening(fake)
    said, gone = fake.write("My order number is 5."), fake.write("Never mind.")
    account.poll()
    outbound = account.answer(said, "It leaves tomorrow.")
    receipt = account.run(lambda adapter: adapter.send(outbound))
    fake.remove(gone)
    for number in range(60):
        fake.write(f"number {number}", "dan")
    told = account.run(lambda adapter: adapter.check([said, gone, receipt.external_id])).parcels
    changes = {parcel.external_id: account.read(parcel).change for parcel in told}
    assert changes == {said: Change.EDITED, gone: Change.REMOVED, receipt.external_id: Change.EDITED}
    assert account.run(lambda adapter: adapter.send(outbound)).external_id == receipt.external_id


def test_what_a_bot_says_waits_for_nobody(fake: FakeLemmy) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.comment(fake.post("x"), "Summary: x", "robot")
    assert account.poll()[said].why is Why.AUTOMATIC


def test_older_servers_leave_the_zone_out(fake: FakeLemmy) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.post("When?")
    fake.of(said)["published"] = fake.of(said)["published"].removesuffix("Z")
    assert account.poll()[said].said_at.tzinfo


def test_links_and_pictures_of_posts_are_shown(fake: FakeLemmy) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.post("", title="Broken")
    fake.of(said)["url"] = f"{fake.url}/pictrs/image/a.png"
    heard = account.poll()[said]
    assert heard.text == f"Broken\n\n{fake.url}/pictrs/image/a.png"
    assert [one.url for one in heard.pictures] == [f"{fake.url}/pictrs/image/a.png"]


def test_too_often_is_a_pause_and_a_refusal_says_why(fake: FakeLemmy) -> None:
    account = listening(fake, places=("boreal",))
    said = fake.post("How?")
    account.poll()
    fake.often = True
    with pytest.raises(Retry) as retry:
        account.poll()
    assert (retry.value.after, retry.value.words) == (60.0, words.BUSY)
    fake.often = False
    fake.acts.append("deny")
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.send(account.answer(said)))
    assert refused.value.words == words.REFUSED


def test_one_sign_in_serves_all_and_is_renewed(fake: FakeLemmy) -> None:
    account = listening(fake, places=("boreal",))
    account.poll()
    assert fake.logins == 1
    fake.token = "run out"
    account.poll()
    assert fake.logins == 2


def test_connecting_learns_of_communities_elsewhere(fake: FakeLemmy) -> None:
    made = connect(
        NETWORK, fake.place, address=fake.url, user=f"@{USER}", password=PASSWORD, places="!boreal, far@away.example"
    )
    assert made.us == Us(fake.actor(USER), f"{USER}@{fake.place}")
    assert (made.settings["places"], made.settings["me"]) == (["boreal", "far@away.example"], ME)
    assert fake.resolved == ["!far@away.example"]
    assert (made.session, "password" in made.settings) == ({"token": fake.token}, False)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"password": ""}, words.MISSING),
        ({"password": "wrong"}, words.NO_LOGIN),
        ({"address": "http://lemmy.example.com"}, words.INSECURE),
        ({"places": "nowhere"}, words.NO_PLACE),
        ({"places": "a/b"}, words.NO_PLACE),
        ({"places": ",".join(f"place{n}" for n in range(21))}, words.MANY),
    ],
)
def test_the_page_says_which_entry_is_wrong(fake: FakeLemmy, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **{"address": fake.url, "user": USER, "password": PASSWORD, **values})
    assert refused.value.words == said


def test_what_is_no_lemmy_is_said(fake: FakeLemmy) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, address=f"{fake.url}/blog", user=USER, password=PASSWORD)
    assert refused.value.words == words.NO_SERVER


def test_a_server_of_another_version_is_said_at_connecting_and_after(fake: FakeLemmy) -> None:
    account = listening(fake)
    fake.newer = True
    with pytest.raises(Refused) as refused:
        account.poll()
    assert refused.value.words == words.TOO_NEW
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, address=fake.url, user=USER, password=PASSWORD)
    assert refused.value.words == words.TOO_NEW
