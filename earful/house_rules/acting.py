"""What a rule does to a conversation. Each act says "" when it was done, else why it was left alone."""

from collections.abc import Callable

from earful.conversations import actions as conversations
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Outcome
from earful.house_rules import urgency
from earful.house_rules.models import Firing
from earful.house_rules.referents import Known
from earful.house_rules.rules import Act
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues.rules import answers
from earful.staff.models import Agent


def do(act: Act, conversation: Conversation, firing: Firing, known: Known) -> str:
    """One act; the conversation's row must be held."""
    return _ACTS[act.what](act, conversation, firing, known)


def _tag(act: Act, conversation: Conversation, _firing: Firing, _known: Known) -> str:
    if conversation.tags.filter(name=act.value).exists():
        return "already"
    conversations.tag(conversation, None, act.value)
    return ""


def _untag(act: Act, conversation: Conversation, _firing: Firing, _known: Known) -> str:
    if not conversation.tags.filter(name=act.value).exists():
        return "already"
    conversations.remove_tag(conversation, None, act.value)
    return ""


def _give(act: Act, conversation: Conversation, _firing: Firing, known: Known) -> str:
    """To the person, or to whoever stands in for them while they are away."""
    to: Agent | None = known.of(act)
    now = clock.now()
    if to is not None and not answers(to, now):
        to = to.substitute if to.substitute is not None and answers(to.substitute, now) else None
    if to is None:
        return "away"
    if conversation.assignee_id == to.pk:
        return "already"
    queues.assign(conversation, to, None)
    return ""


def _team(act: Act, conversation: Conversation, _firing: Firing, known: Known) -> str:
    if conversation.team_id == act.value:
        return "already"
    queues.set_team(conversation, known.of(act), None)
    return ""


def _note(act: Act, conversation: Conversation, _firing: Firing, _known: Known) -> str:
    write(conversation, What.TOLD, words=act.value)
    return ""


def _tell(act: Act, conversation: Conversation, _firing: Firing, known: Known) -> str:
    """For one person: it stands in the conversation with their name, and notices are told from there."""
    write(conversation, What.TOLD, words=act.words, to=act.value, name=known.of(act).name)
    return ""


def _end(act: Act, conversation: Conversation, _firing: Firing, _known: Known) -> str:
    if conversation.status != Conversation.Status.OPEN:
        return "nobody_waits"
    conversations.end(conversation, None, Outcome(act.value), act.words)
    return ""


_ACTS: dict[str, Callable[[Act, Conversation, Firing, Known], str]] = {
    "tag": _tag,
    "untag": _untag,
    "give": _give,
    "team": _team,
    "urgency": urgency.say,
    "note": _note,
    "tell": _tell,
    "end": _end,
}
