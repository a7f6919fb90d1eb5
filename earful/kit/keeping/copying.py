"""Writing a database out and reading it in again, with PostgreSQL's own pg_dump and pg_restore."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from earful.kit import premises
from earful.kit.keeping.strongbox import Unopenable

CHUNK = 8 * 1024 * 1024
# Written by a newer pg_dump for an older server, which does not know it and does not need it.
HARMLESS = ("transaction_timeout",)


def dump(url: str, snapshot: str) -> Iterator[bytes]:
    """The whole database as the exported `snapshot` sees it, in pieces. Raises Unopenable when it cannot be had."""
    command = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    address, environ = _entrance(url)
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 -- PostgreSQL's own program
            [_program(command[0]), *command[1:], f"--dbname={address}"],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        try:
            assert running.stdout
            while piece := running.stdout.read(CHUNK):
                yield piece
            if running.wait() != 0:
                raise Unopenable(f"The database could not be written out: {_last(said)}.")
        finally:
            running.kill()
            running.wait()


def load(url: str, pieces: Iterable[bytes]) -> list[str]:
    """Read a dump into an empty database; what PostgreSQL complained about. Raises what `pieces` raises."""
    address, environ = _entrance(url)
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 -- PostgreSQL's own program
            [_program("pg_restore"), "--no-owner", "--no-privileges", f"--dbname={address}"],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        try:
            assert running.stdin
            try:
                for piece in pieces:
                    running.stdin.write(piece)
                running.stdin.close()
            except BrokenPipeError:
                return [*_complaints(said), "It stopped before the end."]
            running.wait()
        finally:
            running.kill()
            running.wait()
        return _complaints(said)


def _complaints(said: IO[bytes]) -> list[str]:
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return [error for error in errors if not any(word in error for word in HARMLESS)]


def _last(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("pg_dump: error: ").rstrip(".") if lines else "it did not say why"


def _program(name: str) -> Path:
    return premises.programs() / name


def _entrance(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, which goes into the environment: everybody can read a command line."""
    known = conninfo_to_dict(url)
    password = known.pop("password", None)
    environ = {**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "20"}
    if password:
        environ["PGPASSWORD"] = str(password)
    return make_conninfo("", **{name: value for name, value in known.items() if value is not None}), environ
