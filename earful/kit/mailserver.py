"""Where mail leaves from, as an owner wrote it: an address with a name and password, and a sender. Pure."""

import ipaddress
import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LIKE = "it must be like smtp://name:password@mail.example.org:587, or smtps://... for port 465."


@dataclass(frozen=True, slots=True)
class MailServer:
    """`tls`: the whole conversation is encrypted; `starttls`: it must become so before anything is said."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    starttls: bool
    sender: str

    @property
    def domain(self) -> str:
        """What our mails' names end in."""
        return parseaddr(self.sender)[1].rpartition("@")[2]


def read(url: str, sender: str) -> MailServer | None:
    """None when both are empty: then no mail leaves. Raises ValueError with a sentence that holds no password."""
    if not url and not sender:
        return None
    if not url or not sender:
        raise ValueError(f"{'EARFUL_MAIL_FROM' if url else 'EARFUL_MAIL_URL'} is missing: mail needs both.")
    _check_sender(sender)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"EARFUL_MAIL_URL cannot be read: {LIKE}") from error
    if parts.scheme not in PORTS or not host or port == 0 or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"EARFUL_MAIL_URL cannot be read: {LIKE}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("EARFUL_MAIL_URL has a name without a password, or the other way round.")
    tls = parts.scheme == "smtps"
    return MailServer(
        host, port or PORTS[parts.scheme], user, password, tls, not tls and not _on_this_machine(host), sender
    )


def _check_sender(sender: str) -> None:
    name, address = parseaddr(sender)
    fits = PLAIN.fullmatch(address) and (sender == address or sender.endswith(f"<{address}>"))
    if not fits or re.search(r"[\x00-\x1f\x7f]", sender + name):
        raise ValueError("EARFUL_MAIL_FROM cannot be read: it must be like Northwind care <care@example.org>.")


def _on_this_machine(host: str) -> bool:
    """Where what is said is heard by nobody else, also when it is not encrypted."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name
