"""What the clock of a turn should say, and how that differs from what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from earful.queues.promises import calendars, rules
from earful.queues.promises.changed import Changed
from earful.queues.promises.clocks import Clock


@dataclass(frozen=True, slots=True)
class Told:
    """A clock as it should be."""

    clock: Clock

    @property
    def key(self) -> tuple[str, int]:
        """What there is one clock for: a word, or the solution of a conversation."""
        return key(self.clock)

    @property
    def happened(self) -> dict[str, datetime]:
        """What has happened to it, and exactly when."""
        return {what: at for what in rules.Sign if (at := stood(self.clock, what)) is not None}


def key(clock: Clock) -> tuple[str, int]:
    """What there is one clock for."""
    return ("talk", clock.conversation_id) if clock.what == rules.What.SOLVED else ("word", clock.turn_id)


def told(
    workspace_id: int,
    row: Changed,
    known: calendars.Promised,
    groups: frozenset[int],
    before: Clock | None,
    now: datetime,
) -> Told | None:
    """The clock of a turn as it should be; None where nothing is promised."""
    what = rules.What.NEXT if row.later else rules.What.FIRST
    about = rules.About(row.account_id, row.kind, row.urgency, row.language, groups)
    policy = rules.chosen(known.policies, about, what, row.said_at)
    if policy is None:
        return None
    spoken = rules.Spoken(row.said_at, row.needs_answer, row.outcome, row.outcome_at, row.answered_at)
    dropped = before.ended_at if before is not None and before.state == Clock.State.DROPPED else None
    times = rules.times(spoken, policy, what, known.hours(policy), dropped or now)
    happened: dict[str, datetime] = dict(times.signs(now))
    return Told(
        Clock(
            workspace_id=workspace_id,
            conversation_id=row.conversation_id,
            turn_id=row.id,
            what=what,
            policy_id=policy.id,
            started_at=row.said_at,
            warn_at=times.warn_at,
            due_at=times.due_at,
            warned_at=happened.get(rules.Sign.WARNED),
            breached_at=happened.get(rules.Sign.BREACHED),
            ended_at=times.ended_at,
            state=times.how or Clock.State.RUNNING,
            basis=row.basis,
        )
    )


def stood(before: Clock, what: str) -> datetime | None:
    """When a sign was said to have happened, if it was."""
    if what == rules.Sign.WARNED:
        return before.warned_at
    if what == rules.Sign.BREACHED:
        return before.breached_at
    return before.ended_at if before.state == what else None


def gone(before: Clock, happened: Mapping[str, datetime]) -> list[str]:
    """Signs that were told and are not true any more, or not at that moment."""
    told = [what for what in rules.Sign if stood(before, what) is not None]
    return [what for what in told if happened.get(what) != stood(before, what)]
