"""Experts: who was asked about a conversation, asking somebody, and taking it back."""

from django.http import HttpRequest
from ninja import Router, Status

from earful import experts
from earful.api import finding, shown
from earful.api.permission import allow
from earful.api.schemas import Id, answers
from earful.api.schemas_experts import Asked, Asking, Expert
from earful.conversations.experts import inviting, queries, telling
from earful.conversations.experts.rules import Door
from earful.conversations.models import Invitation
from earful.kit import mail
from earful.staff.rules import Act

router = Router(tags=["experts"])


def _shown(invitation: Invitation) -> Expert:
    is_open = telling.door_of(invitation) is Door.OPEN
    return shown.fields(Expert, invitation, open=is_open, letters=list(invitation.letters.order_by("id")))


@router.get(
    "/conversations/{conversation_id}/experts", response=answers(list[Expert]), summary="Who outside the team was asked"
)
def asked(request: HttpRequest, conversation_id: Id) -> list[Expert]:
    """Everybody, also those whose time is over."""
    agent = allow(request, Act.READ)
    return [_shown(one) for one in queries.of_conversation(finding.conversation(agent, conversation_id).pk) if one.name]


@router.post(
    "/conversations/{conversation_id}/experts", response=answers(Asked, 201), summary="Ask somebody outside the team"
)
def ask(request: HttpRequest, conversation_id: Id, what: Asking) -> Status[Asked]:
    """They get a mail with a link that opens this one conversation once. They can write to the team and never send."""
    agent = allow(request, Act.ANSWER)
    conversation = finding.conversation(agent, conversation_id)
    base = mail.links_begin(request.build_absolute_uri("/"))
    invitation, link = experts.ask(conversation, agent, what.name, what.address, what.question, base)
    return Status(201, Asked(expert=_shown(invitation), link=link))


@router.delete("/experts/{expert_id}", response=answers(Expert), summary="Withdraw an invitation")
def withdraw(request: HttpRequest, expert_id: Id) -> Expert:
    """Their link opens nothing any more; what they wrote stays."""
    agent = allow(request, Act.ANSWER)
    inviting.withdraw(finding.there(queries.one(finding.workspace(agent).pk, expert_id)), agent)
    return _shown(finding.there(queries.one(finding.workspace(agent).pk, expert_id)))
