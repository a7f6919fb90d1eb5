"""Two real fediverse servers that federate on this machine, and a mock of Mastodon that streams.

`fediverse()` and `mastodon()` start them with the scripts in `servers/` and take them away afterwards, installation
included: set SERVERS_INSTALL to a folder that keeps it, or FEDIVERSE_DIR to use servers that are up already.
desk.test and town.test can be there only once on a machine: runs wait for each other, and what a run that was killed
has left behind is taken away first.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from fediverse_customer import Customer
from one_at_a_time import alone

SERVERS = Path(__file__).parent / "servers"
HOSTS = Path("/etc/hosts")
LEFT = re.compile(r"# added by fediverse up, removed by fediverse down: (?P<folder>/\S+)/fediverse$", re.MULTILINE)
LOOPBACK = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "::1", "localhost"]  # desk.test and town.test have their own


@contextmanager
def servers(script: str, **settings: str) -> Iterator[dict[str, Any]]:
    """What a script says once its servers are up. FEDIVERSE_DIR names a folder where they are up and stay up."""
    standing = os.environ.get("FEDIVERSE_DIR")
    folder = Path(standing or tempfile.mkdtemp(prefix=f"earful-{script}-{os.getpid()}-"))
    folder.chmod(0o755)
    try:
        environ = {**os.environ, **settings}
        up = subprocess.run([SERVERS / script, "up", folder], check=False, capture_output=True, text=True, env=environ)
        if up.returncode:
            pytest.fail(f"{script} does not start; tests/real/servers/README.md says more.\n{up.stderr}")
        yield json.loads(up.stdout)
    finally:
        if not standing:
            subprocess.run([SERVERS / script, "down", folder], check=True)
            shutil.rmtree(folder, ignore_errors=True)


def clear_up() -> None:
    """Stop what runs that were killed have left behind; nobody else is here while we hold the lock."""
    for folder in sorted({found["folder"] for found in LEFT.finditer(HOSTS.read_text())}):
        if Path(folder, "fediverse").is_dir():
            subprocess.run([SERVERS / "fediverse", "down", folder], check=False, capture_output=True)
            if Path(folder).name.startswith("earful-fediverse-"):
                shutil.rmtree(folder, ignore_errors=True)
        kept = [line for line in HOSTS.read_text().splitlines(keepends=True) if f": {folder}/fediverse" not in line]
        HOSTS.write_text("".join(kept))  # in place: in a container it cannot be replaced


def clear_up_mocks() -> None:
    """The same for mocks of Mastodon, of which there may be several: those whose run is gone."""
    for left in Path(tempfile.gettempdir()).glob("earful-mastodon-mock-*"):
        owner = left.name.removeprefix("earful-mastodon-mock-").partition("-")[0]
        if not (owner.isdecimal() and psutil.pid_exists(int(owner))):
            subprocess.run([SERVERS / "mastodon-mock", "down", left], check=False, capture_output=True)
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def fediverse() -> Iterator[dict[str, Customer]]:
    """desk and alice on one server, bob on the other, each with a client of their own."""
    with ExitStack() as after:
        after.enter_context(alone("fediverse"))
        if not os.environ.get("FEDIVERSE_DIR"):
            clear_up()
        found = after.enter_context(servers("fediverse"))
        people = {}
        for account in found["accounts"]:
            person = Customer(account)
            after.callback(person.close)
            people[person.handle.partition("@")[0]] = person
        yield people


@contextmanager
def mastodon() -> Iterator[dict[str, Customer]]:
    """Four people on a mock of one server: ada, grace, alan and katherine."""
    with ExitStack() as after:
        if not os.environ.get("FEDIVERSE_DIR"):
            clear_up_mocks()
        found = after.enter_context(servers("mastodon-mock", MASTODON_PORT=str(free_port())))
        people = {}
        for account in found["accounts"]:
            person = Customer({**account, "url": found["url"]})
            after.callback(person.close)
            people[account["user"]] = person
        yield people


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port
