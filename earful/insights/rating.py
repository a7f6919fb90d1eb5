"""How often triage was right, as far as people have said so. Pure.

A person says so by correcting or confirming a verdict, by answering, or by ending a matter as needing no answer. Whatever
nobody looked at is not counted, so these figures say little about what was hidden and never found.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("question", "complaint", "praise", "suggestion", "other")


@dataclass(frozen=True, slots=True)
class Rated:
    """One item: what triage said, and what people say. "" and None: nothing was said about that."""

    network: str
    language: str
    day: date
    kind: str = ""
    kind_said: str = ""
    needs: bool | None = None
    needs_said: bool | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Of what is so, how much was found (recall); of what was said to be so, how much is (precision). None: of nothing."""

    there: int
    said: int
    both: int

    @property
    def recall(self) -> float | None:
        """Of what is so, how much was found."""
        return self.both / self.there if self.there else None

    @property
    def precision(self) -> float | None:
        """Of what was said to be so, how much is."""
        return self.both / self.said if self.said else None


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of some of the items. `kinds`: about how many a person said the kind; `right`: how many triage had."""

    name: str
    kinds: int
    right: int
    judged: int  # about how many a person said whether they need an answer
    needs: Shares

    @property
    def share(self) -> float | None:
        """Of those whose kind is known, how many triage had right."""
        return self.right / self.kinds if self.kinds else None


@dataclass(frozen=True, slots=True)
class Rating:
    """Everything the page of quality shows. `confused`: for each true kind, how often triage said each kind."""

    whole: Part
    kinds: Sequence[tuple[str, Shares]]
    confused: Sequence[tuple[str, Sequence[int]]]
    networks: Sequence[Part]
    languages: Sequence[Part]
    weeks: Sequence[Part]


def rating(items: Iterable[Rated]) -> Rating:
    """All figures; parts by how many items they hold, weeks by time."""
    items = list(items)
    pairs = Counter((one.kind, one.kind_said) for one in items if one.kind and one.kind_said)
    return Rating(
        whole=_part("", items),
        kinds=[(kind, _of_kind(kind, pairs)) for kind in KINDS],
        confused=[(true, [pairs[true, said] for said in KINDS]) for true in KINDS],
        networks=_parts(items, lambda one: one.network),
        languages=_parts(items, lambda one: one.language),
        weeks=sorted(_parts(items, lambda one: week(one.day).isoformat()), key=lambda part: part.name),
    )


def week(day: date) -> date:
    """The Monday with which its week begins."""
    return day - timedelta(days=day.weekday())


def _of_kind(kind: str, pairs: Counter[tuple[str, str]]) -> Shares:
    there = sum(count for (true, _), count in pairs.items() if true == kind)
    said = sum(count for (_, called), count in pairs.items() if called == kind)
    return Shares(there, said, pairs[kind, kind])


def _parts(items: Sequence[Rated], name: Callable[[Rated], str]) -> list[Part]:
    names = Counter(name(one) for one in items)
    return [_part(each, [one for one in items if name(one) == each]) for each, _count in names.most_common()]


def _part(name: str, items: Sequence[Rated]) -> Part:
    kinds = [one for one in items if one.kind and one.kind_said]
    judged = [one for one in items if one.needs is not None and one.needs_said is not None]
    needs = Shares(
        there=sum(bool(one.needs) for one in judged),
        said=sum(bool(one.needs_said) for one in judged),
        both=sum(bool(one.needs and one.needs_said) for one in judged),
    )
    return Part(name, len(kinds), sum(one.kind == one.kind_said for one in kinds), len(judged), needs)
