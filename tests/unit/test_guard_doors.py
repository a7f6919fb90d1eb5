"""There is one way to an answer that leaves, and the guard stands in it: whatever door asks, no other makes a dispatch."""

import ast
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2] / "earful"
FILES = [path for path in sorted(HOUSE.rglob("*.py")) if not {"migrations", "bench"} & set(path.parts)]
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "acreate"}


@cache
def calls(path: Path) -> tuple[tuple[str, str], ...]:
    """Each call in a file: the function it stands in, and what is called, as it is written."""
    return tuple(
        (outer.name, ast.unparse(node.func))
        for outer in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(outer)
        if isinstance(node, ast.Call)
    )


def places(*wanted: str) -> set[str]:
    return {f"{path.relative_to(HOUSE)}:{where}" for path in FILES for where, what in calls(path) if what in wanted}


def test_only_a_ruled_text_becomes_a_dispatch() -> None:
    assert places("Dispatch", *(f"Dispatch.objects.{write}" for write in WRITES)) == {
        "outbox/actions.py:_to_leave",
        "outbox/acknowledging.py:_queued",
    }
    assert places("_to_leave") == {"outbox/actions.py:queue", "outbox/actions.py:release"}
    assert places("outbox.queue", "queue") == {"flow.py:reply"}
    assert places("outbox.release", "release") == {"approving.py:approve"}
    assert places("_queued") == {"outbox/acknowledging.py:wanted"}


def test_all_ask_the_guard_first() -> None:
    reply = [what for where, what in calls(HOUSE / "flow.py") if where == "reply"]
    assert reply.index("review") < reply.index("outbox.queue")
    assert "reviewed.clear" in reply
    approve = [what for where, what in calls(HOUSE / "approving.py") if where == "approve"]
    assert approve.index("_reviewed") < approve.index("outbox.release")
    assert "reviewed.clear" in approve
    wanted = [what for where, what in calls(HOUSE / "outbox" / "acknowledging.py") if where == "wanted"]
    assert any(what.endswith(".refused") for what in wanted)


def lines(path: str, function: str) -> str:
    tree = ast.parse((HOUSE / path).read_text("utf-8"))
    return next(ast.unparse(one) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == function)


def test_whoever_needs_approval_waits_for_it_at_every_door() -> None:
    """Asked behind the guard and before the dispatch; when it leaves; when it is tried again; and of machines too."""
    reply, again = (lines("flow.py", name) for name in ("reply", "try_again"))
    assert reply.index("reviewed.clear") < reply.index("asking.needed") < reply.index("asking.ask")
    assert reply.index("asking.ask") < reply.index("outbox.queue")
    assert "asking.unapproved" in lines("outbox/stopping.py", "stopped")
    assert lines("flow.py", "send").index("stopping.stopped") < lines("flow.py", "send").index("_over_the_wire")
    assert again.index("anew.rule") < again.index("outbox.try_again")
    assert "asking.needed" in lines("outbox/anew.py", "rule")
    assert "crisis" in lines("outbox/acknowledging.py", "wanted")
    assert lines("approving.py", "approve").index("deciding.reserve") < lines("approving.py", "approve").index(
        "_reviewed"
    )


def test_only_a_ruled_text_takes_the_place_of_an_answer() -> None:
    assert places("Amendment", *(f"Amendment.objects.{write}" for write in WRITES)) == {"outbox/amending.py:ask"}
    assert places("amending.ask", "ask") >= {"amending.py:edit", "amending.py:delete"}
    assert {where for where in places("amending.ask") if "amending" in where} == {
        "amending.py:edit",
        "amending.py:delete",
    }
    edit = [what for where, what in calls(HOUSE / "amending.py") if where == "edit"]
    assert "reviewed.clear" in edit
    assert edit.index("replies.review") < edit.index("amending.ask")
    assert edit.index("asking.needed") < edit.index("amending.ask")
    delete = [what for where, what in calls(HOUSE / "amending.py") if where == "delete"]
    assert not any("review" in what for what in delete), "what is to be gone says nothing"
    assert places("reaching.amend", "reaching.withdraw") == {"amending.py:_do"}


def test_only_dispatches_are_sent_to_a_network() -> None:
    assert places("reaching.send") == {"flow.py:_over_the_wire"}
    assert places("_over_the_wire") == {"flow.py:send"}
