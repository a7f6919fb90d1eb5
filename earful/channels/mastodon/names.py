"""Names on the fediverse: of programs, of posts (which may change there) and of people (with their server)."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

FAMILY = frozenset({"mastodon", "hometown", "glitch", "ecko", "fedibird"})  # Mastodon and what is made from it
SNAC = "snac"  # the program that differs most
# snac2 puts the time of the last change before the fingerprint of a post, and reads only the fingerprint.
CHANGING = re.compile(r"\d{10}([0-9a-f]{32})", re.ASCII)
ID = re.compile(r"[A-Za-z0-9._~:-]{1,200}", re.ASCII)
ACCT = re.compile(r"[^\s@/?#<>\"']{1,90}(?:@[^\s@/?#<>\"']{1,200})?")


def lasting(value: object) -> str | None:
    """A post's name on its server as it will always be; None for what is no name."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not ID.fullmatch(text):
        return None
    changing = CHANGING.fullmatch(text)
    return "0" * 10 + changing[1] if changing else text


def domain_of(handle: str) -> str:
    """The server in a whole name."""
    return handle.rpartition("@")[2]


def whole(acct: object, home: str) -> str | None:
    """A person's name with their server; a server leaves out its own, which is `home`."""
    if not isinstance(acct, str) or not ACCT.fullmatch(acct):
        return None
    name, _, host = acct.partition("@")
    return f"{name}@{host or home}".lower() if (host or home) else None


def person_of(account: Mapping[str, Any], home: str) -> str | None:
    """The whole name of an account as an answer describes it."""
    if found := whole(account.get("acct"), home):
        return found
    url = account.get("url")
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        host = None
    return whole(account.get("username"), host or home)
