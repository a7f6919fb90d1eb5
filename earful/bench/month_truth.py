"""What should have become of every promise of a month, counted minute by minute. Shares nothing with what it is compared with.

It knows who said what when (month.py), what was promised from when to when, when teams were there, and what each message was
taken to be in the end.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from earful.bench.month import Done, Month, Said
from earful.bench.month_told import Promised, Taken, Told

MINUTE = timedelta(minutes=1)


class Truth:
    """Counts slowly."""

    def __init__(
        self,
        month: Month,
        promises: Sequence[Promised],
        done: Sequence[Done],
        taken: Mapping[str, Taken],
        now: datetime,
    ) -> None:
        self._promises, self._done, self._now = promises, done, now
        self._open: dict[tuple[int, datetime], bool] = {}
        self._ours: dict[int, list[datetime]] = {}
        for one in month.said:
            if one.ours and month.up_from(one.heard_at) <= now:
                self._ours.setdefault(one.thread, []).append(one.at)
        self._asked = {
            thread: [one.at for one in month.said if one.thread == thread and one.id in taken and taken[one.id].needs]
            for thread in self._ours
        }

    def signs(self, said: Said, taken: Taken) -> dict[str, datetime]:
        """What must stand there of one message, by now."""
        due = self.due(said, taken)
        if due is None:
            return {}
        warned, breached = due
        end = self._end(said, breached)
        found = {
            name: at
            for name, at in (("warned", warned), ("breached", breached))
            if at <= self._now and (end is None or at < end[1])
        }
        return found | ({end[0]: end[1]} if end else {})

    def due(self, said: Said, taken: Taken) -> tuple[datetime, datetime] | None:
        """When its promise warns and is due; None where nothing is promised."""
        asked = self._asked.get(said.thread, ())
        later = any(question < at <= said.at for at in self._ours.get(said.thread, ()) for question in asked)
        for promise in sorted(self._promises, key=lambda one: one.place):
            minutes = promise.terms.next if later else promise.terms.first
            holds = promise.since <= said.at and (promise.until is None or said.at < promise.until)
            if holds and minutes and promise.fits(taken.account, taken):
                return self._after(promise.hours, said.at, minutes * 3 // 4), self._after(
                    promise.hours, said.at, minutes
                )
        return None

    def _end(self, said: Said, due: datetime) -> tuple[str, datetime] | None:
        acts = sorted((one for one in self._done if one.about == said.id), key=lambda one: one.at)
        last = next((one for one in reversed(acts) if one.what in {"end", "reopen", "remove"}), None)
        if (
            last is not None and last.what != "reopen"
        ):  # nothing was done to words that were answered, as far as was known
            return "dropped", last.at
        answers = [at for at in self._ours.get(said.thread, ()) if at >= said.at]
        return ("met" if min(answers) <= due else "late", min(answers)) if answers else None

    def _after(self, hours: Sequence[Told], begin: datetime, minutes: int) -> datetime:
        moment = begin
        while minutes:
            minutes -= self._there(hours, moment)
            moment += MINUTE
        return moment

    def _there(self, hours: Sequence[Told], moment: datetime) -> bool:
        if not hours:
            return True
        key = id(hours), moment
        if key not in self._open:
            holding = [told for told in hours if told.since <= moment] or [hours[0]]
            self._open[key] = holding[-1].there(moment)
        return self._open[key]
