"""Record keys that sort by time (TIDs): 53 bits of microseconds and 10 bits of our own, in 13 letters."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
SHAPE = re.compile(r"[234567ab][234567abcdefghijklmnopqrstuvwxyz]{12}", re.ASCII)  # 63 bits: a database's whole number
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 2**53 - 1


def tid(moment: datetime, key: str = "") -> str:
    """The record key for a moment. The same moment and key give the same one; another key, almost surely another."""
    micros = min(max((moment - EPOCH) // timedelta(microseconds=1), 0), LATEST)
    clock = int.from_bytes(hashlib.sha256(key.encode()).digest()[:2], "big") & 1023 if key else 0
    number = micros << 10 | clock
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def number_of(rkey: str) -> int:
    """A TID as a number that sorts like it; 0 for any other record key."""
    if not SHAPE.fullmatch(rkey):
        return 0
    number = 0
    for letter in rkey:
        number = number << 5 | ALPHABET.index(letter)
    return number


def moment_of(rkey: str) -> datetime | None:
    """When a TID says it was made; None for any other record key, or one beyond our calendar."""
    number = number_of(rkey)
    try:
        return EPOCH + timedelta(microseconds=number >> 10) if number else None
    except OverflowError:
        return None
