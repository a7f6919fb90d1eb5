"""Where the person who asks belongs."""

from earful.staff.models import Agent, Workspace


def workspace_of(agent: Agent) -> Workspace:
    """The workspace of somebody whom `@may` let through, which has made sure that there is one."""
    assert agent.workspace is not None
    return agent.workspace
