import argparse
import os
from pathlib import Path

from earful.channels.sandbox.town import server
from earful.cli.address import check_free
from earful.kit import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What differs from the settings."""
    env = environment.read(os.environ)
    parser.add_argument("--port", type=int, default=env.town_port, help="default: EARFUL_TOWN_PORT")
    parser.add_argument("--data", type=Path, default=env.data_dir / "town", help="folder for what the town remembers")
    parser.add_argument("--seed", type=int, default=env.town_seed, help="the same seed makes the same life")
    parser.add_argument("--speed", type=float, default=env.town_speed, help="how fast life goes; 1 is calm")
    quiet = "no life of its own: only what is posted to it; default: EARFUL_TOWN_QUIET"
    parser.add_argument("--quiet-start", action="store_true", default=env.town_quiet, help=quiet)


def run(options: argparse.Namespace) -> int:
    """Run the town until told to stop."""
    check_free(server.HOST, options.port, "EARFUL_TOWN_PORT")
    return server.run(options.data, options.port, options.seed, options.speed, options.quiet_start)
