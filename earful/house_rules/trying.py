"""A dry run: how often a rule would have fired over the last 30 days, and in which conversations. It changes nothing.

What was said is taken as it is understood now, and tags, groups, topics and who has a conversation as they are now.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from earful.house_rules import past, referents
from earful.house_rules.fitting import changes, fits
from earful.house_rules.occasions import Occasion, facts_of
from earful.house_rules.rules import Terms
from earful.house_rules.trials import read, seen
from earful.kit import clock

__all__ = ["Tried", "dry_run", "read", "seen"]

BACK = timedelta(days=30)
MOST = 5000  # things that happened, the latest
SAMPLES = 20


@dataclass(slots=True)
class Tried:
    """How it would have gone. `cut`: there was more than was looked at, which goes back to `since`."""

    since: datetime
    looked: int = 0
    fired: int = 0
    changing: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    samples: list[Occasion] = field(default_factory=list)
    cut: bool = False
    gone: list[str] = field(default_factory=list)

    def told(self) -> dict[str, int]:
        """The figures, for keeping."""
        return {"looked": self.looked, "fired": self.fired, "changing": len(self.changing)}


def dry_run(workspace_id: int, terms: Terms) -> Tried:
    """Over the last 30 days, or the last 5,000 things of its sort, in parts."""
    now = clock.now()
    tried = Tried(now - BACK, gone=referents.known(workspace_id, [terms]).gone(terms))
    tags = any(act.what in {"tag", "untag"} for act in terms.acts)
    for part in past.parts(workspace_id, terms.when, now - BACK):
        for occasion, facts in zip(part, facts_of(workspace_id, part, [terms], tags=tags), strict=True):
            tried.looked += 1
            tried.since = min(occasion.moment, tried.since) if tried.looked > 1 else occasion.moment
            if not fits(terms, facts):
                continue
            tried.fired += 1
            tried.touched.add(occasion.conversation.pk)
            if changes(terms, facts):
                tried.changing.add(occasion.conversation.pk)
            if len(tried.samples) < SAMPLES:
                tried.samples.append(occasion)
        if tried.looked >= MOST:
            tried.cut = True
            break
    if not tried.cut:
        tried.since = now - BACK
    return tried
