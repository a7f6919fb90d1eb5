"""The process in which a bench runs: its settings name the bench's own database."""

import argparse
import json
import os
import sys

import django


def main(asked: str) -> int:
    """Bring the database up to date, measure, print; the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earful.settings")
    django.setup()
    from earful.bench import frame  # noqa: PLC0415 -- these read Django's models, which need the settings first
    from earful.bench.main import bench  # noqa: PLC0415 -- likewise
    from earful.cli import tables  # noqa: PLC0415 -- likewise
    from earful.cli.trouble import Trouble  # noqa: PLC0415 -- likewise

    load = os.getloadavg()[0]
    options = argparse.Namespace(**json.loads(asked))
    tables.migrate()
    try:
        measured = bench(options.bench).measure(options)
    except Trouble as trouble:
        print(trouble.words, file=sys.stderr)
        return 1
    print(frame.printed(options.bench, options.seed, load, measured))
    return 0 if all(bar.ok for bar in measured.bars) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
