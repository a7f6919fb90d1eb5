"""Law 1: what arrives is stored raw, once, with the place we have reached, before anything understands it."""

import json
import math
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from scripted import Scripted, installed, parcel, words
from town import a_payload, a_workspace, an_account, arrives, somebody_says, takes_back

from earful import flow, judging
from earful.accounts.models import Account
from earful.channels.contract import Batch, Parcel
from earful.channels.sandbox import wire
from earful.conversations.models import Turn
from earful.intake import actions as intake
from earful.intake.models import Item
from earful.kit import clock
from earful.triage.models import Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return an_account(a_workspace())


def batch(*parcels: tuple[str, str, Any], cursor: str | None = None) -> Batch:
    return Batch(tuple(Parcel(*one) for one in parcels), cursor)


def stored(account: Account) -> list[tuple[str, str, Any]]:
    return list(Item.objects.filter(account=account).order_by("id").values_list("external_id", "version", "raw"))


def understanding() -> list[int]:
    waiting = ProcrastinateJob.objects.filter(task_name__startswith="understand", status="todo").order_by("id")
    return [item_id for job in waiting for item_id in job.args.get("item_ids") or [job.args["item_id"]]]


def cursor_of(account: Account) -> str | None:
    return Account.objects.get(pk=account.pk).cursor


def test_what_arrives_is_stored_as_it_came_and_in_its_order(account: Account) -> None:
    raw = {"text": "Where is my tent? ⛺", "deep": [{"a": None}, 1.5, True], "Ünïcode": "ключ"}
    now = clock.now()
    fresh = intake.receive(account, batch(("b", "1", raw), ("a", "1", {}), ("c", "7", [1, 2])), now)
    assert stored(account) == [("b", "1", raw), ("a", "1", {}), ("c", "7", [1, 2])]
    assert fresh == list(Item.objects.filter(account=account).order_by("id").values_list("pk", flat=True))
    for item in Item.objects.filter(account=account):
        assert (item.state, item.arrived_at, item.workspace_id) == ("fresh", now, account.workspace_id)
    assert Account.objects.get(pk=account.pk).last_item_at == now


def test_the_same_version_is_stored_once_within_a_batch_and_across(account: Account) -> None:
    first = intake.receive(account, batch(("a", "1", {"n": 1}), ("a", "1", {"n": 2}), ("b", "1", {})))
    assert len(first) == 2
    again = intake.receive(account, batch(("b", "1", {"changed": True}), ("a", "2", {"n": 3}), ("a", "1", {})))
    assert len(again) == 1
    assert stored(account) == [("a", "1", {"n": 1}), ("b", "1", {}), ("a", "2", {"n": 3})]


def test_the_same_thing_heard_by_two_accounts_is_theirs_each(account: Account) -> None:
    other = an_account(account.workspace)
    assert intake.receive(account, batch(("a", "1", {})))
    assert intake.receive(other, batch(("a", "1", {})))


def test_the_place_is_written_with_the_items_and_only_when_it_is_safe(account: Account) -> None:
    intake.receive(account, batch(("a", "1", {})))
    assert cursor_of(account) is None
    intake.receive(account, batch(("b", "1", {}), cursor="page-2"))
    assert cursor_of(account) == "page-2"
    intake.receive(account, batch(cursor="page-3"))
    assert cursor_of(account) == "page-3"
    intake.receive(account, batch(("c", "1", {})))
    assert cursor_of(account) == "page-3"
    intake.receive(account, batch(cursor=""))
    assert cursor_of(account) == ""


def test_nothing_new_leaves_no_job_and_no_news(account: Account) -> None:
    flow.arrive(account, batch(("a", "1", {})))
    before, heard = understanding(), Account.objects.get(pk=account.pk).last_item_at
    assert flow.arrive(account, batch(("a", "1", {}))) == []
    assert flow.arrive(account, Batch()) == []
    assert understanding() == before
    assert Account.objects.get(pk=account.pk).last_item_at == heard


def test_each_new_item_is_in_one_job(account: Account) -> None:
    known = set(understanding())
    fresh = flow.arrive(account, batch(("a", "1", {}), ("b", "1", {}), ("a", "1", {})))
    assert [job for job in understanding() if job not in known] == fresh


def test_what_is_rolled_back_leaves_nothing_behind(account: Account) -> None:
    before = understanding()

    class Crash(Exception):
        pass

    def crash() -> None:
        with transaction.atomic():
            flow.arrive(account, batch(("a", "1", {}), cursor="page-2"))
            raise Crash

    with pytest.raises(Crash):
        crash()
    assert stored(account) == []
    assert cursor_of(account) is None
    assert understanding() == before


