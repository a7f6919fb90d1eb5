"""`earful bench NAME`: makes an empty database, runs the bench there in a process of its own, and removes it."""

import argparse
import importlib
import json
import os
import subprocess
import sys
from typing import cast

from earful.bench.frame import Bench
from earful.bench.ground import own_database
from earful.kit import environment

BENCHES = {
    "chaos": "earful.bench.chaos",
    "desk": "earful.bench.desk",
    "footprint": "earful.bench.footprint",
    "grouping": "earful.bench.grouping",
    "guard": "earful.bench.guard",
    "ignored": "earful.bench.ignored",
    "intake": "earful.bench.intake",
    "listen": "earful.bench.listen",
    "promises": "earful.bench.promises",
    "routing": "earful.bench.routing",
    "saved": "earful.bench.saved",
    "silence": "earful.bench.silence",
    "suggestions": "earful.bench.suggestions",
    "triage": "earful.bench.triage",
    "typing": "earful.bench.keystrokes",
}


def bench(name: str) -> Bench:
    """A bench by its name."""
    return cast(Bench, importlib.import_module(BENCHES[name]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which bench, and its own options."""
    choices = parser.add_subparsers(dest="bench", metavar="NAME", required=True)
    for name in BENCHES:
        found = bench(name)
        own = choices.add_parser(name, help=found.SENTENCE, description=found.SENTENCE)
        own.add_argument("--quick", action="store_true", help="smaller numbers, less than a minute")
        own.add_argument("--seed", type=int, default=7, help="for whatever is drawn by lot")
        found.add_arguments(own)


def run(options: argparse.Namespace) -> int:
    """Run one; 0 when every bar is met, 1 when not. Prints one JSON object."""
    with own_database(environment.read(os.environ).database_url) as url:
        return subprocess.run(  # noqa: S603 -- our own module
            [sys.executable, "-P", "-m", "earful.bench.inside", json.dumps(vars(options))],
            env={**os.environ, "DATABASE_URL": url},
            check=False,
        ).returncode
