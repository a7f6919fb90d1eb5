"""The processes of `earful up` as copies of one that has loaded everything: ready sooner, and the memory held once.

Where a system cannot copy processes well, each is started anew, as its command would be.
"""

import ctypes
import gc
import importlib
import os
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from earful.cli import leash
from earful.kit import calling

LOADED = (
    "earful.wsgi", "earful.urls", "earful.flow", "earful.topics", "earful.upkeep", "earful.taking_on", "earful.channels.registry",
    "earful.cli.web", "earful.cli.live", "earful.cli.listen", "earful.cli.work", "earful.cli.town",
    "uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.on", "gunicorn.workers.gthread", "numpy",
)  # fmt: skip
COPIES = sys.platform == "linux"
LOOK = 0.02
ARENAS = -8  # glibc's M_ARENA_MAX: threads that each keep memory of their own keep most of it unused


class Process(Protocol):
    """What a parent needs of a child, as subprocess has it."""

    pid: int

    def poll(self) -> int | None:
        """Its exit status, or minus the signal; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it has ended. Raises subprocess.TimeoutExpired."""

    def terminate(self) -> None:
        """Ask it to end."""


def preload() -> None:
    """Load what the processes need, before they are copied; what stands is left untouched by the tidying of memory."""
    if not COPIES:
        return
    for name in LOADED:
        importlib.import_module(name)
    importlib.import_module("earful.triage.actions").get_ready()  # a worker that is started anew need not load it again
    with suppress(AttributeError):  # where the C library is another
        ctypes.CDLL(None).mallopt(ARENAS, 2)
    gc.collect()
    gc.freeze()


def begin(name: str, rope: int, log: BinaryIO) -> Process:
    """Start a command in a session of its own; what it says goes to its log, and it ends with its parent."""
    if COPIES:
        return Copied(name, rope, log)
    return subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, "-P", "-m", "earful.cli.main", name],
        env={**os.environ, leash.NAME: str(rope)},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        pass_fds=(rope,),
    )


class Copied:
    """A copy of this process, which runs a command."""

    def __init__(self, name: str, rope: int, log: BinaryIO) -> None:
        self._ended: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _be(name, rope, log.fileno())

    def poll(self) -> int | None:
        """Its exit status, or minus the signal; None while it runs."""
        if self._ended is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self._ended = os.waitstatus_to_exitcode(status)
        return self._ended

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it has ended. Raises subprocess.TimeoutExpired."""
        until = time.monotonic() + (timeout or float("inf"))
        while (ended := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(LOOK)
        return ended

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, 15)


def _be(name: str, rope: int, log: int) -> None:
    """In the copy: let go of what is the parent's, and be the command. Never returns."""
    status = 1
    try:
        _let_go(rope, log)
        os.environ[leash.NAME] = str(rope)
        random.seed()
        _call_oneself(name)
        status = _command()([name])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 -- the last to see it
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _let_go(rope: int, log: int) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for there, here in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(there, here)
    for each in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        with suppress(OSError):
            if each > 2 and each != rope and not os.get_inheritable(each):
                os.close(each)


def _command() -> Callable[[list[str]], int]:
    from django.conf import settings  # noqa: PLC0415 -- only now does anybody know what this process is

    from earful.cli.main import main  # noqa: PLC0415 -- it names every command, and one of them leads here

    def run(arguments: list[str]) -> int:
        settings.DATABASES["default"]["OPTIONS"].update(calling.options(f"earful-{arguments[0]}"))
        return main(arguments)

    return run


def _call_oneself(name: str) -> None:
    """Be listed as `earful NAME`: over the words with which the parent was started, as long as those are."""
    told = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    begin, end = int(told[45]), int(told[46])
    words = b"\0" + name.encode() + b"\0"
    room = end - begin - len(words)
    if begin and room > len("earful"):
        ctypes.memmove(begin, b"earful".ljust(room) + words, end - begin)
