"""How good triage is, as programs read it."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema


class Found(Schema):
    """How many are so, how many triage said are so, and how many are both; null where there was nothing."""

    there: int
    said: int
    both: int
    recall: float | None
    precision: float | None


class Kind(Found):
    """The same for one kind."""

    kind: str


class Part(Schema):
    """Of some items: about how many somebody said the kind, how many triage had right, and needing an answer."""

    name: str
    kinds: int
    right: int
    judged: int
    needs: Found


class Lesson(Schema):
    """One time that triage learned, or was set back. `figures`: before and after on corrections kept aside."""

    id: int
    at: datetime
    trigger: Literal["at once", "nightly", "set back", "resumed"]
    corrections: int
    figures: dict[str, Any]
    taken: bool
    in_force: bool
    reason: str


class Quality(Schema):
    """The figures of the last days. `confused`: true kind, then what triage said, then how often. Weeks by their Monday."""

    days: int
    whole: Part
    kinds: list[Kind]
    confused: dict[str, dict[str, int]]
    networks: list[Part]
    languages: list[Part]
    weeks: list[Part]
    lessons: list[Lesson]


class Source(Schema):
    """Texts that were learned from."""

    name: str
    licence: str
    texts: int


class Card(Schema):
    """What the shipped weights are, and are not for."""

    version: str
    made: str
    learned_from: list[Source]
    kept_aside: str
    figures: dict[str, str]
    limits: list[str]
    not_for: list[str]
    whole: bool
