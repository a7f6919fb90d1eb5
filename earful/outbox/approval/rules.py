"""Whether an answer needs a second pair of eyes, and who may lend them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Why an answer needs approval."""

    CRISIS = "crisis"  # everything does, just now
    PERSON = "person"  # its writer is new
    TEAM = "team"  # it belongs to this team
    TOPIC = "topic"  # it is about this


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data: of one person, one team or one topic. `until`, `answers`: of a person, when it is over."""

    id: int
    agent: int | None = None
    team: int | None = None
    topic: int | None = None
    until: datetime | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """An answer that wants to leave. `approved`: by rule, how many of its writer's were approved since it was made."""

    agent: int
    now: datetime
    team: int | None = None
    topics: frozenset[int] = frozenset()
    crisis: int = 0
    approved: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one needs approval: the kind, and which rule or crisis says so."""

    kind: Kind
    id: int


def over(rule: Rule, approved: int, now: datetime) -> bool:
    """Whether a rule about a person has served its time."""
    late = rule.until is not None and rule.until <= now
    return late or (rule.answers is not None and approved >= rule.answers)


def reasons(rules: Iterable[Rule], matter: Matter) -> Sequence[Reason]:
    """Everything that says so; none when it may leave at once."""
    found = [Reason(Kind.CRISIS, matter.crisis)] if matter.crisis else []
    for rule in rules:
        if rule.agent is not None and rule.agent == matter.agent:
            if not over(rule, matter.approved.get(rule.id, 0), matter.now):
                found.append(Reason(Kind.PERSON, rule.id))
        elif rule.team is not None and rule.team == matter.team:
            found.append(Reason(Kind.TEAM, rule.id))
        elif rule.topic is not None and rule.topic in matter.topics:
            found.append(Reason(Kind.TOPIC, rule.id))
    return found
