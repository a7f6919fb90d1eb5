"""Initials that tell one person of a desk from another, and the name of their page. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from earful.staff.rules import initials

MARK = re.compile(r"[^\W\d_]{1,4}[0-9]{0,2}")
PAGE = re.compile(r"[\w]+(?:-[\w]+)*")
LONGEST_PAGE = 60


def free_mark(name: str, taken: Collection[str]) -> str:
    """The shortest initials of a name that nobody has: "AK", else "AKo", "AnK", at last "AK2"; "" for no name."""
    others = {mark.upper() for mark in taken}
    return next((mark for mark in _marks(name) if mark.upper() not in others), "")


def _marks(name: str) -> Iterator[str]:
    plain = initials(name)[:3]
    if not plain:
        return
    yield plain
    words = [word for word in name.split() if word[:1].isalnum()]
    first, last = words[0], words[-1]
    if len(words) > 1:
        yield from (
            f"{first[0].upper()}{last[0].upper()}{last[1:more].lower()}" for more in (2, 3) if len(last) >= more
        )
        yield from (f"{first[0].upper()}{first[1:2].lower()}{last[0].upper()}" for _ in range(1) if len(first) > 1)
    else:
        yield from (first[:more].capitalize() for more in (2, 3) if len(first) >= more)
    yield from (f"{plain}{number}" for number in range(2, 100))


def is_mark(text: str) -> bool:
    """Whether it can stand behind a "^": a few letters, perhaps with a number."""
    return MARK.fullmatch(text) is not None


def page_name(name: str) -> str:
    """A name as the end of an address: lower case, no signs but "-"; letters of every script stay."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "-", text).strip("-")[:LONGEST_PAGE].strip("-")


def free_page(name: str, taken: Collection[str]) -> str:
    """The first name for their page that nobody has: "ana", "ana-kovac", "ana-kovac-2"; "" for no name."""
    words = name.split()
    first, whole = page_name(words[0] if words else ""), page_name(name)
    if not whole:
        return ""
    wanted = [first or whole, whole, *(f"{whole[: LONGEST_PAGE - 4]}-{number}" for number in range(2, 100))]
    return next((one for one in wanted if one not in taken), "")


def is_page(text: str) -> bool:
    """Whether it can stand in an address."""
    return PAGE.fullmatch(text) is not None and len(text) <= LONGEST_PAGE and text == page_name(text)
