"""Adding up what speaks for and against, in log-odds, and remembering why."""

import math
from dataclasses import dataclass, field

from earful.triage.rules import Reason

MOST_WORDS = 3  # words named in one reason
LONGEST = 80


@dataclass(slots=True)
class Tally:
    """A sum of weights by code."""

    weights: dict[str, float] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, weight: float, *words: str) -> None:
        """One more thing to consider."""
        code = str(code)  # a plain word, also when it comes from an enumeration
        self.weights[code] = self.weights.get(code, 0.0) + weight
        if words:
            self.words[code] = shortened(words)

    @property
    def p(self) -> float:
        """The probability that the sum stands for."""
        return logistic(sum(self.weights.values()))

    def reasons(self, *, speaking_for: bool, most: int = 6) -> tuple[Reason, ...]:
        """What weighed most, beginning with what speaks for the decision that was taken."""
        sign = 1.0 if speaking_for else -1.0
        ranked = sorted(self.weights.items(), key=lambda item: (item[1] * sign <= 0, -abs(item[1]), item[0]))
        return tuple(Reason(code, self.words.get(code, ""), weight) for code, weight in ranked[:most])


def shortened(words: tuple[str, ...]) -> str:
    """A few of the words that were found."""
    line = ", ".join(dict.fromkeys(words[:MOST_WORDS]))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def logistic(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, log_odds))))


def shares(scores: dict[str, float]) -> dict[str, float]:
    """Scores as probabilities that sum to one."""
    most = max(scores.values())
    raised = {name: math.exp(score - most) for name, score in scores.items()}
    total = sum(raised.values())
    return {name: value / total for name, value in raised.items()}
