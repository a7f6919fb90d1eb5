"""What was promised from when to when, when teams were there, and what messages were taken to be: the facts the truth counts from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from earful.queues.promises.policies import Terms


@dataclass(frozen=True, slots=True)
class Told:
    """What a team said of its hours from a moment on. `spans` of a day as (hour, minute) pairs, as texts."""

    since: datetime
    zone: str
    week: Sequence[str]
    off: Callable[[date], bool]
    special: Mapping[str, str]

    def there(self, moment: datetime) -> bool:
        """Whether somebody is there in this minute, by the clock on the wall."""
        wall = moment.astimezone(ZoneInfo(self.zone))
        shown, day = f"{wall:%H:%M}", wall.date()
        usual = "" if self.off(day) else self.week[wall.weekday()]
        spans = self.special.get(day.isoformat(), usual)
        return any(a <= shown < b for a, b in (span.strip().split("-") for span in spans.split(",") if span.strip()))


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as it was from one moment to another."""

    terms: Terms
    place: int
    since: datetime
    until: datetime | None
    hours: Sequence[Told]

    def ended(self, moment: datetime) -> "Promised":
        """The same, until then."""
        return replace(self, until=moment)

    def fits(self, account: int, taken: "Taken") -> bool:
        """Whether it was for this."""
        wanted = self.terms
        return not (
            (wanted.account_id and wanted.account_id != account)
            or (wanted.kind and wanted.kind != taken.kind)
            or taken.urgency < wanted.urgency
            or (wanted.language and wanted.language != taken.language)
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What a message was taken to be in the end."""

    account: int
    needs: bool
    kind: str
    urgency: int
    language: str
