"""The bench's slow count notices each thing that must not happen."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from earful.bench.routing_desk import Colleague
from earful.bench.routing_truth import Fact, Line, Truth, works

NOON = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
ALWAYS = [(NOON - timedelta(days=9), NOON + timedelta(days=9))]


def somebody(pk: int, **more) -> Colleague:
    plain = {
        "languages": frozenset({"en"}),
        "teams": frozenset({1}),
        "skills": frozenset({7}),
        "shift": "",
        "zone": "UTC",
    }
    agent = SimpleNamespace(pk=pk)
    return Colleague(agent, group=0, **{**plain, "capacity": 2, "there": ALWAYS, **more})


def handed(conversation: int, to: int, why: str = "level") -> Line:
    return Line("assigned", NOON, conversation, None, to, None, why)


def judged(people, *lines, facts=None):
    known = facts or {n: Fact("en", 1, 7, customer=n) for n in range(9)}
    return Truth({one.agent.pk: one for one in people}, known).read(lines)


def test_what_is_right_is_right() -> None:
    told = judged([somebody(1), somebody(2)], handed(0, 1), handed(1, 2), handed(2, 1))
    assert (told.handed, sum(told.wrong.values()), told.not_least) == (3, 0, 0)


@pytest.mark.parametrize(
    ("wrong", "people"),
    [
        ("language", [somebody(1, languages=frozenset({"de"}))]),
        ("skill", [somebody(1, skills=frozenset())]),
        ("team", [somebody(1, teams=frozenset())]),
        ("off_shift", [somebody(1, shift="late")]),
        ("absent", [somebody(1, there=[])]),
        ("absent", [somebody(1, away=ALWAYS)]),
    ],
)
def test_what_is_wrong_is_noticed(wrong: str, people) -> None:
    told = judged(people, handed(0, 1))
    assert {name for name, count in told.wrong.items() if count} == {wrong}


def test_more_than_they_can_have_is_noticed() -> None:
    told = judged([somebody(1, capacity=1)], handed(0, 1), handed(1, 1))
    assert told.wrong["over_capacity"] == 1


def test_who_had_less_is_noticed_and_what_was_answered_is_no_load() -> None:
    assert judged([somebody(1), somebody(2)], handed(0, 1), handed(1, 1)).not_least == 1
    ended = Line("ended", NOON, 0, 1, None, None, "")
    assert judged([somebody(1), somebody(2)], handed(0, 1), ended, handed(1, 1)).not_least == 0


def test_who_knew_them_and_was_passed_over_is_noticed() -> None:
    facts = {n: Fact("en", 1, 7, customer=5) for n in range(3)}
    ended = Line("ended", NOON, 0, 1, None, None, "")
    told = judged([somebody(1), somebody(2)], handed(0, 1), ended, handed(1, 2), facts=facts)
    assert (told.returning["missed"], told.wrong["not_who_knew_them"]) == (1, 1)
    told = judged([somebody(1), somebody(2)], handed(0, 1), ended, handed(1, 1, "continuity"), facts=facts)
    assert (told.returning["back"], told.wrong["not_who_knew_them"]) == (1, 0)


def test_a_shift_is_read_off_the_clock_on_the_wall() -> None:
    one = somebody(1, shift="day", zone="Europe/Berlin")
    assert not works(one, NOON.replace(hour=6, minute=59)), "8:59 in Berlin in summer"
    assert works(one, NOON.replace(hour=7, minute=0))
    assert works(one, datetime(2026, 10, 26, 8, 0, tzinfo=UTC)), "9:00 in winter"
    assert not works(one, datetime(2026, 10, 26, 7, 59, tzinfo=UTC))
