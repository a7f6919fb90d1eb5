"""Things that happen, upon which rules look, and how it stood then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from earful.accounts.models import Account
from earful.conversations.models import Conversation, Tag, Turn
from earful.customers import queries as customers
from earful.house_rules import wording
from earful.house_rules.rules import Facts, Terms
from earful.queues.promises import calendars, hours
from earful.triage.topics import queries as topics

INSTANT = timedelta(seconds=1)
CONTEXT = "context"  # said near us, not to us
SPOKEN = Q(ours=False, removed_at=None) & ~Q(why=CONTEXT) & ~Q(account__state=Account.State.ARCHIVE)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something happened at a moment in a conversation, to something a customer said. `key`: the same thing, the same key.

    `came_at`: when we came to know; rules that were switched on later leave it alone.
    """

    key: str
    when: str
    conversation: Conversation
    turn: Turn
    moment: datetime
    came_at: datetime


def facts_of(workspace_id: int, some: Sequence[Occasion], asked: Iterable[Terms], *, tags: bool = False) -> list[Facts]:
    """How it stood, for each; as many questions as the rules ask sorts of things, however many occasions there are."""
    sought = {condition.what for terms in asked for condition in terms.conditions}
    talks = list({one.conversation.pk for one in some})
    authors = {one.turn.author_id for one in some}
    groups = customers.groups_of(authors) if "group" in sought else {}
    tagged = _tags(talks) if tags or "tag" in sought else {}
    under = topics.of_items({one.turn.item_id for one in some}) if "topic" in sought else {}
    open_ = calendars.of_workspace(workspace_id) if "hours" in sought else {}
    return [
        Facts(
            when=one.when,
            account=one.conversation.account_id,
            network=one.conversation.account.network,
            private=one.conversation.private,
            kind=one.turn.kind,
            language=one.turn.language,
            urgency=one.turn.urgency,
            said=wording.folded(f"{one.turn.warning}\n{one.turn.text}") if "words" in sought else wording.NOTHING,
            groups=groups.get(one.turn.author_id or 0, frozenset()),
            tags=tagged.get(one.conversation.pk, frozenset()),
            topics=frozenset(row.topic_id for row in under.get(one.turn.item_id, ())),
            waited=one.moment - one.turn.said_at,
            open=frozenset(pk for pk, when in open_.items() if _open(when, one.moment)),
            holder=one.conversation.assignee_id,
            team=one.conversation.team_id,
            needs=one.turn.needs_answer,
            over=one.conversation.status == Conversation.Status.ENDED,
        )
        for one in some
    ]


def _open(when: hours.Hours, moment: datetime) -> bool:
    return any(True for _ in hours.open_between(when, moment, moment + INSTANT))


def _tags(conversations: Sequence[int]) -> dict[int, frozenset[str]]:
    rows = Tag.conversations.through.objects.filter(conversation__in=conversations)
    found: dict[int, set[str]] = {}
    for conversation, name in rows.values_list("conversation_id", "tag__name"):
        found.setdefault(conversation, set()).add(name)
    return {conversation: frozenset(names) for conversation, names in found.items()}
