"""What a list of cues is: for each sort of hint, the words of one language that give it."""

from collections.abc import Mapping
from enum import StrEnum


class Cue(StrEnum):
    """What words can hint at. The values are reason codes: they are stored with verdicts and must not change."""

    QUESTION = "question_words"
    HELP = "asks_for_help"
    REQUEST = "requests"
    COMPLAINT = "complains"
    STRONG = "complains_strongly"
    THANKS = "thanks"
    PRAISE = "praises"
    SUGGESTION = "suggests"
    SETTLED = "settled"
    ACKNOWLEDGED = "acknowledges"
    TIME = "time_presses"
    MONEY = "money"
    SAFETY = "safety"
    LEGAL = "legal"
    STRANDED = "stranded"
    LEAVING = "threatens_to_leave"
    PROMOTION = "promotes"
    NEGATION = "negation"


Cues = Mapping[Cue, tuple[str, ...]]


def phrases(listed: str) -> tuple[str, ...]:
    """Split a list written with commas. A single word that ends in * stands for all words that begin so."""
    return tuple(" ".join(phrase.split()) for phrase in listed.split(",") if phrase.strip())
