"""Ghost, beyond what every network promises: threads of two levels, what is hidden and shown again, and who answers."""

from collections.abc import Iterator

import pytest
from fake_ghost import HIDDEN, KEY, MAIL, FakeGhost
from one_account import OneAccount, connect

from earful.channels.contract import Change, Expired, Refused, Us, Why
from earful.channels.ghost import words
from earful.channels.ghost.network import NETWORK
from earful.channels.ghost.wire import markup
from earful.channels.moderating import Verdict


@pytest.fixture
def fake() -> Iterator[FakeGhost]:
    made = FakeGhost()
    yield made
    made.close()


def listening(fake: FakeGhost) -> OneAccount:
    us = Us(f"{fake.place}/member/{fake.ids['Northwind']}", fake.place)
    account = OneAccount(NETWORK, fake.place, us, {"url": fake.url, "home": fake.url}, {"key": KEY})
    assert account.poll() == {}
    return account


def test_an_answer_to_an_answer_stands_below_it_in_the_same_thread(fake: FakeGhost) -> None:
    account = listening(fake)
    first = fake.say("Where is my order?")
    second = fake.say("Mine is late too", "dan", first)
    heard = account.poll()
    assert heard[first].url == f"{fake.url}/coming-soon/#ghost-comments-{first}"
    assert (heard[second].parent_id, heard[second].root_id) == (first, first)
    receipt = account.run(lambda adapter: adapter.send(account.answer(second)))
    made = fake.of(receipt.external_id)
    assert (made["parent_id"], made["in_reply_to_id"]) == (first, second)
    assert receipt.url.endswith(f"#ghost-comments-{receipt.external_id}")
    ours = account.read(receipt.parcel)
    assert (ours.parent_id, ours.root_id, ours.why) == (second, first, Why.OWN)
    third = fake.say("Thank you", "dan", receipt.external_id)
    assert account.poll()[third].why is Why.REPLY


def test_what_asks_for_nothing_new_is_one_short_question(fake: FakeGhost) -> None:
    account = listening(fake)
    fake.comment("<p>x</p>", "carol", fake.say("Where is it?"))
    assert len(account.poll()) == 2
    before = len(fake.asked)
    assert account.poll() == {}
    assert [one.path for one in fake.asked[before:]] == ["/ghost/api/admin/comments/"]


def test_neither_mail_addresses_nor_the_post_are_kept(fake: FakeGhost) -> None:
    account = listening(fake)
    fake.say("Where is it?")
    account.poll()
    kept = str([parcel.raw for parcel in account.parcels])
    assert "@town.test" not in kept
    assert "What is new." not in kept
    assert "Coming soon" in kept


def test_what_is_hidden_is_not_answered_and_can_be_shown_again(fake: FakeGhost) -> None:
    account = listening(fake)
    name = fake.say("Where is it?")
    first = account.poll()[name]
    fake.change(name, status=HIDDEN)
    hidden = account.poll()[name]
    assert (first.held, hidden.held, hidden.change) == (False, True, Change.EDITED)
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.send(account.answer(name)))
    assert refused.value.words == words.HELD
    parcel = account.run(lambda adapter: adapter.decide(name, Verdict.SHOW))  # type: ignore[attr-defined]  # -- it says that it can
    assert account.read(parcel).held is False
    shown = account.poll()
    assert [(one.held, one.text) for one in shown.values()] == [(False, "Where is it?")]
    assert account.parcels[0].version == parcel.version, "and neither is the version that was first heard"
    assert account.poll() == {}


def test_one_who_has_left_the_site_is_nobody_known(fake: FakeGhost) -> None:
    account = listening(fake)
    name = fake.say("Where is it?")
    fake.of(name)["by"] = ""
    heard = account.poll()[name]
    assert heard.author
    assert (heard.author.name, heard.author.external_id) == ("?", f"{fake.place}/gone/{name}")


