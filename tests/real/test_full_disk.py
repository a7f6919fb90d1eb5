"""A disk that is nearly full, full, and emptied again; and a disk of logs that takes nothing."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from running_desk import Desk, end, eventually
from troubled import Troubled, at_work, waits

SIZE = "450m"
HINT = "This story mounts a small file system. Run it as root, in a container too one that may mount (CAP_SYS_ADMIN)."


@contextmanager
def a_small_disk() -> Iterator[Path]:
    """A file system of its own; gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="earful-small-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "tmpfs", place], check=False)
    if mounted.returncode != 0:
        place.rmdir()
        pytest.fail(HINT)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)
        place.rmdir()


@contextmanager
def a_desk_in(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder)
    with ExitStack() as after:
        after.callback(shutil.rmtree, folder, ignore_errors=True)
        after.callback(end, desk)
        yield desk


@pytest.fixture
def folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="earful-desk-"))
    made.chmod(0o755)
    return made


def fill(disk: Path, but: int = 0) -> Path:
    """Until nothing more can be written, or so many bytes are left."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (2**20, 4096, 1):
            try:
                while shutil.disk_usage(disk).free > but:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


def test_a_full_disk_loses_and_doubles_nothing(folder: Path) -> None:
    with a_small_disk() as disk, a_desk_in(folder) as own:
        (folder / "postgres").symlink_to(disk / "postgres")
        with at_work(own) as desk:
            fill(disk, but=200 * 2**20)
            little_room_is_said_before_it_is_none(desk)
            asked = desk.town.says("Where is my parcel?", by="early")
            desk.arrives(asked)
            number = desk.answer(asked, "It is on its way.")
            ballast = fill(disk)
            said = [desk.town.says(f"{number} {os.urandom(1200).hex()}", by=f"full{number}") for number in range(60)]
            words_of_a_full_disk(desk)
            time.sleep(10)  # the undo window ends, and whoever wants to send finds no room either
            assert len(desk.town.answers(asked)) <= 1
            ballast.unlink()
            desk.arrives(*said, seconds=90)
            desk.becomes(number, "sent", 90)
            assert desk.town.answers(asked) == ["It is on its way. ^AO"]
            doubled = desk.ask("select external_id from conversations_turn group by 1 having count(*) > 1")
            assert doubled == []
            waits(lambda: desk.account()["health"] == "good", "a green dot")


def little_room_is_said_before_it_is_none(desk: Troubled) -> None:
    """On the pages, to machines, and by the doctor."""
    with desk.person() as person:
        assert "The disk is nearly full" in person.get("/desk/needs/").text
    assert httpx.get(f"{desk.api.base_url}/healthz").json() == {
        "ok": True,
        "database": True,
        "tables": True,
        "room": False,
    }
    assert "attention  disk:" in desk.desk.run("doctor").stdout


def words_of_a_full_disk(desk: Troubled) -> None:
    """Whoever listens, or asks for a page that writes, is told in words; nobody gets a traceback."""

    def told() -> bool:
        return any(line["event"] == "database_away" for line in desk.logged("listen"))

    waits(told, "listen to say that nothing can be stored", 60)
    why = {line["why"] for line in desk.logged("listen") if line["event"] == "database_away"}
    assert why <= {"full", "gone"}
    assert not any("exception" in line for line in desk.logged("listen"))
    assert "attention  disk:" in desk.desk.run("doctor").stdout


def test_a_full_log_disk_ends_nobody(folder: Path) -> None:
    """/dev/full takes nothing, as a full disk does."""
    logs = folder / "log"
    logs.mkdir()
    for name in ("web", "live", "listen", "work", "town"):
        (logs / f"{name}.log").symlink_to("/dev/full")
    with a_desk_in(folder) as own, at_work(own) as desk:
        before = {name: child.pid for name, child in own.children().items()}
        rows = own.server()
        assert rows > 0
        os.kill(rows, signal.SIGKILL)  # there is much to say about this
        asked = desk.town.says("Is anybody there?", by="unlogged")
        assert eventually(lambda: is_heard(desk, asked), 60)
        number = desk.answer(asked, "We are.")
        desk.becomes(number, "sent", 60)
        assert {name: child.pid for name, child in own.children().items()} == before


def is_heard(desk: Troubled, post: str) -> bool:
    try:
        return desk.heard(post)
    except psycopg.Error:
        return False
