"""Stack Exchange, beyond what every network promises: quotas and pauses, words and tags, comments, and who may answer."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fake_exchange import KEY, SITE, TOKEN, US, US_NUMBER, FakeExchange
from one_account import OneAccount, connect

from earful.channels.contract import Refused, Retry, Uncertain, Us, Why
from earful.channels.stackexchange import calls, words
from earful.channels.stackexchange.network import NETWORK


@pytest.fixture
def fake() -> Iterator[FakeExchange]:
    made = FakeExchange()
    yield made
    made.close()


def listening(
    fake: FakeExchange, *, tags: tuple[str, ...] = (), concern: tuple[str, ...] = (), token: str = TOKEN
) -> OneAccount:
    us = Us(f"{SITE}/{US_NUMBER}", US)
    settings = {"api": fake.url, "site": SITE, "tags": list(tags), "words": list(concern), "user": str(US_NUMBER)}
    account = OneAccount(NETWORK, fake.place, us, {**settings, "filter": "f"}, {"key": KEY, "token": token})
    assert account.poll() == {}
    return account


def test_what_bears_a_tag_or_a_word_comes_and_what_stands_below_it(fake: FakeExchange) -> None:
    account = listening(fake, tags=("boreal",), concern=("Northwind",))
    tagged = fake.ask("Why <b>?", title="It's cold & wet")
    named = fake.ask("Is Northwind down?", tags=("other",))
    fake.ask("Something else", tags=("other",))
    answer = fake.answer_to(tagged, "Because.", "dan")
    remark = fake.comment(answer, "Not only.")
    heard = account.poll()
    assert set(heard) == {tagged, named, answer, remark}
    assert heard[tagged].text == "It's cold & wet\n\nWhy <b>?"
    assert (heard[answer].parent_id, heard[remark].parent_id) == (tagged, answer)
    assert heard[tagged].url.startswith("https://stackoverflow.com/")
    assert account.poll() == {}


def test_old_questions_that_stir_bring_only_what_is_new(fake: FakeExchange) -> None:
    old = fake.ask("From long ago")
    fake.of(old).update(creation_date=1_400_000_000, last_activity_date=1_400_000_000)
    account = listening(fake, tags=("boreal",))
    late = fake.answer_to(old, "Ten years later.")
    assert set(account.poll()) == {late}
    around = account.run(lambda adapter: adapter.thread(late)).parcels
    assert {one.external_id for one in around} == {old, late}


def test_below_the_questions_that_stirred_last_is_looked_however_long_it_runs(fake: FakeExchange) -> None:
    account = listening(fake, tags=("boreal", "cold"))
    for number in range(130):
        fake.ask(f"Question {number}?")
    fake.now = int(time.time()) + 5
    last = fake.ask("The latest?", tags=("cold",))

    async def twice(adapter: Any) -> set[str]:
        first = [batch async for batch in adapter.poll(account.cursor)]
        told.append(fake.comment(last, "Nobody else asks this."))
        answer = fake.answer_to(last, "We do.", "dan")
        told.extend((answer, fake.comment(answer, "So you say.")))
        second = [batch async for batch in adapter.poll(first[-1].cursor)]
        return {one.external_id for batch in second for one in batch.parcels}

    told: list[str] = []
    assert account.run(twice) == set(told)


def test_a_busy_tag_is_read_past_an_old_question_that_stirs(fake: FakeExchange) -> None:
    account = listening(fake, tags=("boreal",))
    asked = {fake.ask(f"Question {number}?") for number in range(120)}
    fake.now = int(time.time()) + 5
    old = fake.ask("From long ago")
    fake.of(old)["creation_date"] = 1_400_000_000
    assert set(account.poll()) == asked


def test_a_comment_to_us_is_a_reply_wherever_it_stands(fake: FakeExchange) -> None:
    question = fake.ask("Far away", tags=("other",))
    ours = fake.answer_to(question, "Our answer.", US)
    account = listening(fake, tags=("boreal",))
    back = fake.comment(ours, "Thank you @Northwind")
    assert account.poll()[back].why is Why.REPLY


def test_a_comment_is_answered_by_a_comment_beside_it(fake: FakeExchange) -> None:
    account = listening(fake, tags=("boreal",))
    question = fake.ask("Why?")
    remark = fake.comment(question, "I wonder too", "dan")
    account.poll()
    outbound = account.answer(remark, "Because of <the> cold.")
    receipt = account.run(lambda adapter: adapter.send(outbound))
    assert receipt.external_id.startswith("c")
    assert account.read(receipt.parcel).parent_id == question
    assert account.read(receipt.parcel).text == "Because of <the> cold."
    assert account.run(lambda adapter: adapter.send(outbound)).external_id == receipt.external_id
    parent = {"comment_id": 1}
    assert NETWORK.measure("x" * 601, {}, parent).over
    assert not NETWORK.measure("x" * 601, {}, {"question_id": 1}).over


def test_it_waits_as_long_as_it_is_asked_to(fake: FakeExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    account = listening(fake, tags=("boreal", "cold"))
    fake.ask("Why?")
    fake.backoff = 120
    with pytest.raises(Retry) as retry:
        account.poll()
    assert 100 < retry.value.after <= 120
    fake.backoff = 1
    monkeypatch.setattr(calls, "PATIENCE", 5.0)
    assert len(account.poll()) == 1


class Line:
    """What hosts have asked for, kept beyond one look, as the desk's own line keeps it; time goes on when it is told to."""

    def __init__(self) -> None:
        self.now, self.free_at = 0.0, dict[str, float]()

    async def turn(self, host: str, gap: float) -> float:
        return max(self.free_at.get(host, 0.0) - self.now, 0.0) + gap

    async def rest(self, host: str, seconds: float) -> None:
        self.free_at[host] = max(self.free_at.get(host, 0.0), self.now + seconds)


