"""The archive plan, done: payloads of old matters leave the database for files while arrivals go on; nothing is lost."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction
from town import a_payload, a_workspace, an_account, arrives, takes_back

from earful import flow
from earful.accounts.models import Account
from earful.channels.contract import Batch
from earful.channels.sandbox import wire
from earful.cli import archive
from earful.conversations import clearing, filing
from earful.conversations.models import Conversation, Turn
from earful.intake.models import Item
from earful.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)
OLD = timedelta(days=800)


@pytest.fixture
def account() -> Account:
    return an_account(a_workspace())


@pytest.fixture(autouse=True)
def small_parts() -> Iterator[None]:
    whole, filing.PART = filing.PART, 5
    yield
    filing.PART = whole


def old_matters(account: Account, many: int) -> dict[str, dict[str, Any]]:
    """Matters that ended long ago, by the name of what was said in them."""
    said = [a_payload(account, f"Thank you, all is well {number}", by=f"person{number}") for number in range(many)]
    arrives(account, *said)
    for place, conversation in enumerate(Conversation.objects.filter(account=account).order_by("id")):
        at = clock.now() - OLD + timedelta(hours=place)
        Conversation.objects.filter(pk=conversation.pk).update(status="ended", ended_at=at)
    return {raw["id"]: json.loads(json.dumps(raw)) for raw in said}


def archived(account: Account, folder: Path, **more: Any) -> int:
    options = {"workspace": account.workspace.slug, "folder": folder, "months": 12, "find": None, **more}
    return archive.run(type("Options", (), options)())  # type: ignore[arg-type]  # -- as argparse would hand them over


def in_files(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*.jsonl.gz")):
        for line in gzip.decompress(path.read_bytes()).decode().splitlines():
            row = json.loads(line)
            assert row["external_id"] not in found, "in one file only"
            found[row["external_id"]] = row["raw"]
    return found


def test_payloads_move_into_files_while_arrivals_go_on_and_nothing_is_lost(account: Account, tmp_path: Path) -> None:
    said = old_matters(account, 23)
    coming, stop = [a_payload(account, f"Where is tent {number}?", by="maria") for number in range(40)], Event()

    def arrivals() -> None:
        try:
            for raw in coming:
                flow.understand_some(flow.arrive(account, Batch((wire.parcel(raw),))))
        finally:
            stop.set()
            connections.close_all()

    writing = Thread(target=arrivals)
    writing.start()
    archived(account, tmp_path)
    writing.join(60)

    assert stop.is_set()
    stored = {item.external_id: item for item in Item.objects.filter(account=account)}
    assert len(stored) == 63
    filed = in_files(tmp_path)
    assert filed == said
    assert all(stored[name].raw == {} and stored[name].kept_in for name in said)
    assert all(stored[raw["id"]].raw["text"] == raw["text"] for raw in coming)
    assert Turn.objects.filter(account=account).exclude(text="").count() == 63, (
        "the desk still shows and finds the words"
    )


def test_what_was_filed_is_still_known_and_can_be_looked_up(account: Account, tmp_path: Path, capsys: Any) -> None:
    said = old_matters(account, 3)
    name, raw = next(iter(said.items()))
    archived(account, tmp_path)
    capsys.readouterr()

    assert flow.arrive(account, Batch((wire.parcel(raw),))) == [], "the key outlives the payload"
    assert archived(account, tmp_path, find=name) == 0
    assert json.loads(capsys.readouterr().out)["raw"] == raw
    assert archived(account, tmp_path, find="nothing") == 1


def test_killed_between_the_file_and_the_database_it_is_done_again(account: Account, tmp_path: Path) -> None:
    said = old_matters(account, 12)
    keeping = clearing.keep(account.workspace_id, clearing.What.ARCHIVE, 12)
    filing.part(tmp_path, keeping)

    class Killed(Exception):
        pass

    def killed_before(execute: Any, statement: str, *rest: Any) -> Any:
        if statement.startswith('UPDATE "intake_item"'):
            raise Killed
        return execute(statement, *rest)

    with connection.execute_wrapper(killed_before), pytest.raises(Killed):
        filing.part(tmp_path, keeping)
    assert Item.objects.filter(account=account, emptied_at=None).count() == 7, "what is not committed stays"

    archived(account, tmp_path)
    assert in_files(tmp_path) == said
    assert not Item.objects.filter(account=account, emptied_at=None).exists()


def test_deletion_travels_into_the_files(account: Account, tmp_path: Path) -> None:
    said = old_matters(account, 7)
    archived(account, tmp_path)
    gone = Turn.objects.filter(account=account).order_by("id")[3]

    takes_back(account, gone)
    archived(account, tmp_path)

    assert in_files(tmp_path) == {name: raw for name, raw in said.items() if name != gone.external_id}
    assert not Item.objects.filter(kept_in__startswith="!").exists()


def test_what_to_archive_is_found_by_an_index_however_much_there_is(account: Account) -> None:
    keeping = clearing.keep(account.workspace_id, clearing.What.ARCHIVE, 12)
    keeping.reached_at, keeping.reached_id = clock.now() - OLD, 5
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off")
        plan = clearing.past(keeping, clock.now()).explain()
    assert "conversation_by_end" in plan
    assert "Sort" not in plan
