"""The whole desk on a real mail host: customers with mail programs, an agent in a browser, servers that fall over.

Not run by default: `pytest tests/real/test_desk_on_mail.py`.
"""

import os
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import pytest
from desk_window import HEARD, PATIENCE, Window, chromium, expect
from mail_host import MailHost, RealMailWorld
from mail_world import NUMBERS
from playwright.sync_api import BrowserContext
from running_desk import Desk, a_desk
from town_and_desk import attempts, database_of, waits_for


@dataclass
class MailDesk:
    """A desk that listens to one mailbox, through wires that can be cut."""

    world: RealMailWorld
    desk: Desk
    context: BrowserContext

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(database_of(self.desk)) as line:
            return line.execute(question, values or None).fetchall()

    def kill(self, name: str) -> None:
        os.kill(self.desk.children()[name].pid, signal.SIGKILL)

    def heard_at(self, name: str) -> datetime | None:
        rows = self.ask("select arrived_at from intake_item where external_id = %s", name)
        return rows[0][0] if rows else None

    def fills_in(self, window: Window, password: str) -> None:
        page = window.page
        page.get_by_label("Address", exact=True).fill(self.world.desk)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_label("Incoming server").fill("127.0.0.1")
        page.get_by_label("Outgoing server").fill("127.0.0.1")
        page.get_by_label("Sender").fill("The Shop")
        more = page.locator("details.folded")
        if more.get_attribute("open") is None:
            more.locator("summary").click()
        for which, wire in (("Incoming", self.world.imap), ("Outgoing", self.world.smtp)):
            page.get_by_label(f"{which} port").fill(str(wire.port))
            page.get_by_label(f"{which} encryption").fill("none")
        page.locator("form.panel button.primary").click()


@pytest.fixture(scope="module")
def house(mail: MailHost) -> Iterator[MailDesk]:
    with ExitStack() as after:
        world = mail.world()
        after.callback(world.close)
        desk = after.enter_context(a_desk())
        hosts = f"127.0.0.1:{world.imap.port},127.0.0.1:{world.smtp.port}"
        desk.environ |= {"EARFUL_TOWN": "off", "EARFUL_TRUSTED_HOSTS": hosts}
        desk.up()
        made = MailDesk(world, desk, after.enter_context(chromium()))
        window = Window(desk, made.context)
        window.sign_in()
        window.go("/house/accounts/connect/mail/")
        made.fills_in(window, "not the password")
        window.sees("does not accept it for this name")
        made.fills_in(window, world.password)
        window.sees("We are listening to")
        window.close()
        yield made


@pytest.fixture
def window(house: MailDesk) -> Iterator[Window]:
    made = Window(house.desk, house.context)
    yield made
    made.close()


def test_the_password_is_kept_sealed(house: MailDesk) -> None:
    [(secret, settings)] = house.ask(
        "select sealed_secrets, settings::text from accounts_account where network = 'mail'"
    )
    assert house.world.password.encode() not in bytes(secret)
    assert house.world.password not in settings


def test_a_question_is_answered_in_its_thread_and_the_next_mail_stands_there_too(
    house: MailDesk, window: Window
) -> None:
    world = house.world
    window.desk_of()
    asked = world.say("where is my parcel 17?")
    window.hears("where is my parcel 17?")
    window.opens("where is my parcel 17?")
    expect(window.page.get_by_text("Private").first).to_be_visible()
    window.answers("It left today, parcel 17.")
    window.has_sent("It left today, parcel 17.")
    waits_for(lambda: len(world.under(asked)) == 1, "the customer has the answer")
    [answer] = [one for one in world.mails(world.people["carol"]) if str(one["In-Reply-To"]).strip("<>") == asked]
    assert "The Shop" in str(answer["From"])
    assert answer["Auto-Submitted"] is None
    name = world.id_of(answer)
    world.references[name] = [asked]
    back = world.write(
        "carol", f"And when will it be here?\n\nOn Fri, 1 May 2026 at 12:00, {answer['From']} wrote:\n\n> It left", name
    )
    world.post(back)
    expect(window.turn("And when will it be here?")).to_have_count(1, timeout=HEARD)
    assert "wrote:" not in window.turn("And when will it be here?").inner_text()


