"""Which links a message holds, which of them are looked behind, and why not. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from earful.kit.fitness import flaw

ADDRESS = re.compile(r"https?://[^\s<>\"'“”]+", re.IGNORECASE)
TRAILING = ".,;:!?)]}…"
MOST = 10  # links of one message


class Why(StrEnum):
    """Why there is nothing to show."""

    NO_ADDRESS = "no_address"
    USER = "user"
    PORT = "port"
    ODD = "odd"
    LONG = "length"
    INTERNAL = "internal"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    SLOW = "slow"
    ROUND = "round"  # it leads on and on
    STATUS = "status"
    SORT = "sort"  # it is no page
    PACKED = "packed"
    STALE = "stale"  # whoever was to look is gone
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a message: its words and where it leads."""

    shown: str
    address: str


def links(text: str, marked: Iterable[Sequence[str]]) -> list[Link]:
    """The links of a message, each address once: those that its network marked, then those that stand in its words."""
    found = {pair[1]: Link(pair[0], pair[1]) for pair in marked if len(pair) == 2 and is_web(pair[1])}
    for shown in sorted((link.shown for link in found.values() if link.shown), key=len, reverse=True):
        text = text.replace(shown, " ")
    for match in ADDRESS.finditer(text):
        address = match.group().rstrip(TRAILING)
        found.setdefault(address, Link(address, address))
    return list(found.values())[:MOST]


def is_web(address: str) -> bool:
    """Whether an address is one of the web."""
    return address.lower().startswith(("https://", "http://"))


def mark(address: str) -> str:
    """By what an address is found again."""
    return sha256(address.encode("utf-8", "replace")).hexdigest()


def unfit(address: str, permitted: frozenset[str] = frozenset()) -> Why | None:
    """Why an address is not even tried. `permitted`: `host:port` pairs whose port may be any other."""
    found = flaw(address, permitted)
    return Why(found.value) if found else None


def host(address: str) -> str:
    """The host of an address, in small letters; "" where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def parts(address: str) -> tuple[str, str, str]:
    """What stands before the host of an address, the host, and what stands behind it."""
    name = host(address)
    before, found, after = address.partition(name) if name else (address, "", "")
    return (before, found, after) if found else ("", "", address)


def elsewhere(link: Link, target: str, asked: str) -> bool:
    """Whether it leads to another host than it says. `asked`: its own address, spelt as the target is."""
    says = host(link.shown.split()[0]) if is_web(link.shown) else ""
    there = _bare(host(target))
    return bool(there) and (there != _bare(host(asked)) or bool(says and says.isascii() and _bare(says) != there))


def _bare(name: str) -> str:
    return name.rstrip(".").removeprefix("www.")
