"""What `earful doctor` says about one thing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    topic: str
    well: bool
    words: str
