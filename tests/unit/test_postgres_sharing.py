import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from earful.kit import cluster, postgres, premises

HOLDER = """
import sys
from pathlib import Path
from earful.kit.cluster import cluster
with cluster(Path(sys.argv[1]), fsync=False) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="earful-test-"))
    folder.chmod(0o755)
    yield folder
    if pid := server(folder):
        os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def server(data_dir: Path) -> int | None:
    """The server's process; None once it is gone."""
    return postgres._pid(premises.find(data_dir))


def hold(data_dir: Path) -> subprocess.Popen[str]:
    """Another process that shares the database until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=30)
    return process.returncode


def note(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create table note (words text)")
        connection.execute("insert into note values ('kept')")


def kept(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("select words from note").fetchall() == [("kept",)]


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + 10
    while postgres._is_server(pid) and time.monotonic() < until:
        time.sleep(0.05)


def test_it_runs_for_one_block_and_keeps_its_rows(data_dir: Path) -> None:
    with cluster.cluster(data_dir, fsync=False) as url:
        note(url)
        assert server(data_dir)
    assert server(data_dir) is None
    with cluster.cluster(data_dir, fsync=False) as url:
        assert kept(url)


def test_rows_are_written_for_sure_unless_asked_otherwise(data_dir: Path) -> None:
    with cluster.cluster(data_dir) as url, psycopg.connect(url) as connection:
        shown = connection.execute("select current_setting('fsync'), current_setting('timezone')").fetchone()
        assert shown == ("on", "UTC")
        assert connection.execute("select current_setting('listen_addresses')").fetchone() == ("",)
        connection.execute("create extension pg_trgm")


def test_the_last_one_to_leave_stops_it(data_dir: Path) -> None:
    other = hold(data_dir)
    url = told(other)
    with cluster.cluster(data_dir, fsync=False) as mine:
        assert mine == url
    assert server(data_dir)
    assert end(other) == 0
    assert server(data_dir) is None


def test_two_first_starts_at_once_share_one_server(data_dir: Path) -> None:
    first, second = hold(data_dir), hold(data_dir)
    assert told(first) == told(second) != ""
    assert (end(first), end(second)) == (0, 0)
    assert server(data_dir) is None


def test_a_forked_copy_leaves_nothing(data_dir: Path) -> None:
    share = cluster.start(data_dir, fsync=False)
    child = os.fork()
    if child == 0:
        share.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert share.answers()
    share.leave()
    assert server(data_dir) is None


def test_a_server_left_by_a_killed_process_is_used(data_dir: Path) -> None:
    other = hold(data_dir)
    note(told(other))
    other.kill()
    other.communicate()
    left = server(data_dir)
    assert left
    with cluster.cluster(data_dir, fsync=False) as url:
        assert server(data_dir) == left
        assert kept(url)
    assert server(data_dir) is None


def test_after_kill_9_of_everything_the_rows_are_there(data_dir: Path) -> None:
    other = hold(data_dir)
    note(told(other))
    left = server(data_dir)
    assert left
    os.kill(left, signal.SIGKILL)
    other.kill()
    other.communicate()
    with cluster.cluster(data_dir) as url:
        assert kept(url)


def test_a_server_that_dies_can_be_revived(data_dir: Path) -> None:
    share = cluster.start(data_dir, fsync=False)
    note(share.url)
    left = server(data_dir)
    assert left
    os.kill(left, signal.SIGKILL)
    wait_until_gone(left)
    assert not share.answers()
    share.revive()
    assert kept(share.url)
    share.leave()
