"""Saved replies, made shortly: `a_saved_reply(lea, "Late parcel", "Your parcel comes tomorrow.")`."""

from typing import Any

from earful.replies.models import SavedReply, SavedVariant
from earful.replies.saved import actions, queries
from earful.staff.models import Agent


def terms(name: str, *texts: str | tuple[str, ...], **more: Any) -> actions.Terms:
    """`texts`: English ones, or (language, text) or (language, text, tone)."""
    wordings = [actions.Wording(*(("en", text) if isinstance(text, str) else text)) for text in texts]
    return actions.Terms(name, wordings, **more)


def a_saved_reply(agent: Agent, name: str, *texts: str | tuple[str, ...], **more: Any) -> SavedReply:
    """A new one, of this person."""
    return actions.make(agent, terms(name, *texts, **more))


def wording_of(reply: SavedReply, language: str = "en") -> SavedVariant:
    """What it says now in a language."""
    return next(one for one in queries.variants([reply.pk]) if one.language == language)
