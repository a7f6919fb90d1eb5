"""What came together is understood together: by several workers at once, and without one bad item blocking others."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob
from scripted import Scripted, installed, parcel, words
from test_placing_order import picture
from town import a_payload, a_workspace, an_account, arrives, queries_of, somebody_says

from earful import flow
from earful.accounts.models import Account
from earful.channels.contract import Batch
from earful.channels.sandbox import wire
from earful.conversations.models import Conversation, Turn
from earful.intake.models import Item
from earful.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)


def a_thread(account: Account, turns: int) -> list[dict[str, Any]]:
    """A thread of several people, each answering an earlier turn; half of its answers name no root.

    All ask what is a question whatever stands above it: a reply is judged with what had come by then.
    """
    said: list[dict[str, Any]] = []
    begun = clock.now() - timedelta(days=1)
    for number in range(turns):
        by = account.handle if number % 5 == 4 else f"person{number % 3}"
        raw = a_payload(
            account, f"Word {number}: when do you open on Sunday?", by=by, at=begun + timedelta(minutes=number)
        )
        if said:
            raw |= {"parent": said[number // 2]["id"], "root": said[0]["id"] if number % 2 else None, "why": "reply"}
        said.append(raw)
    return said


def stored(account: Account, payloads: list[dict[str, Any]]) -> list[int]:
    return flow.arrive(account, Batch(tuple(wire.parcel(raw) for raw in payloads)))


def test_workers_who_place_one_thread_at_the_same_time_end_in_one_conversation() -> None:
    workspace = a_workspace()
    one_by_one, at_once = an_account(workspace), an_account(workspace, "northwindparcels", "Northwind Parcels")
    arrives(one_by_one, *a_thread(one_by_one, 40))
    items = stored(at_once, a_thread(at_once, 40))
    parts = [items[start::8][::-1] for start in range(8)]
    begin = Barrier(4)

    def work(mine: list[list[int]]) -> None:
        try:
            begin.wait(30)
            for part in mine:
                flow.understand_some(part)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, [parts[start::4] for start in range(4)]))
    for job in ProcrastinateJob.objects.filter(task_name="understand"):
        flow.understand(**job.args)

    assert _told(at_once) == _told(one_by_one)
    assert not Item.objects.filter(account=at_once).exclude(state="placed").exists()


def _told(account: Account) -> Any:
    """The picture without names, which differ between accounts."""
    order = {
        name: place
        for place, name in enumerate(sorted(Turn.objects.filter(account=account).values_list("external_id", flat=True)))
    }
    return [
        (
            sorted((order[turn[0]], order.get(turn[1], -1), *turn[2:6]) for turn in said),
            standing[0],
            standing[3:5],
            closed[1:],
        )
        for said, standing, closed in picture(account)
    ]


def test_of_a_batch_that_fails_each_goes_alone() -> None:
    account = an_account(a_workspace())
    good, bad, other = stored(account, [a_payload(account, f"Where is tent {number}?") for number in range(3)])
    with connection.cursor() as cursor:  # the database refuses one of them, as it does what nobody foresaw
        cursor.execute(
            "alter table triage_verdict add constraint refused check (item_id <> %s) not valid" % int(bad)  # noqa: UP031 -- no parameters there
        )
    try:
        flow.understand_some([good, bad, other])
        alone = ProcrastinateJob.objects.filter(task_name="understand", status="todo").order_by("id")
        assert [job.args["item_id"] for job in alone][-3:] == [good, bad, other]
        flow.understand(good)
        with pytest.raises(Exception, match="refused"):
            flow.understand(bad)
        flow.understand(other)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table triage_verdict drop constraint refused")

    states = dict(Item.objects.filter(account=account).values_list("pk", "state"))
    assert states == {good: "placed", bad: "fresh", other: "placed"}


def test_what_comes_alone_takes_along_what_came_after_it() -> None:
    account, other = an_account(a_workspace()), an_account(a_workspace("Elsewhere"), "northwindparcels", "Parcels")
    items = [stored(account, [a_payload(account, f"Where is tent {number}?")])[0] for number in range(4)]
    (elsewhere,) = stored(other, [a_payload(other, "Where is my parcel?")])

    flow.understand_some([items[1]])

    states = dict(Item.objects.values_list("pk", "state"))
    assert [states[pk] for pk in items] == [
        "fresh",
        "placed",
        "placed",
        "placed",
    ]  # what failed before is not dragged along
    assert states[elsewhere] == "fresh"
    assert queries_of(lambda: flow.understand_some([items[2]])) == 1, "what was taken along costs one look"


def test_what_comes_alone_takes_no_more_along_than_a_batch_holds() -> None:
    account = an_account(a_workspace())
    items = stored(account, [a_payload(account, "Where?", by=f"person{number}") for number in range(flow.TOGETHER + 7)])
    flow.understand_some(items[:1])
    assert Item.objects.filter(state="placed").count() == flow.TOGETHER


def test_one_that_cannot_be_read_is_kept_and_the_others_of_its_batch_are_placed() -> None:
    with installed(Scripted(name="scripted")):
        account = Account.objects.create(
            workspace=a_workspace(), network="scripted", external_id="us", handle="us", connected_at=clock.now()
        )
        broken = parcel({**words("never", by="x"), "at": "no time at all"})
        items = flow.arrive(account, Batch((parcel(words("Where is my tent?", by="a")), broken)))
        flow.understand_some(items)

    assert sorted(Item.objects.filter(pk__in=items).values_list("state", flat=True)) == ["placed", "unreadable"]


def test_a_batch_asks_about_as_much_as_one_item() -> None:
    account = an_account(a_workspace())
    one = stored(account, [a_payload(account, "Where is my tent?", by="first")])
    many = stored(account, [a_payload(account, "Where is my tent?", by=f"person{number}") for number in range(30)])

    alone = queries_of(lambda: flow.understand_some(one))
    together = queries_of(lambda: flow.understand_some(many))

    assert together <= alone + 3


def test_a_new_word_in_a_long_conversation_reads_no_more_than_in_a_short_one() -> None:
    account = an_account(a_workspace())
    asked = somebody_says(account, "Where is my tent?", at=clock.now() - timedelta(days=1))
    crowd = [a_payload(account, f"Mine is missing too, {n}", by=f"person{n}", parent=asked) for n in range(120)]
    for number, raw in enumerate(crowd):
        raw["said_at"] = (clock.now() - timedelta(minutes=200 - number)).isoformat()
    flow.understand_some(stored(account, crowd[:60]))
    flow.understand_some(stored(account, crowd[60:]))
    newest = stored(account, [a_payload(account, "And mine?", by="late", parent=asked)])
    rows: list[int] = []

    def counting(execute: Any, statement: Any, parameters: Any, many: Any, context: Any) -> Any:
        found = execute(statement, parameters, many, context)
        rows.append(max(context["cursor"].rowcount, 0))
        return found

    with connection.execute_wrapper(counting):
        flow.understand(newest[0])
    assert sum(rows) < 40
    assert Conversation.objects.get(pk=asked.conversation_id).turns_count == 122


def waiting_for() -> list[list[int]]:
    jobs = ProcrastinateJob.objects.filter(task_name="understand_some", status="todo").order_by("id")
    return [job.args["item_ids"] for job in jobs]


def test_jobs_of_what_was_taken_along_are_taken_away_and_others_stay() -> None:
    ProcrastinateJob.objects.all().delete()
    account, other = an_account(a_workspace()), an_account(a_workspace("Elsewhere"), "northwindparcels", "Parcels")
    first, second, third = (stored(account, [a_payload(account, f"Where is tent {n}?")])[0] for n in range(3))
    (elsewhere,) = stored(other, [a_payload(other, "Where is my parcel?")])
    assert waiting_for() == [[first], [second], [third], [elsewhere]]

    flow.understand_some([first])
    assert waiting_for() == [[first], [elsewhere]], "a worker has the first in hand and ends it itself"


def test_a_job_of_which_only_a_part_was_taken_along_stays() -> None:
    ProcrastinateJob.objects.all().delete()
    account = an_account(a_workspace())
    (first,) = stored(account, [a_payload(account, "Where is my tent?")])
    batch = stored(account, [a_payload(account, "Where?", by=f"person{n}") for n in range(flow.TOGETHER)])

    flow.understand_some([first])

    assert waiting_for() == [[first], batch]
    assert Item.objects.filter(state="fresh").count() == 1
    flow.understand_some(batch)
    assert not Item.objects.filter(state="fresh").exists()


def test_a_job_of_what_could_not_be_placed_stays() -> None:
    ProcrastinateJob.objects.all().delete()
    account = an_account(a_workspace())
    good, bad = (stored(account, [a_payload(account, f"Where is tent {n}?")])[0] for n in range(2))
    with connection.cursor() as cursor:
        cursor.execute("alter table triage_verdict add constraint refused check (item_id <> %s) not valid" % int(bad))  # noqa: UP031 -- no parameters there
    try:
        flow.understand_some([good])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table triage_verdict drop constraint refused")
    assert waiting_for() == [[good], [bad]]
