"""`earful bench chaos`, short: a desk of its own, a few kills, and nothing lost, doubled, blocked or uncertain."""

import json
import subprocess
import sys

COMMAND = [sys.executable, "-P", "-m", "earful.cli.main", "bench", "chaos"]
ZEROS = {"lost", "doubled", "repeated", "blocked", "uncertain", "false", "stuck", "deaf", "uncounted"}


def test_a_desk_that_is_killed_again_and_again_keeps_every_promise() -> None:
    done = subprocess.run(
        [*COMMAND, "--quick", "--kills", "5", "--seed", "3"], capture_output=True, text=True, timeout=560, check=False
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
