"""What is wanted of things that were placed just now, and may wait: in the transaction that placed them."""

from collections.abc import Sequence

from earful import advising, by_name, grouping
from earful.judging import Judged


def want(those: Sequence[Judged]) -> None:
    """A second opinion where triage is unsure; which were said in other places too; which queries fit."""
    advising.want(those)
    grouping.want(those)
    by_name.want(those)
