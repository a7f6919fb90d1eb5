"""A whole desk to be troubled: `earful up` in folders of its own, one machine or two, and its processes by kind."""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from earful.cli import leash
from earful.cli.trouble import Trouble

READY = "Earful is ready:"
PATIENCE = 150.0
COMMAND = [sys.executable, "-P", "-m", "earful.cli.main"]
AGENTS = """
import json
from earful.staff import queries
from earful.staff.actions import invite, issue_token
from earful.staff.rules import Role
home = queries.workspace()
names = ["Ana Ortega", "Ben Adeyemi", "Chi Nguyen", "Dara Walsh", "Eli Brandt", "Fay Osei"]
print(json.dumps([issue_token(invite(home, n.split()[0].lower(), n, Role.AGENT), "chaos")[1] for n in names]))
"""


class Machine:
    """One `earful up`: a data folder, ports, and what has been said by it."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.port = _three_free_ports()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EARFUL_", "DATABASE_URL"))}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        own = {"EARFUL_DATA": str(folder), "EARFUL_PORT": str(self.port)}
        self.environ = {**kept, **own, **settings}
        self.up: subprocess.Popen[bytes] | None = None
        self._rope, self._held = os.pipe()  # it ends with us, however we end

    def start(self) -> None:
        """Begin to start everything."""
        held = {**self.environ, leash.NAME: str(self._rope)}
        with (self.folder / "up.said").open("ab") as said:
            self.up = subprocess.Popen(  # noqa: S603 -- our own command
                [*COMMAND, "up"], env=held, stdout=said, stderr=said, pass_fds=(self._rope,)
            )

    def wait(self) -> None:
        """Until it says that it is ready. Raises Trouble."""
        until = time.monotonic() + PATIENCE
        while READY not in self.said():
            if self.up is None or self.up.poll() is not None or time.monotonic() > until:
                raise Trouble(f"The desk to be troubled does not start. It said: {self.said()[-500:]}")
            time.sleep(0.2)

    def said(self) -> str:
        """Everything `earful up` has said."""
        return (self.folder / "up.said").read_text(errors="replace")

    def tend(self) -> bool:
        """Start `earful up` again if it was ended; True if so."""
        if self.up is not None and self.up.poll() is not None:
            self.start()
            return True
        return False

    def stop(self) -> None:
        """End it in order; by force where it does not."""
        if self.up is None:
            return
        self.up.terminate()
        try:
            self.up.wait(60)
        except subprocess.TimeoutExpired:
            self.up.kill()
            self.up.wait()

    def run(self, *arguments: str) -> str:
        """What a command prints."""
        done = subprocess.run([*COMMAND, *arguments], env=self.environ, capture_output=True, text=True, check=False)  # noqa: S603 -- our own
        if done.returncode != 0:
            raise Trouble(f"earful {arguments[0]} failed: {done.stderr[-500:]}")
        return done.stdout

    def kinds(self) -> dict[str, list[int]]:
        """The living processes by kind: up, its children by command, and the processes that serve pages."""
        if self.up is None or self.up.poll() is not None:
            return {}
        below = _families()
        found: dict[str, list[int]] = {"up": [self.up.pid]}
        for child in below.get(self.up.pid, []):
            name = _command(child)
            if name:
                found.setdefault(name, []).append(child)
                if name == "web":
                    found.setdefault("page", []).extend(below.get(child, []))
        return found


class Desk:
    """One machine or two, one database, one town."""

    def __init__(self, folder: Path, *, two: bool) -> None:
        key = secrets.token_urlsafe(40)
        calm = {
            "EARFUL_SECRET_KEY": key,
            "EARFUL_TOWN_QUIET": "on",
            "EARFUL_WEB_PROCESSES": "1",
            "EARFUL_WEB_THREADS": "6",
            "EARFUL_CHECK_SECONDS": "5",
        }
        (folder / "one").mkdir()
        self.machines = [Machine(folder / "one", calm)]
        self.town = self.machines[0].port + 2
        self._folder, self._two, self._calm = folder, two, calm
        self.url = ""
        self.tokens: list[str] = []

    def open(self) -> None:
        """Start it, with its people. Raises Trouble."""
        first = self.machines[0]
        first.start()
        first.wait()
        socket_folder = re.search(r"unix_socket_directories = '([^']+)'", (self.rows / "earful.conf").read_text())
        self.url = f"postgresql://earful@/earful?host={socket_folder[1] if socket_folder else ''}"
        self.tokens = json.loads(first.run("manage", "shell", "-v", "0", "-c", AGENTS))
        if self._two:
            (self._folder / "two").mkdir()
            there = {"DATABASE_URL": self.url, "EARFUL_TOWN": "off", "EARFUL_TRUSTED_HOSTS": f"127.0.0.1:{self.town}"}
            self.machines.append(Machine(self._folder / "two", {**self._calm, **there}))
            self.machines[1].start()
            self.machines[1].wait()

    @property
    def rows(self) -> Path:
        """Where the database is."""
        return self.machines[0].folder / "postgres"

    @property
    def memory(self) -> Path:
        """The town's own record."""
        return self.machines[0].folder / "town" / "town.sqlite3"

    def doors(self) -> list[int]:
        """The ports of the pages."""
        return [machine.port for machine in self.machines]

    def database(self) -> int:
        """The process of the database; 0 while there is none."""
        try:
            return int((self.rows / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def tend(self) -> list[str]:
        """Start again what nobody else does; which."""
        return [machine.folder.name for machine in self.machines if machine.tend()]

    def close(self) -> None:
        """End everything, last the machine that has the database."""
        for machine in reversed(self.machines):
            machine.stop()
        with suppress(OSError, Trouble):
            if self.database():
                self.machines[0].run("doctor")  # takes the database over and stops it


@contextmanager
def a_desk(*, two: bool, keep: bool = False) -> Iterator[Desk]:
    """A running desk; nothing is left of it afterwards, unless its folder is to be kept."""
    folder = Path(tempfile.mkdtemp(prefix="earful-chaos-"))
    folder.chmod(0o755)
    desk = Desk(folder, two=two)
    with ExitStack() as after:
        if not keep:
            after.callback(shutil.rmtree, folder, ignore_errors=True)
        after.callback(desk.close)
        desk.open()
        yield desk


def strike(pid: int, name: str) -> bool:
    """Send a signal; False when nobody is there any more."""
    try:
        os.kill(pid, getattr(signal, name))
    except ProcessLookupError:
        return False
    return True


def _families() -> dict[int, list[int]]:
    """Who began whom."""
    if Path("/proc/self/stat").exists():
        pairs = [(int(path.name), _parent(path)) for path in Path("/proc").glob("[0-9]*")]
    else:
        listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout  # noqa: S607 -- wherever this system keeps it
        pairs = [(int(a), int(b)) for a, b in (line.split() for line in listed.splitlines())]
    below: dict[int, list[int]] = {}
    for pid, parent in pairs:
        below.setdefault(parent, []).append(pid)
    return below


def _parent(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


def _command(pid: int) -> str:
    """Which of our commands a process runs, "" for anything else."""
    try:
        told = Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")
    except OSError:
        shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607 -- a number
        told = shown.stdout.split()
    ours = "earful.cli.main" in told or told[0].strip() == "earful"  # started, or a copy of one that was
    return told[-1] if ours else ""


def _three_free_ports() -> int:
    """The first of three neighbouring ports that nobody uses. Raises Trouble."""
    for _ in range(100):
        with ExitStack() as held:
            first: int = held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
            try:
                for port in (first + 1, first + 2):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except (OSError, OverflowError):
                continue
            return first
    raise Trouble("There are no three free ports in a row on this machine.")
