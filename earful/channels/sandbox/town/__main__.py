"""Start the town: `python -m earful.channels.sandbox.town --port 8611 --data DIR`."""

import argparse
import sys
from pathlib import Path

from earful.channels.sandbox.town.server import run


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="earful.channels.sandbox.town", description="A pretend social network.")
    parser.add_argument("--port", type=int, default=8611, help="port on this machine; 0 takes any free one")
    parser.add_argument("--data", type=Path, required=True, help="folder for what the town remembers")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same life")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast life goes; 1 is calm")
    parser.add_argument("--quiet-start", action="store_true", help="no life of its own: only what is posted to it")
    given = parser.parse_args()
    return run(given.data, given.port, given.seed, given.speed, given.quiet_start)


if __name__ == "__main__":
    sys.exit(main())
