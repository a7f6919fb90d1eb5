"""Who may be told: everybody of a workspace, as the rules see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from earful.notices.rules import Person, whom
from earful.queues import queries as presence
from earful.queues.rules import answers
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act, Role

LEADING = (Role.OWNER, Role.LEAD)


@dataclass
class People:
    """Looked up when first needed; good for one transaction."""

    workspace_id: int
    now: datetime

    @cached_property
    def all(self) -> Sequence[Agent]:
        """Who works here now."""
        return list(Agent.objects.filter(workspace_id=self.workspace_id, is_active=True).order_by("id"))

    @cached_property
    def persons(self) -> Sequence[Person]:
        """The same, as the rules see them."""
        duty = {agent.pk for agent in presence.company(self.workspace_id).on_duty}
        return [Person(one.pk, one.role in LEADING, answers(one, self.now), on_duty=one.pk in duty) for one in self.all]

    @cached_property
    def by_name(self) -> Mapping[str, int]:
        """By the name with which they sign in."""
        return {one.username: one.pk for one in self.all}

    @cached_property
    def teams(self) -> Mapping[int, Sequence[int]]:
        """Who is in which team."""
        rows = staff.teams(self.workspace_id).prefetch_related("members")
        return {team.pk: [one.pk for one in team.members.all()] for team in rows}

    def of(self, holder: int | None, team: int | None) -> frozenset[int]:
        """Who is told about a matter."""
        return whom(holder, self.teams.get(team, ()) if team is not None else (), self.persons)

    def may(self, act: Act) -> frozenset[int]:
        """Everybody who may do this."""
        return frozenset(one.pk for one in self.all if one.may(act))

    @property
    def able(self) -> frozenset[int]:
        """Who can be given something now."""
        return frozenset(person.id for person in self.persons if person.answers)
