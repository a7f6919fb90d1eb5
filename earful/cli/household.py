"""The processes of `earful up`: started, watched, started again when they die, stopped in order."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from earful.cli import forking
from earful.cli.trouble import Trouble
from earful.kit.premises import tell

LOG_BYTES = 10 * 1024 * 1024
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LONGEST_AFTER_KILL = 4.0  # somebody from outside ended it, or told it to end: it is not to blame
KILLED = (0, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)
SETTLED = 10.0  # who has run this long was well: it was ended from outside, and begins with the shortest pause again
STUMBLES = 3  # how often one may end before all are ready


class Child:
    """One process, in a session of its own so that Ctrl-C at the terminal reaches only its parent.

    `name` is its command; `mark` tells several of one command apart.
    """

    def __init__(self, name: str, mark: str, grace: float, logs: Path, rope: int) -> None:
        self.name, self.grace, self.log = name, grace, logs / f"{name}{mark}.log"
        self.called = f"{name}{mark}"
        self._rope = rope
        self._process: forking.Process | None = None
        self._started = self._again = 0.0
        self.ends = 0

    def start(self) -> None:
        """Start it; what it says goes to its log."""
        with self._opened() as log:
            self._process = forking.begin(self.name, self._rope, log)
        self._started = time.monotonic()

    def _opened(self) -> BinaryIO:
        """Its log; where that cannot be opened, because the disk is full or closed, it starts all the same."""
        try:
            if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
                self.log.rename(self.log.with_suffix(".log.1"))
            return self.log.open("ab")
        except OSError as error:
            tell(f"{self.called} starts without a log: {self.log} cannot be written ({error.strerror}).")
            return Path(os.devnull).open("ab")

    def tend(self) -> None:
        """If it has ended, say so and start it again after a pause that grows."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._again:
                self.start()
            return
        ended = self._process.poll()
        if ended is None:
            return
        self._kill_rest()
        self._process = None
        self.ends = 1 if now - self._started > SETTLED else self.ends + 1
        longest = LONGEST_AFTER_KILL if ended in KILLED else LONGEST_PAUSE
        pause = min(SHORTEST_PAUSE * 2 ** (self.ends - 1), longest)
        self._again = now + pause
        how = f"signal {-ended}" if ended < 0 else f"status {ended}"
        tell(f"{self.called} ended ({how}) and starts again in {pause:.1f} s; its log: {self.log}")

    def stop(self) -> None:
        """Ask it to end, and make it end when it does not."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(self.grace)
            except subprocess.TimeoutExpired:
                tell(f"{self.called} did not stop in time and was ended.")
        self._kill_rest()
        self._process.wait()
        self._process = None

    @property
    def pid(self) -> int | None:
        """Its process number while it runs."""
        return self._process.pid if self._process else None

    def last_words(self) -> str:
        """The last line of its log."""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 2000))
            lines = log.read(2000).decode(errors="replace").strip("\0 \n").splitlines()  # a device has no end
        return lines[-1][:300] if lines else "nothing"

    def _kill_rest(self) -> None:
        """Whatever it has started goes with it."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return  # nobody is left


class Household:
    """All children. `graces` names them in the order in which they stop, with the seconds each may take.

    `copies`: how many there are of one that is needed more than once.
    """

    def __init__(self, graces: Sequence[tuple[str, float]], logs: Path, copies: Mapping[str, int]) -> None:
        logs.mkdir(exist_ok=True)
        rope, self._held = os.pipe()
        self.children = [
            Child(name, "" if number == 1 else f"-{number}", grace, logs, rope)
            for name, grace in graces
            for number in range(1, copies.get(name, 1) + 1)
        ]

    def start(self) -> None:
        """Start all, those that stop last first."""
        for child in reversed(self.children):
            child.start()

    def tend(self, *, beginning: bool = False) -> None:
        """Look after each. While all begin, one that keeps ending is Trouble."""
        for child in self.children:
            child.tend()
            if beginning and child.ends >= STUMBLES:
                raise Trouble(f"{child.called} does not start. It said: {child.last_words()} (more in {child.log})")

    def stop(self) -> None:
        """Stop all, one after the other."""
        for child in self.children:
            child.stop()
