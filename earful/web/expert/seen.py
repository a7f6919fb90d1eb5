"""A conversation as an expert sees it: who said what, in public. No addresses of people, no pictures of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from earful.conversations.experts.queries import sight
from earful.conversations.models import Conversation, Turn
from earful.staff.rules import initials
from earful.web.desk import thread
from earful.web.desk.said import Said, said


@dataclass(frozen=True, slots=True)
class Seen:
    """One message. `pictures`: with addresses where the page may fetch them."""

    pk: int
    depth: int
    ours: bool
    name: str
    initials: str
    who: str
    said: Said
    warning: str
    language: str
    said_at: datetime
    edited: bool
    pictures: Sequence[Mapping[str, Any]]


def context(conversation: Conversation, below: str = "") -> dict[str, Any]:
    """What the template of the thread needs. `below`: the address below which pictures are found; "" for the desk's."""
    found = sight(conversation)
    turns = [_seen(turn, 0, conversation, below) for turn in found.above]
    turns += [_seen(turn, depth, conversation, below) for turn, depth in thread.placed(found.turns)]
    return {"turns": turns, "withheld": found.withheld, "earlier": found.earlier, "private": conversation.private}


def _seen(turn: Turn, depth: int, conversation: Conversation, below: str) -> Seen:
    brand = conversation.account.name or conversation.account.handle
    name = brand if turn.ours else turn.author.shown if turn.author else _("Someone")
    asks = turn.author_id is not None and turn.author_id == conversation.asker_id
    pictures = below or "/desk/"
    return Seen(
        pk=turn.pk,
        depth=depth,
        ours=turn.ours,
        name=name,
        initials=initials(name) or name[:1].upper(),
        who="" if turn.ours else _("asks") if asks else _("also writes"),
        said=said(turn.text, turn.links),
        warning=turn.warning,
        language=turn.language,
        said_at=turn.said_at,
        edited=turn.edited_at is not None,
        pictures=[
            {**picture, "address": f"{pictures}picture/{turn.pk}/{place}/"}
            for place, picture in enumerate(turn.pictures)
        ],
    )
