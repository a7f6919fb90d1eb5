"""Whether an address that a stranger wrote down is even tried: a plain web address, on the web's own ports. Pure."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from earful.kit.addresses import WEB_PORTS, is_odd

LONGEST = 2_000  # signs of an address
STEERING = re.compile(r"[\x00-\x20\x7f\\]")  # each reads these in another way


class Flaw(StrEnum):
    """Why it is not tried."""

    NO_ADDRESS = "no_address"
    USER = "user"
    PORT = "port"
    ODD = "odd"
    LONG = "length"


def flaw(address: str, permitted: frozenset[str] = frozenset()) -> Flaw | None:
    """Why an address is not even tried. `permitted`: `host:port` pairs whose port may be any other."""
    if len(address) > LONGEST:
        return Flaw.LONG
    try:
        parts = urlsplit(address)
        name, port = parts.hostname, parts.port
    except ValueError:
        return Flaw.NO_ADDRESS
    if parts.scheme not in {"http", "https"} or not name or STEERING.search(address):
        return Flaw.NO_ADDRESS
    if "@" in parts.netloc:
        return Flaw.USER
    usual = port is None or port in WEB_PORTS or f"{name}:{port}" in permitted
    return Flaw.ODD if is_odd(name) else None if usual else Flaw.PORT


def place_of(address: str) -> str:
    """`host:port` of a web address, in small letters; "" of anything else."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname and parts.scheme in {"http", "https"} else ""
