"""Who is handed what nobody has: whoever fits, is here and has least. Pure: the same values always give the same person.

How well known a customer is to the world is not asked: there is no place for it here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Why(StrEnum):
    """Why nobody is handed something now."""

    TEAM = "team"  # nobody who answers is in its team
    SKILL = "skill"  # nobody can do it
    LANGUAGE = "language"  # nobody answers in it
    TOGETHER = "together"  # each of these somebody, but nobody all of them
    LAID_BACK = "laid_back"  # whoever could had it before, and it is not with them any more
    OFF_SHIFT = "off_shift"
    NOT_HERE = "not_here"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Need:
    """What a matter takes. `before`: who answered this customer before, last first; `not_to`: who had it and has it no more."""

    language: str = ""
    team: int | None = None
    skill: int | None = None
    before: tuple[int, ...] = ()
    not_to: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who answers, as they stand now.

    `languages`: none for whatever comes. `on_shift`: also who has no set times. `comes_at`: when their next shift begins.
    `here`: a page of theirs is open, and they are not away. `load`: open matters that are not put away.
    """

    id: int
    languages: frozenset[str] = frozenset()
    teams: frozenset[int] = frozenset()
    skills: frozenset[int] = frozenset()
    capacity: int | None = None
    load: int = 0
    on_shift: bool = True
    here: bool = True
    comes_at: datetime | None = None
    given_at: datetime | None = None

    @property
    def full(self) -> bool:
        """Whether they have as much as they can have at once."""
        return self.capacity is not None and self.load >= self.capacity

    def speaks(self, language: str) -> bool:
        """Whether they answer in it; what is not known everybody may try."""
        return not language or not self.languages or language in self.languages

    def given(self, at: datetime) -> "Person":
        """The same with one more."""
        return replace(self, load=self.load + 1, given_at=at)


@dataclass(frozen=True, slots=True)
class Stays:
    """It stays with nobody: why, and until when, if that is known."""

    why: Why
    until: datetime | None = None


def can(person: Person, need: Need) -> bool:
    """Whether somebody could ever answer this, were they here and free."""
    team = need.team is None or need.team in person.teams
    return team and (need.skill is None or need.skill in person.skills) and person.speaks(need.language)


def chosen(people: Sequence[Person], need: Need) -> Person | Stays:
    """Who gets it, or why nobody does.

    Whoever answered this customer before comes first; then who has least for what they can have, then who was handed
    something longest ago. Never somebody who does not fit, is not here, or is full.
    """
    fitting = [person for person in people if can(person, need)]
    if not fitting:
        return Stays(_lacking(people, need))
    others = [person for person in fitting if person.id != need.not_to]
    if not others:
        return Stays(Why.LAID_BACK)
    on_shift = [person for person in others if person.on_shift]
    if not on_shift:
        return Stays(Why.OFF_SHIFT, min((one.comes_at for one in others if one.comes_at is not None), default=None))
    here = [person for person in on_shift if person.here]
    if not here:
        return Stays(Why.NOT_HERE)
    free = {person.id: person for person in here if not person.full}
    if not free:
        return Stays(Why.FULL)
    known = next((free[before] for before in need.before if before in free), None)
    return known or least(free.values())


def least(free: Iterable[Person]) -> Person:
    """Of those who are free whoever has least, measured by what each can have; without a limit, by the largest of the others."""
    free = list(free)
    most = max((person.capacity or 0 for person in free), default=0) or 1
    return min(
        free,
        key=lambda one: (Fraction(one.load, one.capacity or most), one.given_at or LONG_AGO, one.id),
    )


def _lacking(people: Sequence[Person], need: Need) -> Why:
    if not people:
        return Why.NOT_HERE
    if need.team is not None and not any(need.team in person.teams for person in people):
        return Why.TEAM
    if need.skill is not None and not any(need.skill in person.skills for person in people):
        return Why.SKILL
    if not any(person.speaks(need.language) for person in people):
        return Why.LANGUAGE
    return Why.TOGETHER


@dataclass(frozen=True, slots=True)
class Facts:
    """What a route can be about: the facts of one matter."""

    account: int
    kind: str = ""
    language: str = ""
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Way:
    """One route: for what it is, and where it leads. What is empty fits everything."""

    id: int
    account: int | None = None
    kind: str = ""
    language: str = ""
    topic: int | None = None
    team: int | None = None
    skill: int | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether it is for this."""
        return (
            self.account in {None, facts.account}
            and self.kind in {"", facts.kind}
            and self.language in {"", facts.language}
            and (self.topic is None or self.topic in facts.topics)
        )


def way(ways: Iterable[Way], facts: Facts) -> Way | None:
    """The first that fits."""
    return next((one for one in ways if one.fits(facts)), None)
