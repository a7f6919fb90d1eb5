"""What is wanted of things that were placed just now, and may wait: in the transaction that placed them."""

from collections.abc import Sequence

from earful import advising, grouping
from earful.judging import Judged


def want(those: Sequence[Judged]) -> None:
    """A second opinion where triage is unsure; and which of them were said in other places too."""
    advising.want(those)
    grouping.want(those)
