"""Somebody else goes on with a conversation: with whom the customer spoke last, and how one may say who one is."""

from typing import Any

from django.utils.translation import gettext as _

from earful.conversations.queries import Whole
from earful.replies.introducing import introduction
from earful.staff.models import Agent


def before_me(whole: Whole, agent: Agent, language: str) -> dict[str, Any]:
    """The colleague who answered last, if that was not this person; {} otherwise. Only offered, never put in by itself."""
    last = next((turn for turn in reversed(whole.turns) if turn.ours and turn.agent_id), None)
    if last is None or last.agent is None or last.agent_id == agent.pk:
        return {}
    words = introduction(language, agent.name, last.agent.name)
    return {
        "name": last.agent.name,
        "words": words,
        "line": _("They last spoke with %(name)s.") % {"name": last.agent.name},
    }
