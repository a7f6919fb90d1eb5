"""Saved replies while one writes: found as one types, filled in as far as is known, put at the cursor or behind the draft."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Turn
from earful.kit.transaction import one_transaction
from earful.outbox import origins
from earful.replies.models import SavedVariant
from earful.replies.saved import filling, queries, taking
from earful.replies.saved.finding import Place
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.topics import queries as topics
from earful.web.desk import acting
from earful.web.desk.talk import found, number
from earful.web.desk.writing import kept
from earful.web.permission import may


@require_safe
@may(Act.ANSWER)
def saved(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What fits what was typed; while nothing is, what fits the message and what one took last."""
    conversation = found(agent, number(request.GET.get("pk", "")) or 0)
    typed = request.GET.get("words", "").replace("\0", "").strip()[:200]
    turn = answered(conversation, number(request.GET.get("answers", "")))
    language = (turn.language if turn else "") or conversation.language
    choices = queries.choices(agent, typed, language, place(agent, conversation, turn))
    context: dict[str, Any] = {
        "conversation": conversation,
        "answers": turn.pk if turn else "",
        "choices": choices,
        "count": sum(len(choice.variants) for choice in choices),
        "language": language,
        "typed": typed,
    }
    hx = "HX-Request" in request.headers
    response = render(request, "web/desk/saved_list.html" if hx else "web/desk/saved_page.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def place(agent: Agent, conversation: Conversation, turn: Turn | None) -> Place:
    """What a reply is about, whose it is, and what this person used last."""
    about = topics.of_items([turn.item_id]).get(turn.item_id, []) if turn else []
    return Place(tuple(one.topic_id for one in about), conversation.team_id, origins.lately(agent.pk))


def answered(conversation: Conversation, answers_id: int | None) -> Turn | None:
    """The message that is chosen, else the one that an answer would go to."""
    theirs = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None).select_related("author")
    chosen = theirs.filter(pk=answers_id).first() if answers_id else None
    return chosen or conversations.answerable(conversation)


def links(request: HttpRequest) -> filling.Links:
    """The addresses of public articles, as customers open them."""
    return lambda slug, language: request.build_absolute_uri(reverse("help_article", args=[slug, language]))


@require_POST
@may(Act.ANSWER)
def begin(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Without scripts: what was written so far is kept before one chooses."""
    conversation = found(agent, pk)
    kept(request, agent, conversation)
    asked = {"pk": conversation.pk, "answers": request.POST.get("answers", "")}
    return redirect(f"{reverse('desk_saved')}?{urlencode(asked)}")


@require_POST
@may(Act.ANSWER)
def use(request: HttpRequest, agent: Agent, pk: int, variant_id: int) -> HttpResponse:
    """Take one. With scripts it goes to the cursor; without, behind what stands in the draft."""
    conversation, variant = found(agent, pk), queries.variant(agent, variant_id)
    if variant is None:
        raise Http404
    if "HX-Request" in request.headers:
        return _for_the_cursor(request, agent, conversation, variant)
    turn = answered(conversation, number(request.POST.get("answers", "")))
    taking.take(variant, conversation, agent, turn, links(request))
    return acting.show(request, agent, conversation.pk)


@one_transaction
def _for_the_cursor(
    request: HttpRequest, agent: Agent, conversation: Conversation, variant: SavedVariant
) -> HttpResponse:
    draft = kept(request, agent, conversation)
    taking.mark(draft, variant)
    turn = draft.answers or answered(conversation, None)
    filled = filling.filled(variant, conversation, agent, turn, links(request), draft)
    return JsonResponse({"words": filled.text, "gap": next(iter(filled.gaps), "")})
