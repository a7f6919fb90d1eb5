"""A desk that lives through a month: what it promises, when its teams are there, and how that is changed meanwhile."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from earful.accounts.actions import connect
from earful.accounts.models import Account
from earful.bench.month import BEGIN, DAY, HOUR, MINUTE
from earful.bench.month_told import Promised, Told
from earful.channels.contract import Connected, Us
from earful.kit import clock
from earful.queues.models import Calendar, Policy
from earful.queues.promises import days_off, policies, timetables
from earful.queues.promises.policies import Terms
from earful.queues.promises.timetables import Open
from earful.staff.actions import open_workspace
from earful.staff.models import Agent, Workspace

OFFICE = ("09:00-17:00",) * 5 + ("", "")
SHOP = ("08:00-12:00, 13:00-18:00",) * 6 + ("",)
NIGHT = ("00:00-06:00, 22:00-24:00",) * 7
HOURS = {  # as they are first, and as they are told later: (day, minute of it)
    "Office": (Open("Europe/Berlin", OFFICE, "DE", "BY", {"2026-10-30": "09:00-12:00"}), (17, 651), Open("Europe/Berlin", ("10:00-16:00",) * 6 + ("",), "DE", "BY", {"2026-10-31": "", "2026-11-08": "11:00-13:00"})),
    "Shop": (Open("America/New_York", SHOP, "US", "", {}), (20, 815), Open("America/Chicago", SHOP, "US", "", {"2026-11-07": ""})),
    "Night": (Open("Europe/Lisbon", NIGHT, "PT", "", {}), (12, 1), Open("Atlantic/Azores", NIGHT, "PT", "", {})),
}  # fmt: skip


class Desk:
    """The desk, and beside it what was promised when, as the truth needs it."""

    def __init__(self) -> None:
        self.agent: Agent = open_workspace("Month")
        Workspace.objects.update(created_at=BEGIN - 400 * DAY, answer_within_minutes=120)
        self.accounts: list[Account] = [
            connect(
                self.agent.workspace, "sandbox", Connected(Us(f"us{number}", f"brand{number}.test"), f"Brand {number}")
            )
            for number in range(3)
        ]
        self.told: dict[str, list[Told]] = {}
        self.promised: list[Promised] = []
        self._calendars: dict[str, Calendar] = {}
        for name, (first, _, _) in HOURS.items():
            self._calendars[name] = timetables.name(self._here, name, first, self.agent)
            self.told[name] = [_told(first, BEGIN - 400 * DAY)]
        policies.base(self._here)
        self._promise(Terms("", first=120, next=120), since=BEGIN - 400 * DAY, base=True)

    @property
    def _here(self) -> int:
        return self.agent.workspace.pk

    def changes(self, days: int) -> list[tuple[datetime, Callable[[], None]]]:
        """What is changed when."""
        ids = [account.pk for account in self.accounts]
        office, shop, night = (self._calendars[name].pk for name in HOURS)
        first = BEGIN + MINUTE
        found: list[tuple[datetime, Callable[[], None]]] = [
            (first, lambda: self._add(Terms("German", language="de", first=240, next=480, calendar_id=shop))),
            (first, lambda: self._add(Terms("Complaints", kind="complaint", first=60, next=120, calendar_id=office))),
            (first, lambda: self._add(Terms("Second brand", account_id=ids[1], first=40, calendar_id=night))),
            (first, lambda: self._add(Terms("Urgent", urgency=2, first=20, next=40))),
            (BEGIN + 5 * DAY + 3 * HOUR, lambda: self._change("Complaints", Terms("Complaints", kind="complaint", first=40, next=120, calendar_id=office))),
            (BEGIN + 9 * DAY, lambda: self._move("German")),
            (BEGIN + 15 * DAY + 7 * MINUTE, lambda: self._withdraw("Second brand")),
            (BEGIN + 18 * DAY, lambda: self._base(Terms("", first=160, next=80))),
            (BEGIN + 22 * DAY, lambda: self._add(Terms("Questions", kind="question", account_id=ids[2], first=80, next=160, calendar_id=night))),
        ]  # fmt: skip
        for name, (_, (day, minute), later) in HOURS.items():
            found.append((BEGIN + day * DAY + minute * MINUTE, self._telling(name, later)))
        return [(at, change) for at, change in sorted(found, key=lambda one: one[0]) if at < BEGIN + days * DAY]

    def _telling(self, name: str, later: Open) -> Callable[[], None]:
        def tell() -> None:
            timetables.tell(self._calendars[name], name, later, self.agent)
            self.told[name].append(_told(later, clock.now()))

        return tell

    def _add(self, terms: Terms) -> None:
        policies.promise(self._here, terms, self.agent)
        places = [one.place for one in self.promised if one.until is None]
        self._promise(terms, place=min(places) - 1)

    def _change(self, name: str, terms: Terms) -> None:
        policies.change(self._row(name), terms, self.agent)
        self._promise(terms, place=self._ended(name).place)

    def _base(self, terms: Terms) -> None:
        policies.change(policies.base(self._here), terms, self.agent)
        self._ended("")
        self._promise(terms, base=True)

    def _withdraw(self, name: str) -> None:
        policies.withdraw(self._row(name), self.agent)
        self._ended(name)

    def _move(self, name: str) -> None:
        """One place up: it and the one above it change places."""
        policies.move(self._row(name), self.agent, up=True)
        live = sorted((one for one in self.promised if one.until is None), key=lambda one: one.place)
        at = next(place for place, one in enumerate(live) if one.terms.name == name)
        one, above = live[at], live[at - 1]
        for each, place in ((one, above.place), (above, one.place)):
            self._ended(each.terms.name)
            self._promise(each.terms, place=place)

    def _row(self, name: str) -> Policy:
        return next(one for one in policies.in_force(self._here) if one.name == name)

    def _ended(self, name: str) -> Promised:
        place = next(i for i, one in enumerate(self.promised) if one.terms.name == name and one.until is None)
        self.promised[place] = self.promised[place].ended(clock.now())
        return self.promised[place]

    def _promise(self, terms: Terms, *, place: int = 0, since: datetime | None = None, base: bool = False) -> None:
        names = {calendar.pk: name for name, calendar in self._calendars.items()}
        hours: Sequence[Told] = self.told[names[terms.calendar_id]] if terms.calendar_id else ()
        self.promised.append(Promised(terms, 1000 if base else place, since or clock.now(), None, hours))


def _told(told: Open, since: datetime) -> Told:
    off: Callable[[date], bool] = days_off.day_off(told.country, told.region)
    return Told(since, told.time_zone, list(told.week), off, dict(told.special))
