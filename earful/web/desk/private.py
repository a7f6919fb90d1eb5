"""Going on in private and back: who can be written to how, asked just before; letting a visitor in; after it is solved."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from earful import in_private
from earful.channels.contract import Failure
from earful.channels.privately import Privately
from earful.conversations.models import Conversation, Way
from earful.conversations.refusing import CannotDo
from earful.kit import mail
from earful.outbox.models import Visit
from earful.outbox.pages import opening, queries, solved
from earful.replies import actions as replies
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.desk import acting
from earful.web.desk.talk import found, place, view_of
from earful.web.permission import may


@never_cache
@may(Act.ANSWER)
def ways(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """How the customer can be written to alone: the network is asked now; then a person chooses."""
    conversation = found(agent, pk)
    if request.method == "POST":
        return _chosen(request, agent, conversation)
    return _ways(request, conversation)


def _ways(request: HttpRequest, conversation: Conversation, trouble: str = "", address: str = "") -> HttpResponse:
    told = _asked(conversation)
    context: dict[str, Any] = {
        "conversation": conversation,
        "view": view_of(request),
        "place": place(request),
        "network": shown.network(conversation.account.network),
        "name": conversation.asker.shown if conversation.asker else _("the customer"),
        "can": told.can,
        "words": _(told.words) if told.words else "",
        "by_mail": mail.ready(),
        "reached": bool(settings.PUBLIC_URL),
        "trouble": trouble,
        "address": address,
    }
    return render(request, "web/desk/ways.html", context, status=422 if trouble else 200)


def _asked(conversation: Conversation) -> Privately:
    try:
        return in_private.asked(conversation)[1]
    except (CannotDo, Failure) as no:
        return Privately(False, str(no))


def _chosen(request: HttpRequest, agent: Agent, conversation: Conversation) -> HttpResponse:
    chosen, address = request.POST.get("to", ""), request.POST.get("address", "").strip()
    try:
        match chosen:
            case Way.DIRECT:
                in_private.by_message(conversation, agent)
            case "link":
                in_private.by_public_link(conversation, agent)
            case "mail":
                in_private.by_mail(conversation, agent, address)
            case _:
                raise Http404
    except (CannotDo, Failure) as no:
        return _ways(request, conversation, _(str(no)), address)
    return acting.show(request, agent, conversation.pk, fresh=True)


@require_POST
@may(Act.ANSWER)
def publicly(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Answer in public instead; with `line`, begin with one that says that it goes on in private."""

    def act(conversation: Conversation) -> None:
        in_private.publicly(conversation, agent, says_so="line" in request.POST)

    return acting.do(request, agent, pk, act, fresh=True)


@require_POST
@may(Act.ANSWER)
def let_in(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A visitor of a private page is the customer."""
    visit = _visit(agent, pk)
    return acting.do(request, agent, visit.page.conversation_id, lambda _c: in_private.let_in(visit, agent))


@require_POST
@may(Act.ANSWER)
def shut_out(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A visitor of a private page is not the customer."""
    visit = _visit(agent, pk)
    return acting.do(request, agent, visit.page.conversation_id, lambda _c: opening.shut_out(visit, agent))


@require_POST
@may(Act.ANSWER)
def close(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A private page opens nothing any more."""
    page = queries.one(agent.workspace_id or 0, pk)
    if page is None:
        raise Http404
    return acting.do(request, agent, page.conversation_id, lambda _c: opening.close(page, agent))


@require_POST
@may(Act.ANSWER)
def confirm(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The customer says that it is solved, a colleague writes down."""
    return acting.do(request, agent, pk, lambda conversation: solved.confirm(conversation, agent))


@require_POST
@may(Act.ANSWER)
def ask_solved(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Ask the customer once, privately; where a sentence is needed it waits in the draft."""

    def act(conversation: Conversation) -> None:
        if sentence := in_private.ask_solved(conversation, agent):
            below = in_private.private_words(conversation)
            replies.add(replies.open_to(conversation, agent, "", below), sentence)

    return acting.do(request, agent, pk, act, fresh=True)


@require_POST
@may(Act.ANSWER)
def closing(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A public line about a matter that was solved in private: into the draft, or left out for a reason."""

    def act(conversation: Conversation) -> None:
        reason = request.POST.get("reason", "").strip()
        if "decline" in request.POST and not reason:
            raise CannotDo(_("Say why it needs no public ending."))
        if "decline" in request.POST:
            solved.close_publicly(conversation, agent, reason)
        else:
            in_private.ends_publicly(conversation, agent)

    return acting.do(request, agent, pk, act, fresh=True)


def _visit(agent: Agent, pk: int) -> Visit:
    visit = queries.visit(agent.workspace_id or 0, pk)
    if visit is None:
        raise Http404
    return visit
