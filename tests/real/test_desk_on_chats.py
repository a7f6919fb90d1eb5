"""The whole desk on Discord and Slack: an agent in a browser, customers in channels and alone, listeners that die. Both are small ones of ours.

No real ones can be had on this machine. Not run by default: `pytest tests/real/test_desk_on_chats.py`.
"""

import itertools
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import fake_discord
import fake_slack
import psycopg
import pytest
from desk_window import HEARD, PATIENCE, Window, chromium, expect
from playwright.sync_api import BrowserContext
from running_desk import Desk, a_desk
from town_and_desk import database_of, waits_for

NUMBERS = itertools.count(1)


@dataclass
class Chats:
    """A desk that listens to one bot and to one app."""

    discord: fake_discord.FakeDiscord
    slack: fake_slack.FakeSlack
    desk: Desk
    context: BrowserContext

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(database_of(self.desk)) as line:
            return line.execute(question, values or None).fetchall()

    def kill(self, name: str) -> None:
        os.kill(self.desk.children()[name].pid, signal.SIGKILL)

    def unheard(self, *names: str) -> set[str]:
        found = self.ask("select external_id from conversations_turn where external_id = any(%s)", list(names))
        return set(names) - {name for (name,) in found}


@pytest.fixture(scope="module")
def house() -> Iterator[Chats]:
    with ExitStack() as after:
        discord, slack = fake_discord.FakeDiscord(), fake_slack.FakeSlack()
        after.callback(discord.close)
        after.callback(slack.close)
        discord.say("dan", text="said before the bot was connected")
        desk = after.enter_context(a_desk())
        places = (discord.place, discord.gate.place, slack.place, slack.socket.place)
        desk.environ |= {"EARFUL_TOWN": "off", "EARFUL_TRUSTED_HOSTS": ",".join(places)}
        desk.up()
        made = Chats(discord, slack, desk, after.enter_context(chromium()))
        window = Window(desk, made.context)
        window.sign_in()
        api = f"{discord.url}/api/v10"
        connects(window, "discord", {"token": fake_discord.TOKEN[:-1] + "x"}, api, "Discord does not know it")
        connects(window, "discord", {"token": fake_discord.TOKEN}, api, "We are listening to")
        tokens = {"token": fake_slack.TOKEN, "app_token": fake_slack.APP_TOKEN}
        connects(window, "slack", tokens, f"{slack.url}/api", "We are listening to")
        window.close()
        waits_for(lambda: bool(discord.gate.clients and slack.socket.clients), "both streams stand")
        yield made


def connects(window: Window, network: str, entered: dict[str, str], api: str, words: str) -> None:
    window.go(f"/house/accounts/connect/{network}/")
    for name, value in entered.items():
        window.page.locator(f"[name={name}]").fill(value)
    if window.page.locator("details.folded").get_attribute("open") is None:
        window.page.locator("details.folded summary").click()
    window.page.locator("[name=api]").fill(api)
    window.page.locator("form.panel button.primary").click()
    window.sees(words)


@pytest.fixture
def window(house: Chats) -> Iterator[Window]:
    made = Window(house.desk, house.context)
    yield made
    made.close()


def test_a_question_in_a_channel_is_answered_below_it(house: Chats, window: Window) -> None:
    window.desk_of("all")
    window.hears("said before the bot was connected")
    asked = house.discord.say("carol", text="does size 18 fit a bike?")
    window.hears("does size 18 fit a bike?")
    window.opens("does size 18 fit a bike?")
    house.discord.edit(asked, "does size 19 fit a bike?")
    expect(window.turn("does size 19 fit a bike?")).to_have_count(1, timeout=HEARD)
    window.answers("It does, size 19.")
    window.has_sent("It does, size 19.")
    assert len(house.discord.under(asked)) == 1


def test_a_thread_on_slack_is_answered_in_it(house: Chats, window: Window) -> None:
    window.desk_of("all")
    asked = house.slack.say("carol", text="our import fails at row 12")
    window.hears("our import fails at row 12")
    window.opens("our import fails at row 12")
    window.answers("Which columns has row 12?")
    window.has_sent("Which columns has row 12?")
    assert len(house.slack.under(asked)) == 1
    house.slack.say("carol", text="it has seven", to=asked)
    expect(window.turn("it has seven")).to_have_count(1, timeout=HEARD)


@pytest.mark.parametrize("lost", ["answer", "request"])
@pytest.mark.parametrize("network", ["discord", "slack"])
def test_a_doubt_is_looked_up_and_nothing_is_sent_twice(house: Chats, window: Window, network: str, lost: str) -> None:
    number = next(NUMBERS)
    fake = getattr(house, network)
    question, text = f"may I change order {number}?", f"Yes, order {number} can be changed."
    window.desk_of("all")
    asked = fake.say("eve" if lost == "answer" else "dan", text=question)
    window.hears(question)
    window.opens(question)
    fake.acts.append(f"lose {lost}")
    window.answers(text)
    window.has_sent(text)
    time.sleep(3)
    assert len(fake.under(asked)) == 1


def test_a_listener_killed_loses_nobody_who_writes_alone_for_the_first_time(house: Chats) -> None:
    discord, slack = house.discord, house.slack
    before = [discord.say("carol", discord.direct("carol"), f"before {next(NUMBERS)}")]
    waits_for(lambda: not house.unheard(*before), "it is heard")
    house.kill("listen")
    waits_for(lambda: not discord.gate.clients, "the stream is cut")
    names = [discord.say("dan", discord.direct("dan"), "nobody knows me yet")]
    names += [discord.say("eve", text=f"while nobody listened {number}") for number in range(120)]
    names += [slack.say("dan", text=f"while nobody listened {number}") for number in range(120)]
    names.append(slack.say("eve", slack.direct("eve"), "I am new as well"))
    until = time.monotonic() + 120 * PATIENCE
    while missing := house.unheard(*names):
        assert time.monotonic() < until, missing
        time.sleep(0.5)
    assert house.ask("select count(*) from conversations_turn group by external_id having count(*) > 1") == []


def test_news_are_in_the_desk_within_a_second(house: Chats) -> None:
    asked = "select extract(epoch from arrived_at) from intake_item where external_id = %s"
    waits_for(lambda: bool(house.discord.gate.clients and house.slack.socket.clients), "both streams stand")
    for network in ("discord", "slack"):
        took = []
        for number in range(5):
            began = time.time()
            name = getattr(house, network).say("carol", text=f"quick question {number}")
            waits_for(lambda name=name: bool(house.ask(asked, name)), "it is heard")
            took.append(float(house.ask(asked, name)[0][0]) - began)
        print(f"from saying on {network} to the ledger, seconds:", sorted(round(one, 2) for one in took))
        assert sorted(took)[2] < 2 * PATIENCE
