"""What triage is asked and what it answers. Pure values; the judging itself is in baseline.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

KINDS = ("question", "complaint", "praise", "suggestion", "other")
COULD_NEED = 0.02  # what the fast tier gives less than this is not read again
SURELY_SPAM = 0.98  # nor what it gives more
SPAM_FROM = 0.9  # above this an item is put aside as spam; erring on the side of showing
SETTLES_FROM = 0.8


class Tier(StrEnum):
    """How closely an item was read."""

    RULES = "rules"  # by named cues alone
    FAST = "fast"
    PRECISE = "precise"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier turn of the same thread, oldest first."""

    text: str
    ours: bool
    same_author: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """One item to be judged, with what stands around it.

    `text` holds nobody else's words. `why` is contract.Why; `claimed` the languages the network says; `names` what the brand is called there.
    """

    text: str
    why: str
    claimed: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    has_pictures: bool = False
    links: int = 0
    mentions: int = 0
    unread: bool = False  # it says or brings something that nobody here can read


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
    """A verdict before it is stored. Probabilities are 0 to 1; urgency is 0 normal, 1 soon, 2 urgent.

    `kind` is the main one, `kinds_p` how likely each is to be the main one, `kinds` all that hold; `severity` of a
    complaint: 1 an expectation was not met, 2 annoyed, 3 accuses or demands, 4 threatens or gives up.
    """

    version: str
    needs_answer: bool
    needs_answer_p: float
    kind: str
    kinds_p: Mapping[str, float] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    mood: str = ""  # negative, neutral, positive; "" when nobody asked
    mood_p: float = 0.0
    urgency: int = 0
    urgent_p: float = 0.0
    causes: tuple[str, ...] = ()  # why it is urgent, see questions.CAUSES
    severity: int = 0
    about_p: float = 1.0  # that it is about us
    solved_p: float = 0.0  # that its author says it is settled
    tier: Tier = Tier.RULES
    meaning: bytes = b""  # what it is about: 384 numbers in half precision; b"" unless it was read closely
    language: str = "und"
    language_p: float = 0.0
    spam_p: float = 0.0
    reasons: tuple[Reason, ...] = ()
    personal: tuple[str, ...] = ()  # sorts of personal data in it, see triage/personal.py
    untaught: Mapping[str, Any] | None = None  # what the weights alone say, where the team's corrections were added

    @property
    def spam(self) -> bool:
        """Whether it is put aside as spam."""
        return self.spam_p >= SPAM_FROM

    @property
    def settles(self) -> bool:
        """Whether its author says that it is settled, surely enough to believe it unasked."""
        return self.solved_p >= SETTLES_FROM
