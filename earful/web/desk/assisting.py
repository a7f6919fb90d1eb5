"""Beside the composer: what the assistant is asked for and what it says. Only a person's press puts it into the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful import assistance
from earful.conversations.models import Conversation
from earful.kit.transaction import one_transaction
from earful.knowledge import suggesting
from earful.knowledge.suggesting import Suggestion
from earful.replies import actions as replies
from earful.replies import queries as drafts
from earful.replies.assisting import asks, scope, settings
from earful.replies.assisting import words as said
from earful.replies.models import Assist, Draft
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import acting
from earful.web.desk.suggestions import answered
from earful.web.desk.talk import found, number
from earful.web.desk.writing import kept, ruled
from earful.web.permission import may

What, State = Assist.What, Assist.State
SIDES = {What.SHORTEN, What.TO_THEIRS, What.TO_OURS}  # shown beside what it was made from


@dataclass(frozen=True, slots=True)
class Shown:
    """One question to the assistant: whether it waits, was given or not, what it says and from what."""

    pk: int
    label: str
    state: str
    words: str = ""
    model: str = ""
    text: str = ""
    language: str = ""
    beside: str = ""
    beside_language: str = ""
    sides: bool = False
    gaps: int = 0
    fit: bool = False  # for the answer
    sources: Sequence[Suggestion] = ()
    known: bool = False  # whether it had passages to use


def shown(ask: Assist) -> Shown:
    """As it stands now; what is about a message that was removed is gone with it."""
    what = What(ask.what)
    label = str(what.label)
    patience = settings.of(ask.workspace_id).patience
    if not asks.about(ask.turn) or (ask.state == State.GIVEN and not ask.text):
        return Shown(ask.pk, label, "failed", _("This is kept no longer."))
    if asks.stale(ask, patience) or ask.state == State.FAILED:
        return Shown(ask.pk, label, "failed", said.failure(ask.failed or said.STALE, ask.status))
    if ask.state != State.GIVEN:
        return Shown(ask.pk, label, "waiting", model=ask.model)
    turn = ask.turn if what == What.TO_OURS else None
    return Shown(
        ask.pk,
        label,
        "given",
        model=ask.model,
        text=ask.text,
        language=ask.language,
        beside=turn.text if turn else ask.asked,
        beside_language=turn.language if turn else "",
        sides=what in SIDES,
        gaps=ask.gaps,
        fit=what in asks.WRITES and scope.fits(ask),
        sources=suggesting.standing(ask.workspace_id, ask.sources),
        known=what in {What.DRAFT, What.EXPLAIN},
    )


@require_safe
@may(Act.ANSWER)
def last(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What it said last here."""
    conversation = found(agent, pk)
    ask = asks.latest(conversation, agent)
    return _one(request, conversation, shown(ask) if ask else None)


@require_POST
@may(Act.ANSWER)
def ask(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Ask for something. Without scripts what stands in the form is kept on the way."""
    conversation = found(agent, pk)
    term = request.POST.get("term", "")
    text = term or request.POST.get("text", "").replace("\r\n", "\n")
    by_hand = "HX-Request" not in request.headers
    if by_hand and "text" in request.POST:
        kept(request, agent, conversation)
    try:
        turn = answered(conversation, number(request.POST.get("answers", "")))
        wanted = assistance.want(conversation, agent, request.POST.get("what", ""), text, turn)
    except said.CannotAssist as no:
        if by_hand:
            return acting.show(request, agent, conversation.pk, str(no))
        return _one(request, conversation, Shown(0, "", "failed", str(no)))
    return redirect("desk_assist_one", wanted.pk) if by_hand else _one(request, conversation, shown(wanted))


@require_safe
@may(Act.ANSWER)
def one(request: HttpRequest, agent: Agent, assist_id: int) -> HttpResponse:
    """One of one's own: nothing new while it waits."""
    mine = _mine(agent, assist_id)
    now = shown(mine)
    if now.state == "waiting" and "HX-Request" in request.headers:
        return HttpResponse(status=204)
    response = _one(request, mine.conversation, now)
    if now.state == "waiting":
        response["Refresh"] = "2"
    return response


@require_POST
@may(Act.ANSWER)
def take(request: HttpRequest, agent: Agent, assist_id: int) -> HttpResponse:
    """Its words go into the draft. With scripts to the cursor, or in place of what they were made from; without, likewise."""
    mine = _mine(agent, assist_id)
    now = shown(mine)
    if not now.fit or not now.text:
        raise Http404
    if "HX-Request" in request.headers:
        asks.take(mine, request.POST.get("text", ""))
        return HttpResponse(status=204)
    _put(mine, agent)
    return acting.show(request, agent, mine.conversation_id)


@one_transaction
def _put(mine: Assist, agent: Agent) -> None:
    draft = drafts.draft(mine.conversation, agent)
    stood = draft.text.strip() if draft else ""
    asks.take(mine, stood)
    instead = mine.what != What.DRAFT and stood == mine.asked.strip()
    text = mine.text if instead else f"{stood}\n\n{mine.text}".strip()
    replies.save(mine.conversation, agent, text, draft.answers if draft else mine.turn, readers=mine.readers)


@require_POST
@may(Act.ANSWER)
def read(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Somebody says that they have read what the assistant wrote."""
    conversation = found(agent, pk)
    draft = _read(request, agent, conversation)
    if "HX-Request" not in request.headers:
        return acting.show(request, agent, conversation.pk)
    return ruled(request, draft)


@one_transaction
def _read(request: HttpRequest, agent: Agent, conversation: Conversation) -> Draft:
    asks.read(conversation.pk, agent)
    return kept(request, agent, conversation)


def _mine(agent: Agent, assist_id: int) -> Assist:
    mine = asks.one(agent, assist_id)
    if mine is None:
        raise Http404
    return mine


def _one(request: HttpRequest, conversation: Conversation, one: Shown | None) -> HttpResponse:
    template = "web/desk/assist.html" if "HX-Request" in request.headers else "web/desk/assist_page.html"
    response = render(request, template, {"one": one, "conversation": conversation})
    response["Cache-Control"] = "private, no-store"
    return response
