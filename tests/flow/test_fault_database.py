"""The database restarted, broken off and killed under load: a calm page, quiet logs, nothing lost or doubled."""

import os
import signal
import time
from collections.abc import Iterator

import httpx
import pytest
from running_desk import eventually
from troubled import Troubled, a_troubled_desk, waits

ENDS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "crash": signal.SIGKILL}


@pytest.fixture(scope="module")
def desk() -> Iterator[Troubled]:
    with a_troubled_desk() as found:
        yield found


def while_away(desk: Troubled, path: str) -> httpx.Response:
    """The first answer that is no success, while the database is away."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        answer = desk.api.get(path)
        if answer.status_code >= 500:
            return answer
    raise AssertionError("nobody noticed")


def end_the_database(desk: Troubled, how: signal.Signals) -> int:
    waits(lambda: desk.desk.server() > 0 and is_back(desk), "a database to end")
    before = desk.desk.server()
    assert before > 0
    os.kill(before, how)
    return before


def is_back(desk: Troubled) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{desk.desk.port}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("how", list(ENDS))
def test_a_database_that_ends_under_load_is_waited_for(desk: Troubled, how: str) -> None:
    asked = desk.town.says(f"Where is my order? ({how})", by=f"asker{how}")
    desk.arrives(asked)
    said = [desk.town.says(f"Before, number {number}.", by=f"before{how}{number}") for number in range(3)]
    answers = [desk.answer(asked, f"It left today ({how}).")]
    before = end_the_database(desk, ENDS[how])
    said += [desk.town.says(f"While it was away, number {number}.", by=f"away{how}{number}") for number in range(3)]

    page = while_away(desk, "/api/conversations?view=all")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert page.json()["words"].startswith("The desk's database")
    waits(lambda: is_back(desk), "the database")
    assert desk.desk.server() != before

    desk.arrives(*said, seconds=60)
    for number in answers:
        desk.becomes(number, "sent", 90)
    assert desk.town.answers(asked) == [f"It left today ({how}). ^AO"]
    rows = desk.ask("select external_id, count(*) from conversations_turn group by 1 having count(*) > 1")
    assert rows == []


def test_a_page_for_people_says_it_in_words_and_comes_back_by_itself(desk: Troubled) -> None:
    with desk.person() as person:
        end_the_database(desk, signal.SIGINT)
        until = time.monotonic() + 20
        while (page := person.get("/desk/needs/")).status_code < 500 and time.monotonic() < until:
            assert "/sign-in/" not in str(page.url), "this person is signed in"
        pressed = person.post("/desk/matter/1/note/", data={"text": "Call back."})
    assert page.status_code == 503
    assert "is away" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert page.headers["retry-after"] == "5"
    assert "Traceback" not in page.text
    if pressed.status_code == 503:
        assert "refresh" not in pressed.text, "a press is not repeated by itself"
    waits(lambda: is_back(desk), "the database")


def test_live_pages_are_told_to_look_again(desk: Troubled) -> None:
    door = f"http://127.0.0.1:{desk.desk.port + 1}/healthz"
    waits(lambda: httpx.get(door).status_code == 200, "live to listen", 30)
    end_the_database(desk, signal.SIGQUIT)
    waits(lambda: httpx.get(door).status_code == 503, "live to notice", 10)
    waits(lambda: httpx.get(door).status_code == 200, "live to come back", 30)


def test_the_logs_say_that_it_was_away_without_a_traceback(desk: Troubled) -> None:
    for name in ("web", "listen", "live", "work"):
        told = desk.logged(name)
        tracebacks = [line for line in told if "exception" in line or "Traceback (most" in line["event"]]
        assert tracebacks == [], (name, tracebacks[:2])
    assert any(line["event"] == "database_away" for line in desk.logged("web"))
    assert any(line["event"] == "database_away" for line in desk.logged("listen"))


def test_it_is_well_in_the_end(desk: Troubled) -> None:
    assert eventually(lambda: desk.account()["health"] == "good", 30), desk.account()
    assert desk.one("select count(*) from outbox_dispatch where state in ('uncertain', 'claimed', 'held')") == 0
