"""Who may read what the assistant is asked about, and in which languages it answers."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info

from earful.channels.contract import Readers
from earful.channels.privately import narrower, wider
from earful.conversations import audience
from earful.conversations.models import Conversation, Turn
from earful.replies import queries as drafts
from earful.replies.models import Assist
from earful.staff.models import Agent

HIDDEN = {Readers.FOLLOWERS, Readers.NAMED}


def hidden(conversation: Conversation, turn: Turn | None) -> bool:
    """Whether not everybody can read what this is about."""
    return conversation.private or (turn is not None and turn.readers in HIDDEN)


def readers(conversation: Conversation, agent: Agent, turn: Turn | None) -> Readers:
    """Who would read what somebody writes here now, and so what is made of it."""
    drafted = drafts.draft(conversation, agent)
    if drafted is None:
        return audience.of_answer("", turn, conversation)
    would = audience.of_answer(drafted.way, drafted.answers or turn, conversation)
    return narrower(would, Readers(drafted.readers)) if drafted.readers and drafted.text.strip() else would


def fits(ask: Assist) -> bool:
    """Whether its words may go into the draft as it stands now: no more read that than those for whom they were made."""
    return not wider(readers(ask.conversation, ask.agent, ask.turn), ask.readers)


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
