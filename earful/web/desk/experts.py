"""Asking an expert from a conversation: the form, what they will see, taking it back, and using what they propose."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from earful import experts
from earful.conversations.actions import CannotDo
from earful.conversations.experts import inviting, queries
from earful.conversations.models import Conversation, Invitation
from earful.kit import mail
from earful.replies import actions as replies
from earful.replies import queries as drafts
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import acting
from earful.web.desk.expert_form import Ask
from earful.web.desk.talk import found, view_of
from earful.web.expert import seen
from earful.web.permission import may


@never_cache
@may(Act.ANSWER)
def ask(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The form, with what the expert will see; then the conversation, or the link to hand over."""
    conversation = found(agent, pk)
    form = Ask(request.POST if request.method == "POST" else None)
    if form.is_valid():
        entered = form.cleaned_data
        try:
            base = mail.links_begin(request.build_absolute_uri("/"))
            asked = experts.ask(conversation, agent, entered["name"], entered["address"], entered["question"], base)
        except CannotDo as no:
            form.add_error(None, _(str(no)))
        else:
            return _asked(request, agent, *asked)
    context = {
        "form": form,
        "conversation": conversation,
        "view": view_of(request),
        "known": queries.known(agent.workspace_id or 0),
        "by_mail": mail.ready(),
        **seen.context(conversation),
    }
    return render(request, "web/desk/expert.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, agent: Agent, invitation: Invitation, link: str) -> HttpResponse:
    if not link:
        return acting.show(request, agent, invitation.conversation_id)
    context: dict[str, Any] = {"invitation": invitation, "address": link, "view": view_of(request)}
    return render(request, "web/desk/expert_link.html", context)


@never_cache
@require_POST
@may(Act.ANSWER)
def again(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """One more mail, or link, for somebody who got none."""
    invitation = _invitation(agent, pk)
    try:
        link = experts.link(invitation, at_once=True)
    except CannotDo as no:
        return acting.show(request, agent, invitation.conversation_id, _(str(no)))
    return _asked(request, agent, invitation, link)


@require_POST
@may(Act.ANSWER)
def withdraw(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The link opens nothing any more."""
    invitation = _invitation(agent, pk)
    return acting.do(request, agent, invitation.conversation_id, lambda _c: inviting.withdraw(invitation, agent))


@require_POST
@may(Act.ANSWER)
def use(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Put what an expert proposes into one's own draft, below what stands there. Nothing is sent."""
    note = queries.proposal(agent.workspace_id or 0, pk)
    if note is None:
        raise Http404

    def act(conversation: Conversation) -> None:
        draft = drafts.draft(conversation, agent)
        before = draft.text.strip() if draft else ""
        if note.text not in before:
            text = "\n\n".join(filter(None, (before, note.text)))
            replies.save(conversation, agent, text, draft.answers if draft else None)

    return acting.do(request, agent, note.conversation_id, act, fresh=True)


def _invitation(agent: Agent, pk: int) -> Invitation:
    rows = Invitation.objects.select_related("by", "workspace", "conversation__account")
    return get_object_or_404(rows, workspace_id=agent.workspace_id, pk=pk)
