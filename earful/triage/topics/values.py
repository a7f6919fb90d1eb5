"""Values that rooms and pages hand to each other about topics. No numbers are reckoned here, so that pages stay light."""

from dataclasses import dataclass

MOST = 3  # topics an item has at most
Kept = bytes | memoryview  # one meaning as it is stored: 384 numbers in half precision


@dataclass(frozen=True, slots=True)
class Fit:
    """A topic of an item, and how likely it is that the item belongs there."""

    topic: int
    p: float


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote. `writer`: whoever it is; the same for the same person."""

    words: str
    language: str
    writer: str
