import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.flow.running_desk import Desk, a_desk

COMMANDS = ("doctor", "import", "replay", "listen", "work", "bench", "openapi", "migrate", "manage", "town", "signin")


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk that has never run."""
    with a_desk(bare=True) as desk:
        yield desk


def refused(desk: Desk, *command: str, **settings: str) -> str:
    ended = desk.run(*command, **settings)
    assert ended.returncode == 1, ended
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr.strip()


@pytest.mark.parametrize(("shift", "setting"), [(0, "EARFUL_PORT"), (1, "EARFUL_LIVE_PORT"), (2, "EARFUL_TOWN_PORT")])
def test_a_port_in_use_is_named_before_anything_starts(desk: Desk, shift: int, setting: str) -> None:
    with socket.create_server(("127.0.0.1", desk.port + shift)):
        words = refused(desk, "up")
    assert words == (
        f"Port {desk.port + shift} is used by another program. Stop that, or set {setting} to a free port."
    )
    assert not (desk.folder / "postgres").exists()


def test_a_database_that_cannot_be_reached_is_told_without_its_password(desk: Desk) -> None:
    url = f"postgresql://someone:hunter2@127.0.0.1:{desk.port}/desk"
    for command in ("up", "signin", "migrate"):
        words = refused(desk, command, DATABASE_URL=url)
        assert words.startswith(f"The database at 127.0.0.1:{desk.port}/desk cannot be used")
        assert "hunter2" not in words


def test_the_doctor_tells_it_too(desk: Desk) -> None:
    ended = desk.run("doctor", DATABASE_URL=f"postgresql://127.0.0.1:{desk.port}/desk")
    assert ended.returncode == 1
    assert "attention  database: The database at 127.0.0.1:" in ended.stdout


def test_another_kind_of_database_is_refused(desk: Desk) -> None:
    assert "Earful keeps everything in PostgreSQL 15 or newer" in refused(desk, "up", DATABASE_URL="sqlite:///desk.db")


def test_a_setting_that_makes_no_sense_is_refused(desk: Desk) -> None:
    assert refused(desk, "up", EARFUL_PORT="high").startswith("EARFUL_PORT is 'high'")


def test_an_address_of_another_machine_is_refused(desk: Desk) -> None:
    assert "Check EARFUL_HOST" in refused(desk, "up", EARFUL_HOST="192.0.2.1")


def test_a_command_nobody_knows_is_refused(desk: Desk) -> None:
    assert refused(desk, "dance") == "There is no command dance. Run earful without one to see them all."


def test_without_a_command_all_are_listed(desk: Desk) -> None:
    listed = desk.run()
    assert listed.returncode == 0
    assert listed.stdout.splitlines()[2].split()[0] == "up"
    for command in COMMANDS:
        assert f"  {command} " in listed.stdout


def test_a_database_of_ones_own_must_be_brought_up_to_date_on_purpose(desk: Desk) -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(desk.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert keeper.stdout
    url = keeper.stdout.readline().strip()
    try:
        assert refused(desk, "signin", DATABASE_URL=url) == "The database is not up to date. Run earful migrate first."
        assert desk.run("migrate", DATABASE_URL=url).returncode == 0
        assert desk.run("migrate", DATABASE_URL=url).stdout == "The database is up to date.\n"
    finally:
        keeper.communicate()


def test_a_data_folder_that_cannot_be_made_is_refused(desk: Desk) -> None:
    assert refused(desk, "up", EARFUL_DATA=os.devnull + "/var").startswith("EARFUL_DATA: the folder")


KEEPER = """
import sys
from pathlib import Path
from earful.kit.cluster import cluster
with cluster(Path(sys.argv[1]), fsync=False) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
