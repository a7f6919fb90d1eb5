"""Who may read what the assistant is asked about, and in which languages it answers."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info

from earful.channels.contract import Readers
from earful.conversations.models import Conversation, Turn
from earful.staff.models import Agent

HIDDEN = {Readers.FOLLOWERS, Readers.NAMED}


def hidden(conversation: Conversation, turn: Turn | None) -> bool:
    """Whether not everybody can read what this is about."""
    return conversation.private or (turn is not None and turn.readers in HIDDEN)


def theirs(conversation: Conversation, turn: Turn | None) -> str:
    """The customer's language; "" while it is not known."""
    found = (turn.language if turn else "") or conversation.language
    return "" if found == "und" else found


def ours(agent: Agent) -> str:
    """The language in which a person reads: the first in which they answer, else that of their pages."""
    return (agent.languages.split() or [get_language() or settings.LANGUAGE_CODE])[0][:2]


def named(language: str) -> str:
    """A language by its English name, which models know best."""
    try:
        return str(get_language_info(language)["name"])
    except KeyError:
        return language or "English"
