"""Reading who works here."""

from django.db.models import QuerySet

from earful.staff.models import Agent, Team, Workspace


def colleagues(workspace_id: int) -> QuerySet[Agent]:
    """Everyone who can be handed a conversation, by name."""
    return (
        Agent.objects.filter(workspace_id=workspace_id, is_active=True).exclude(role="viewer").order_by("public_name")
    )


def teams(workspace_id: int) -> QuerySet[Team]:
    """All teams, by name."""
    return Team.objects.filter(workspace_id=workspace_id).order_by("name")


def agent(username: str) -> Agent | None:
    """One active person by sign-in name."""
    return Agent.objects.filter(username=username, is_active=True).first()


def workspace() -> Workspace | None:
    """The first workspace, if one is open."""
    return Workspace.objects.order_by("id").first()
