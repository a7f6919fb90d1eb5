"""What keeps coming in that is not about us: words, authors and sites met far more often there than in the rest. Pure.

It only proposes. What a query leaves out, a person has decided.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from earful.listening.anchors import COMMON
from earful.listening.fitting import Post, Reading, names_of, sites_of
from earful.listening.printing import printed
from earful.listening.tree import All, Either, Field, Near, Node, Not, Term, What, term, wanted

LEAST = 3  # messages that were not about us
SHARE = 0.1  # of them
PURE = 0.9  # of what would be left out, at least so much was not about us
SHORTEST = 3  # letters of a word
MOST = 8


@dataclass(frozen=True, slots=True)
class Noise:
    """`text`: what to leave out, as a query says it. In how many of those not about us it is, and in how many others."""

    text: str
    refused: int
    kept: int


def proposals(node: Node, refused: Sequence[Post], kept: Sequence[Post]) -> list[Noise]:
    """The likeliest first; nothing that the query itself is about."""
    if len(refused) < LEAST:
        return []
    against = Counter(one for post in refused for one in _marks(post))
    beside = Counter(one for post in kept for one in _marks(post))
    own = _own(node)
    found = [
        Noise(printed(mark), count, beside[mark])
        for mark, count in against.items()
        if count >= max(LEAST, SHARE * len(refused))
        and mark not in own
        and _is_pure(count, beside[mark], refused, kept)
    ]
    return sorted(found, key=lambda one: (one.kept - one.refused, one.kept, one.text))[:MOST]


def _is_pure(refused: int, kept: int, all_refused: Sequence[Post], all_kept: Sequence[Post]) -> bool:
    """By how often it is met among a hundred of each, so that few refused ones weigh as much as many others."""
    often, seldom = refused / len(all_refused), (kept + 0.5) / (len(all_kept) + 1)
    return refused / (refused + kept) >= PURE or often / (often + seldom) >= 1 - (1 - PURE) / 2


def _marks(post: Post) -> set[Node]:
    """What a message can be left out by."""
    reading = Reading(post)
    words = {unit.folded for unit in reading.units if _telling(unit.folded)}
    found: set[Node] = {term(word) for word in words}
    found |= {Field(What.SITE, site) for site in sites_of(reading.linked)}
    if names := names_of(post.author):
        found.add(Field(What.AUTHOR, names[0]))
    return found


def _telling(word: str) -> bool:
    return len(word) >= SHORTEST and word not in COMMON and word.isalpha()


def _own(node: Node) -> set[Node]:
    """What the query says already, wanted or not, each word by itself."""
    match node:
        case Term():
            return {node, *(term(unit.folded) for unit in wanted(node))}
        case Field():
            return {node}
        case Not(part):
            return _own(part)
        case Near(left, right):
            return _own(left) | _own(right)
        case All(parts) | Either(parts):
            return {one for part in parts for one in _own(part)}
