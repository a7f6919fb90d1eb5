"""Work measured step by step: how long it took, and how much of the processors, the database's side included."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from tqdm import tqdm

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some work: the seconds each item took, step by step, and the processor time of an item, here and there.

    `asked`: statements an item. `there`: of the database process that served this one; 0 when it is on another machine.
    """

    seconds: Sequence[float]
    busy: float
    there: float
    asked: float

    @property
    def rate(self) -> float:
        """Items a second, over the whole stretch."""
        return round(len(self.seconds) / sum(self.seconds), 1)

    @property
    def middle_ms(self) -> float:
        """What an item took in a step that was neither quick nor slow."""
        return round(statistics.median(self.seconds) * 1000, 4)

    @property
    def busy_ms(self) -> float:
        """Processor time of an item in this process."""
        return round(self.busy * 1000, 3)

    @property
    def cost_ms(self) -> float:
        """Processor time of an item, here and in the database; hardly depends on what else the machine does."""
        return round((self.busy + self.there) * 1000, 4)


def timed(words: str, steps: Sequence[Callable[[], object]], items: int) -> Stretch:
    """Take all steps, which hold this many items together."""
    taken: list[float] = []
    with _counting() as asked:
        busy, there = time.process_time(), _there()
        for step in tqdm(steps, desc=words, file=sys.stderr, disable=None):
            begun = time.perf_counter()
            step()
            taken.append((time.perf_counter() - begun) * len(steps) / items)
        busy, there = time.process_time() - busy, _there() - there
    return Stretch(taken, busy / items, there / items, asked[0] / items)


@contextmanager
def _counting() -> Iterator[list[int]]:
    asked = [0]

    def count(execute: Callable[..., object], *about: object) -> object:
        asked[0] += 1
        return execute(*about)

    with connection.execute_wrapper(count):
        yield asked


def _there() -> float:
    """Processor seconds that the database spent on this connection, if it runs on this machine."""
    connection.ensure_connection()
    assert connection.connection is not None
    told = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not told.exists():
        return 0.0
    name, _, fields = told.read_text().rpartition(")")
    own = fields.split()
    return (int(own[11]) + int(own[12])) / TICKS if "postgres" in name else 0.0
