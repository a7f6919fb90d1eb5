"""What to ask a network for, so that whatever fits a query is among the answers. Pure.

A search knows words, hashtags, authors and sites, not a whole query: what comes back is held against the query here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earful.channels.seeking import Asked, Sort
from earful.listening.anchors import COMMON, anchors, weight
from earful.listening.tree import All, Either, Field, Near, Node, Not, Term, What, wanted

MOST = 200  # things that are asked for, of a workspace
LONGEST = 100  # characters of one
SHORTEST_TAG = 2


@dataclass(frozen=True, slots=True)
class Asks:
    """`whole`: whatever fits holds one of these, so that a search for all of them misses nothing but what it hides."""

    those: frozenset[Asked] = frozenset()
    whole: bool = False

    @property
    def heavy(self) -> tuple[bool, float]:
        """The lightest of several is asked for: one that misses nothing, and brings little else."""
        return not self.whole, sum(_common(one) for one in self.those) if self.those else 1e9


def asks(node: Node) -> Asks:
    """What to search for, for one query."""
    match node:
        case Term():
            return _term(node)
        case Field():
            return _field(node)
        case Not():
            return Asks()
        case All(parts):
            return min((asks(part) for part in parts), key=lambda one: one.heavy)
        case Near(left, right):
            return min((asks(left), asks(right)), key=lambda one: one.heavy)
        case Either(parts):
            each = [asks(part) for part in parts]
            return Asks(frozenset().union(*(one.those for one in each)), all(one.whole for one in each))


def _field(one: Field) -> Asks:
    sort = {What.AUTHOR: Sort.AUTHOR, What.SITE: Sort.SITE}.get(one.what)
    return Asks(frozenset({Asked(sort, one.value)}), whole=True) if sort and not one.begins else Asks()


def _term(one: Term) -> Asks:
    """Words that begin so cannot be searched for: of a phrase that ends in one, the words before it can."""
    row = wanted(one)
    if one.tag:
        return Asks() if one.begins else Asks(frozenset({Asked(Sort.TAG, row[0].exact[:LONGEST])}), whole=True)
    text = one.text if not one.begins else " ".join(unit.exact for unit in row[:-1])
    return Asks(frozenset({Asked(Sort.WORDS, text[:LONGEST])}), whole=True) if text else Asks()


def _common(one: Asked) -> float:
    if one.sort is not Sort.WORDS:
        return 0.5
    return min(weight(anchor, {}) for anchor in anchors(Term(one.text)) or ())


def tags(node: Node) -> frozenset[Asked]:
    """The hashtags under which something that fits may stand: its anchors, as far as they are words worth a look."""
    found = (one for one in anchors(node) or () if one.kind in {"word", "tag"})
    return frozenset(
        Asked(Sort.TAG, one.value)
        for one in found
        if SHORTEST_TAG <= len(one.value) <= LONGEST and one.value not in COMMON and any(map(str.isalpha, one.value))
    )


def together(each: Iterable[Iterable[Asked]], sorts: frozenset[Sort]) -> tuple[Sequence[Asked], int]:
    """What to ask for, for many queries, each thing once; and how many more there would be."""
    found = list(dict.fromkeys(one for those in each for one in sorted(those, key=lambda one: one.key)))
    kept = [one for one in found if one.sort in sorts]
    return kept[:MOST], max(len(kept) - MOST, 0)
