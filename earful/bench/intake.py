"""How fast the ledger takes things in, durably, with the jobs that follow; and how fast they are understood."""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count, islice

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tqdm import tqdm

from earful import flow
from earful.accounts.actions import connect
from earful.accounts.models import Account
from earful.bench.frame import Bar, Measured
from earful.channels.contract import Batch, Connected, Parcel, Us
from earful.channels.sandbox import wire
from earful.cli.chosen import in_parts
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.kit import clock
from earful.staff.actions import open_workspace

SENTENCE = "Storing what arrives: in batches, one by one, and again; and understanding it."
BATCH = 200
CUSTOMERS = 5000
WORDS = [
    "my",
    "order",
    "parcel",
    "phone",
    "line",
    "bill",
    "account",
    "app",
    "update",
    "since",
    "yesterday",
    "still",
    "nothing",
    "works",
    "again",
    "please",
    "help",
    "why",
    "when",
    "where",
    "is",
    "broken",
    "late",
    "wrong",
    "missing",
    "thanks",
    "great",
    "service",
    "support",
    "answer",
    "waiting",
    "days",
    "number",
    "called",
    "twice",
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--items", type=int, default=100_000, help="stored in batches; a twentieth of it one by one")


def measure(options: argparse.Namespace) -> Measured:
    """Batches of 200, single items, a sample of both again, and a hundredth understood as a worker would."""
    items = min(options.items, 10_000) if options.quick else options.items
    agent = open_workspace("Bench")
    account = connect(agent.workspace, "sandbox", Connected(Us("us", "northwind.test"), "Northwind"))
    said = parcels(random.Random(options.seed))
    many, each = list(islice(said, items)), list(islice(said, items // 20))
    same = many[: items // 5]
    batched = _timed("Storing in batches", _storing(account, many, BATCH), len(many))
    single = _timed("Storing one by one", _storing(account, each, 1), len(each))
    again = _timed("Storing again", _storing(account, same, BATCH), len(same))
    stored, jobs = Item.objects.count(), ProcrastinateJob.objects.count()
    assert stored == jobs == len(many) + len(each), "every item once, with its job"
    some = Item.objects.order_by("id").values_list("pk", flat=True)[: max(items // 100, 200)]
    understood = _timed("Understanding", [partial(flow.understand, item) for item in some], len(some))
    assert Turn.objects.count() == len(some), "every item placed"
    figures = _figures(batched, single, again, understood)
    return Measured(
        {"items": stored, "jobs": jobs, "batch_size": BATCH, "payload_bytes": _payload_bytes(), **figures},
        (
            Bar("batched_per_s", figures["batched_per_s"], ">=", 3000),
            Bar("single_per_s", figures["single_per_s"], ">=", 300),
            Bar("end_over_start", figures["end_over_start"], "<=", 1.5),
        ),
    )


def parcels(dice: random.Random) -> Iterator[Parcel]:
    """What a town hands out, without end: threads of a question, our answer and a word back."""
    begun = clock.now() - timedelta(days=1)
    for number in count():
        customer = f"c{number // 3 % CUSTOMERS}"
        by = "us" if number % 3 == 1 else customer
        above = f"town:{number - 1}" if number % 3 else None
        yield wire.parcel(
            {
                "id": f"town:{number}",
                "version": "1",
                "change": "said",
                "author": {"id": by, "handle": f"{by}.test", "name": by.title(), "avatar": "", "page": ""},
                "text": f"@northwind.test {' '.join(dice.choices(WORDS, k=dice.randint(8, 40)))}",
                "said_at": (begun + timedelta(seconds=number)).isoformat(),
                "why": "reply" if above else "mention",
                "reach": "public",
                "parent": above,
                "root": above and f"town:{number - number % 3}",
                "url": f"http://town.test/posts/{number}",
                "pictures": [],
                "order": number,
            }
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some work measured: the seconds each item took, step by step, and this process's share of a processor."""

    seconds: list[float]
    busy: float  # seconds of processor time an item, not counting the database's

    @property
    def rate(self) -> float:
        """Items a second, over the whole stretch."""
        return round(len(self.seconds) / sum(self.seconds), 1)


def _timed(words: str, steps: Sequence[Callable[[], object]], items: int) -> Stretch:
    taken, busy = [], time.process_time()
    for step in tqdm(steps, desc=words, file=sys.stderr, disable=None):
        begun = time.perf_counter()
        step()
        taken.append((time.perf_counter() - begun) * len(steps) / items)
    return Stretch(taken, (time.process_time() - busy) / items)


def _storing(account: Account, said: Sequence[Parcel], size: int) -> list[Callable[[], object]]:
    return [partial(flow.arrive, account, Batch(tuple(part))) for part in in_parts(said, size)]


def _figures(batched: Stretch, single: Stretch, again: Stretch, understood: Stretch) -> dict[str, float]:
    """Rates over whole stretches; the flatness compares the middle costs of the last and the first tenth."""
    tenth = max(len(batched.seconds) // 10, 1)
    start, end = statistics.median(batched.seconds[:tenth]), statistics.median(batched.seconds[-tenth:])
    return {
        "batched_per_s": batched.rate,
        "single_per_s": single.rate,
        "batched_over_single": round(batched.rate / single.rate, 1),
        "again_per_s": again.rate,
        "again_over_batched": round(again.rate / batched.rate, 2),
        "start_ms_an_item": round(start * 1000, 4),
        "end_ms_an_item": round(end * 1000, 4),
        "end_over_start": round(end / start, 2),
        "understood_per_s": understood.rate,
        "understood_median_ms": round(statistics.median(understood.seconds) * 1000, 2),
        "batched_busy_ms": round(batched.busy * 1000, 3),
        "single_busy_ms": round(single.busy * 1000, 3),
        "understood_busy_ms": round(understood.busy * 1000, 3),
    }


def _payload_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select round(avg(octet_length(raw::text))) from (select raw from intake_item limit 1000) as some_of_them"
        )
        return int(cursor.fetchone()[0])
