"""The right side: one conversation whole, with its tools."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from earful.conversations import queries
from earful.conversations.links import asks
from earful.conversations.models import Conversation, Outcome
from earful.conversations.same import folding, halves
from earful.outbox import queries as outbox
from earful.outbox import sight
from earful.outbox.approval import queries as approvals
from earful.outbox.models import Approval, Dispatch
from earful.queues.sharing import picking
from earful.replies import sharing
from earful.replies.models import Draft
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.desk import (
    answers,
    approval,
    events,
    here,
    introducing,
    person,
    privacy,
    slight,
    solved_words,
    thread,
    turns,
    viewing,
)
from earful.web.desk.composer import composer, count_words

EASY = (Outcome.ANSWERED, Outcome.THANKED, Outcome.PEER, Outcome.SPAM)
WITH_REASON = (Outcome.NOT_NEEDED, Outcome.HANDED_ON)


def found(agent: Agent, pk: int) -> Conversation:
    """A conversation of this person's workspace; if it was merged, where it went. Raises Http404."""
    conversation = queries.one(agent.workspace_id or 0, pk)
    if conversation is None:
        raise Http404
    if agent.workspace is not None:
        conversation.workspace = agent.workspace
    return conversation


def place(request: HttpRequest) -> str:
    """What is handed along so that one stays in the same view and search."""
    kept = {"view": view_of(request)}
    if words := request.GET.get("q", "").strip():
        kept["q"] = words[:200]
    return f"?{urlencode(kept)}"


def view_of(request: HttpRequest) -> str:
    """The view in which somebody works."""
    matched = request.resolver_match.kwargs.get("view", "") if request.resolver_match else ""
    named = matched or request.GET.get("view", "")
    return named if viewing.known(named) else "all"


def talk(request: HttpRequest, agent: Agent, conversation: Conversation, trouble: str = "") -> dict[str, Any]:
    """Everything the conversation's pane shows."""
    until = number(request.GET.get("until", ""))
    whole = queries.whole(conversation, thread.MOST, until or 0)
    view = view_of(request)
    asker, account = conversation.asker, conversation.account
    wait, wait_words = shown.waiting(conversation.warn_at, conversation.due_at)
    dispatches = [] if whole.later else outbox.shown(conversation)
    asked = () if whole.later else approvals.here(conversation)
    entries = turns.entries(whole, dispatches, agent, approval.waiting(asked), both=privacy.halves(whole))
    leaving = any(entry.sort == "sending" and entry.thing.undoable and entry.thing.mine for entry in entries)
    writing = _writing(request, agent, whole, dispatches)
    return {
        "conversation": conversation,
        "name": asker.shown if asker else account.name or account.handle,
        "brand": account.name or account.handle,
        "network": shown.network(account.network),
        "kind": shown.kind(conversation.kind),
        **_urgency(conversation),
        "wait": wait,
        "wait_words": wait_words,
        "due_words": shown.due(conversation.due_at),
        **solved_words.told(conversation),
        **_ways(whole, view, until or 0),
        "place": place(request),
        "view": view,
        "entries": entries,
        "tags": whole.tags,
        "history": sorted([*events.lines(whole.events), *solved_words.lines(whole)], key=attrgetter("at"))[::-1],
        "undo": None if leaving else events.last_undoable(whole.events, agent),  # one undo at a time
        **_aside(request, agent, conversation, view),
        **_may(agent, whole),
        "answers": answers.groups(),
        "composer": writing,
        **_beside(whole, agent, asked, writing.get("draft")),
        "company": here.around(agent, conversation),
        "count_words": count_words(writing["length"]) if "length" in writing else "",
        "trouble": trouble,
        "me": agent,
    }


def _beside(whole: queries.Whole, agent: Agent, asked: Sequence[Approval], draft: Draft | None) -> dict[str, Any]:
    """What stands around the composer: drafts colleagues share, why this one came back, and who answered before."""
    if whole.later or not agent.may(Act.ANSWER):
        return {}
    return {
        "shared": sharing.others(whole.conversation, agent),
        "returned": approval.returned(asked, draft, agent),
        "before_me": introducing.before_me(whole, agent, whole.conversation.language),
    }


def _may(agent: Agent, whole: queries.Whole) -> dict[str, Any]:
    """What this person may do here, and what there is to do about what was said in private."""
    return {
        "privacy": privacy.told(whole),
        "halves": halves.shown(whole.conversation) if whole.conversation.likely else (),
        "told": folding.told(whole.conversation, whole.turns),
        "may_answer": agent.may(Act.ANSWER),
        "easy_outcomes": EASY,
        "reasoned_outcomes": WITH_REASON,
        "may_pick": picking.may_pick(agent),
        "may_join": agent.may(Act.JOIN),
        "may_look": SimpleLazyObject(lambda: asks.of(agent.workspace_id or 0).on),  # asked only where there are links
    }


def _aside(request: HttpRequest, agent: Agent, conversation: Conversation, view: str) -> dict[str, Any]:
    """With whom it is and to whom it can be handed; spared in a look that was asked to be quick."""
    if bare := request.GET.get("drawer") == "0":
        return {"bare": bare}
    colleagues, teams = staff.everybody(agent.workspace_id or 0)
    return {"person": person.known(conversation, view), "colleagues": colleagues, "teams": teams}


def _urgency(conversation: Conversation) -> dict[str, Any]:
    if conversation.status != "open":
        return {"urgency_words": "", "slight": False}
    return {"urgency_words": shown.urgency(conversation.urgency), "slight": bool(slight.among([conversation]))}


def _ways(whole: queries.Whole, view: str, until: int) -> dict[str, Any]:
    """Where this is, which part of a long conversation is shown, and the ways to the others and back."""
    newest = reverse("desk_one", args=[view, whole.conversation.pk])
    return {
        "back": reverse("desk_list", args=[view]),
        "address": newest + (f"?until={until}" if whole.later else ""),
        "newest": newest,
        "later": whole.later,
        "earlier": len(whole.earlier),
        "earlier_address": f"?until={whole.earlier[-1].pk}" if whole.earlier else "",
    }


def _writing(
    request: HttpRequest, agent: Agent, whole: queries.Whole, dispatches: Sequence[Dispatch]
) -> dict[str, Any]:
    """The composer, with the mark of what this page shows."""
    stood = [*whole.earlier, *whole.turns]
    shown = sight.Scene(whole.conversation, stood, dispatches, whole.events).sight()
    return composer(agent, whole.conversation, shown.mark(agent), number(request.GET.get("answer", "")))


def number(text: str) -> int | None:
    """A row's number in an address; None for none, or for one somebody made up."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
