"""A real Matrix server on this machine (Synapse), and the contract suite's world on it: a room for each test.

`matrix_host()` starts it with the script in `servers/`; set MATRIX_DIR to use one that is up already.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mail_host import free_port
from relay import Relay

SCRIPT = Path(__file__).parent / "servers" / "matrix"


class MatrixHost:
    """Where it is, and who has an account there."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.url: str = told["url"]
        self.passwords = {one["user"]: one["password"] for one in told["accounts"]}
        self.people = {
            one["user"].removeprefix("@").partition(":")[0]: (one["user"], one["token"]) for one in told["accounts"]
        }


@contextmanager
def matrix_host() -> Iterator[MatrixHost]:
    standing = os.environ.get("MATRIX_DIR")
    folder = Path(standing or tempfile.mkdtemp(prefix="earful-matrix-"))
    folder.chmod(0o755)
    environ = {**os.environ, **({} if standing else {"MATRIX_PORT": str(free_port())})}
    try:
        up = subprocess.run([SCRIPT, "up", folder], check=False, capture_output=True, text=True, env=environ)
        if up.returncode:
            pytest.fail(f"The Matrix server does not start; tests/real/servers/README.md says more.\n{up.stderr}")
        yield MatrixHost(json.loads(up.stdout))
    finally:
        if not standing:
            subprocess.run([SCRIPT, "down", folder], check=True)
            shutil.rmtree(folder, ignore_errors=True)


class MatrixRelay(Relay):
    """In front of the server: loses the next "request" to send a message, or the "answer" to it; or is `down`."""

    down = False

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.client.timeout = 90  # the server keeps who asks for news waiting
        self.server.handle_error = lambda *_: None  # who was killed meanwhile wants no answer any more

    def losing(self, path: str) -> str:
        if self.down:
            return "request"
        lost = self.lose if "/send/m.room.message/" in path else ""
        self.lose = "" if lost else self.lose
        return lost
