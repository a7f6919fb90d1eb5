"""What people chose: which kinds come by which way, when they are left in peace, and when the digest comes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.notices.models import Letter, Wishes
from earful.notices.rules import WAYS, Kind, Quiet, Way, leaves_at
from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role

LEADING = (Role.OWNER, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose, all of it. Without both hours nobody is left in peace."""

    ways: Mapping[str, Sequence[str]]
    quiet_from: time | None
    quiet_to: time | None
    time_zone: str
    digest: bool
    digest_hour: int


def of(agent: Agent) -> Wishes:
    """A person's wishes, also before they had any."""
    found = Wishes.objects.filter(agent=agent).select_related("workspace").first()
    return found or Wishes(workspace=agent.workspace, agent=agent)


def of_all(workspace: Workspace, agents: Iterable[Agent]) -> dict[int, Wishes]:
    """Those of several people."""
    found = {one.agent_id: one for one in Wishes.objects.filter(workspace=workspace)}
    return {agent.pk: found.get(agent.pk) or Wishes(workspace=workspace, agent=agent) for agent in agents}


def ways(wishes: Wishes, kind: str) -> frozenset[Way]:
    """By which ways a kind comes to them."""
    chosen = wishes.ways.get(kind)
    return WAYS[kind] if chosen is None else frozenset(Way(way) for way in chosen)


def zone(wishes: Wishes) -> ZoneInfo:
    """Where they are."""
    return ZoneInfo(wishes.time_zone or wishes.workspace.time_zone)


def quiet(wishes: Wishes) -> Quiet | None:
    """The hours in which they are left in peace."""
    if wishes.quiet_from is None or wishes.quiet_to is None:
        return None
    return Quiet(wishes.quiet_from, wishes.quiet_to, zone(wishes))


def wants_digest(wishes: Wishes, agent: Agent) -> bool:
    """Leads and owners get it until they say otherwise."""
    return agent.role in LEADING if wishes.digest is None else wishes.digest


def digest_since(wishes: Wishes, agent: Agent) -> datetime:
    """Since when it comes at this hour."""
    return wishes.digest_since or agent.date_joined


@one_transaction
def choose(agent: Agent, chosen: Chosen) -> Wishes:
    """Keep what somebody chose; what waits for them leaves when it would by what holds now."""
    now = clock.now()
    held, _ = Wishes.objects.select_for_update().get_or_create(agent=agent, defaults={"workspace": agent.workspace})
    before = (wants_digest(held, agent), held.digest_hour, held.time_zone)
    held.ways = {kind: sorted(chosen.ways.get(kind, ())) for kind in Kind}
    held.quiet_from, held.quiet_to, held.time_zone = chosen.quiet_from, chosen.quiet_to, chosen.time_zone
    held.digest, held.digest_hour = chosen.digest, chosen.digest_hour
    if before != (held.digest, held.digest_hour, held.time_zone):
        held.digest_since = now
    held.save()
    waiting = Letter.objects.filter(agent=agent, state=Letter.State.WAITING, urgent=False, day=None, failures=0)
    waiting.update(due_at=leaves_at(now, quiet(held)))
    return held
