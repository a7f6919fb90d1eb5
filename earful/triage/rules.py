"""What triage is asked and what it answers. Pure values; the judging itself is in baseline.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("question", "complaint", "praise", "suggestion", "other")
SPAM_FROM = 0.9  # above this an item is put aside as spam; erring on the side of showing


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier turn of the same thread, oldest first."""

    text: str
    ours: bool
    same_author: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """One item to be judged, with what stands around it.

    `why` is contract.Why; `claimed` the languages the network says; `names` what the brand is called there.
    """

    text: str
    why: str
    claimed: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    has_pictures: bool = False
    links: int = 0
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code that web/ turns into a sentence, the words that caused it, and how much it weighed (log-odds).

    A weight above zero speaks for an answer, one below speaks against it.
    """

    code: str
    words: str = ""
    weight: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {"code": self.code, "words": self.words, "weight": round(self.weight, 3)}


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict before it is stored. Probabilities are 0 to 1; urgency is 0 normal, 1 soon, 2 urgent."""

    version: str
    needs_answer: bool
    needs_answer_p: float
    kind: str
    kinds_p: Mapping[str, float] = field(default_factory=dict)
    urgency: int = 0
    language: str = "und"
    language_p: float = 0.0
    spam_p: float = 0.0
    reasons: tuple[Reason, ...] = ()
    personal: tuple[str, ...] = ()  # sorts of personal data in it, see triage/personal.py

    @property
    def spam(self) -> bool:
        """Whether it is put aside as spam."""
        return self.spam_p >= SPAM_FROM
