"""A whole desk as its owner starts it: `earful up` in a folder of its own, on ports nobody else uses."""

import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psutil

from tests import prepared

READY = re.compile(r"Earful is ready: (http://127\.0\.0\.1:\d+)/  Sign in once with \1(/sign-in/once/\?\S+)")
COMMAND = [str(Path(sys.executable).with_name("earful"))]


class Desk:
    """A data folder and the ports that go with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = three_free_ports()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EARFUL_", "DATABASE_URL"))}
        self.environ = {**kept, "EARFUL_DATA": str(folder), "EARFUL_PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None
        self.link = ""

    def up(self, seconds: float = 300) -> None:
        """Start everything and wait for the one line."""
        said, progress = self.folder / "up.said", self.folder / "up.progress"
        with said.open("wb") as out, progress.open("wb") as err:
            self.process = subprocess.Popen([*COMMAND, "up"], env=self.environ, stdout=out, stderr=err)
        eventually(lambda: said.read_text().endswith("\n") or self.process.poll() is not None, seconds)
        ready = READY.fullmatch(said.read_text().strip())
        assert ready, f"not ready: {said.read_text()!r} {progress.read_text()!r}"
        assert ready[1].endswith(f":{self.port}")
        self.link = ready[2]

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env={**self.environ, **settings},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def get(self, path: str, form: dict[str, str] | None = None, cookie: str = "") -> tuple[int, dict[str, str]]:
        """The status and headers of a page, or of sending a form there; 0 when nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
            answer = line.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}
        except OSError:
            return 0, {}
        finally:
            line.close()

    def children(self) -> dict[str, psutil.Process]:
        """The processes of `up` by name."""
        assert self.process
        found = psutil.Process(self.process.pid).children()
        return {name: child for child in found if (name := name_of(child))}

    def server(self) -> int:
        """The database's process; 0 while there is none."""
        try:
            return int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return 0

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        assert self.process
        self.process.terminate()
        return self.process.wait(60)

    def kill_everything(self) -> None:
        """As a power cut would, but for the disk."""
        assert self.process
        doomed = [self.process.pid, *(c.pid for c in psutil.Process(self.process.pid).children(recursive=True))]
        for pid in (*doomed, self.server()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def a_desk(*, bare: bool = False) -> Iterator[Desk]:
    """A desk, and nothing left of it afterwards. Its database has its tables already, unless it is `bare`."""
    folder = Path(tempfile.mkdtemp(prefix="earful-desk-"))
    folder.chmod(0o755)
    desk = Desk(folder)
    with ExitStack() as after:
        after.callback(shutil.rmtree, folder, ignore_errors=True)
        if not bare:
            prepared.lay(folder)
        after.callback(end, desk)
        yield desk


def end(desk: Desk) -> None:
    """Make sure that nothing runs any more."""
    if desk.process and desk.process.poll() is None:
        desk.stop()
    note = desk.folder / "postgres" / "postmaster.pid"
    if note.exists():
        desk.run("doctor")  # takes the database over and stops it


def name_of(child: psutil.Process) -> str:
    """Which command a process runs; nothing once it is dead."""
    try:
        return child.cmdline()[-1]
    except (psutil.Error, IndexError):
        return ""


def three_free_ports() -> int:
    """The first of three neighbouring ports that nobody uses.

    Below those from which every connection takes one: they are used only later, and another test's could have it by then.
    """
    for _ in range(100):
        first = random.SystemRandom().randrange(12_000, 32_000)
        with ExitStack() as held:
            try:
                for port in (first, first + 1, first + 2):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first
    raise AssertionError("no three free ports in a row")


def eventually(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something becomes true within a while."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
