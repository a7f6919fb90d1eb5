"""Whether one post fits one query."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from earful.listening.tree import All, Either, Field, Near, Node, Not, Term, What, wanted
from earful.listening.units import Unit, host_of, hosts, units

Span = tuple[int, int]
NOWHERE: tuple[int, ...] = ()
SHORT = 60  # words among which looking from the first on is sooner done than sorting them


@dataclass(frozen=True, slots=True)
class Post:
    """What queries are held against. `links`: addresses beside those in the text; `url`: where it stands itself."""

    text: str
    author: str = ""
    languages: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    url: str = ""


class Reading:
    """One post, read as far as the queries ask."""

    __slots__ = ("_linked", "_places", "_post", "_spans", "_units", "_words")

    def __init__(self, post: Post) -> None:
        self._post = post
        self._spans: dict[Sought, list[Span]] = {}
        self._units: list[Unit] | None = None
        self._words: list[str] = []
        self._places: dict[str, list[int]] | None = None
        self._linked: list[str] | None = None

    @property
    def units(self) -> list[Unit]:
        """All of it, in order."""
        if self._units is None:
            self._units = units(self._post.text)
            self._words = [unit[0] for unit in self._units]
            if len(self._words) > SHORT:
                self._places = {}
                for place, word in enumerate(self._words):
                    self._places.setdefault(word, []).append(place)
        return self._units

    def says(self, word: str) -> bool:
        """Whether it has the word anywhere."""
        there = self.units and self._places
        return word in (self._words if there is None else there)

    def places(self, word: str) -> Sequence[int]:
        """Where the word stands."""
        there = self.units and self._places
        if there is None:
            return [at for at, one in enumerate(self._words) if one == word] if word in self._words else NOWHERE
        return there.get(word, NOWHERE) if there else NOWHERE

    def starting(self, start: str) -> Sequence[int]:
        """Where words that begin so stand."""
        return [at for at, unit in enumerate(self.units) if unit.folded.startswith(start)]

    @property
    def linked(self) -> list[str]:
        """The hosts that its links lead to."""
        if self._linked is None:
            targets = [
                host_of(link.partition("://")[2].partition("/")[0]) for link in self._post.links if "://" in link
            ]
            self._linked = [*hosts(self._post.text), *(host for host in targets if host)]
        return self._linked

    @property
    def sites(self) -> set[str]:
        """Those hosts and its own, with every site that each is part of."""
        return sites_of([*self.linked, host_of(self._post.url.partition("://")[2].partition("/")[0])])

    @property
    def languages(self) -> set[str]:
        """Without their regions."""
        return {language.lower().partition("-")[0] for language in self._post.languages}

    def spans(self, one: "Sought") -> list[Span]:
        """Where a term stands: from, and up to."""
        found = self._spans.get(one)
        if found is None:
            found = self._spans[one] = one.spans(self)
        return found

    def has(self, field: Field) -> bool:
        """Whether something besides the words is so."""
        match field.what:
            case What.AUTHOR:
                names = names_of(self._post.author)
                return any(name.startswith(field.value) for name in names) if field.begins else field.value in names
            case What.SITE:
                return field.value in self.sites
            case What.LANG:
                return field.value in self.languages
            case What.HAS:
                return bool(self.linked)


def names_of(author: str) -> tuple[str, ...]:
    """A handle, and the name before its server."""
    handle = author.lstrip("@").lower()
    return (handle, handle.partition("@")[0]) if "@" in handle else (handle,) if handle else ()


def sites_of(hosts: Iterable[str]) -> set[str]:
    """Every site that hosts are part of, down to two labels."""
    found: set[str] = set()
    for host in hosts:
        labels = host.split(".")
        found.update(".".join(labels[at:]) for at in range(len(labels) - 1))
    return found


class Sought:
    """A term ready to be looked for. One for each term, so that what was found for one query serves the others."""

    def __init__(self, one: Term) -> None:
        self._one = one
        self._row = wanted(one)
        self._first, self._rest = self._row[0], self._row[1:]
        self._begins = one.begins and not self._rest  # the first is the last, and goes on
        self._plain = not one.exact and not one.tag
        self.word = self._first.folded if self._plain and not self._rest and not one.begins else ""

    def spans(self, reading: Reading) -> list[Span]:
        """From, and up to, of each place where it stands."""
        if self._one.tag:
            return [
                (at, at + 1)
                for at, unit in enumerate(reading.units)
                if unit.tag and self._fits(unit, self._first, last=True)
            ]
        first = self._first.folded
        starts = reading.starting(first) if self._begins else reading.places(first)
        if not starts or (self._plain and not self._rest):
            return [(at, at + 1) for at in starts]
        return [(at, at + len(self._row)) for at in starts if self._stands(reading.units, at)]

    def _stands(self, there: Sequence[Unit], at: int) -> bool:
        last = len(self._row) - 1
        if at + last >= len(there):
            return False
        return all(self._fits(there[at + step], unit, last=step == last) for step, unit in enumerate(self._row))

    def _fits(self, unit: Unit, target: Unit, *, last: bool) -> bool:
        one = self._one
        if one.tag:
            there, sought = (unit.tagged, target.tagged) if one.exact else (unit.tag, target.tag)
        else:
            there, sought = (unit.exact, target.exact) if one.exact else (unit.folded, target.folded)
        return there.startswith(sought) if one.begins and last else there == sought


Fits = Callable[[Reading], bool]
Known = dict[Term, Sought]


def asked(node: Node, known: Known) -> Fits:
    """The question whether a post fits, ready to be asked many times. `known`: terms that other queries ask for too."""
    match node:
        case Term():
            one = _sought(node, known)
            word = one.word  # a single word, nothing more: whether it is there is enough
            return (lambda reading: reading.says(word)) if word else (lambda reading: bool(reading.spans(one)))
        case Field():
            return lambda reading: reading.has(node)
        case Not(part):
            inner = asked(part, known)
            return lambda reading: not inner(reading)
        case All(parts):
            return _every([asked(part, known) for part in parts])
        case Either(parts):
            return _some([asked(part, known) for part in parts])
        case Near(left, right, within):
            return _near(
                [_sought(one, known) for one in terms(left)], [_sought(one, known) for one in terms(right)], within
            )


def terms(node: Term | Either) -> list[Term]:
    """Of one side of near."""
    return [node] if isinstance(node, Term) else [part for part in node.parts if isinstance(part, Term)]


def _sought(one: Term, known: Known) -> Sought:
    found = known.get(one)
    if found is None:
        found = known[one] = Sought(one)
    return found


def _every(each: Sequence[Fits]) -> Fits:
    def fits(reading: Reading) -> bool:
        for one in each:  # noqa: SIM110 -- a loop takes half the time of all(), a thousand times a second
            if not one(reading):
                return False
        return True

    return fits


def _some(each: Sequence[Fits]) -> Fits:
    def fits(reading: Reading) -> bool:
        for one in each:  # noqa: SIM110 -- likewise
            if one(reading):
                return True
        return False

    return fits


def _near(left: Sequence[Sought], right: Sequence[Sought], within: int) -> Fits:
    def fits(reading: Reading) -> bool:
        ours = [span for one in left for span in reading.spans(one)]
        theirs = [span for one in right for span in reading.spans(one)] if ours else []
        return bool(theirs) and _together(ours, sorted(theirs), within)

    return fits


def _together(ours: Sequence[Span], theirs: Sequence[Span], within: int) -> bool:
    longest = max(end - start for start, end in theirs)
    for start, end in ours:
        at = bisect_left(theirs, (start - within - longest, 0))
        while at < len(theirs) and theirs[at][0] <= end + within:
            if 0 <= max(start, theirs[at][0]) - min(end, theirs[at][1]) <= within:
                return True
            at += 1
    return False
