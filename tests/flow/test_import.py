"""An archive file becomes conversations: all of it, once, in order, however often the import is started."""

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from earful.accounts.actions import open_archive
from earful.accounts.models import Account
from earful.channels.archive import parcels
from earful.cli import importing
from earful.cli.trouble import Trouble
from earful.conversations.models import Conversation, Turn
from earful.intake import archives, imports
from earful.intake.models import ImportRun, Item
from earful.staff.actions import open_workspace

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ",".join(parcels.COLUMNS)


def conversation(number: int, company: str = "Northwind", *, answered: bool = True) -> str:
    """Two customers' turns and the brand's answer, as one line."""
    turns = [
        {"role": "customer", "by": "user1", "at": f"2026-01-05T10:{number % 60:02}:00Z", "text": f"Order {number}?"},
        {"role": "customer", "by": "user1", "at": None, "text": "Where is it?"},
        {"role": "agent", "by": company, "at": None, "text": "It arrives tomorrow."},
    ]
    return json.dumps({"company": company, "session": f"s{number}", "turns": turns if answered else turns[:2]}) + "\n"


def bring(path: Path, capsys: Any, *arguments: str) -> dict[str, int]:
    """Run the command on a file and read what it says."""
    parser = argparse.ArgumentParser()
    importing.add_arguments(parser)
    assert importing.run(parser.parse_args([str(path), "--json", *arguments])) == 0
    counts: dict[str, int] = json.loads(capsys.readouterr().out)
    return counts


def standing() -> list[Any]:
    """What the import made, without numbers given by the database."""
    turns = Turn.objects.select_related("conversation", "account", "author").order_by("account__handle", "external_id")
    return [
        (t.account.handle, t.external_id, t.conversation.anchor, t.text, t.said_at, t.ours, t.author and t.author.handle,
         t.outcome, t.outcome_reason, t.outcome_at, t.conversation.status)
        for t in turns
    ]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "archive.jsonl"
    path.write_text("".join(conversation(n, "Northwind" if n % 3 else "Contoso") for n in range(12)))
    return path


def test_every_conversation_arrives_once_and_in_order(file: Path, capsys: Any) -> None:
    assert bring(file, capsys) == {
        "conversations": 12, "turns": 36, "new": 36, "already_here": 0, "unreadable": 0,
    }  # fmt: skip

    assert sorted(Account.objects.values_list("handle", "network", "state")) == [
        ("Contoso", "archive", "archive"),
        ("Northwind", "archive", "archive"),
    ]
    for one in Conversation.objects.all():
        said = list(Turn.objects.filter(conversation=one).order_by("said_at", "order").values_list("text", flat=True))
        assert said[1:] == ["Where is it?", "It arrives tomorrow."]
        assert one.status == "ended"
    assert not Turn.objects.filter(ours=False, outcome="").exists()
    assert Turn.objects.filter(ours=True).count() == 12
    assert ImportRun.objects.get().finished_at


