"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from earful.web import room
from earful.web.headers import live_address


def desk(request: HttpRequest) -> dict[str, Any]:
    """The person, their workspace, and where live updates come from."""
    agent = getattr(request, "user", None)
    if agent is None or not agent.is_authenticated:
        return {}
    return {
        "agent": agent,
        "workspace": agent.workspace,
        "live_address": live_address(request),
        "little_room": room.words(),
    }
