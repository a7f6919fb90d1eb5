"""What triage asks of every item, and the answers there are. The same for both tiers, for learning and for judging. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from earful.triage.rules import KINDS

MOODS = ("negative", "neutral", "positive")
CAUSES = ("safety", "vulnerable", "stranded", "money", "legal", "leaving", "many", "deadline", "again")
NO_YES = ("no", "yes")

# One answer of several.
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "needs": NO_YES,  # does somebody wait for us
        "kind": KINDS,  # the main one
        "mood": MOODS,
        "urgency": ("0", "1", "2"),
        "severity": ("0", "1", "2", "3", "4"),  # of a complaint: none, expectation not met, annoyed, accuses, threatens
        "spam": NO_YES,
        "about": NO_YES,  # is it about us, not a namesake, a rival or something in passing
        "solved": NO_YES,  # does the author say that it is settled
    }
)
# Several may hold.
FLAGS: Mapping[str, tuple[str, ...]] = MappingProxyType({"also": KINDS, "cause": CAUSES})


def width(name: str) -> int:
    """Columns that a question takes: one between two answers, else one for each."""
    if name in FLAGS:
        return len(FLAGS[name])
    answers = len(CHOICES[name])
    return 1 if answers == 2 else answers


def places() -> dict[str, slice]:
    """For each question its columns, side by side."""
    found, at = {}, 0
    for name in (*CHOICES, *FLAGS):
        found[name] = slice(at, at + width(name))
        at += width(name)
    return found


PLACES: Mapping[str, slice] = MappingProxyType(places())
COLUMNS = sum(width(name) for name in (*CHOICES, *FLAGS))
