"""How much may be asked of Discord, as it says with each answer: so much of each kind, and so much of all together."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST = 2_000
LONGEST = 3_600.0
WHOLE = frozenset({"channels", "guilds", "webhooks"})  # what is counted for each of these apart


@dataclass(slots=True)
class Buckets:
    """What is known of one bot's limits. Kinds of questions share a bucket, which Discord names with its answers."""

    names: dict[str, str] = field(default_factory=dict)
    fresh: dict[tuple[str, str], float] = field(default_factory=dict)
    everything: float = 0.0

    def wait(self, method: str, path: tuple[str, ...]) -> float:
        """Seconds until this may be asked."""
        kind, whose = _kind(method, path)
        at = self.fresh.get((self.names.get(kind, kind), whose), 0.0)
        return max(at, self.everything) - time.monotonic()

    def note(self, method: str, path: tuple[str, ...], headers: Mapping[str, str]) -> None:
        """An answer said how much is left."""
        kind, whose = _kind(method, path)
        if bucket := headers.get("x-ratelimit-bucket", "")[:100]:
            _bound(self.names)
            self.names[kind] = bucket
        if headers.get("x-ratelimit-remaining", "").strip() == "0":
            self._shut(kind, whose, seconds(headers.get("x-ratelimit-reset-after", "")) or 1.0)

    def refused(self, method: str, path: tuple[str, ...], after: float, *, everything: bool) -> None:
        """It was too much: of this kind, or of all together."""
        if everything:
            self.everything = time.monotonic() + after
        else:
            self._shut(*_kind(method, path), after)

    def _shut(self, kind: str, whose: str, after: float) -> None:
        _bound(self.fresh)
        self.fresh[self.names.get(kind, kind), whose] = time.monotonic() + after


def seconds(text: object) -> float | None:
    """A number of seconds, with parts of one, within reason."""
    if isinstance(text, str) and text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) < 20:
        text = float(text)
    if isinstance(text, int | float) and not isinstance(text, bool) and text >= 0:
        return min(float(text), LONGEST)
    return None


def _kind(method: str, path: tuple[str, ...]) -> tuple[str, str]:
    """A question without the names in it, and whose share it is counted to."""
    whose = path[1] if len(path) > 1 and path[0] in WHOLE else ""
    return f"{method} {'/'.join(':' if step.isdecimal() else step for step in path)}", whose


def _bound(kept: dict[Any, Any]) -> None:
    while len(kept) >= MOST:
        del kept[next(iter(kept))]
