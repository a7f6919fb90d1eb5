"""The whole desk on Telegram: an agent in a browser, customers in chats, and a line that breaks. The Bot API is a small one of ours.

No real one can be had on this machine. Not run by default: `pytest tests/real/test_desk_on_telegram.py`.
"""

import itertools
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from desk_window import ANSWERED, HEARD, PATIENCE, Window, chromium, expect
from fake_telegram import GROUP, TOKEN, FakeTelegram
from playwright.sync_api import BrowserContext
from running_desk import Desk, a_desk
from town_and_desk import database_of, waits_for

NUMBERS = itertools.count(1)


@dataclass
class TelegramDesk:
    """A desk that listens to one bot."""

    fake: FakeTelegram
    desk: Desk
    context: BrowserContext

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(database_of(self.desk)) as line:
            return line.execute(question, values or None).fetchall()

    def kill(self, name: str) -> None:
        os.kill(self.desk.children()[name].pid, signal.SIGKILL)

    def sent(self, words: str) -> list[str]:
        """What stands in any chat with these words, without who signed it."""
        said = [str(one.get("text", "")).partition(" ^")[0] for one in self.fake.messages.values()]
        return [one for one in said if words in one]


@pytest.fixture(scope="module")
def house() -> Iterator[TelegramDesk]:
    with ExitStack() as after:
        fake = FakeTelegram()
        after.callback(fake.close)
        fake.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # -- who was killed wants no answer
        fake.say("dan", text="said before the bot was connected")
        desk = after.enter_context(a_desk())
        desk.environ |= {"EARFUL_TOWN": "off", "EARFUL_TRUSTED_HOSTS": fake.url.removeprefix("http://")}
        desk.up()
        made = TelegramDesk(fake, desk, after.enter_context(chromium()))
        window = Window(desk, made.context)
        window.sign_in()
        window.go("/house/accounts/connect/telegram/")
        for token, words in ((TOKEN[:-1] + "x", "Telegram does not know it"), (TOKEN, "We are listening to")):
            window.page.locator("[name=token]").fill(token)
            if window.page.locator("details.folded").get_attribute("open") is None:
                window.page.locator("details.folded summary").click()
            window.page.locator("[name=api]").fill(fake.url)
            window.page.locator("form.panel button.primary").click()
            window.sees(words)
        window.close()
        yield made


@pytest.fixture
def window(house: TelegramDesk) -> Iterator[Window]:
    made = Window(house.desk, house.context)
    yield made
    made.close()


def test_what_telegram_had_kept_is_there(house: TelegramDesk, window: Window) -> None:
    window.desk_of("all")
    window.hears("said before the bot was connected")


def test_a_customer_who_writes_alone_is_answered_alone(house: TelegramDesk, window: Window) -> None:
    window.desk_of()
    asked = house.fake.say("carol", text="where is my parcel 17?")
    window.hears("where is my parcel 17?")
    window.opens("where is my parcel 17?")
    expect(window.page.get_by_text("Private").first).to_be_visible()
    window.answers("It left today, parcel 17.")
    window.has_sent("It left today, parcel 17.")
    [answer] = house.fake.under(asked)
    text, _, name = answer.partition(" ^")
    assert (text, bool(name)) == ("It left today, parcel 17.", True), "its writer's initials stand there"
    house.fake.say("carol", text="which of the neighbours has it?")
    expect(window.turn("which of the neighbours has it?")).to_have_count(1, timeout=HEARD)


def test_a_question_in_a_group_is_answered_below_it(house: TelegramDesk, window: Window) -> None:
    window.desk_of()
    asked = house.fake.say("dan", GROUP, text="does size 18 fit a bike?")
    window.hears("does size 18 fit a bike?")
    window.opens("does size 18 fit a bike?")
    house.fake.edit(asked, "does size 19 fit a bike?")
    expect(window.turn("does size 19 fit a bike?")).to_have_count(1, timeout=HEARD)
    window.answers("It does, size 19.")
    window.has_sent("It does, size 19.")
    assert len(house.fake.under(asked)) == 1


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_doubt_is_told_and_nothing_is_sent_twice_by_itself(house: TelegramDesk, window: Window, lost: str) -> None:
    number = next(NUMBERS)
    question, text = f"may I change order {number}?", f"Yes, order {number} can be changed."
    window.desk_of("all")
    house.fake.say("eve" if lost == "answer" else "dan", GROUP, text=question)  # behind a doubt, later answers wait
    window.hears(question)
    window.opens(question)
    house.fake.acts.append(f"lose {lost}")
    window.answers(text)
    expect(window.on_its_way(text)).to_contain_text("Look in the chat, then decide here", timeout=ANSWERED)
    time.sleep(5)
    assert house.sent(text) == [text] * (lost == "answer")
    tried = "select state, attempts from outbox_dispatch where text like %s"
    assert house.ask(tried, f"{text}%") == [("uncertain", 1)]


def test_a_listener_killed_and_telegram_away_lose_nothing(house: TelegramDesk, window: Window) -> None:
    window.desk_of("all")
    first = house.fake.say("dan", text=f"before the listener died {next(NUMBERS)}")
    house.kill("listen")
    house.fake.limited = 2
    names = [first, *(house.fake.say("dan", text=f"while nobody listened {number}") for number in range(120))]
    time.sleep(5)
    house.fake.limited = 0
    counted = "select count(*) from conversations_turn where external_id = any(%s)"
    until = time.monotonic() + 120 * PATIENCE
    while house.ask(counted, names) != [(len(names),)]:
        assert time.monotonic() < until, "all are there"
        time.sleep(0.5)
    assert house.ask("select count(*) from conversations_turn group by external_id having count(*) > 1") == []


def test_news_are_in_the_desk_within_a_second(house: TelegramDesk) -> None:
    took = []
    asked = "select extract(epoch from arrived_at) from intake_item where external_id = %s"
    for number in range(5):
        began = time.time()
        name = house.fake.say("carol", text=f"quick question {number}")
        waits_for(lambda name=name: bool(house.ask(asked, name)), "it is heard")
        took.append(float(house.ask(asked, name)[0][0]) - began)
    print("from saying to the ledger, seconds:", sorted(round(one, 2) for one in took))
    assert sorted(took)[2] < 2 * PATIENCE
