"""Real `earful work` processes on a backlog, one and two of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from procrastinate.contrib.django.models import ProcrastinateJob
from tqdm import tqdm

from earful.intake.models import Item

WARM = 0.1  # share of the backlog before the clock starts: workers start, and load what they judge with
PATIENCE = 300.0


def rate(workers: int) -> float:
    """Items a second, from the whole backlog that waits now."""
    backlog = _left()
    with _hired(workers), tqdm(total=backlog, desc=f"{workers} at work", disable=None, file=sys.stderr) as bar:
        begun, at_begin = 0.0, backlog
        until = time.monotonic() + PATIENCE
        while left := _left():
            bar.update(backlog - left - bar.n)
            if not begun and left < backlog * (1 - WARM):
                begun, at_begin = time.perf_counter(), left
            if time.monotonic() > until:
                raise TimeoutError(f"{left} items are still waiting.")
            time.sleep(0.05)
        return round(at_begin / max(time.perf_counter() - begun, 0.001), 1)


def forget_jobs() -> None:
    """What waits besides is done in this process, or not at all."""
    ProcrastinateJob.objects.filter(status="todo").delete()


def _left() -> int:
    return Item.objects.exclude(state="placed").count()


@contextmanager
def _hired(workers: int) -> Iterator[None]:
    command = [sys.executable, "-P", "-m", "earful.cli.main", "work"]
    hired = [subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL) for _ in range(workers)]  # noqa: S603 -- our own module
    try:
        yield
    finally:
        for one in hired:
            one.send_signal(signal.SIGTERM)
        for one in hired:
            one.wait(30)
