"""The IBM customer-care conversations: every turn arrives once and in order, also when the import is killed."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

FILE = Path(__file__).parents[3] / "shared" / "data" / "ibm_customer_care" / "conversations.jsonl.gz"
COMMAND = [sys.executable, "-P", "-m", "earful.cli.main"]
TURNS = """
select a.external_id, t.external_id, t.text, t.ours, t.outcome <> '' or t.ours or not t.needs_answer,
    c.anchor, c.status, c.turns_count
from conversations_turn t
join conversations_conversation c on c.id = t.conversation_id join accounts_account a on a.id = t.account_id
order by c.anchor, t.said_at, t.order, t.id
"""


class Desk:
    """A database of its own on the server of this test run."""

    def __init__(self) -> None:
        self.name = f"import_{uuid4().hex[:8]}"
        self._server = os.environ["DATABASE_URL"]
        self._do(f"create database {self.name}")
        self.url = self._server.replace("/earful?", f"/{self.name}?")
        assert self.url != self._server
        self.environ = {**os.environ, "DATABASE_URL": self.url}
        subprocess.run([*COMMAND, "migrate"], env=self.environ, check=True, capture_output=True)

    def bring(self) -> dict[str, int]:
        """The whole import."""
        done = subprocess.run(
            [*COMMAND, "import", str(FILE), "--json"], env=self.environ, check=True, capture_output=True, text=True
        )
        counts: dict[str, int] = json.loads(done.stdout)
        return counts

    def bring_and_kill(self, at_least: int) -> None:
        """Begin, and end it without a word once so many records are stored."""
        begun = subprocess.Popen([*COMMAND, "import", str(FILE)], env=self.environ, stderr=subprocess.DEVNULL)
        try:
            while not (rows := self.ask("select position from intake_importrun")) or rows[0][0] < at_least:
                assert begun.poll() is None, "it ended before it could be killed"
                time.sleep(0.02)
        finally:
            begun.kill()
            begun.wait()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def _do(self, command: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(command.encode())

    def go(self) -> None:
        self._do(f"drop database {self.name} with (force)")


@pytest.fixture
def desk() -> Iterator[Desk]:
    assert FILE.exists(), f"these tests read {FILE.name} of the shared data, which must lie beside this checkout"
    made = Desk()
    try:
        yield made
    finally:
        made.go()


def said() -> list[tuple[str, list[str]]]:
    """The file, read without Earful: the first turn's name and the texts of each conversation."""
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return sorted((f"{r['company']}/{r['session']}/0", [turn["text"] for turn in r["turns"]]) for r in records)


def heard(turns: list[tuple[Any, ...]]) -> list[tuple[str, list[str]]]:
    by_conversation: dict[str, list[str]] = {}
    for _, _, text, _, _, anchor, *_ in turns:
        by_conversation.setdefault(anchor, []).append(text)
    return sorted(by_conversation.items())


def test_every_turn_arrives_once_and_in_order_and_a_second_import_adds_nothing(desk: Desk) -> None:
    counts = desk.bring()

    assert counts == {"conversations": 525, "turns": 1211, "new": 1211, "already_here": 0, "unreadable": 0}
    turns = desk.ask(TURNS)
    assert len(turns) == 1211
    assert heard(turns) == said()
    assert all(settled and status == "ended" for *_, settled, _, status, _ in turns)
    assert desk.bring() == {"conversations": 525, "turns": 1211, "new": 0, "already_here": 1211, "unreadable": 0}
    assert desk.ask(TURNS) == turns


def test_an_import_killed_half_way_goes_on_and_ends_the_same(desk: Desk) -> None:
    desk.bring_and_kill(at_least=150)
    before = desk.ask("select count(*) from intake_item")[0][0]
    assert 0 < before < 1211

    counts = desk.bring()

    assert (counts["turns"], counts["new"], counts["already_here"]) == (1211, 1211 - before, before)
    turns = desk.ask(TURNS)
    assert len(turns) == 1211
    assert heard(turns) == said()
    assert desk.ask("select count(*) from intake_item where state <> 'placed'") == [(0,)]
    assert all(settled for *_, settled, _, _, _ in turns)
