"""What a desk handed out, told from the lines of its history alone, beside who could have had it: slow, and nothing of the desk's own rules."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from earful.bench.routing_desk import DAILY, Colleague


@dataclass(frozen=True, slots=True)
class Fact:
    """What a matter takes, as it stood when it was handed out, and whose it is."""

    language: str
    team: int | None
    skill: int | None
    customer: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of history: what, when, to whom, from whom, and why."""

    what: str
    at: datetime
    conversation: int
    agent: int | None
    to: int | None
    before: int | None
    why: str


@dataclass(slots=True)
class Judged:
    """What came of it."""

    handed: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    not_least: int = 0
    returning: Counter[str] = field(default_factory=Counter)
    given: Counter[int] = field(default_factory=Counter)


def works(one: Colleague, moment: datetime) -> bool:
    """Whether their shift says so, read off the clock on the wall there."""
    if not one.shift:
        return True
    shown = moment.astimezone(ZoneInfo(one.zone)).strftime("%H:%M")
    return any(begin <= shown < end for begin, end in (span.split("-") for span in DAILY[one.shift]))


def fits(one: Colleague, fact: Fact) -> str:
    """What keeps somebody from answering it; "" if nothing."""
    if fact.language and fact.language not in one.languages:
        return "language"
    if fact.skill is not None and fact.skill not in one.skills:
        return "skill"
    return "team" if fact.team is not None and fact.team not in one.teams else ""


class Truth:
    """Goes through the history once, line by line."""

    def __init__(self, people: Mapping[int, Colleague], facts: Mapping[int, Fact]) -> None:
        self._people, self._facts = people, facts
        self._held: dict[int, int] = {}  # conversation -> whoever has it open
        self._loads: Counter[int] = Counter()
        self._lost: dict[int, int] = {}  # conversation -> who had it last and lost it
        self._answered: dict[int, dict[int, datetime]] = defaultdict(
            dict
        )  # customer -> who answered them, and when last
        self.judged = Judged()

    def read(self, lines: Iterable[Line]) -> Judged:
        """All of it."""
        for line in lines:
            if line.what == "ended":
                self._drop(line.conversation)
                if line.agent is not None:
                    self._answered[self._facts[line.conversation].customer][line.agent] = line.at
            elif line.to is None:
                self._drop(line.conversation)
                self._lost[line.conversation] = line.before or 0
            else:
                self._judge(line)
                self._held[line.conversation] = line.to
                self._loads[line.to] += 1
        return self.judged

    def _drop(self, conversation: int) -> None:
        holder = self._held.pop(conversation, None)
        if holder is not None:
            self._loads[holder] -= 1

    def could(self, conversation: int, moment: datetime) -> list[Colleague]:
        """Who could have it now."""
        fact = self._facts[conversation]
        return [
            one for pk, one in self._people.items()
            if not fits(one, fact) and works(one, moment) and one.is_there(moment)
            and self._loads[pk] < one.capacity and self._lost.get(conversation) != pk
        ]  # fmt: skip

    def _judge(self, line: Line) -> None:
        one, fact, told = self._people[line.to or 0], self._facts[line.conversation], self.judged
        told.handed += 1
        told.given[one.agent.pk] += 1
        if words := fits(one, fact):
            told.wrong[words] += 1
        told.wrong["off_shift"] += not works(one, line.at) and line.why != "next"
        told.wrong["absent"] += not one.is_there(line.at)
        told.wrong["over_capacity"] += self._loads[one.agent.pk] >= one.capacity
        if line.why != "next":
            self._compare(line, one, fact)

    def _compare(self, line: Line, one: Colleague, fact: Fact) -> None:
        could = {each.agent.pk: each for each in self.could(line.conversation, line.at)}
        before = self._answered[fact.customer]
        if before:
            last = _last(before)
            self._returning(line, one.agent.pk if one.agent.pk in last else min(last), one, could)
        known = _last({pk: at for pk, at in before.items() if pk in could})
        if known:
            self.judged.wrong["not_who_knew_them"] += one.agent.pk not in known
        else:
            least = min((Fraction(self._loads[pk], each.capacity) for pk, each in could.items()), default=Fraction(9))
            self.judged.not_least += Fraction(self._loads[one.agent.pk], one.capacity) > least

    def _returning(self, line: Line, last: int, one: Colleague, could: Mapping[int, Colleague]) -> None:
        told, who = self.judged.returning, self._people[last]
        told["all"] += 1
        if last == one.agent.pk:
            told["back"] += 1
        elif not works(who, line.at) or not who.is_there(line.at):
            told["absent"] += 1
        elif fits(who, self._facts[line.conversation]):
            told["cannot"] += 1
        elif last not in could:
            told["full"] += 1
        else:
            told["missed"] += 1


def _last(answered: Mapping[int, datetime]) -> set[int]:
    """Who answered last; all of those who did at one moment."""
    latest = max(answered.values(), default=None)
    return {pk for pk, at in answered.items() if at == latest}
