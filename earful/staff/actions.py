"""Opening a workspace, inviting people, the link that signs a person in once, and tokens for programs."""

import hashlib
import secrets
from datetime import timedelta

from django.urls import reverse
from sesame.utils import get_query_string

from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.staff import showing
from earful.staff.models import Agent, ApiToken, Workspace
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
    showing.sign_in_order(agent)
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


@one_transaction
def issue_token(agent: Agent, name: str) -> tuple[ApiToken, str]:
    """A new token for programs that act as this person, and its text, which can never be read again."""
    text = "earful_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        name=name.strip()[:80],
        sha256=_fingerprint(text),
        prefix=text[:12],
        created_at=clock.now(),
    )
    return token, text


@one_transaction
def revoke_token(token: ApiToken) -> None:
    """The token opens nothing any more; the trace that it existed stays."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def agent_of_token(text: str) -> Agent | None:
    """The person a program acts as; None for a token that is unknown, revoked, or of somebody who has left."""
    live = ApiToken.objects.select_related("agent__workspace").filter(revoked_at=None, agent__is_active=True)
    token = live.filter(sha256=_fingerprint(text)).first()
    if token is None:
        return None
    now = clock.now()
    if token.last_used_at is None or token.last_used_at < now - timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.agent


def _fingerprint(text: str) -> str:
    """A token is long and random, so a plain hash of it cannot be guessed back."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
