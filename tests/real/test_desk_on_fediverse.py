"""The whole desk on two servers that federate: customers with a client of their own, an agent in a browser.

Not run by default: `pytest tests/real/test_desk_on_fediverse.py`.
"""

import pytest
from desk_window import HEARD, PATIENCE, Window, expect
from fediverse_customer import words
from fediverse_desk import BRAND, CONNECT, Fediverse, arrived_once, asks, goes_to_sign_in, number, signs_in
from fediverse_network import LOOPBACK
from town_and_desk import attempts, waits_for

pytestmark = pytest.mark.allow_hosts(LOOPBACK)
WAYS = ["local", "federated", "direct"]


# --- signing in -------------------------------------------------------------------------------------------------


def test_the_owner_signs_in_on_the_servers_own_page(world: Fediverse) -> None:
    window = world.window()
    window.go(CONNECT)
    goes_to_sign_in(window, "http://nobody.invalid")
    window.sees("Server")
    expect(window.page.locator("[role=alert]")).to_be_visible()
    goes_to_sign_in(window, world.relay.url)
    signs_in(window, world.brand, "a-wrong-password")
    expect(window.page.locator("input[name=passwd]")).to_be_visible()
    signs_in(window, world.brand)
    window.sees("We are listening to")
    window.sees("@desk@desk.test")
    assert "code=" not in window.page.url
    [(secret, state)] = world.ask(
        "select sealed_secrets, state from accounts_account where handle = %s", BRAND.removeprefix("@")
    )
    assert state == "listening"
    assert world.brand.password.encode() not in bytes(secret)
    window.close()


# --- the story --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_question_arrives_and_its_answer_is_one_reply(brand: Fediverse, window: Window, way: str) -> None:
    question, answer = f"where is my parcel {number()}?", f"It left today, number {number()}."
    window.desk_of()
    customer, post = asks(brand, way, question)
    window.hears(question)
    window.opens(question)
    where = window.page.locator("#composer, form").get_by_text("Private message" if way == "direct" else "Public reply")
    expect(where.first).to_be_visible()
    window.answers(answer)
    window.has_sent(answer)
    window.stands_as("Waiting for the customer")

    reply = arrived_once(brand, customer, post, answer)
    assert words(reply).startswith(f"@{customer.handle} {answer}")
    assert reply["in_reply_to_id"] == post["id"] or way == "direct"
    assert (reply["visibility"] == "public") == (way != "direct")
    others = [brand.people[name] for name in ("alice", "bob") if brand.people[name] is not customer]
    assert [other.told(answer) for other in others] == [[]]

    again = f"and when will it be here, {number()}?"
    say = customer.direct if way == "direct" else customer.post
    say(f"{BRAND} {again}", below=reply)
    expect(window.turn(again)).to_have_count(1, timeout=HEARD)


# --- a kill in the middle ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_worker_killed_while_three_answers_leave_sends_each_once(brand: Fediverse, window: Window, lost: str) -> None:
    asked = [(way, f"may I change order {number()}?", f"Yes, {way} {number()} can be changed.") for way in WAYS]
    window.desk_of("all")
    posts = [asks(brand, way, question) for way, question, _ in asked]
    for _, question, _ in asked:
        window.hears(question)
    killed: list[bool] = []

    def kill() -> None:
        brand.kill("work")
        killed.append(True)

    brand.relay.meanwhile = kill
    brand.relay.lose_together(lost, 3)
    for _, question, answer in asked:
        window.opens(question)
        window.answers(answer)
    waits_for(lambda: bool(killed), "the worker is killed while it sends all three")

    for _, question, answer in asked:
        window.opens(question)
        window.has_sent(answer, timeout=90_000 * PATIENCE)
    assert attempts(brand.ask, *(answer for _, _, answer in asked)) == [2 if lost == "request" else 1] * 3
    for (_, _, answer), (customer, post) in zip(asked, posts, strict=True):
        arrived_once(brand, customer, post, answer)


def test_a_listener_killed_in_the_middle_hears_everything_once(brand: Fediverse, window: Window) -> None:
    window.desk_of("all")
    said = [(way, f"is the shop in street {number()} open?") for way in WAYS]
    first = [asks(brand, *said[0])[1]]
    brand.kill("listen")
    first += [asks(brand, *one)[1] for one in said[1:]]
    for _, question in said:
        window.hears(question)
    stored = "select text, count(*) from conversations_turn where text like any(%s) group by 1"
    found = dict(brand.ask(stored, [f"%{question}%" for _, question in said]))
    assert sorted(found.values()) == [1, 1, 1]
    assert len(first) == 3
