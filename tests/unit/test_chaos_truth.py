"""The comparison at the end of the chaos bench sees each thing that must not be; otherwise its zeros mean nothing."""

from typing import Any

import pytest

from earful.bench import chaos_strikes as strikes
from earful.bench.chaos_truth import Violation, doubled, lost, standing


def a_post(**more: Any) -> dict[str, Any]:
    known = {"brand": "rail", "id": 7, "version": 1, "said_at": "2026-11-22T10:00:00+00:00", "removed_at": None}
    return {**known, "garbled": 0, "why": "mention", "text": "Where is it?", "client_key": None, **more}


def a_row(**more: Any) -> dict[str, Any]:
    known = {"brand": "rail", "external_id": "town:post:000007", "version": "1", "state": "placed"}
    return {**known, "text": "Where is it?", "removed_at": None, "turn": 3, **more}


def a_dispatch(**more: Any) -> dict[str, Any]:
    known = {"id": 5, "key": "k", "state": "sent", "external_id": "town:post:000009", "conversation_id": 2}
    return {**known, "trouble": "", "created_at": "2026-11-22T10:00:00+00:00", "claimed_at": None, **more}


OURS = a_post(id=9, why="own", text="On its way. [agenta 1]", client_key="k")


def test_what_is_as_it_should_be_is_no_violation() -> None:
    assert list(lost([a_post()], [a_row()])) == []
    assert list(doubled([OURS, {**OURS, "brand": "rail"}], {"[agenta 1]": "sent"})) == []
    assert list(standing([OURS], [a_dispatch(), a_dispatch(id=6, key="l", state="undone")])) == []


@pytest.mark.parametrize(
    ("post", "rows", "kind"),
    [
        (a_post(), [], "lost"),
        (a_post(), [a_row(state="fresh")], "lost"),
        (a_post(), [a_row(turn=None)], "lost"),
        (a_post(version=2), [a_row()], "lost"),
        (a_post(), [a_row(brand="phone")], "lost"),
        (a_post(garbled=1), [a_row()], "lost"),
        (a_post(text="Found it."), [a_row()], "false"),
        (a_post(removed_at="2026-11-22T10:01:00+00:00"), [a_row()], "false"),
    ],
)
def test_what_is_missing_or_other_is_seen(post: dict[str, Any], rows: list[dict[str, Any]], kind: str) -> None:
    assert [one.kind for one in lost([post], rows)] == [kind]


def test_what_stands_twice_or_was_taken_back_is_seen() -> None:
    twice = [OURS, {**OURS, "id": 11}]
    assert [one.kind for one in doubled(twice, {"[agenta 1]": "sent"})] == ["doubled"]
    assert [one.kind for one in doubled([OURS], {"[agenta 1]": "undone"})] == ["false"]


@pytest.mark.parametrize(
    ("dispatch", "said", "kind"),
    [
        (a_dispatch(state="held"), [], "blocked"),
        (a_dispatch(state="claimed"), [], "blocked"),
        (a_dispatch(state="uncertain"), [OURS], "uncertain"),
        (a_dispatch(), [], "false"),
        (a_dispatch(external_id="town:post:000008"), [OURS], "false"),
        (a_dispatch(state="failed"), [OURS], "false"),
        (a_dispatch(state="undone"), [OURS], "false"),
    ],
)
def test_what_the_desk_believes_wrongly_is_seen(dispatch: dict[str, Any], said: list[Any], kind: str) -> None:
    found = list(standing(said, [dispatch]))
    assert [one.kind for one in found] == [kind]
    assert isinstance(found[0], Violation)
    assert "dispatch 5" in found[0].words


def test_the_same_seed_draws_the_same_strikes() -> None:
    plan = strikes.drawn(7, 200, 2.6, database=True)
    assert plan == strikes.drawn(7, 200, 2.6, database=True)
    assert plan != strikes.drawn(8, 200, 2.6, database=True)
    assert {one.kind for one in plan} == {*strikes.WEIGHTS, "database"}
    assert not {one.kind for one in strikes.drawn(7, 200, 2.6, database=False)} & {"database"}
    assert 400 < sum(one.after for one in plan) < 640
