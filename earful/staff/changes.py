"""Who people are, when they leave, and what the workspace promises."""

from datetime import datetime

from django.utils.translation import gettext_noop

from earful.kit.transaction import alone, one_transaction
from earful.staff import actions, marks, showing
from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role

NEEDED = gettext_noop("Somebody must be able to connect accounts and invite people. Make a colleague owner first.")
LAST = gettext_noop("The last owner cannot leave. Make a colleague owner first.")


class LastOwner(Exception):
    """Why a person must stay an owner, in a sentence."""


@one_transaction
def set_role(agent: Agent, role: Role) -> None:
    """Change what a person may do. Raises LastOwner when nobody would be left who can change anything."""
    if role is not Role.OWNER:
        _another_owner(agent, NEEDED)
    actions.change_role(agent, role)


@one_transaction
def let_go(agent: Agent) -> None:
    """A person leaves: they are signed out and cannot sign in; their words and their history stay. Raises LastOwner."""
    _another_owner(agent, LAST)
    agent.is_active = False
    agent.save(update_fields=["is_active"])


@one_transaction
def welcome_back(agent: Agent) -> None:
    """A person who had left may sign in again."""
    agent.is_active = True
    agent.save(update_fields=["is_active"])


def _another_owner(agent: Agent, otherwise: str) -> None:
    """Two owners who give up at the same moment must not both succeed."""
    alone("owners", agent.workspace_id or 0)
    agent.refresh_from_db(fields=["role", "is_active"])
    if agent.role != Role.OWNER or not agent.is_active:
        return
    others = Agent.objects.filter(workspace_id=agent.workspace_id, role=Role.OWNER, is_active=True)
    if not others.exclude(pk=agent.pk).exists():
        raise LastOwner(otherwise)


@one_transaction
def describe(agent: Agent, public_name: str, bio: str, email: str) -> None:
    """What customers and colleagues read about a person."""
    own = not agent.signs or agent.signs == marks.free_mark(agent.name, ())  # not chosen by hand
    agent.public_name, agent.bio, agent.email = public_name, bio, email
    if own:
        showing.sign_in_order(agent)
    agent.save(update_fields=["public_name", "bio", "email", "signs"])


@one_transaction
def let_approve(agent: Agent, *, approves: bool) -> None:
    """Whether somebody may approve answers of others, beside leads and owners."""
    agent.approves = approves
    agent.save(update_fields=["approves"])


@one_transaction
def go_away(agent: Agent, begins: datetime | None, ends: datetime | None, substitute: Agent | None) -> None:
    """When somebody is not here, and who answers for them; without a beginning they are here."""
    agent.away_from, agent.away_until = begins, ends if begins else None
    agent.substitute = substitute if begins and substitute and substitute.pk != agent.pk else None
    agent.save(update_fields=["away_from", "away_until", "substitute"])


@one_transaction
def settle(workspace: Workspace, name: str, time_zone: str, accent: str, take_back_after_minutes: int | None) -> None:
    """What the workspace is called, where it keeps its clock, its colour, and when matters are taken back."""
    workspace.name, workspace.time_zone, workspace.accent = name, time_zone, accent
    workspace.take_back_after_minutes = take_back_after_minutes
    workspace.save(update_fields=["name", "time_zone", "accent", "take_back_after_minutes"])
