"""`earful bench` in a database of its own, small: one bench at a time, so all are in this file."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from earful.bench import corpus, topics, triage

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
        timeout=1200,
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


def test_the_bench_of_triage_judges_what_nothing_learns_from_and_tries_the_recipe(tmp_path: Path) -> None:
    for folder in ("complaints", "sms_spam"):
        (tmp_path / folder).mkdir()
        with gzip.open(tmp_path / folder / "data.csv.gz", "wt", encoding="utf-8") as file:
            file.write("text,label\n" + "\n".join(f"{folder} says {n % 7},{n % 2}" for n in range(60)))
    (tmp_path / "banking77").mkdir()
    with gzip.open(tmp_path / topics.BANK, "wt", encoding="utf-8") as file:
        file.write("text,label,split\n" + "\n".join(f"matter {n % 20} again {n},m{n % 20},train" for n in range(240)))
    done = subprocess.run(
        [*COMMAND, "triage", "--quick", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )

    found = json.loads(done.stdout)
    figures = found["figures"]
    assert figures["corpus"]["items"] == len([item for item in corpus.read() if item.aside][:: triage.FEWER])
    assert set(figures["by_language"]) == set(corpus.LANGUAGES)
    assert set(figures["taught"]) == {"complaints", "sms_spam", "banking77"}, "those that are there"
    assert figures["topics_of_a_bank"]["matters"] == 20
    assert 0.0 <= figures["topics_of_a_bank"]["given_the_right_topic"] <= 1.0
    assert figures["taught"]["complaints"]["texts"] == 60
    assert figures["taught"]["sms_spam"]["texts"] == 14, "each text with its label once"
    assert set(figures["unseen"]) == {"complaints"}
    assert done.returncode == (0 if all(bar["ok"] for bar in found["bars"]) else 1)


@pytest.mark.parametrize("arguments", [[], ["nothing"]])
def test_a_bench_that_is_not_there_is_refused(arguments: list[str]) -> None:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=1200, check=False)

    assert done.returncode == 2
    assert "NAME" in done.stderr


def test_a_desk_that_is_killed_again_and_again_keeps_every_promise() -> None:
    done = subprocess.run(
        [*COMMAND, "chaos", "--quick", "--kills", "5", "--seed", "3"],
        capture_output=True,
        text=True,
        timeout=1200,
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


def test_the_bench_of_what_is_ignored_equals_the_towns_truth() -> None:
    done = subprocess.run(
        [*COMMAND, "ignored", "--quick", "--threads", "25"], capture_output=True, text=True, timeout=1200, check=False
    )
    found = json.loads(done.stdout)
    assert [bar["name"] for bar in found["bars"] if not bar["ok"]] == [], done.stderr
    assert found["figures"]["unheard"] == [7, 7]
    assert found["figures"]["ignored"][0] > 0
    assert found["figures"]["stored_twice"] == 0
    assert done.returncode == 0


def test_the_bench_of_routing_hands_out_and_finds_nothing_wrong() -> None:
    done = subprocess.run(
        [*COMMAND, "routing", "--quick", "--items", "60"], capture_output=True, text=True, timeout=1200, check=False
    )
    found = json.loads(done.stdout)
    assert found["figures"]["items"] == 60
    assert found["figures"]["people"] == 40
    assert found["figures"]["positions_looked_at"] > 0
    assert [bar["name"] for bar in found["bars"] if not bar["ok"]] == []
    assert done.returncode == 0


def test_the_bench_of_suggestions_finds_answers_and_says_what_it_needs(tmp_path: Path) -> None:
    """Two brands that answer in the words of the question: each is found, by us and by the plain way."""
    things = ("router", "parcel", "monocle", "zeppelin", "invoice", "lantern")
    with gzip.open(tmp_path / "conversations.jsonl.gz", "wt", encoding="utf-8") as file:
        for number, thing in enumerate(things):
            turns = [
                {"role": "customer", "text": f"@Brand{number % 2} Where is my {thing}?"},
                {"role": "agent", "text": f"@user1 Your {thing} is on its way and comes tomorrow. ^AO"},
            ]
            file.write(json.dumps({"company": f"Brand{number % 2}", "turns": turns}) + "\n")

    done = subprocess.run(
        [*COMMAND, "suggestions", "--quick", "--passages", "60", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )

    found = json.loads(done.stdout)
    assert (found["figures"]["turns"], found["figures"]["answers"], found["figures"]["brands"]) == (6, 6, 2)
    assert found["figures"]["all_brands"]["suggestions"] == {"hit_rate": 1.0, "mean_reciprocal_rank": 1.0}
    assert found["figures"]["own_brand"]["plain_full_text"]["hit_rate"] == 1.0
    assert found["figures"]["grown"]["passages"] == 60
    assert {bar["name"] for bar in found["bars"]} >= {"p95_ms", "all_brands_hit_rate_over_plain"}
    assert done.returncode == 0

    bare = subprocess.run([*COMMAND, "suggestions"], capture_output=True, text=True, timeout=1200, check=False)
    assert bare.returncode == 1
    assert "Say where the real conversations are: --data DIR" in bare.stderr
    assert "Traceback" not in bare.stderr
