"""Opening a workspace, inviting people, and the link that signs a person in once."""

from django.urls import reverse
from sesame.utils import get_query_string

from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role


@one_transaction
def open_workspace(name: str, owner_name: str = "Owner") -> Agent:
    """The first workspace and its owner; on a later call, the owner that is already there."""
    alone("open workspace", 0)
    owner = Agent.objects.filter(role=Role.OWNER, is_active=True).order_by("id").first()
    if owner:
        return owner
    workspace = Workspace.objects.create(name=name, slug="desk", created_at=clock.now())
    return invite(workspace, "owner", owner_name, Role.OWNER)


@one_transaction
def invite(workspace: Workspace, username: str, public_name: str, role: Role, email: str = "") -> Agent:
    """Add a person, without a password until they choose one; owners may use the administration pages."""
    agent = Agent(workspace=workspace, username=username, public_name=public_name, role=role, email=email)
    agent.is_staff = agent.is_superuser = role is Role.OWNER
    agent.set_unusable_password()
    agent.save()
    return agent


@one_transaction
def change_role(agent: Agent, role: Role) -> None:
    """Change what a person may do; the administration pages follow the role."""
    agent.role = role
    agent.is_staff = agent.is_superuser = role is Role.OWNER
    agent.save(update_fields=["role", "is_staff", "is_superuser"])


def one_time_link(agent: Agent) -> str:
    """The path that signs this person in once; it dies when used or after a day."""
    return f"{reverse('sign_in_once')}{get_query_string(agent)}"
