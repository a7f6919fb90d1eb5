"""Whether the silence alarm tells planted outages and leaves chance alone, on synthetic accounts and on real counts of mentions."""

import argparse
import csv
import gzip
import random
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from earful.bench.frame import Bar, Measured
from earful.bench.silences import Told, lived
from earful.bench.speaking import ACCOUNTS, spoken

SENTENCE = (
    "The silence alarm: planted outages found, false alarms on ten synthetic accounts and on real counts of mentions."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where real counts are."""
    parser.add_argument("--data", help="a folder with nab_realTweets/*.csv.gz")


def measure(options: argparse.Namespace) -> Measured:
    """Every account, its outages planted by lot."""
    days = 58 if options.quick else 120
    told: dict[str, Told] = {}
    for account in tqdm(ACCOUNTS, desc="Synthetic accounts", file=sys.stderr, disable=None):
        moments = spoken(account, random.Random(f"{options.seed} {account.name}"), days)
        told[account.name] = lived(moments, random.Random(options.seed), outages=5)
    real: dict[str, Told] = {}
    for file in sorted(Path(options.data).glob("nab_realTweets/*.csv.gz")) if options.data else ():
        real[file.name.removesuffix(".csv.gz")] = lived(_counts(file), random.Random(options.seed), outages=5)
    every = [*told.values(), *real.values()]
    planted = sum(one.planted for one in every)
    return Measured(
        {"synthetic": _plain(told), "real": _plain(real)},
        (
            Bar("outages_found", sum(one.found for one in every) / max(planted, 1), ">=", 1.0),
            Bar("most_false_alarms_a_month", round(max(one.false / one.months for one in every), 2), "<=", 1.0),
        ),
    )


def _plain(told: dict[str, Told]) -> dict[str, Any]:
    return {name: asdict(one) for name, one in told.items()}


def _counts(file: Path) -> list[datetime]:
    """Of counts in five minutes each: one moment where anything was said at all."""
    with gzip.open(file, "rt") as lines:
        rows = [(row["timestamp"], float(row["value"])) for row in csv.DictReader(lines)]
    return [datetime.fromisoformat(at).replace(tzinfo=UTC) for at, value in rows for _ in range(round(value))]
