"""The contract suite's world for mail, on the small host beside this file."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_mailbox import Box, FakeMailHost
from mail_world import MailWorld

DESK = "support@desk.test"
PEOPLE = {"carol": "carol@town.test", "dan": "dan@town.test"}


@contextmanager
def world() -> Iterator[MailWorld]:
    host = FakeMailHost()
    passwords = {address: f"pass word of {address}" for address in (DESK, *PEOPLE.values())}
    for address, password in passwords.items():
        host.boxes[address] = Box(password)
    made = MailWorld((host.imap_port, host.smtp_port), DESK, PEOPLE, passwords)
    try:
        yield made
    finally:
        made.close()
        host.close()