def test_a_batch_that_the_database_refuses_moves_nothing(account: Account) -> None:
    ghost = Account(pk=10**9, workspace_id=account.workspace_id)

    def refused() -> None:
        with transaction.atomic():
            intake.receive(account, batch(("a", "1", {}), cursor="page-2"))
            intake.receive(ghost, batch(("b", "1", {})))
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")

    with pytest.raises(DatabaseError):
        refused()
    assert stored(account) == []
    assert cursor_of(account) is None


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ({"t": "a\x00b"}, {"t": "a\ufffdb"}),
        ({"k\x00": 1}, {"k\ufffd": 1}),
        ({"t": "\ud83d alone"}, {"t": "? alone"}),
        ({"t": "\\u0000 written out"}, {"t": "\\u0000 written out"}),
        ({"n": math.nan}, {"n": "nan"}),
        ({"n": [math.inf, -math.inf]}, {"n": ["inf", "-inf"]}),
        ({"n": 10**400}, {"n": 10**400}),
        ({"t": "x" * 1_000_000}, {"t": "x" * 1_000_000}),
        ({"t": "😀" * 250_000}, {"t": "😀" * 250_000}),
        ("a word", "a word"),
        (None, None),
    ],
    ids=lambda value: str(value)[:24],
)
def test_whatever_a_network_delivers_can_be_stored(account: Account, raw: Any, kept: Any) -> None:
    (fresh,) = intake.receive(account, batch(("a", "1", raw)))
    assert Item.objects.get(pk=fresh).raw == kept


def test_names_that_are_too_long_or_odd_are_stored_too(account: Account) -> None:
    name = "n\x00\ud800" + "x" * 900
    assert len(intake.receive(account, batch((name, name, {})))) == 1
    assert intake.receive(account, batch((name, name, {}))) == []
    ((external_id, version, _),) = stored(account)
    assert (len(external_id), len(version)) == (500, 200)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=6), st.sampled_from("123"), VALUES), max_size=8))
def test_any_batch_is_stored_once_however_often_it_comes(account: Account, parcels: list[tuple[str, str, Any]]) -> None:
    Item.objects.filter(account=account).delete()
    fresh = intake.receive(account, batch(*parcels))
    assert intake.receive(account, batch(*reversed(parcels))) == []
    assert len(fresh) == Item.objects.filter(account=account).count()
    assert fresh == sorted(fresh)
    json.dumps(stored(account), allow_nan=False)


def test_a_payload_that_cannot_be_read_is_kept_shown_and_blocks_nothing(account: Account) -> None:
    good = a_payload(account, "Where is my tent?")
    odd, fresh = flow.arrive(account, Batch((Parcel("unreadable:1", "1", {"odd": 1}), wire.parcel(good))))
    flow.understand(odd)
    flow.understand(fresh)
    kept = Item.objects.get(pk=odd)
    assert (kept.state, kept.raw) == ("unreadable", {"odd": 1})
    assert kept.trouble
    assert Item.objects.get(pk=fresh).state == "placed"
    assert Turn.objects.filter(account=account).count() == 1


def test_an_adapter_that_stumbles_is_told_without_its_words() -> None:
    class Stumbling(Scripted):
        def read(self, raw: Any, us: Any) -> Any:  # noqa: ARG002 -- the contract names it
            raise KeyError(raw["text"])

    with installed(Stumbling(name="stumbling")):
        account = Account.objects.create(
            workspace=a_workspace(), network="stumbling", external_id="us", handle="us", connected_at=clock.now()
        )
        (item,) = flow.arrive(account, Batch((parcel(words("a private matter", by="x")),)))
        flow.understand(item)
    kept = Item.objects.get(pk=item)
    assert kept.state == "unreadable"
    assert "KeyError" in kept.trouble
    assert "private" not in kept.trouble


def test_deletion_travels_into_the_ledger_and_the_trace_stays(account: Account) -> None:
    said = somebody_says(account, "My tent is broken, and my name is Maria Example")
    takes_back(account, said)
    first, removal = Item.objects.filter(account=account).order_by("id")
    assert (first.raw, first.emptied_at is not None) == ({}, True)
    assert removal.emptied_at is None
    said.refresh_from_db()
    assert (said.text, said.removed_at is not None) == ("", True)
    verdict = Verdict.objects.get(item=first)
    assert verdict.reasons
    assert all(reason["words"] == "" for reason in verdict.reasons)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_removal_understood_first_removes_all_the_same(account: Account, order: tuple[int, int]) -> None:
    said = a_payload(account, "My tent is broken, and my name is Maria Example")
    gone = {
        "id": said["id"],
        "version": "removed",
        "change": "removed",
        "author": None,
        "at": said["at"],
        "why": "reply",
    }
    items = flow.arrive(account, Batch((wire.parcel(said), wire.parcel(gone))))
    for place in order:
        flow.understand(items[place])
    flow.understand(items[0])
    assert Item.objects.get(pk=items[0]).raw == {}
    assert not Turn.objects.filter(account=account).exclude(text="").exists()


def test_a_removal_placed_while_it_is_being_read_removes_all_the_same(account: Account) -> None:
    said = a_payload(account, "My tent is broken")
    gone = {
        "id": said["id"],
        "version": "removed",
        "change": "removed",
        "author": None,
        "at": said["at"],
        "why": "reply",
    }
    first, removal = flow.arrive(account, Batch((wire.parcel(said), wire.parcel(gone))))
    judged = judging.judge(judging.read_all([first]))
    assert judged
    flow.understand(removal)  # by another worker, before the first one has placed what it read
    flow.place(judged)
    assert not Turn.objects.filter(account=account).exists()
    assert not Verdict.objects.filter(item=first).exists()


def test_understanding_again_changes_nothing(account: Account) -> None:
    said = somebody_says(account, "Where is my tent?")
    arrives(account, said.item.raw)
    before = Turn.objects.values().get(pk=said.pk)
    flow.understand(said.item_id)
    assert Turn.objects.values().get(pk=said.pk) == before
    assert Verdict.objects.filter(item=said.item_id).count() == 1
