"""A real mail host on this machine (Postfix and Dovecot), and the contract suite's world on it.

`mail_host()` starts it with `servers/mail` and takes it away afterwards; MAIL_DIR names one that is up already and stays up.
"""

import itertools
import json
import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mail_world import MailWorld

SCRIPT = Path(__file__).parent / "servers" / "mail"
PEOPLE = {"carol": "carol@town.test", "dan": "dan@town.test"}


class MailHost:
    """Ports, and passwords by address; a mailbox of its own for each test."""

    def __init__(self, told: dict[str, object]) -> None:
        self.smtp: int = told["smtp"]["port"]  # type: ignore[index]  # -- as the script prints it
        self.imap: int = told["imap"]["port"]  # type: ignore[index]  # -- likewise
        self.passwords = {one["address"]: one["password"] for one in told["accounts"]}  # type: ignore[attr-defined]  # -- likewise
        desks = sorted(address for address in self.passwords if address.startswith("support"))
        begin = int(time.time()) % len(desks)  # a host that stays up remembers earlier runs
        self._free = itertools.cycle(desks[begin:] + desks[:begin])

    def desk(self) -> str:
        """An address that nobody has used in this run."""
        return next(self._free)

    def world(self) -> "RealMailWorld":
        """With a new mailbox."""
        return RealMailWorld((self.imap, self.smtp), self.desk(), PEOPLE, self.passwords)

    def bring(self, sender: str, to: str, octets: bytes) -> None:
        """Hand a mail to the server as another server would."""
        with smtplib.SMTP("127.0.0.1", self.smtp) as call:
            call.sendmail(sender, [to], octets)


class RealMailWorld(MailWorld):
    """Waits where real servers take their time."""

    def flush(self) -> None:
        """Postfix delivers within moments: whatever the brand sent is delivered once a mail sent after it is."""
        for name, address in self.people.items():
            mark = self.write("mark", "a mark", receiver=address)
            self.post(mark, address)
            until = time.monotonic() + 20
            while self.id_of(mark) not in {self.id_of(one) for one in self.mails(address)[-20:]}:
                assert time.monotonic() < until, f"{name}'s mail is not delivered"
                time.sleep(0.05)


@contextmanager
def mail_host() -> Iterator[MailHost]:
    standing = os.environ.get("MAIL_DIR")
    folder = Path(standing or tempfile.mkdtemp(prefix="earful-mail-"))
    folder.chmod(0o755)
    ports = {"SMTP_PORT": str(free_port()), "IMAP_PORT": str(free_port())}
    try:
        up = subprocess.run(
            [SCRIPT, "up", folder],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **({} if standing else ports)},
        )
        if up.returncode:
            pytest.fail(f"The mail host does not start; tests/real/servers/README.md says more.\n{up.stderr}")
        yield MailHost(json.loads(up.stdout))
    finally:
        if not standing:
            subprocess.run([SCRIPT, "down", folder], check=True)
            shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number: int = listening.getsockname()[1]
        return number
