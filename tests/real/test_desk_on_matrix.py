"""The whole desk on a real Matrix server: customers with apps, an agent in a browser, servers that fall over.

Not run by default: `pytest tests/real/test_desk_on_matrix.py`.
"""

import itertools
import os
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from desk_window import ANSWERED, HEARD, PATIENCE, Window, chromium, expect
from matrix_host import MatrixHost, MatrixRelay
from matrix_world import MatrixWorld, parts
from playwright.sync_api import BrowserContext
from running_desk import Desk, a_desk
from town_and_desk import attempts, database_of, waits_for

NUMBERS = itertools.count(1)


@dataclass
class MatrixDesk:
    """A desk that listens to one account, through a line that can be cut."""

    world: MatrixWorld
    relay: MatrixRelay
    desk: Desk
    context: BrowserContext

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(database_of(self.desk)) as line:
            return line.execute(question, values or None).fetchall()

    def kill(self, name: str) -> None:
        os.kill(self.desk.children()[name].pid, signal.SIGKILL)

    def heard_at(self, name: str) -> float:
        rows = self.ask("select arrived_at from intake_item where external_id = %s", name)
        return rows[0][0].timestamp() if rows else 0.0

    def standing(self, words: str) -> list[str]:
        """What stands in the room with these words, without who signed it: an answer to whatever was asked last in a row."""
        said = [one["body"] for one in self.world.said_in(self.world.room) if words in one["body"]]
        return [one.partition(" ^")[0] for one in said]

    def fills_in(self, window: Window, password: str) -> None:
        page = window.page
        page.locator("[name=server]").fill(self.relay.url)
        page.locator("[name=user]").fill("desk")
        page.locator("[name=password]").fill(password)
        page.locator("form.panel button.primary").click()


@pytest.fixture(scope="module")
def house(matrix: MatrixHost) -> Iterator[MatrixDesk]:
    with ExitStack() as after:
        relay = MatrixRelay(matrix.url)
        after.callback(relay.close)
        desk = after.enter_context(a_desk())
        desk.environ |= {"EARFUL_TOWN": "off", "EARFUL_TRUSTED_HOSTS": relay.url.removeprefix("http://")}
        desk.up()
        made = MatrixDesk(MatrixWorld(matrix.url, matrix.people), relay, desk, after.enter_context(chromium()))
        window = Window(desk, made.context)
        window.sign_in()
        window.go("/house/accounts/connect/matrix/")
        made.fills_in(window, "not the password")
        window.sees("does not accept it for this user")
        made.fills_in(window, matrix.passwords["@desk:desk.test"])
        window.sees("We are listening to")
        window.close()
        yield made


@pytest.fixture
def window(house: MatrixDesk) -> Iterator[Window]:
    made = Window(house.desk, house.context)
    yield made
    made.close()


def test_the_password_is_not_kept_and_the_token_is_sealed(house: MatrixDesk, matrix: MatrixHost) -> None:
    [(secret, settings)] = house.ask(
        "select sealed_secrets, settings::text from accounts_account where network = 'matrix'"
    )
    assert b"syt_" not in bytes(secret)
    assert "syt_" not in settings
    assert matrix.passwords["@desk:desk.test"] not in settings


def test_a_question_in_a_room_is_answered_there_by_a_named_person(house: MatrixDesk, window: Window) -> None:
    window.desk_of()
    asked = house.world.say("where is my parcel 17?")
    window.hears("where is my parcel 17?")
    window.opens("where is my parcel 17?")
    window.answers("It left today, parcel 17.")
    window.has_sent("It left today, parcel 17.")
    [answer] = house.world.under(asked)
    text, _, name = answer.partition(" ^")
    assert text == "It left today, parcel 17."
    assert name, "its writer's initials stand there"
    back = house.world.reply(asked, "thank you so much, parcel 17")
    expect(window.turn("thank you so much, parcel 17")).to_have_count(1, timeout=HEARD)
    assert house.heard_at(back)


def test_who_invites_the_brand_is_heard_and_answered_alone(house: MatrixDesk, window: Window) -> None:
    window.desk_of()
    asked = house.world.say_privately("my address is 5 Mill Lane, where is parcel 18?")
    window.hears("where is parcel 18?")
    window.opens("where is parcel 18?")
    expect(window.page.get_by_text("Private").first).to_be_visible()
    window.answers("At your neighbours, parcel 18.")
    window.has_sent("At your neighbours, parcel 18.")
    room, _ = parts(asked)
    house.world.put(room, {"msgtype": "m.text", "body": "which of the neighbours has it?"})
    expect(window.turn("which of the neighbours has it?")).to_have_count(1, timeout=HEARD)
    assert house.world.readers(asked) == {"desk", "carol"}


