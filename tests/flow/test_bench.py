"""`earful bench` in a database of its own, small: one bench at a time, so both are in this file."""

import json
import os
import subprocess
import sys

import psycopg
import pytest

COMMAND = [sys.executable, "-P", "-m", "earful.cli.main", "bench"]
ZEROS = {"lost", "doubled", "repeated", "blocked", "uncertain", "false", "stuck", "deaf", "uncounted"}


def databases() -> set[str]:
    """All but those of the tests that run beside this one, which come and go."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        return {
            row[0]
            for row in connection.execute("select datname from pg_database where not starts_with(datname, 'test_')")
        }


def test_a_bench_prints_one_object_and_leaves_nothing_behind() -> None:
    before = databases()

    done = subprocess.run(
        [*COMMAND, "intake", "--quick", "--items", "800", "--grown", "6000"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    found = json.loads(done.stdout)
    assert found["bench"] == "intake"
    assert found["seed"] == 7
    assert (found["figures"]["items_small"], found["figures"]["items_large"]) == (1000, 7000)
    assert found["machine"]["fsync"] == "off", "the database of a test run"
    assert {bar["name"] for bar in found["bars"]} == {
        "batched_per_s",
        "webhooks_per_s",
        "understood_per_s",
        "storing_large_over_small",
        "understanding_large_over_small",
    }
    assert done.returncode == (0 if all(bar["ok"] for bar in found["bars"]) else 1)
    assert databases() == before


@pytest.mark.parametrize("arguments", [[], ["nothing"]])
def test_a_bench_that_is_not_there_is_refused(arguments: list[str]) -> None:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert "NAME" in done.stderr


def test_a_desk_that_is_killed_again_and_again_keeps_every_promise() -> None:
    done = subprocess.run(
        [*COMMAND, "chaos", "--quick", "--kills", "5", "--seed", "3"],
        capture_output=True,
        text=True,
        timeout=560,
        check=False,
    )

    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    bars = {bar["name"]: bar for bar in found["bars"]}
    assert set(bars) == {"strikes", "answers", *ZEROS}
    assert [name for name in bars if not bars[name]["ok"]] == [], done.stderr
    assert done.returncode == 0
    phase = found["figures"]["phases"]["database"]
    assert phase["strikes"] == 5
    assert phase["posts"] > 5
    assert phase["seed"] == 3