def test_a_second_import_adds_nothing(file: Path, capsys: Any) -> None:
    bring(file, capsys)
    before = standing()

    again = bring(file, capsys)

    assert (again["turns"], again["new"], again["already_here"]) == (36, 0, 36)
    assert standing() == before
    packed = file.with_suffix(".gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert bring(packed, capsys)["new"] == 0


def test_an_import_goes_on_where_it_was_interrupted(file: Path, capsys: Any) -> None:
    """Stored, and the place kept with it, but killed before anything was understood."""
    workspace = open_workspace("Northwind").workspace
    archive = archives.recognise(file)
    run = imports.begin(workspace, archive)
    for record in list(archive.records())[:5]:
        filed = parcels.of_conversation(record.value)
        assert filed
        account = open_archive(workspace, filed.brand, filed.brand)
        imports.advance(run, {account: filed.parcels}, record.number)
    assert not Turn.objects.exists()

    counts = bring(file, capsys)

    assert (counts["conversations"], counts["new"], counts["already_here"]) == (12, 21, 15)
    assert Turn.objects.count() == 36
    assert not Item.objects.exclude(state="placed").exists()
    resumed = standing()
    for table in (Turn, Conversation):
        assert table.objects.count() == (36 if table is Turn else 12)
    assert {one[1] for one in resumed} == {f"{b}/s{n}/{t}" for n in range(12) for t in range(3)
                                           for b in ["Northwind" if n % 3 else "Contoso"]}  # fmt: skip


def test_the_place_is_kept_together_with_the_items_or_not_at_all(file: Path) -> None:
    workspace = open_workspace("Northwind").workspace
    archive = archives.recognise(file)
    run = imports.begin(workspace, archive)
    filed = parcels.of_conversation(next(archive.records()).value)
    assert filed
    gone = Account(pk=987_654, workspace=workspace)

    with pytest.raises(Exception, match="987654"):
        imports.advance(run, {open_archive(workspace, "Contoso", "Contoso"): filed.parcels, gone: filed.parcels}, 1)

    run.refresh_from_db()
    assert (run.position, Item.objects.count()) == (0, 0)


def test_a_limit_stops_and_the_next_start_goes_on(file: Path, capsys: Any) -> None:
    first = bring(file, capsys, "--limit", "4")
    assert (first["conversations"], first["new"]) == (4, 12)
    assert ImportRun.objects.get().finished_at is None

    rest = bring(file, capsys)

    assert (rest["conversations"], rest["new"], rest["already_here"]) == (12, 24, 12)


def test_what_nobody_answered_ends_by_a_rule_until_a_later_file_answers_it(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "open.jsonl"
    path.write_text(conversation(1, answered=False))
    bring(path, capsys)
    asked = Turn.objects.filter(needs_answer=True)
    assert asked
    assert set(asked.values_list("outcome", "outcome_reason")) == {("not_needed", "rule:archive")}
    assert Conversation.objects.get().status == "ended"

    path.write_text(conversation(1))
    assert bring(path, capsys)["new"] == 1

    assert set(asked.all().values_list("outcome", "outcome_reason")) == {("answered", "")}


def test_what_makes_no_sense_is_kept_counted_and_blocks_nothing(tmp_path: Path, capsys: Any) -> None:
    spoilt = json.loads(conversation(2))
    spoilt["turns"][1]["at"] = "once upon a time"
    path = tmp_path / "spoilt.jsonl"
    path.write_text(conversation(1) + "{broken\n" + json.dumps(spoilt) + "\n" + json.dumps({"a": "\\u0000 \0"}) + "\n")

    counts = bring(path, capsys)

    assert counts == {"conversations": 2, "turns": 8, "new": 5, "already_here": 0, "unreadable": 3}
    kept = Item.objects.filter(state="unreadable").order_by("id")
    assert sorted(item.account.name for item in kept) == ["Northwind", "Unknown brand", "Unknown brand"]
    assert all(item.trouble for item in kept)
    assert "{broken\n" in [item.raw.get("line") for item in kept]
    assert bring(path, capsys)["already_here"] == 8


def test_rows_of_several_brands_in_any_order(tmp_path: Path, capsys: Any) -> None:
    rows = [
        "3,501,True,Tue Oct 31 22:05:00 +0000 2017,and now?,4,2",
        "2,Northwind,False,Tue Oct 31 22:04:00 +0000 2017,@501 We look,3,1",
        "7,502,True,Tue Oct 31 21:00:00 +0000 2017,@Contoso hello,,",
        '1,501,True,Tue Oct 31 22:04:00 +0000 2017,"@Northwind no &lt;light&gt;,\nnone",2,',
        "4,Northwind,False,Tue Oct 31 22:09:00 +0000 2017,@501 Done,,3",
        "8,Contoso,False,Tue Oct 31 21:10:00 +0000 2017,@503 Sorry,,9",
        "9,503,True,yesterday,@Contoso late,8,",
    ]
    path = tmp_path / "twcs.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")

    counts = bring(path, capsys)

    assert counts == {"conversations": 3, "turns": 7, "new": 6, "already_here": 0, "unreadable": 1}
    thread = Conversation.objects.get(account__handle="Northwind", merged_into=None)
    said = Turn.objects.filter(conversation=thread).order_by("said_at", "order", "id")
    assert list(said.values_list("external_id", flat=True)) == ["1", "2", "3", "4"]
    assert said[0].text == "@Northwind no <light>,\nnone"
    assert not Turn.objects.filter(ours=False, needs_answer=True, outcome="").exists()
    assert bring(path, capsys)["new"] == 0


def test_an_item_that_cannot_be_placed_does_not_stop_the_others(tmp_path: Path, capsys: Any) -> None:
    """What the database refuses is a trouble of that one turn."""
    with connection.cursor() as cursor:
        cursor.execute("alter table conversations_turn add constraint refuses check (text <> 'refused')")
    odd = json.loads(conversation(1, answered=False))
    odd["turns"][0]["text"] = "refused"
    path = tmp_path / "odd.jsonl"
    path.write_text(json.dumps(odd) + "\n" + conversation(2))

    try:
        bring(path, capsys)
        assert Turn.objects.filter(external_id="Northwind/s2/2").exists()
        assert [item.external_id for item in Item.objects.exclude(state="placed")] == ["Northwind/s1/0"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table conversations_turn drop constraint refuses")


@pytest.mark.parametrize("content", ["", "nothing of the kind\n", None])
def test_what_is_no_archive_ends_in_a_sentence(tmp_path: Path, content: str | None, capsys: Any) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_text(content)

    with pytest.raises(Trouble) as refused:
        bring(path, capsys)

    assert refused.value.words.endswith(".")


def test_an_unknown_workspace_is_named(file: Path, capsys: Any) -> None:
    with pytest.raises(Trouble, match="no workspace called elsewhere"):
        bring(file, capsys, "--workspace", "elsewhere")


def test_nothing_is_left_for_a_worker(file: Path, capsys: Any) -> None:
    before = ProcrastinateJob.objects.count()  # other tests may have left some

    bring(file, capsys)

    assert ProcrastinateJob.objects.count() == before
