"""The desk's own processes on the bench's database, as `earful web`, `live` and `work` start them; and visitors to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from earful.staff.models import Agent

PATIENCE = 180.0
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it is served."""

    port: int
    live_port: int


@contextmanager
def serving(*names: str) -> Iterator[Desk]:
    """Run some of the processes for the length of a block."""
    port = neighbours(2)
    environ = {
        **os.environ,
        "EARFUL_PORT": str(port),
        "EARFUL_LIVE_PORT": str(port + 1),
        "EARFUL_TOWN": "off",
        "DATABASE_URL": settings.LISTEN_URL,
    }
    environ.pop("EARFUL_URL", None)
    connections.close_all()
    with ExitStack() as after:
        for name in names:
            process = subprocess.Popen(  # noqa: S603 -- our own module
                [sys.executable, "-P", "-m", "earful.cli.main", name], env=environ, stdout=subprocess.DEVNULL
            )
            after.callback(_stop, process)
        for name, at in (("web", port), ("live", port + 1)):
            if name in names:
                _wait(at)
        yield Desk(port, port + 1)


def session(agent: Agent) -> str:
    """The cookie of somebody who has signed in."""
    kept = SessionStore()
    kept[SESSION_KEY] = str(agent.pk)
    kept[BACKEND_SESSION_KEY] = "earful.web.signed_in.Backend"
    kept[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    kept.create()
    return f"{settings.SESSION_COOKIE_NAME}={kept.session_key}"


@dataclass(slots=True)
class Visitor:
    """One person with one connection, asking for pages one after the other."""

    desk: Desk
    cookie: str
    _line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection(HOST, self.desk.port, timeout=PATIENCE)

    def get(self, path: str, part: str = "") -> tuple[float, str]:
        """Milliseconds until all of it was here, and the page."""
        headers = {"Cookie": self.cookie, **part_headers(part)}
        begun = time.perf_counter()
        self._line.request("GET", path, headers=headers)
        answer = self._line.getresponse()
        page = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        assert answer.status == http.HTTPStatus.OK, f"{path} answered {answer.status}"
        return taken, page.decode()


def part_headers(part: str) -> Mapping[str, str]:
    """What the desk's scripts say when they ask for a part of a page."""
    return {"HX-Request": "true", "HX-Target": part} if part else {}


def neighbours(count: int) -> int:
    """The first of several neighbouring ports that nobody uses."""
    while True:
        with ExitStack() as held:
            first: int = held.enter_context(socket.create_server((HOST, 0))).getsockname()[1]
            try:
                for port in range(first + 1, first + count):
                    held.enter_context(socket.create_server((HOST, port)))
            except (OSError, OverflowError):
                continue
            return first


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        line = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            line.request("GET", "/healthz")
            if line.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            if time.monotonic() > until:
                raise
        finally:
            line.close()
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
