"""Four levels for the queue, out of three answers and how sure triage is."""

from dataclasses import dataclass

import pytest

from earful.conversations import levels
from earful.triage.rules import Tier


@dataclass
class Judged:
    urgency: int
    urgent_p: float = 0.0
    tier: str = Tier.PRECISE


@pytest.mark.parametrize(
    ("judged", "level"),
    [
        (Judged(0, 0.4), levels.ORDINARY),
        (Judged(1, 0.4), levels.SOON),
        (Judged(2, 0.1), levels.MAYBE),
        (Judged(2, 0.499), levels.MAYBE),
        (Judged(2, 0.5), levels.URGENT),
        (Judged(2, 0.1, Tier.FAST), levels.MAYBE),
        (Judged(2, 0.0, Tier.RULES), levels.URGENT),  # its form alone gives no chance, only a word
    ],
)
def test_what_triage_is_unsure_of_comes_behind_what_it_is_sure_of(judged, level):
    assert levels.judged(judged) == level


def test_a_persons_word_is_sure_and_every_level_stands_for_an_answer():
    assert [levels.said(answer) for answer in (0, 1, 2)] == [levels.ORDINARY, levels.SOON, levels.URGENT]
    assert [levels.answer(level) for level in range(4)] == [0, 1, 2, 2]
    assert levels.ORDINARY < levels.SOON < levels.MAYBE < levels.URGENT
