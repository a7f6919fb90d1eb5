"""How urgent a rule says that something is: kept as the rule's word, between a person's and triage's."""

from collections.abc import Iterable

from earful.conversations import levels
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Turn
from earful.conversations.standing import refresh
from earful.house_rules.models import Firing, Raised
from earful.house_rules.referents import Known
from earful.house_rules.rules import Act
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction


def say(act: Act, conversation: Conversation, firing: Firing, _known: Known) -> str:
    """Of what the rule looked at, unless a person has said how urgent it is."""
    turn = Turn.objects.defer("search").get(pk=firing.turn_id)
    if turn.urgency_by_id is not None:
        return "by_person"
    level = levels.said(act.value)
    if turn.urgency == level:
        return "already"
    here = {"workspace_id": firing.workspace_id, "urgency": act.value}
    Raised.objects.update_or_create(turn=turn, defaults=here)
    before = turn.urgency
    _set(turn, level)
    write(conversation, What.URGENCY, turn=turn.pk, question="urgency", answer=str(act.value), before=before)
    _tell(conversation)
    return ""


def stand_by(turns: Iterable[Turn]) -> list[Turn]:
    """What was understood anew is as urgent as a rule had said; the turns where triage had said something else."""
    by_pk = {turn.pk: turn for turn in turns if turn.urgency_by_id is None}
    found = []
    for raised in Raised.objects.filter(turn__in=by_pk) if by_pk else ():
        turn = by_pk[raised.turn_id]
        if turn.urgency != (level := levels.said(raised.urgency)):
            _set(turn, level)
            found.append(turn)
    return found


@one_transaction
def take_back(conversation: Conversation, details: dict[str, int | str]) -> bool:
    """As it was before, if nobody has said anything else since. The conversation's row must be held."""
    turn = Turn.objects.defer("search").get(pk=details["turn"])
    raised = Raised.objects.filter(turn=turn).first()
    if turn.urgency_by_id is not None or raised is None or str(raised.urgency) != details["answer"]:
        return False
    _set(turn, int(details["before"]))
    raised.delete()
    _tell(conversation)
    return True


def _set(turn: Turn, level: int) -> None:
    turn.urgency = level
    Turn.objects.filter(pk=turn.pk).update(urgency=level)


def _tell(conversation: Conversation) -> None:
    refresh(conversation)
    announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)
