"""Where a mailbox is and through which server its mail leaves, as the owner entered it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TLS, STARTTLS, NONE = "tls", "starttls", "none"
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Server:
    """`security`: encrypted from the first word on, before anything is said, or not at all (only within the house)."""

    host: str
    port: int
    security: str


def of(settings: Mapping[str, Any], which: str) -> Server:
    """The "imap" or "smtp" server of an account."""
    return Server(str(settings[f"{which}_host"]), int(settings[f"{which}_port"]), str(settings[f"{which}_security"]))
