"""Where a language model may be: any public https address, this very machine, and what the owner of the machine allows."""

import ipaddress
import re
from urllib.parse import urlsplit

from earful.kit.transport import trusted_hosts

CHAT = "/chat/completions"


class NotAnAddress(ValueError):
    """What was entered cannot be asked."""


class InTheOpen(ValueError):
    """It would travel unencrypted."""


def address(entered: str) -> str:
    """Where a model is, from what people copy out of its manual. Raises NotAnAddress, InTheOpen."""
    entered = entered.strip()
    try:
        parts = urlsplit(entered if "://" in entered else f"https://{entered}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotAnAddress from error
    plain = not parts.query and not parts.fragment and "@" not in parts.netloc and port != 0
    known = re.fullmatch(r"[\w.:-]+", host) and re.fullmatch(r"[\w./~-]*", parts.path)
    if parts.scheme not in ("http", "https") or not (plain and known):
        raise NotAnAddress
    path = parts.path.rstrip("/").removesuffix(CHAT).rstrip("/")
    found = f"{parts.scheme}://{parts.netloc.lower()}{path}"
    if parts.scheme == "http" and not _ours_to_trust(found):
        raise InTheOpen
    return found


def same_place(one: str, other: str) -> bool:
    """Whether two addresses lead to the same server: what one was told the other may know."""
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def _ours_to_trust(base: str) -> bool:
    place = _place(base)
    return bool(loopback(base)) or place in trusted_hosts()


def _place(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.hostname}:{parts.port or (80 if parts.scheme == 'http' else 443)}"


def loopback(base: str) -> frozenset[str]:
    """The place itself if it is on this very machine, where a model of one's own may run; written so, not looked up."""
    host = urlsplit(base).hostname or ""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return frozenset({_place(base)}) if here else frozenset()
