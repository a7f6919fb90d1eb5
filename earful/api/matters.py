"""What people do to conversations: hand over, tag, note, end, judge, merge, split, and take back."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful import learning
from earful.api import finding
from earful.api.permission import No, allow
from earful.api.schemas import Id, Line, answers
from earful.api.schemas_matters import (
    Assigning,
    Correcting,
    Done,
    Ending,
    Judging,
    Merging,
    Note,
    Noting,
    Snoozing,
    Splitting,
    Tagging,
    Teaming,
)
from earful.conversations import actions
from earful.conversations import queries as conversations
from earful.conversations.history import What
from earful.conversations.models import Conversation, Outcome
from earful.conversations.models import Note as NoteRow
from earful.conversations.same import halves
from earful.queues import actions as queues
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["conversations"])


def _done(agent: Agent, conversation: Conversation, event_id: int | None = None) -> dict[str, object]:
    return {"conversation": finding.conversation(agent, conversation.pk), "event_id": event_id}


@router.post("/conversations/{conversation_id}/assign", response=answers(Done), summary="Hand over, take, lay back")
def assign(request: HttpRequest, conversation_id: Id, to: Assigning) -> dict[str, object]:
    """Give it to a colleague, take it yourself, or lay it back for everybody (null)."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    colleague = staff.colleagues(finding.workspace(agent).pk).filter(pk=to.agent_id or 0).first()
    if colleague is None and to.agent_id is not None:
        raise No(422, _("There is no such colleague to take it."))
    queues.assign(conversation, colleague, agent)
    return _done(agent, conversation)


@router.post("/conversations/{conversation_id}/team", response=answers(Done), summary="Hand to a team")
def team(request: HttpRequest, conversation_id: Id, to: Teaming) -> dict[str, object]:
    """Give it to a team, or to nobody's in particular (null)."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    found = staff.teams(finding.workspace(agent).pk).filter(pk=to.team_id or 0).first()
    if found is None and to.team_id is not None:
        raise No(422, _("There is no such team."))
    queues.set_team(conversation, found, agent)
    return _done(agent, conversation)


@router.post("/conversations/{conversation_id}/tags", response=answers(Done), summary="Put a tag on")
def tag(request: HttpRequest, conversation_id: Id, put: Tagging) -> dict[str, object]:
    """A word the team puts on a conversation; the same word twice changes nothing."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    actions.tag(conversation, agent, put.name)
    return _done(agent, conversation)


@router.delete("/conversations/{conversation_id}/tags", response=answers(Done), summary="Take a tag off")
def untag(request: HttpRequest, conversation_id: Id, name: Line) -> dict[str, object]:
    """Take a word off; one that is not on it changes nothing."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    actions.remove_tag(conversation, agent, name)
    return _done(agent, conversation)


@router.post("/conversations/{conversation_id}/notes", response=answers(Note, 201), summary="Leave a note")
def note(request: HttpRequest, conversation_id: Id, noted: Noting) -> Status[NoteRow]:
    """Words that only the team sees."""
    agent = allow(request, Act.ANSWER)
    return Status(201, actions.leave_note(finding.conversation(agent, conversation_id), agent, noted.text))


@router.post("/conversations/{conversation_id}/end", response=answers(Done), summary="End it")
def end(request: HttpRequest, conversation_id: Id, how: Ending) -> dict[str, object]:
    """Every turn that still waits gets this outcome."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    event = actions.end(conversation, agent, Outcome(how.outcome), how.reason)
    return _done(agent, conversation, event.pk)


@router.post("/conversations/{conversation_id}/snooze", response=answers(Done), summary="Put it away until a time")
def snooze(request: HttpRequest, conversation_id: Id, what: Snoozing) -> dict[str, object]:
    """It comes back then, or as soon as a customer says something new. The customer's wait goes on being counted."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    event = actions.snooze(conversation, agent, what.until, what.reason, what.turns_count)
    return _done(agent, conversation, event.pk)


@router.post("/conversations/{conversation_id}/back", response=answers(Done), summary="Bring it back before its time")
def bring_back(request: HttpRequest, conversation_id: Id) -> dict[str, object]:
    """One that is not put away stays as it is."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    actions.bring_back(conversation, agent)
    return _done(agent, conversation)


@router.post("/conversations/{conversation_id}/merge", response=answers(Done), summary="Merge another one into it")
def merge(request: HttpRequest, conversation_id: Id, what: Merging) -> dict[str, object]:
    """Two conversations turn out to be one matter."""
    agent = allow(request, Act.JOIN)
    kept, other = finding.conversation(agent, conversation_id), finding.conversation(agent, what.other_id)
    return _done(agent, kept, actions.merge(kept, other, agent).pk)


@router.post("/conversations/{conversation_id}/split", response=answers(Done), summary="Make a turn its own matter")
def split(request: HttpRequest, conversation_id: Id, where: Splitting) -> dict[str, object]:
    """A turn, with all that answers it, becomes a conversation of its own, which is returned."""
    agent = allow(request, Act.JOIN)
    conversation = finding.conversation(agent, conversation_id)
    made = actions.split(conversation, finding.turn(agent, where.turn_id), agent)
    return _done(agent, made, conversations.events(conversation, What.SPLIT)[0].pk)


@router.post(
    "/events/{event_id}/undo",
    response=answers(Done),
    summary="Take an ending, a snooze, a merge, a split or a correction back",
)
def undo(request: HttpRequest, event_id: Id) -> dict[str, object]:
    """What was ended waits again, what was put away is back, what moved returns, what was corrected is as triage had it."""
    agent = allow(request, Act.ANSWER)
    event = finding.event(agent, event_id)
    try:
        if event.what == What.ENDED:
            actions.reopen(event, agent)
        elif event.what == What.SNOOZED:
            actions.unsnooze(event, agent)
        elif event.what in {What.CORRECTED, What.NEEDS_ANSWER}:
            learning.take_back(event, agent)
        elif event.what in {What.JOINED, What.APART}:
            halves.undo(event, allow(request, Act.JOIN))
        else:
            actions.undo(event, allow(request, Act.JOIN))
    except (actions.CannotDo, actions.CannotJoin) as error:
        raise No(409, _(str(error))) from error
    return _done(agent, event.conversation)


@router.post("/turns/{turn_id}/judge", response=answers(Done), summary="Say whether it needs an answer")
def judge(request: HttpRequest, turn_id: Id, judgement: Judging) -> dict[str, object]:
    """A person's word; triage does not overrule it."""
    agent = allow(request, Act.ANSWER)
    turn = finding.turn(agent, turn_id)
    event = learning.judge(turn, agent, needs_answer=judgement.needs_answer, reason=judgement.reason)
    return _done(agent, turn.conversation, event.pk)


@router.post("/turns/{turn_id}/correct", response=answers(Done), summary="Say what it is")
def correct(request: HttpRequest, turn_id: Id, correction: Correcting) -> dict[str, object]:
    """A person's word, which triage does not overrule and learns from at once."""
    agent = allow(request, Act.ANSWER)
    turn = finding.turn(agent, turn_id)
    event = learning.correct(turn, agent, correction.question, correction.answer)
    return _done(agent, turn.conversation, event.pk)