def test_news_are_in_the_desk_within_a_second(house: MailDesk) -> None:
    took = []
    waits_for(lambda: bool(house.ask("select 1 from accounts_account where state = 'listening'")), "it listens")
    time.sleep(3)
    for number in range(9):
        began = time.time()
        name = house.world.say(f"quick question {number}")
        waits_for(lambda name=name: house.heard_at(name) is not None, "it is heard")
        took.append(house.heard_at(name).timestamp() - began)  # type: ignore[union-attr]  # -- just seen
    print("from sending to the ledger, seconds:", sorted(round(one, 2) for one in took))
    assert statistics.median(took) < 5 * PATIENCE


def test_a_loop_waits_for_nobody_and_is_refused(house: MailDesk, window: Window) -> None:
    world = house.world
    window.desk_of("all")
    asked = world.say("does it come in blue?")
    window.hears("does it come in blue?")
    window.opens("does it come in blue?")
    window.answers("It comes in blue.")
    window.has_sent("It comes in blue.")
    waits_for(lambda: len(world.under(asked)) == 1, "the customer has the answer")
    [answer] = [one for one in world.mails(world.people["carol"]) if str(one["In-Reply-To"]).strip("<>") == asked]
    away = world.write("carol", "I am away until May.", world.id_of(answer))
    away["Auto-Submitted"] = "auto-replied"
    world.post(away)
    expect(window.turn("I am away until May.")).to_have_count(1, timeout=HEARD)
    asked_of = "select needs_answer, outcome from conversations_turn where external_id = %s"
    assert house.ask(asked_of, world.id_of(away)) == [(False, "not_needed")]


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_worker_killed_while_an_answer_leaves_sends_it_once(house: MailDesk, window: Window, lost: str) -> None:
    number = next(NUMBERS)
    world, question, text = house.world, f"may I change order {number}?", f"Yes, order {number} can be changed."
    window.desk_of("all")
    asked = world.say(question)
    window.hears(question)
    window.opens(question)
    killed: list[bool] = []

    def kill() -> None:
        house.kill("work")
        killed.append(True)

    world.smtp.meanwhile = kill
    world.smtp.next = f"lose {lost}"
    window.answers(text)
    waits_for(lambda: bool(killed), "the worker is killed while it sends")
    window.has_sent(text, timeout=240_000 * PATIENCE)
    assert attempts(house.ask, text) == [2 if lost == "request" else 1]
    time.sleep(2)
    assert [one.partition(" ^")[0] for one in world.under(asked)] == [text]
    sent = [one for one in world.mails(world.desk, "Sent") if text in str(one.get_body(("plain",)).get_content())]  # type: ignore[union-attr]  # -- ours have one
    assert len(sent) == 1


def test_a_listener_killed_and_a_server_away_lose_nothing(house: MailDesk, window: Window) -> None:
    world = house.world
    window.desk_of("all")
    said = [
        f"{when} {next(NUMBERS)}"
        for when in ("before the listener died", "while it was dead", "while the server was away")
    ]
    names = [world.say(said[0])]
    house.kill("listen")
    names.append(world.say(said[1]))
    for wire in (world.imap, world.smtp):
        wire.hang_up()
    names.append(world.say(said[2]))
    time.sleep(5)
    for wire in (world.imap, world.smtp):
        wire.down = False
    for one in said:
        window.hears(one)
    counted = "select count(*) from conversations_turn where external_id = any(%s)"
    assert house.ask(counted, names) == [(3,)]
    assert house.ask("select count(*) from conversations_turn group by external_id having count(*) > 1") == []
