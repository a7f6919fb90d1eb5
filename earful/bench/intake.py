"""How fast what arrives is stored, durably, and understood; and whether either grows dearer as the ledger grows."""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob
from tqdm import tqdm

from earful import flow, judging
from earful.accounts.actions import connect
from earful.accounts.models import Account
from earful.bench import workers
from earful.bench.arrivals import parcels
from earful.bench.frame import Bar, Measured
from earful.bench.ledger_years import TABLES, grow
from earful.bench.stretch import Stretch, timed
from earful.channels.contract import Batch, Connected, Parcel, Us
from earful.cli.chosen import in_parts
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.staff.actions import open_workspace
from earful.triage import actions as triage

SENTENCE = "Storing what arrives, understanding it, and whether a large ledger makes either dearer."
BATCH = 200
DOORS = 8  # threads that take single webhooks, as web processes do


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--items", type=int, default=10_000, help="stored before the first look at what an item costs")
    parser.add_argument("--grown", type=int, default=1_000_000, help="stored before the second")


def measure(options: argparse.Namespace) -> Measured:
    """Small ledger: store, store one by one, understand; grow it; the same again, and compare."""
    items = min(options.items, 2_000) if options.quick else options.items
    grown = min(options.grown, 40_000) if options.quick else options.grown
    agent = open_workspace("Bench")
    account = connect(agent.workspace, "sandbox", Connected(Us("us", "northwind.test"), "Northwind"))
    said = parcels(random.Random(options.seed))
    small = Look("small", account, said, items)
    single = _webhooks(account, list(islice(said, items // 4)))
    _assert_jobs()
    rates = _at_work(account, said, items // 2)
    grow(account, grown - Item.objects.count())
    large = Look("large", account, said, items)
    figures = {**small.figures(), **single, "webhook_doors": DOORS, **rates, **_compared(small, large)}
    return Measured(
        {"items_small": small.stored, "items_large": large.stored, "batch_size": BATCH, **figures, **_sizes()},
        (
            Bar("batched_per_s", small.batched.rate, ">=", 3000),
            Bar("webhooks_per_s", single["webhooks_per_s"], ">=", 300),
            Bar("understood_per_s", small.understood.rate, ">=", 150),
            Bar("storing_large_over_small", figures["storing_large_over_small"], "<=", 1.3),
            Bar("understanding_large_over_small", figures["understanding_large_over_small"], "<=", 1.3),
        ),
    )


class Look:
    """What an item costs now: stored in batches, found to be here already, and understood by one worker."""

    def __init__(self, name: str, account: Account, said: Iterator[Parcel], items: int) -> None:
        warm, many = list(islice(said, BATCH)), list(islice(said, items))
        self.name = name
        flow.arrive(account, Batch(tuple(warm)))
        self.batched = timed(f"Storing ({name})", _storing(account, many), len(many))
        self.again = timed(f"Storing again ({name})", _storing(account, many[: items // 5]), items // 5)
        self.stored = Item.objects.count()
        waiting = list(Item.objects.filter(state="fresh").order_by("id").values_list("pk", flat=True))
        parts = list(in_parts(waiting, flow.TOGETHER))
        self.triage = _triage_alone(waiting[: len(waiting) // 5])
        steps = [partial(flow.understand_some, part) for part in parts]
        for step in steps[:4]:
            step()
        sample = parts[4 : 4 + max(len(parts) // 3, 5)]
        self.understood = timed(f"Understanding ({name})", steps[4 : 4 + len(sample)], sum(map(len, sample)))
        self.one = timed("One by one", [partial(flow.understand, pk) for pk in parts[-1]], len(parts[-1]))
        for step in steps[4 + len(sample) : -1]:
            step()
        assert not Item.objects.filter(pk__in=waiting).exclude(state="placed").exists(), "every item placed"

    def figures(self) -> dict[str, float]:
        """Of the small ledger."""
        return {
            "batched_per_s": self.batched.rate,
            "again_per_s": self.again.rate,
            "batched_busy_ms": self.batched.busy_ms,
            "understood_per_s": self.understood.rate,
            "understood_busy_ms": self.understood.busy_ms,
            "understood_queries_an_item": round(self.understood.asked, 2),
            "triage_busy_ms": self.triage,
            "alone_per_s": self.one.rate,
            "alone_busy_ms": self.one.busy_ms,
            "alone_queries_an_item": round(self.one.asked, 2),
        }


def _storing(account: Account, said: Sequence[Parcel]) -> list[Callable[[], object]]:
    return [partial(flow.arrive, account, Batch(tuple(part))) for part in in_parts(said, BATCH)]


def _triage_alone(item_ids: Sequence[int]) -> float:
    """Processor milliseconds of judging one item, without reading or storing anything."""
    abouts = [judged.about for judged in judging.judge(judging.read_all(item_ids)) if judged.about is not None]
    begun = time.process_time()
    for about in abouts:
        triage.assess(about)
    return round((time.process_time() - begun) / max(len(abouts), 1) * 1000, 3)


def _webhooks(account: Account, said: Sequence[Parcel]) -> dict[str, float]:
    """Single arrivals through several connections at once, each its own transaction, as webhooks reach web processes."""

    def take(parcel: Parcel) -> None:
        flow.arrive(account, Batch((parcel,)))

    def leave(_door: int) -> None:
        connections.close_all()

    with ThreadPoolExecutor(DOORS) as doors:
        list(doors.map(take, said[:DOORS]))
        begun, busy = time.perf_counter(), time.process_time()
        for _ in tqdm(doors.map(take, said[DOORS:]), total=len(said), desc="Webhooks", file=sys.stderr, disable=None):
            pass
        taken, busy = time.perf_counter() - begun, time.process_time() - busy
        list(doors.map(leave, range(DOORS * 4)))
    counted = len(said) - DOORS
    return {"webhooks_per_s": round(counted / taken, 1), "webhooks_busy_ms": round(busy / counted * 1000, 3)}


def _assert_jobs() -> None:
    waiting = ProcrastinateJob.objects.filter(task_name="understand_some", status="todo").values_list("args", flat=True)
    fresh = set(Item.objects.filter(state="fresh").values_list("pk", flat=True))
    assert fresh <= {item_id for args in waiting for item_id in args["item_ids"]}, "every single item has a job"


def _at_work(account: Account, said: Iterator[Parcel], items: int) -> dict[str, float]:
    """Real workers, one and then two, each on a backlog of its own."""
    flow.understand_some(list(Item.objects.filter(state="fresh").values_list("pk", flat=True)))
    workers.forget_jobs()
    found: dict[str, float] = {}
    for hands in (1, 2):
        for step in _storing(account, list(islice(said, items))):
            step()
        found[f"workers_{hands}_per_s"] = workers.rate(hands)
    assert Turn.objects.count() == Item.objects.count(), "every item is one turn"
    return {**found, "two_workers_over_one": round(found["workers_2_per_s"] / found["workers_1_per_s"], 2)}


def _compared(small: Look, large: Look) -> dict[str, float]:
    """Of processor time, here and in the database; and of time on the wall, which others on the machine disturb."""
    return {
        "storing_large_over_small": _over(large.batched, small.batched),
        "understanding_large_over_small": _over(large.understood, small.understood),
        "storing_large_over_small_wall": round(large.batched.middle_ms / small.batched.middle_ms, 2),
        "understanding_large_over_small_wall": round(large.understood.middle_ms / small.understood.middle_ms, 2),
        "storing_cost_ms_small": small.batched.cost_ms,
        "storing_cost_ms_large": large.batched.cost_ms,
        "understanding_cost_ms_small": small.understood.cost_ms,
        "understanding_cost_ms_large": large.understood.cost_ms,
        "batched_large_per_s": large.batched.rate,
        "understood_large_per_s": large.understood.rate,
    }


def _over(large: Stretch, small: Stretch) -> float:
    if large.there and small.there:
        return round(large.cost_ms / small.cost_ms, 2)
    return round(large.middle_ms / small.middle_ms, 2)


def _sizes() -> dict[str, float]:
    """Megabytes, with indexes."""
    with connection.cursor() as cursor:
        cursor.execute("select name, pg_total_relation_size(name) from unnest(%s::text[]) as name", [list(TABLES)])
        return {f"{name}_mb": round(size / 2**20, 1) for name, size in cursor.fetchall()}
