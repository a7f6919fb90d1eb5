"""A desk is saved while it works, and comes back whole somewhere else."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.flow.running_desk import COMMAND, Desk, a_desk, eventually

SAVED = re.compile(r"(\S+\.backup\.age): [\d.]+ MB, checked by restoring it: every row came back\.")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A desk with a few matters in it, running."""
    with a_desk() as desk:
        desk.up()
        assert eventually(lambda: number(desk, "conversations_turn") > 5, 60), "the town says nothing"
        yield desk


@pytest.fixture(scope="module")
def saved(desk: Desk) -> Path:
    """A backup of it, made while it works."""
    printed = desk.run("backup")
    found = SAVED.search(printed.stdout)
    assert found, printed
    return Path(found[1])


@pytest.fixture
def empty() -> Iterator[Desk]:
    """A data folder with nothing in it."""
    with a_desk(bare=True) as other:
        yield other


def address(desk: Desk) -> str:
    with (desk.folder / "postgres" / "earful.conf").open() as settings:
        socket = next(line.split("'")[1] for line in settings if line.startswith("unix_socket_directories"))
    return f"postgresql://earful@/earful?host={socket}"


def number(desk: Desk, table: str) -> int:
    with psycopg.connect(address(desk)) as connection:
        row = connection.execute(f"select count(*) from {table}").fetchone()
        return row[0] if row else 0


def databases(desk: Desk) -> list[str]:
    with psycopg.connect(address(desk)) as connection:
        return [row[0] for row in connection.execute("select datname from pg_database order by 1").fetchall()]


def test_it_is_closed_to_others_and_leaves_nothing_behind(desk: Desk, saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert (desk.folder / "backup.key").stat().st_mode & 0o777 == 0o600
    assert databases(desk) == ["earful", "postgres", "template0", "template1"]
    assert list(saved.parent.iterdir()) == [saved]


def test_it_comes_back_in_an_empty_folder_and_runs(saved: Path, desk: Desk, empty: Desk) -> None:
    printed = empty.run("restore", str(saved), "--key", str(desk.folder / "backup.key"))
    assert printed.returncode == 0, printed
    assert f"Every row of {saved} came back." in printed.stdout
    assert (empty.folder / "secret.key").read_text() == (desk.folder / "secret.key").read_text()
    assert "Removed earful_before_" in empty.run("restore", "--remove-old").stdout

    empty.up()

    assert number(empty, "conversations_turn") > 5
    assert empty.get("/healthz")[0] == 200
    refused = empty.run("restore", str(saved), "--key", str(desk.folder / "backup.key"), "--replace")
    assert refused.stderr.startswith("The desk is running")
    empty.stop()
    refused = empty.run("restore", str(saved), "--key", str(desk.folder / "backup.key"))
    assert "add --replace" in refused.stderr
    assert empty.run("restore", str(saved), "--key", str(desk.folder / "backup.key"), "--replace").returncode == 0


def test_what_cannot_be_restored_says_why(saved: Path, desk: Desk, empty: Desk, tmp_path: Path) -> None:
    damaged, cut, strange = tmp_path / "damaged.age", tmp_path / "cut.age", tmp_path / "strange.age"
    content = bytearray(saved.read_bytes())
    cut.write_bytes(content[: len(content) // 2])
    content[len(content) // 2] ^= 4
    damaged.write_bytes(content)
    strange.write_text("a letter to a friend")
    key = ("--key", str(desk.folder / "backup.key"))
    empty.run("backup", "--no-check")  # makes a key of its own
    told = {
        (str(damaged), *key): "is damaged: it was cut off or changed after it was made",
        (str(cut), *key): "is damaged: it was cut off or changed after it was made",
        (str(strange), *key): "is no backup of Earful",
        (str(saved),): "was made with another key",
        (str(saved), "--key", str(strange)): "That is no key for backups",
        (str(saved), "--key", str(tmp_path / "nowhere")): "cannot be read (No such file or directory)",
        (str(tmp_path / "nowhere"), *key): "cannot be read (No such file or directory)",
    }
    for arguments, words in told.items():
        printed = empty.run("restore", *arguments)
        assert (printed.returncode, words in printed.stderr) == (1, True), (arguments, printed)
        assert "Traceback" not in printed.stderr
    assert empty.run("doctor").returncode in (0, 1)


def test_old_ones_are_removed_and_none_is_overwritten(desk: Desk, tmp_path: Path) -> None:
    one = tmp_path / "one.backup.age"
    assert desk.run("backup", str(one), "--no-check").returncode == 0
    assert "exists already" in desk.run("backup", str(one), "--no-check").stderr
    assert "cannot be written" in desk.run("backup", str(tmp_path / "no" / "folder.age"), "--no-check").stderr
    for _ in range(3):
        assert desk.run("backup", f"{tmp_path}/", "--no-check", "--keep", "2").returncode == 0
        time.sleep(1.1)  # their names tell the second
    assert len(list(tmp_path.glob("earful-*.backup.age"))) == 2
    assert one.exists(), "only what has the name of a backup made here is removed"


def test_a_killed_backup_leaves_nothing_that_looks_like_one(desk: Desk, tmp_path: Path) -> None:
    for pause in (0.8, 1.4, 2.0):
        target = tmp_path / f"{pause}.backup.age"
        running = subprocess.Popen(
            [*COMMAND, "backup", str(target), "--no-check"], env=desk.environ, stderr=subprocess.DEVNULL
        )
        time.sleep(pause)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert not target.exists() or desk.run("backup", "--check", str(target)).returncode == 0


def test_a_killed_restore_leaves_the_desk_as_it_was(saved: Path, desk: Desk, empty: Desk) -> None:
    key = ("--key", str(desk.folder / "backup.key"))
    assert empty.run("migrate").returncode == 0
    for pause in (1.0, 2.0, 3.0):
        running = subprocess.Popen(
            [*COMMAND, "restore", str(saved), *key], env=empty.environ, stderr=subprocess.DEVNULL
        )
        time.sleep(pause)
        running.send_signal(signal.SIGKILL)
        running.wait()
    printed = empty.run("restore", str(saved), *key, "--replace")
    assert printed.returncode == 0, printed
    assert empty.run("backup", "--no-check").returncode == 0
    assert empty.run("doctor").returncode in (0, 1)


def test_a_password_in_the_address_is_shown_nowhere() -> None:
    with tempfile.TemporaryDirectory() as folder:
        printed = subprocess.run(
            [*COMMAND, "backup"],
            env={**os.environ, "EARFUL_DATA": folder, "DATABASE_URL": "postgresql://me:hush-hush@127.0.0.1:9/none"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert printed.returncode == 1
    assert "hush-hush" not in printed.stdout + printed.stderr
