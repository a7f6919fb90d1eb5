"""A listening query, understood. Two queries that mean the same parts in the same order are equal."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from earful.listening.units import Unit, folded, units, unspaced

SHORTEST_START = 2  # letters before a star
QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))


class What(StrEnum):
    """What is asked of a post besides its words."""

    AUTHOR = "author"
    SITE = "site"
    LANG = "lang"
    HAS = "has"


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row. `exact`: case and accents count; `tag`: only as a hashtag; `begins`: the last may go on."""

    text: str
    exact: bool = False
    tag: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing about the post. `begins`: the value is a beginning."""

    what: What
    value: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """It must not be so."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Every part, two at least."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part at least, of two or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Both, in any order, with at most `within` other words between them. Each is a term, or terms of which one will do."""

    left: "Term | Either"
    right: "Term | Either"
    within: int


Node = Term | Field | Not | All | Either | Near


def term(text: str, *, exact: bool = False, tag: bool = False, begins: bool = False) -> Term:
    """A term with its text made plain. Where each sign is a word of its own, none can go on."""
    text = " ".join(text.translate(QUOTES).replace("*", " ").split())
    made = units(text)
    goes_on = begins and bool(made) and len(made[-1].folded) >= SHORTEST_START and not unspaced(made[-1].folded)
    return Term(text, exact, tag, goes_on)


def everything(parts: list[Node]) -> Node:
    """All of them; what stands in a group of the same kind needs no group."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(parts: list[Node]) -> Node:
    """One of them."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Either) else (part,))]
    return flat[0] if len(flat) == 1 else Either(tuple(flat))


def nothing_of(part: Node) -> Node:
    """Not that; twice is once too often."""
    return part.part if isinstance(part, Not) else Not(part)


@lru_cache(50_000)
def wanted(one: Term) -> tuple[Unit, ...]:
    """What must stand in a row for a term; of a hashtag, the one unit that it is."""
    found = tuple(units(one.text))
    if one.tag:
        whole = "".join(unit.exact for unit in found)
        return (Unit(folded(whole), whole, folded(whole), whole),)
    return found