def test_what_it_asks_for_is_kept_beyond_one_look(fake: FakeExchange) -> None:
    account, line = listening(fake, tags=("boreal",)), Line()
    account.pace = line
    fake.ask("Why?")
    fake.backoff = 120
    assert len(account.poll()) == 1
    fake.backoff, before = 0, len(fake.asked)
    line.now += 50
    with pytest.raises(Retry) as retry:
        account.poll()
    assert (retry.value.after, len(fake.asked)) == (70.0, before), "nothing is asked meanwhile"
    line.now += 71
    assert account.poll() == {}


def test_after_a_throttle_nothing_at_all_is_asked(fake: FakeExchange) -> None:
    account, line = listening(fake, tags=("boreal",)), Line()
    account.pace = line
    name = fake.ask("Why?")
    account.poll()
    fake.limited = 4321
    with pytest.raises(Retry):
        account.poll()
    fake.limited, before = 0, len(fake.asked)
    for job in (lambda one: one.check([name]), lambda one: one.send(account.answer(name))):
        with pytest.raises(Retry) as retry:
            account.run(job)
        assert retry.value.after == 4321
    assert len(fake.asked) == before


@pytest.mark.parametrize("status", [400, 429, 502])
def test_a_throttle_says_for_how_long(fake: FakeExchange, status: int) -> None:
    account = listening(fake, tags=("boreal",))
    fake.limited, fake.status = 4321, status
    with pytest.raises(Retry) as retry:
        account.poll()
    assert retry.value.after == 4321


def test_after_an_error_of_its_own_nobody_knows_whether_an_answer_stands(fake: FakeExchange) -> None:
    account = listening(fake, tags=("boreal",))
    question = fake.ask("Why?")
    account.poll()
    fake.acts.append("break")
    with pytest.raises(Uncertain):
        account.run(lambda adapter: adapter.send(account.answer(question)))


def test_a_page_of_the_guard_before_it_is_waited_out(fake: FakeExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    account = listening(fake, tags=("boreal",))
    monkeypatch.setattr(fake, "answer", lambda _: (403, b"<html>blocked</html>", {"retry-after": "77"}))
    with pytest.raises(Retry) as retry:
        account.poll()
    assert retry.value.after == 77


def test_writing_rests_as_long_as_it_is_asked_to(fake: FakeExchange) -> None:
    account = listening(fake, tags=("boreal",))
    question = fake.ask("Why?")
    account.poll()

    async def twice(adapter: Any) -> None:
        fake.pauses = ("answers/add",)
        fake.backoff = 120
        await adapter.send(account.answer(question, "Because of the cold."))
        with pytest.raises(Retry) as retry:
            await adapter.send(account.answer(question, "And of the wind.", "k2"))
        assert 100 < retry.value.after <= 120

    account.run(twice)
    assert fake.under(question) == ["Because of the cold."]


def test_when_the_day_is_used_up_it_goes_on_tomorrow(fake: FakeExchange) -> None:
    account = listening(fake, tags=("boreal",))
    fake.quota = 0
    with pytest.raises(Retry) as retry:
        account.poll()
    assert retry.value.words == words.SPENT
    assert 0 < retry.value.after <= 86_460


def test_how_often_follows_from_what_may_be_asked() -> None:
    few = {"tags": ["a"], "words": [], "keyed": True, "answers": True}
    many = {"tags": ["a"] * 5, "words": ["b"] * 5, "keyed": False}
    assert 60.0 <= NETWORK.allows(few).poll_seconds < 70.0
    assert NETWORK.allows(many).poll_seconds > 3_600
    assert NETWORK.allows(few).send
    assert (NETWORK.allows(many).send, NETWORK.allows(many).instead) == (False, words.INSTEAD)


def test_connecting_asks_for_the_site_and_who_we_are(fake: FakeExchange) -> None:
    made = connect(
        NETWORK, fake.place, api=fake.url, site=SITE, tags="Boreal, cold", words="Northwind", key=KEY, token=TOKEN
    )
    assert (made.us, made.name) == (Us(f"{SITE}/{US_NUMBER}", US), US)
    assert made.settings["tags"] == ["boreal", "cold"]
    assert (made.settings["filter"], made.settings["answers"]) == ("!nNPvSNdWme", True)
    alone = connect(NETWORK, fake.place, api=fake.url, site=SITE, tags="boreal")
    assert (alone.us.external_id, alone.settings["answers"]) == (f"{SITE}/", False)
    numbered = connect(NETWORK, fake.place, api=fake.url, site=SITE, tags="boreal", user="4711")
    assert numbered.us.handle == US


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tags": ""}, words.MISSING),
        ({"site": ""}, words.MISSING),
        ({"tags": ",".join(f"t{n}" for n in range(11))}, words.MANY),
        ({"site": "nowhere"}, words.NO_SITE),
        ({"token": "wrong"}, words.NO_TOKEN),
        ({"user": "99"}, words.NO_USER),
        ({"user": "me"}, words.NO_USER),
        ({"api": "http://api.example.com"}, words.NO_SITE),
    ],
)
def test_the_page_says_which_entry_is_wrong(fake: FakeExchange, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **{"api": fake.url, "site": SITE, "tags": "boreal", **values})
    assert refused.value.words == said
