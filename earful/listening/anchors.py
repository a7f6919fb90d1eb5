"""What must be in a post so that a query can fit at all: the few words by which the queries of a post are found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from earful.listening.tree import All, Either, Field, Near, Node, Not, Term, What, wanted
from earful.listening.units import unspaced

Seen = Mapping[str, int]
COMMON = frozenset(
    [
        "the",
        "and",
        "you",
        "for",
        "that",
        "this",
        "with",
        "have",
        "not",
        "are",
        "was",
        "but",
        "they",
        "from",
        "will",
        "can",
        "all",
        "your",
        "what",
        "one",
        "out",
        "about",
        "just",
        "get",
        "like",
        "time",
        "more",
        "when",
        "some",
        "would",
        "there",
        "their",
        "our",
        "how",
        "who",
        "why",
        "now",
        "new",
        "good",
        "day",
        "app",
        "help",
        "please",
        "thanks",
        "customer",
        "service",
        "my",
        "to",
        "is",
        "it",
        "in",
        "of",
        "on",
        "at",
        "be",
        "so",
        "do",
        "we",
        "he",
        "she",
        "me",
        "up",
        "if",
        "no",
        "or",
        "as",
        "an",
        "by",
        "ist",
        "das",
        "die",
        "der",
        "und",
        "ein",
        "nicht",
        "mit",
        "für",
        "auf",
        "von",
        "den",
        "ich",
        "les",
        "des",
        "une",
        "pour",
        "que",
        "pas",
        "est",
        "dans",
        "qui",
        "sur",
        "con",
        "por",
        "los",
        "las",
        "una",
        "del",
        "non",
        "per",
        "che",
        "della",
        "voor",
        "een",
        "het",
        "van",
        "niet",
        "met",
    ]
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A unit, the beginning of one, or a field. `kind`: word, start, pair (of signs), tag, tag_start, or a field."""

    kind: str
    value: str


def anchors(node: Node, seen: Seen = MappingProxyType({})) -> frozenset[Anchor] | None:
    """If a post fits, one of these is in it. None: nothing must be in it. `seen`: how often words were met."""
    match node:
        case Term():
            return frozenset({_rarest(node, seen)})
        case Field(what, value, begins):
            kind = f"{what}_start" if begins else str(what)
            return frozenset({Anchor(kind, value)}) if what in {What.AUTHOR, What.SITE} else None
        case Not():
            return None
        case All(parts):
            return _lightest([anchors(part, seen) for part in parts], seen)
        case Near(left, right):
            return _lightest([anchors(left, seen), anchors(right, seen)], seen)
        case Either(parts):
            return _any([anchors(part, seen) for part in parts])


def _any(each: list[frozenset[Anchor] | None]) -> frozenset[Anchor] | None:
    found = [one for one in each if one is not None]
    return frozenset().union(*found) if len(found) == len(each) else None


def sufficient(node: Node) -> frozenset[Anchor]:
    """What is enough for a query to fit, wherever it is found: single words, in case and accents as they come, and fields."""
    match node:
        case Term(exact=False, tag=tag, begins=begins) if len(row := wanted(node)) == 1:
            kind = ("tag" if tag else "") + ("_" if tag and begins else "") + ("start" if begins else "")
            return frozenset({Anchor(kind or "word", row[0].tag if tag else row[0].folded)})
        case Field(what=What.AUTHOR | What.SITE):
            return anchors(node) or frozenset()
        case Either(parts):
            return frozenset().union(*map(sufficient, parts))
        case _:
            return frozenset()


def musts(node: Node) -> list[str]:
    """Words, as they are folded, without any of which it cannot fit."""
    match node:
        case Term(tag=False):
            return [unit.folded for unit in wanted(node)]
        case All(parts):
            return [word for part in parts for word in musts(part)]
        case Near(left, right):
            return [*musts(left), *musts(right)]
        case _:
            return []


def _rarest(one: Term, seen: Seen) -> Anchor:
    row = wanted(one)
    last = len(row) - 1
    if one.tag:
        return Anchor("tag_start" if one.begins else "tag", row[0].tag)
    found = [Anchor("start" if one.begins and at == last else "word", unit.folded) for at, unit in enumerate(row)]
    signs = [unspaced(unit.folded) for unit in row]
    found += [Anchor("pair", row[at].folded + row[at + 1].folded) for at in range(last) if signs[at] and signs[at + 1]]
    return min(found, key=lambda anchor: weight(anchor, seen))


def _lightest(each: Iterable[frozenset[Anchor] | None], seen: Seen) -> frozenset[Anchor] | None:
    found = (one for one in each if one is not None)
    return min(found, key=lambda those: sum(weight(one, seen) for one in those), default=None)


def weight(anchor: Anchor, seen: Seen) -> float:
    """About how often it is met; only the order counts."""
    if anchor.kind not in {"word", "start", "pair"}:
        return 0.5
    length = len(anchor.value) * (3 if unspaced(anchor.value) else 1)
    common = 200.0 if anchor.value in COMMON else 0.0
    guessed = common + 100.0 / length**2 * (4 if anchor.kind == "start" else 1)
    return guessed + 100.0 * seen.get(anchor.value, 0)
