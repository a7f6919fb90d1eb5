"""Workspaces and people for the doors' tests, made through Earful's own actions."""

from earful.kit import clock
from earful.staff.actions import invite
from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role


def workspace(slug: str = "northwind") -> Workspace:
    """A brand."""
    return Workspace.objects.create(name=slug.title(), slug=slug, created_at=clock.now())


def person(home: Workspace, username: str, role: Role = Role.AGENT) -> Agent:
    """Somebody who works there."""
    return invite(home, username, username.title(), role)
