"""A desk of forty: what each can do, when they work, and when they are really there."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from earful.accounts.actions import connect
from earful.accounts.models import Account
from earful.channels.contract import Connected, Us
from earful.queues.sharing import leading, shifts
from earful.staff import abilities
from earful.staff.actions import invite, open_workspace
from earful.staff.models import Agent, Skill, Team, Workspace
from earful.staff.rules import HandOut, Role

BEGIN = datetime(2026, 10, 24, 4, tzinfo=UTC)  # Europe changes its clocks in the second night
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STEP = 10 * MINUTE
DAILY = {"early": ("06:00-14:00",), "day": ("09:00-12:30", "13:00-17:30"), "late": ("14:00-22:00",), "night": ("00:00-06:00", "22:00-24:00")}  # fmt: skip
GROUPS = (  # languages, teams, skills, shift, zone, how much at once; five people each
    (("en",), (), ("complaints",), "early", "Europe/Berlin", 8),
    (("en",), (), (), "day", "Europe/Lisbon", 6),
    (("en", "de"), ("parcels",), ("complaints",), "day", "Europe/Berlin", 8),
    (("de",), ("parcels",), ("complaints", "contracts"), "late", "Europe/Berlin", 10),
    (("en", "es"), ("parcels",), ("complaints",), "late", "Europe/Madrid", 8),
    (("es",), (), ("complaints",), "day", "Europe/Madrid", 5),
    (("en", "de"), ("parcels",), ("complaints", "contracts"), "night", "Europe/Berlin", 12),
    (("en", "de", "es"), ("parcels",), ("complaints", "contracts"), "", "UTC", 4),  # no set times: there when they are
)


@dataclass(slots=True)
class Colleague:
    """One of them, as the bench itself knows them. `there`: when a page of theirs is open."""

    agent: Agent
    group: int
    languages: frozenset[str]
    teams: frozenset[int]
    skills: frozenset[int]
    shift: str
    zone: str
    capacity: int
    there: list[tuple[datetime, datetime]] = field(default_factory=list)
    away: list[tuple[datetime, datetime]] = field(default_factory=list)

    def is_there(self, moment: datetime) -> bool:
        """Whether a page of theirs is open then, and they did not say that they are away."""
        return any(a <= moment < b for a, b in self.there) and not self.is_away(moment)

    def is_away(self, moment: datetime) -> bool:
        """Whether they said so."""
        return any(a <= moment < b for a, b in self.away)


class Desk:
    """Accounts, teams, skills, routes and people."""

    def __init__(self, dice: random.Random, hours: int) -> None:
        self.owner = open_workspace("Routing")
        Workspace.objects.update(created_at=BEGIN - timedelta(days=400))
        self.workspace = Workspace.objects.get()
        abilities.set_sharing(self.workspace, HandOut.LEVEL, no_picking=True)
        self.accounts: list[Account] = [
            connect(self.workspace, "sandbox", Connected(Us(f"us{n}", f"brand{n}.test"), f"Brand {n}"))
            for n in range(3)
        ]
        self.teams = {"parcels": Team.objects.create(workspace=self.workspace, name="Parcels")}
        self.skills = {name: self._skill(name) for name in ("complaints", "contracts")}
        self._routes()
        self._numbers = count()
        self.people = [self._somebody(dice, number, hours) for number in range(len(GROUPS)) for _ in range(5)]
        Agent.objects.filter(pk=self.owner.pk).update(role=Role.VIEWER)  # only the forty answer
        self.by_id = {one.agent.pk: one for one in self.people}

    def _skill(self, name: str) -> Skill:
        found = abilities.name_skill(self.workspace.pk, name.title())
        assert found is not None
        return found

    def _routes(self) -> None:
        """Asked from the last to the first: German contracts, complaints, parcels."""
        pk, team = self.workspace.pk, self.teams["parcels"].pk
        leading.add(pk, leading.Terms(account_id=self.accounts[1].pk, team_id=team))
        leading.add(pk, leading.Terms(kind="complaint", skill_id=self.skills["complaints"].pk))
        contracts = self.skills["contracts"].pk
        leading.add(pk, leading.Terms(account_id=self.accounts[2].pk, language="de", skill_id=contracts))

    def _somebody(self, dice: random.Random, group: int, hours: int) -> Colleague:
        languages, teams, skills, shift, zone, capacity = GROUPS[group]
        number = next(self._numbers)
        agent = invite(self.workspace, f"agent{number}", f"Agent {number}", Role.AGENT)
        abilities.set_languages(agent, languages)
        abilities.set_capacity(agent, capacity)
        abilities.set_skills(agent, [self.skills[name] for name in skills])
        agent.teams.set([self.teams[name] for name in teams])
        if shift:
            shifts.tell(agent, shifts.Open(zone, (", ".join(DAILY[shift]),) * 7), self.owner)
        found = Colleague(
            agent, group, frozenset(languages), frozenset(self.teams[name].pk for name in teams),
            frozenset(self.skills[name].pk for name in skills), shift, zone, capacity,
        )  # fmt: skip
        _come_and_go(found, dice, hours)
        return found


def _come_and_go(one: Colleague, dice: random.Random, hours: int) -> None:
    """Pages are open in stretches, also outside shifts, with breaks, and now and then somebody says that they are away."""
    at, end = BEGIN + dice.randrange(6) * STEP, BEGIN + hours * HOUR
    while at < end:
        until = at + dice.randrange(6, 30) * STEP
        one.there.append((at, until))
        if dice.random() < 0.2:
            gone = at + dice.randrange(1, 5) * STEP
            one.away.append((gone, gone + dice.randrange(3, 12) * STEP))
        at = until + dice.randrange(1, 5) * STEP
    one.away.sort()