def test_a_change_and_a_removal_by_the_customer_are_shown(house: MatrixDesk, window: Window) -> None:
    window.desk_of("all")
    asked = house.world.say("where is my parzel 19?")
    window.hears("where is my parzel 19?")
    house.world.edit(asked, "where is my parcel 19?")
    window.hears("where is my parcel 19?")
    window.opens("where is my parcel 19?")
    house.world.remove(asked)
    expect(window.page.locator("#turns")).not_to_contain_text("parcel 19", timeout=HEARD)
    assert house.ask("select count(*) from intake_item where raw::text like %s", "%parcel 19%") == [(0,)]


def test_an_encrypted_message_is_said_to_be_one(house: MatrixDesk, window: Window) -> None:
    window.desk_of()
    algorithm = {"algorithm": "m.megolm.v1.aes-sha2"}
    state = [{"type": "m.room.encryption", "state_key": "", "content": algorithm}]
    room = house.world.a_room(invite=[house.world.us.external_id], is_direct=True, initial_state=state)
    house.world.put(room, {**algorithm, "ciphertext": "x", "session_id": "y"}, kind="m.room.encrypted")
    window.hears("Encrypted end to end")
    window.opens("Encrypted end to end")
    window.answers("Please write without encryption.")
    window.sees("This room is encrypted", ANSWERED)
    assert house.world.said_in(room) == []


def test_news_are_in_the_desk_within_a_second(house: MatrixDesk) -> None:
    took = []
    for number in range(9):
        began = time.time()
        name = house.world.say(f"quick question {number}")
        waits_for(lambda name=name: house.heard_at(name) > 0, "it is heard")
        took.append(house.heard_at(name) - began)
    print("from saying to the ledger, seconds:", sorted(round(one, 2) for one in took))
    assert statistics.median(took) < 5 * PATIENCE


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_worker_killed_while_an_answer_leaves_sends_it_once(house: MatrixDesk, window: Window, lost: str) -> None:
    number = next(NUMBERS)
    question, text = f"may I change order {number}?", f"Yes, order {number} can be changed."
    window.desk_of("all")
    house.world.say(question)
    window.hears(question)
    window.opens(question)
    killed: list[bool] = []

    def kill() -> None:
        house.kill("work")
        killed.append(True)

    house.relay.meanwhile = kill
    house.relay.lose = lost
    window.answers(text)
    waits_for(lambda: bool(killed), "the worker is killed while it sends")
    window.has_sent(text, timeout=240_000 * PATIENCE)
    assert attempts(house.ask, text) == [2 if lost == "request" else 1]
    time.sleep(2)
    assert house.standing(text) == [text]


def test_a_listener_killed_and_a_server_away_lose_nothing(house: MatrixDesk, window: Window) -> None:
    window.desk_of("all")
    said = [
        f"{when} {next(NUMBERS)}"
        for when in ("before the listener died", "while it was dead", "while the server was away")
    ]
    names = [house.world.say(said[0], by="dan")]
    house.kill("listen")
    names.append(house.world.say(said[1], by="carol"))
    house.relay.down = True
    names.append(house.world.say(said[2], by="dan"))
    names += [house.world.say(f"and many more {number}", by=("carol", "dan")[number % 2]) for number in range(120)]
    time.sleep(5)
    house.relay.down = False
    counted = "select count(*) from conversations_turn where external_id = any(%s)"
    waits_for(lambda: house.ask(counted, names) == [(len(names),)], "all are there", 90)
    assert house.ask("select count(*) from conversations_turn group by external_id having count(*) > 1") == []
    later = f"after all that {next(NUMBERS)}"
    house.world.say(later, by="carol")
    window.hears(later)


def test_an_answer_is_changed_and_taken_back_from_the_desk(house: MatrixDesk, window: Window) -> None:
    number = next(NUMBERS)
    window.desk_of("all")
    house.world.say(f"what does size {number} cost?", by="dan")
    window.hears(f"what does size {number} cost?")
    window.opens(f"what does size {number} cost?")
    window.answers(f"Size {number} costs ten.")
    window.has_sent(f"Size {number} costs ten.")
    window.turn(f"Size {number} costs ten.").get_by_role("link", name="Edit").click()
    window.page.get_by_label("What it is to say").fill(f"Size {number} costs twelve.")
    window.page.get_by_label("Why, for the record").fill("The price was wrong")
    window.page.get_by_role("button", name="Change the answer").click()
    after = window.turn(f"Size {number} costs twelve.")
    expect(after).to_contain_text("edited this answer", timeout=HEARD)
    assert house.standing(f"Size {number} costs") == [f"Size {number} costs twelve."]
    after.get_by_role("link", name="Delete").click()
    window.page.get_by_label("Why, for the record").fill("Another size was meant")
    window.page.get_by_role("button", name="Delete the answer").click()
    expect(window.page.locator("#turns .turn.ours")).to_contain_text("deleted this answer", timeout=HEARD)
    assert house.standing(f"Size {number} costs") == []
