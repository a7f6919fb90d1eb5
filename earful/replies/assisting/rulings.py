"""Whether a person has made the assistant's words their own. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from earful.replies.guard.signs import folded

ALIKE = 0.8  # share of words from which a text nobody took is the assistant's nevertheless
FEW = 4  # words; fewer are the same by chance


@dataclass(frozen=True, slots=True)
class Help:
    """What the assistant gave for a draft. `asked`: the draft it was asked about; `beside`: what stood there when taken."""

    text: str
    asked: str = ""
    beside: str = ""
    taken: bool = False
    read: bool = False


def judged(helps: Sequence[Help], text: str) -> tuple[bool, bool]:
    """Whether a text was written with help, and whether some of that is neither touched nor read."""
    with_help = [one for one in helps if leans(one, text)]
    return bool(with_help), any(not one.read and not touched(one, text) for one in with_help)


def leans(one: Help, text: str) -> bool:
    """Whether a text holds what the assistant gave: somebody took it there, or its words say so."""
    words, own = normal(text), normal(one.beside if one.taken else one.asked)
    if not words or words == own:
        return False
    if one.taken:
        return True
    given = normal(one.text)
    shared = sum((Counter(words) & Counter(given)).values())
    return len(given) >= FEW and 2 * shared >= ALIKE * (len(words) + len(given))


def touched(one: Help, text: str) -> bool:
    """Whether more than one letter of its words was changed by hand."""
    words, given = Counter(normal(text)), Counter(normal(one.text))
    missing = list((given - words).elements())
    extra = list((words - given - Counter(normal(one.beside))).elements())
    if len(missing) == len(extra) == 1:
        return not _one_apart(missing[0], extra[0])
    return sum(map(len, missing)) + sum(map(len, extra)) > 1


def normal(text: str) -> list[str]:
    """The words of a text: no case, no accents, no punctuation."""
    return re.findall(r"\w+", folded(text))


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter makes the difference."""
    short, long = sorted((one, other), key=len)
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        return short[same + 1 :] == long[same + 1 :]
    return len(long) - len(short) == 1 and short[same:] == long[same + 1 :]
