"""How long a private page holds, how much may be written on it, and who may read there. Pure."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(days=7)  # the link
STAYS = timedelta(days=30)  # whoever was let in
MOST_OPEN = 3  # links of one conversation that open
MOST_VISITS = 8  # browsers of one public link that wait to be let in
BEFORE, AFTER = 5, 200  # so many messages may be written before one is let in, and after
LONGEST = 10_000  # signs of a message
WORDS = [
    "anchor",
    "apple",
    "badge",
    "basket",
    "beacon",
    "birch",
    "bridge",
    "button",
    "candle",
    "canoe",
    "carpet",
    "cedar",
    "cherry",
    "cloud",
    "clover",
    "copper",
    "coral",
    "cradle",
    "daisy",
    "dolphin",
    "feather",
    "fiddle",
    "flute",
    "forest",
    "garden",
    "ginger",
    "harbor",
    "hazel",
    "helmet",
    "ivory",
    "jigsaw",
    "kettle",
    "ladder",
    "lantern",
    "lemon",
    "linen",
    "magnet",
    "maple",
    "marble",
    "meadow",
    "mitten",
    "nutmeg",
    "olive",
    "orchid",
    "paddle",
    "pebble",
    "pepper",
    "pillow",
    "piano",
    "pocket",
    "quartz",
    "ribbon",
    "river",
    "rocket",
    "saddle",
    "saffron",
    "silver",
    "sparrow",
    "sunset",
    "teapot",
    "thistle",
    "velvet",
    "walnut",
    "willow",
]


class Door(StrEnum):
    """What a browser with a link, or with the cookie of a visit, meets."""

    FORM = "form"  # may begin: nothing private is shown
    WAITS = "waits"  # has begun and sees its own words only
    IN = "in"  # reads what the team writes
    TAKEN = "taken"  # somebody else is in by this link
    OVER = "over"
    SHUT = "shut"


def fingerprint(key: str) -> str:
    """A key is long and random, so a plain hash of it cannot be guessed back."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def word(number: int) -> str:
    """A word and two digits, easily said: "maple 42"."""
    return f"{WORDS[number // 100 % len(WORDS)]} {number % 100:02d}"


def holds(created_at: datetime, expires_at: datetime, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a link still lets somebody begin."""
    return closed_at is None and created_at <= now < expires_at


def stays(let_in_at: datetime | None, shut_at: datetime | None, now: datetime) -> bool:
    """Whether somebody who was let in still reads there."""
    return let_in_at is not None and shut_at is None and now < let_in_at + STAYS


def at_link(*, holding: bool, somebody_in: bool) -> Door:
    """What a browser without a visit meets."""
    if somebody_in:
        return Door.TAKEN
    return Door.FORM if holding else Door.OVER


def at_visit(*, holding: bool, let_in: bool, staying: bool, shut: bool, other_in: bool) -> Door:
    """What a browser with a visit meets. `let_in`: it was; `other_in`: another visit of the same link is in."""
    if shut:
        return Door.SHUT
    if let_in:
        return Door.IN if staying else Door.OVER
    if other_in:
        return Door.TAKEN
    return Door.WAITS if holding else Door.OVER
