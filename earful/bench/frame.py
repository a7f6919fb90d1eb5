"""What every bench shares: figures, bars, and the one JSON object that comes of it."""

import argparse
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from earful.kit import clock

OPERATORS = {">=": float.__ge__, "<=": float.__le__}


@dataclass(frozen=True, slots=True)
class Bar:
    """What was promised of one figure. `op` is ">=" or "<="."""

    name: str
    value: float
    op: str
    limit: float

    @property
    def ok(self) -> bool:
        """Whether the promise is kept."""
        return OPERATORS[self.op](float(self.value), float(self.limit))

    def as_json(self) -> dict[str, Any]:
        """For printing."""
        return {"name": self.name, "value": self.value, "op": self.op, "limit": self.limit, "ok": self.ok}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a bench found."""

    figures: Mapping[str, Any]
    bars: Sequence[Bar] = field(default_factory=tuple)


class Bench(Protocol):
    """A module of this room. `options` has `quick` and `seed` besides the bench's own."""

    SENTENCE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Its own options."""

    def measure(self, options: argparse.Namespace) -> Measured:
        """Run in an empty, migrated database. Progress goes to standard error, nothing to standard output."""


def printed(name: str, seed: int, load: float, measured: Measured) -> str:
    """The report of a bench. `load` is how many others wanted the processors when it began."""
    return json.dumps(
        {
            "bench": name,
            "at": clock.now().isoformat(timespec="seconds"),
            "machine": {**machine(), "load_before": round(load, 2)},
            "seed": seed,
            "figures": dict(measured.figures),
            "bars": [bar.as_json() for bar in measured.bars],
        },
        indent=1,
    )


def machine() -> dict[str, Any]:
    """What it ran on; a bare time says nothing without it."""
    with connection.cursor() as cursor:
        cursor.execute("select split_part(version(), ' ', 2), current_setting('fsync'), "
                       "current_setting('synchronous_commit')")  # fmt: skip
        postgres, fsync, commit = cursor.fetchone()
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "postgres": postgres,
        "fsync": fsync,
        "synchronous_commit": commit,
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
