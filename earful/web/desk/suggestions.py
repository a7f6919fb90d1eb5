"""Beside the composer: passages that may help, and taking one into what one writes. Only a person's press does that."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Turn
from earful.kit.transaction import one_transaction
from earful.knowledge import suggesting
from earful.replies import actions as replies
from earful.replies import queries as drafts
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import acting
from earful.web.desk.talk import found, number, place
from earful.web.permission import may


@require_safe
@may(Act.ANSWER)
def suggestions(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """For the message that is being answered, or for somebody's own words."""
    conversation, words = found(agent, pk), request.GET.get("words", "").replace("\0", "").strip()[:300]
    turn = answered(conversation, number(request.GET.get("answers", "")))
    context: dict[str, Any] = {
        "conversation": conversation,
        "suggestions": suggesting.suggest(conversation, turn, words),
        "words": words,
        "place": place(request),
    }
    template = "web/desk/suggestions.html" if "HX-Request" in request.headers else "web/desk/suggestions_page.html"
    return render(request, template, context)


def answered(conversation: Conversation, answers_id: int | None) -> Turn | None:
    """The message that is being answered: the one named, else the one that waits."""
    theirs = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None)
    chosen = theirs.filter(pk=answers_id).first() if answers_id else None
    return chosen or conversations.answerable(conversation)


@require_POST
@may(Act.ANSWER)
def use(request: HttpRequest, agent: Agent, pk: int, passage_id: int) -> HttpResponse:
    """Note that it is used. With scripts it goes to the cursor; without, behind what stands in the draft."""
    conversation = found(agent, pk)
    suggestion = suggesting.one(conversation.workspace_id, passage_id)
    if suggestion is None or suggestion.internal:
        raise Http404
    if "HX-Request" in request.headers:
        suggesting.use(suggestion, conversation, agent)
        return HttpResponse(status=204)
    _append(suggestion, conversation, agent)
    return acting.show(request, agent, conversation.pk)


@one_transaction
def _append(suggestion: suggesting.Suggestion, conversation: Conversation, agent: Agent) -> None:
    suggesting.use(suggestion, conversation, agent)
    draft = drafts.draft(conversation, agent)
    text = f"{draft.text}\n\n{suggestion.text}".strip() if draft else suggestion.text
    replies.save(conversation, agent, text, draft.answers if draft else None)
