import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from earful.kit import cluster, postgres, premises
from earful.kit.cluster import DatabaseRefused

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to run PostgreSQL as")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="earful-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder only its owner may enter, and no trace of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="earful-closed-"))
    yield folder
    for link in folder.rglob("postgres"):
        if link.is_symlink():
            shutil.rmtree(link.readlink().parent, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def refusal(data_dir: Path) -> str:
    with pytest.raises(DatabaseRefused) as caught, cluster.cluster(data_dir, fsync=False):
        pass
    return caught.value.words


def test_a_note_whose_number_is_now_someone_elses_does_not_stop_a_start(data_dir: Path) -> None:
    with cluster.cluster(data_dir, fsync=False):
        note = (data_dir / "postgres" / "postmaster.pid").read_text()
    stale = data_dir / "postgres" / "postmaster.pid"
    stale.write_text(note.replace(note.split("\n")[0], str(os.getpid()), 1))
    with cluster.cluster(data_dir, fsync=False):
        assert postgres.answers(premises.find(data_dir))


def test_rows_of_another_version_are_refused_in_one_sentence(data_dir: Path) -> None:
    with cluster.cluster(data_dir, fsync=False):
        pass
    (data_dir / "postgres" / "PG_VERSION").write_text("14\n")
    words = refusal(data_dir)
    assert "were written by PostgreSQL 14; this Earful brings PostgreSQL 18." in words
    assert "earful upgrade-database" in words


def test_a_broken_setting_is_told_with_postgres_own_reason(data_dir: Path) -> None:
    with cluster.cluster(data_dir, fsync=False):
        pass
    with (data_dir / "postgres" / "postgresql.conf").open("a") as file:
        file.write("work_mem = 'plenty'\n")
    words = refusal(data_dir)
    assert "work_mem" in words or "configuration file" in words
    assert "postgres.log" in words
    assert "\n" not in words


def test_a_killed_first_start_leaves_nothing_half_made(data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir()
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    with cluster.cluster(data_dir, fsync=False):
        assert not (data_dir / "postgres.new").exists()


def test_a_long_or_odd_path_still_has_a_short_socket(data_dir: Path) -> None:
    odd = data_dir / ("far away, " * 12) / "it's $HOME"
    odd.mkdir(parents=True)
    with cluster.cluster(odd, fsync=False) as url:
        socket = Path(url.partition("host=")[2])
        assert len(str(socket)) < 80
        assert socket.stat().st_mode & 0o777 == 0o700
    assert not socket.exists()


@as_root
def test_a_full_disk_is_told_in_one_sentence(data_dir: Path) -> None:
    small = ["mount", "-t", "tmpfs", "-o", "size=40m,mode=755", "earful-test", str(data_dir)]
    if subprocess.run(small, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        words = refusal(data_dir)
    finally:
        subprocess.run(["umount", str(data_dir)], check=True)
    assert words.startswith("The disk is nearly full: 40 MB free")


@as_root
def test_root_in_a_closed_folder_keeps_the_rows_elsewhere_and_says_so(closed: Path) -> None:
    data_dir, said = closed / "var", list[str]()
    data_dir.mkdir()
    with cluster.cluster(data_dir, fsync=False, say=said.append) as url:
        home = (data_dir / "postgres").readlink().parent
        assert home.parent == premises.STATE
        assert home.name.startswith(closed.name)
        assert str(home) in url
    assert [line for line in said if str(home) in line and "cannot enter" in line]
    assert closed.stat().st_mode & 0o777 == 0o700
    said.clear()
    with cluster.cluster(data_dir, fsync=False, say=said.append) as again:
        assert again == url
    assert said == []


@as_root
def test_rows_kept_elsewhere_that_are_gone_are_not_replaced_by_an_empty_desk(closed: Path) -> None:
    with cluster.cluster(closed, fsync=False):
        home = (closed / "postgres").readlink().parent
    shutil.rmtree(home)
    assert f"was kept in {home}, which is gone" in refusal(closed)


@as_root
def test_a_new_data_folder_at_an_old_path_begins_empty(closed: Path) -> None:
    with cluster.cluster(closed, fsync=False) as url:
        first = (closed / "postgres").readlink().parent
    (closed / "postgres").unlink()
    with cluster.cluster(closed, fsync=False) as other:
        assert other != url
    shutil.rmtree(first)


@as_root
def test_programs_that_the_system_user_cannot_reach_are_copied_once(closed: Path) -> None:
    wheel = premises._wheel()
    shutil.copytree(wheel, closed / wheel.name, symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), closed / f"{wheel.name}.libs")
    person = premises._someone()
    programs = premises._passable(closed / wheel.name / "pginstall" / "bin", person)
    assert programs.is_relative_to(premises.STATE)
    said: list[str] = []
    premises._copy_programs(closed / wheel.name, programs.parents[2], said.append)
    assert len(said) == 1
    assert premises.run_as(person, programs / "initdb", "--version").returncode == 0
    shutil.rmtree(programs.parents[2])
