"""What a whole desk takes: memory of all its processes, seconds until it is ready, and what it does when nothing happens."""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from earful.bench.frame import Bar, Measured
from earful.bench.serving import neighbours

SENTENCE = "A whole running desk: its memory, how soon it is ready, and what it does when idle."
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
TICK = os.sysconf("SC_CLK_TCK")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For how long."""
    parser.add_argument("--minutes", type=float, default=10.0, help="of the sandbox town, before memory counts")


def measure(options: argparse.Namespace) -> Measured:
    """Install once, start warm, listen to the town, then be left alone."""
    seconds = 15.0 if options.quick else options.minutes * 60
    idle_seconds = 10.0 if options.quick else 120.0
    with tempfile.TemporaryDirectory(prefix="earful-footprint-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _up(folder) as first:
            installed_in = first.ready_in
        with _up(folder) as desk:
            _wait(seconds, "With the town")
            memory = _memory(desk.processes())
            town_cpu = _busy(desk, min(idle_seconds, seconds))
        with _up(folder, EARFUL_TOWN="off") as quiet:
            _wait(idle_seconds / 2, "Settling")
            alone = _memory(quiet.processes())
            idle_cpu = _busy(quiet, idle_seconds)
    figures = {
        "first_ready_s": round(installed_in, 1),
        "ready_s": round(desk.ready_in, 1),
        "minutes_of_town": round(seconds / 60, 1),
        "memory_mb": round(sum(memory.values()), 1),
        "memory_by_process_mb": {name: round(megabytes, 1) for name, megabytes in sorted(memory.items())},
        "memory_without_town_mb": round(sum(alone.values()), 1),
        "town_cpu_percent": _percent(town_cpu),
        "idle_cpu_percent": _percent(idle_cpu),
        "idle_cpu_by_process_percent": {name: _percent({name: share}) for name, share in sorted(idle_cpu.items())},
    }
    return Measured(
        figures,
        (
            Bar("memory_mb", float(str(figures["memory_mb"])), "<=", 450),
            Bar("ready_s", desk.ready_in, "<=", 15),
            Bar("idle_cpu_percent", _percent(idle_cpu), "<=", 3),
        ),
    )


@dataclass(frozen=True, slots=True)
class Up:
    """A desk that runs: the process of `earful up`, its folder, and how long it took."""

    pid: int
    folder: Path
    ready_in: float

    def processes(self) -> dict[int, str]:
        """Every process of it, the database's too, by what it is."""
        return dict(_below(self.pid)) | dict(_below(self._database()))

    def _database(self) -> int:
        return int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])


@contextmanager
def _up(folder: Path, **settings: str) -> Iterator[Up]:
    port = neighbours(3)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EARFUL_", "DATABASE_URL"))}
    environ = {**kept, "EARFUL_DATA": str(folder), "EARFUL_PORT": str(port), **settings}
    command = [sys.executable, "-P", "-m", "earful.cli.main", "up"]
    begun = time.monotonic()
    with ExitStack() as after:
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)  # noqa: S603 -- our own module
        after.callback(_end, process)
        assert process.stdout
        said = process.stdout.readline()
        if b"ready" not in said:
            raise RuntimeError("The desk did not become ready.")
        yield Up(process.pid, folder, time.monotonic() - begun)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(60)
        return
    process.kill()
    process.wait()


def _below(pid: int) -> Iterator[tuple[int, str]]:
    """A process and all it has started."""
    with suppress(OSError):
        words = [word.decode(errors="replace") for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
        yield pid, _called([word for word in words if word])
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _below(int(child))


def _called(words: Sequence[str]) -> str:
    first = words[0] if words else ""
    return "database" if "postgres" in first else words[-1]


def _memory(processes: Mapping[int, str]) -> dict[str, float]:
    """Megabytes by process; what several share is counted once, a part for each."""
    found: dict[str, float] = defaultdict(float)
    for pid, name in processes.items():
        with suppress(OSError):
            told = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
            found[name] += int(told[1]) / 1024 if told else 0.0
    return dict(found)


def _busy(desk: Up, seconds: float) -> dict[str, float]:
    """The share of one core each kept busy for a while; what was started and has ended meanwhile included."""
    before = {pid: _spent(pid) for pid in desk.processes()}
    begun = time.monotonic()
    _wait(seconds, "Processors")
    passed = time.monotonic() - begun
    shares: dict[str, float] = defaultdict(float)
    for pid, name in desk.processes().items():
        shares[name] += (_spent(pid) - before.get(pid, 0.0)) / passed
    return dict(shares)


def _spent(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / TICK


def _percent(shares: Mapping[str, float]) -> float:
    return round(sum(shares.values()) * 100, 2)


def _wait(seconds: float, words: str) -> None:
    for _ in tqdm(range(max(int(seconds), 1)), desc=words, file=sys.stderr, disable=None):
        time.sleep(1)
