"""The bench's pages wait and put together as the desk's own script does."""

import re
from pathlib import Path

from earful.bench import screens

SCRIPT = Path(screens.__file__).parents[1] / "web" / "static" / "web" / "js" / "live.js"


def test_the_bench_rests_as_the_script_does() -> None:
    told = dict(
        re.findall(r"^const (SOONEST|LATEST|REST|SPREAD|COUNTS|REMAINS) = (\d+);", SCRIPT.read_text(), re.MULTILINE)
    )
    assert {name: int(value) for name, value in told.items()} == {
        "SOONEST": screens.SOONEST * 1000,
        "LATEST": screens.LATEST * 1000,
        "REST": screens.REST,
        "SPREAD": screens.SPREAD * 1000,
        "COUNTS": screens.COUNTS * 1000,
        "REMAINS": screens.REMAINS * 1000,
    }
