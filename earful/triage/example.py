"""What triage learns from, and what came of it: values that pages may hold, since nothing here reckons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from earful.triage.lessons import Taught

WIDE = 384  # numbers in a meaning
FEW = 5  # below, little can be measured: then nothing may get worse


@dataclass(frozen=True, slots=True)
class Example:
    """One item: what the shipped weights alone make of it, and what a person said. `kind` "" and `needs` None: nothing."""

    meaning: bytes
    needs_p: float
    kinds_p: tuple[float, ...]  # as KINDS
    needs: bool | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of learning. `taught`: None where it is not better; `reason`: a code, see web/house/lessons.py."""

    taught: "Taught | None"
    reason: str
    figures: Mapping[str, Any] = field(default_factory=dict)
