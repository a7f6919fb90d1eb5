import argparse
import json
import os
from collections.abc import Iterator

import django

from earful.cli import packages, room
from earful.cli.ground import database
from earful.cli.trouble import Trouble
from earful.kit import environment
from earful.kit.environment import Environment
from earful.kit.premises import DatabaseRefused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For people, or for programs."""
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """Look at everything; 1 if anything needs a person."""
    found = list(_look(environment.read(os.environ)))
    if options.json:
        print(
            json.dumps(
                {
                    "well": all(well for _, well, _ in found),
                    "findings": [{"topic": topic, "well": well, "words": words} for topic, well, words in found],
                },
                indent=2,
            )
        )
    else:
        for topic, well, words in found:
            print(f"{'ok' if well else 'attention':10} {topic}: {words}")
    return 0 if all(well for _, well, _ in found) else 1


def _look(env: Environment) -> Iterator[tuple[str, bool, str]]:
    finding = room.disk(env.data_dir)
    yield finding.topic, finding.well, finding.words
    if broken := packages.look():
        yield broken.topic, broken.well, broken.words
        return
    try:
        with database(env):
            django.setup()
            from earful.cli import checks  # noqa: PLC0415 -- it reads Django's models, which need the settings first

            for finding in checks.examine(env):
                yield finding.topic, finding.well, finding.words
    except (Trouble, DatabaseRefused) as trouble:
        yield "database", False, trouble.words