def test_paragraphs_lines_and_links_are_kept_and_signs_are_no_html() -> None:
    said = markup("It is <here> & now.\nSee https://a.test/x?a=1&b=2.\n\nBye")
    link = '<a href="https://a.test/x?a=1&amp;b=2">https://a.test/x?a=1&amp;b=2</a>'
    assert said == f"<p>It is &lt;here&gt; &amp; now.<br>See {link}.</p><p>Bye</p>"


def test_a_way_in_that_no_longer_counts_is_found_anew(fake: FakeGhost) -> None:
    account = listening(fake)
    name = fake.say("Where is it?")
    account.poll()
    account.run(lambda adapter: adapter.send(account.answer(name, "First.")))
    account.run(lambda adapter: adapter.send(account.answer(name, "Second.")))
    assert fake.entered == 1
    fake.doors.clear()
    account.run(lambda adapter: adapter.send(account.answer(name, "Third.")))
    assert (fake.entered, fake.under(name)) == (2, ["First.", "Second.", "Third."])


def test_comments_that_are_switched_off_are_said_and_heard_all_the_same(fake: FakeGhost) -> None:
    account = listening(fake)
    name = fake.say("Where is it?")
    fake.enabled = "off"
    assert set(account.poll()) == {name}
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.send(account.answer(name)))
    assert refused.value.words == words.CLOSED


def test_only_what_is_ours_is_taken_back(fake: FakeGhost) -> None:
    account = listening(fake)
    name = fake.say("Where is it?")
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.withdraw(name))  # type: ignore[attr-defined]  # -- it says that it can
    assert refused.value.words == words.BOARD.not_ours
    assert fake.of(name)["status"] == "published"


def test_a_key_of_another_is_expired(fake: FakeGhost) -> None:
    account = listening(fake)
    account.secrets["key"] = f"{'0' * 24}{KEY[24:]}"
    with pytest.raises(Expired):
        account.poll()


def test_connecting_says_who_answers_and_goes_in_once(fake: FakeGhost) -> None:
    made = connect(NETWORK, fake.place, address=f"{fake.url}/ghost/#/settings", key=KEY, member=MAIL)
    assert made.us == Us(f"{fake.place}/member/{fake.ids['Northwind']}", fake.place)
    assert (made.name, made.settings) == ("Northwind", {"url": fake.url, "home": fake.url})
    assert made.secrets == {"key": KEY}
    assert made.session == {"cookie": "ghost-members-ssr=session-1; ghost-members-ssr.sig=FIIf6yLT0C"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"key": ""}, words.MISSING),
        ({"key": "22444f78447824223cefc48062"}, words.ODD_KEY),
        ({"key": f"{KEY[:24]}:{'00' * 32}"}, words.NO_KEY),
        ({"member": "Northwind"}, words.ODD_MEMBER),
        ({"member": "o'hara@desk.test"}, words.ODD_MEMBER),
        ({"member": "nobody@desk.test"}, words.NO_MEMBER),
        ({"address": "http://blog.example.com"}, words.INSECURE),
    ],
)
def test_the_page_says_which_entry_is_wrong(fake: FakeGhost, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **{"address": fake.url, "key": KEY, "member": MAIL, **values})
    assert refused.value.words == said


@pytest.mark.parametrize(
    ("state", "said"),
    [({"version": "5.130"}, words.OLD), ({"enabled": "off"}, words.OFF), ({"enabled": "paid"}, words.PAYING)],
)
def test_the_page_says_what_the_site_lacks(fake: FakeGhost, state: dict[str, str], said: str) -> None:
    vars(fake).update(state)
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, address=fake.url, key=KEY, member=MAIL)
    assert refused.value.words == said


def test_a_paying_member_may_answer_where_only_such_may(fake: FakeGhost) -> None:
    fake.enabled, fake.paying = "paid", {"Northwind"}
    assert connect(NETWORK, fake.place, address=fake.url, key=KEY, member=MAIL).name == "Northwind"


def test_what_is_no_ghost_is_said(fake: FakeGhost) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, address=f"{fake.url}/blog", key=KEY, member=MAIL)
    assert refused.value.words == words.NO_SITE
