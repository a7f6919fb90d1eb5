"""A text that may leave the house: without names, handles, links and personal data, where they can be found. Pure.

What personal.py knows by form goes under its own name; what is left and looks like a number of something or like an
address goes bluntly, for here it is better to take out too much.
"""

import re
from collections.abc import Iterable

from earful.triage import personal

LONGEST = 2000  # characters that leave
EDGE = 120  # characters before a cut that are dropped with it, so that half a number does not stay
SHORTEST_NAME = 3
LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+")
HANDLE = re.compile(r"\S{0,100}[@\uff20]\S+|(?<!\w)/?u/[\w-]+")
NUMBER = re.compile(r"(?:[A-Z]{1,4}-?)?\d(?:[ ./()\u00a0-]{0,2}\d){4,}")
US, PERSON = "[us]", "[person]"


def anonymous(text: str, language: str, *, ours: Iterable[str] = (), people: Iterable[str] = ()) -> str:
    """The text as it may leave. `ours`: what the brand is called; `people`: names and handles of who wrote it."""
    cut = len(text) > personal.LONGEST
    text = text[: personal.LONGEST]
    for one in reversed(personal.found(text, language)):
        text = f"{text[: one.start]}[{one.sort.value}]{text[one.end :]}"
    text = text[:-EDGE] if cut else text
    for name in sorted({name.strip() for name in ours}, key=len, reverse=True):
        text = _called(name, text, US)
    text = HANDLE.sub(PERSON, LINK.sub("[link]", text))
    for name in sorted(_parts(people), key=len, reverse=True):
        text = _called(name, text, PERSON, exactly=True)
    text = NUMBER.sub("[number]", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _called(name: str, text: str, instead: str, *, exactly: bool = False) -> str:
    """The text with another word for a name, as it is written or in whatever case."""
    if len(name.lstrip("@")) < SHORTEST_NAME:
        return text
    flags = re.NOFLAG if exactly else re.IGNORECASE
    return re.sub(rf"(?<!\w)@?{re.escape(name.lstrip('@'))}(?!\w)", lambda _found: instead, text, flags=flags)


def _parts(people: Iterable[str]) -> set[str]:
    """Names whole and in parts: who is called Maria Okafor may sign with either."""
    whole = {name.strip() for name in people if name.strip()}
    return whole | {part for name in whole for part in re.findall(r"[^\W\d_]+", name) if len(part) >= SHORTEST_NAME}
