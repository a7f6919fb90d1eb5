"""Reading who works here."""

from django.db.models import QuerySet

from earful.kit.ready import Ready
from earful.staff.models import Agent, Team, Workspace


def colleagues(workspace_id: int) -> QuerySet[Agent]:
    """Everyone who can be handed a conversation, by name."""
    return (
        Agent.objects.filter(workspace_id=workspace_id, is_active=True).exclude(role="viewer").order_by("public_name")
    )


def teams(workspace_id: int) -> QuerySet[Team]:
    """All teams, by name."""
    return Team.objects.filter(workspace_id=workspace_id).order_by("name")


_colleagues = Ready(
    lambda workspace: (
        Agent.objects.filter(workspace=workspace, is_active=True).exclude(role="viewer").order_by("public_name")
    )
)
_teams = Ready(lambda workspace: Team.objects.filter(workspace=workspace).order_by("name"))


def everybody(workspace_id: int) -> tuple[list[Agent], list[Team]]:
    """The same people and teams, as every conversation's page lists them."""
    return _colleagues(workspace_id), _teams(workspace_id)


def agent(username: str) -> Agent | None:
    """One active person by sign-in name."""
    return Agent.objects.filter(username=username, is_active=True).first()


def workspace() -> Workspace | None:
    """The first workspace, if one is open."""
    return Workspace.objects.order_by("id").first()
