"""`earful upgrade-database`: the embedded database's rows, taken over from an older PostgreSQL."""

import argparse
import fcntl
import os
from pathlib import Path

from earful.cli.trouble import Trouble
from earful.kit import environment, majors
from earful.kit.premises import tell


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the old programs are, when they cannot be fetched."""
    parser.add_argument("--programs", type=Path, metavar="FOLDER", help="the programs of the older PostgreSQL")


def run(options: argparse.Namespace) -> int:
    """Copy, compare, change places. Nobody may use the database meanwhile."""
    env = environment.read()
    if not env.embedded:
        raise Trouble("DATABASE_URL names a server of your own; upgrade that with its own tools.")
    users = os.open(env.data_dir / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Trouble("The desk is running. Stop it, then run this again.") from error
    try:
        kept = majors.take_over(env.data_dir, options.programs, tell)
    finally:
        os.close(users)
    print(f"Every row came across. The old ones are kept in {kept}; remove that folder when all is well.")
    return 0
