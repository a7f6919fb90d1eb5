"""Writing and sending: drafts kept while one types, pictures, the guard's rulings, and what can be taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful import flow
from earful.channels.contract import Readers
from earful.conversations import audience
from earful.conversations import queries as conversations
from earful.conversations.actions import CannotDo
from earful.conversations.models import Conversation, Turn
from earful.kit.transaction import one_moment, one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions as outbox
from earful.outbox import anew, sight
from earful.outbox import queries as dispatches
from earful.outbox.approval import asking
from earful.outbox.models import Dispatch
from earful.queues import actions as queues
from earful.queues.sharing import picking
from earful.replies import actions as replies
from earful.replies import queries as drafts
from earful.replies import sentences, sharing
from earful.replies.models import Draft, Enclosure
from earful.replies.pictures import Unfit
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk import acting, holding, introducing
from earful.web.desk.composer import rulings
from earful.web.desk.pages import whole
from earful.web.desk.talk import found, view_of
from earful.web.permission import may

Save = Callable[[Conversation, Agent, str, Turn | None, datetime | None, str], Draft]

OTHERS = gettext_noop("Nothing was sent: who reads it has changed since your page was shown. Look again, then send.")
OTHER_READERS: dict[str, Any] = {}


def kept(request: HttpRequest, agent: Agent, conversation: Conversation, save: Save = replies.save) -> Draft:
    """The draft with what stands in the form now; descriptions of pictures come with it."""
    answers = request.POST.get("answers", "")
    target = None
    if answers.isascii() and answers.isdigit():
        target = conversations.theirs(conversation.account_id, int(answers[:18]))
    draft = save(conversation, agent, _words(request), target, holding.asked(request), _readers(request))
    for enclosure in drafts.enclosures(draft):
        alt = request.POST.get(f"alt-{enclosure.pk}")
        if alt is not None and alt.strip() != enclosure.alt:
            replies.describe(enclosure, alt)
    return draft


def _words(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")


def _readers(request: HttpRequest) -> str:
    """Who the page said would read it."""
    told = request.POST.get("readers", "")
    return told if told in set(Readers) else ""


def _seen(request: HttpRequest) -> str:
    """The mark of what was shown: with the question just now, if that was answered, else with the page."""
    return request.POST.get("confirmed") or request.POST.get("seen", "")


def _insisting(request: HttpRequest) -> replies.Insisting:
    """What they set aside with a reason, by the button beside it."""
    return replies.Insisting(frozenset(request.POST.get("insist", "").split()), request.POST.get("reason", ""))


@require_POST
@may(Act.ANSWER)
def keep(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Keep a draft while somebody types, and say what the guard thinks of it."""
    conversation = found(agent, pk)
    if _already_sent(request, agent, conversation):
        return HttpResponse(status=204)
    taken = "" if drafts.draft(conversation, agent) else sharing.taken_from(conversation, agent)
    gone = _("%(name)s goes on with your draft. What you write here now is one of your own.") % {"name": taken}
    return ruled(request, kept(request, agent, conversation), gone if taken else "")


def _already_sent(request: HttpRequest, agent: Agent, conversation: Conversation) -> bool:
    """Whether these very words left since this page was made: a late request must not bring them back as a draft."""
    shown, text = sight.read(_seen(request), agent), _words(request)
    if shown is None or not text:
        return False
    return any(pk not in shown.answers for pk in dispatches.said(conversation.pk, agent.pk, text))


def ruled(request: HttpRequest, draft: Draft, trouble: str = "", *, pictures: bool = False) -> HttpResponse:
    """What stands under a draft."""
    context = {"rulings": rulings(draft, trouble=trouble), "conversation": draft.conversation}
    if pictures:
        context["enclosures"] = drafts.enclosures(draft)
    template = "web/desk/enclosures_and_rulings.html" if pictures else "web/desk/rulings.html"
    return render(request, template, context)


@require_POST
@may(Act.ANSWER)
def send(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Send, if the guard lets it; then ten quiet seconds in which it can be taken back."""
    conversation = found(agent, pk)
    refusal = _leave(request, agent, conversation)
    if refusal is OTHER_READERS:
        return acting.show(request, agent, pk, _(OTHERS), fresh=True)
    if refusal is not None:
        return _refused(request, agent, refusal, conversation)
    return acting.show(request, agent, conversation.pk, fresh=True)


@one_transaction
def _leave(request: HttpRequest, agent: Agent, conversation: Conversation) -> dict[str, Any] | None:
    """Let a reply go, once however often the button is pressed; what speaks against it, if something does."""
    outbox.hold(conversation)
    if _already_sent(request, agent, conversation):
        return None
    draft = kept(request, agent, conversation, replies.write_down)
    told, target = _readers(request), draft.answers or conversations.answerable(conversation)
    if told and told != audience.of_answer(draft.way, target, conversation):
        return OTHER_READERS
    trouble = _enclose_all(request, draft) or _barred(conversation, agent)
    reviewed, dispatch = (None, None) if trouble else flow.reply(draft, _seen(request), insisting=_insisting(request))
    if dispatch is not None:
        return None
    queues.writes(conversation, agent, words=bool(draft.text.strip()))  # the words stay, and so does their writer
    return rulings(draft, reviewed, trouble) | {"mark": _seen(request), "reason": request.POST.get("reason", "")}


def _barred(conversation: Conversation, agent: Agent) -> str:
    """Why they cannot answer here just now."""
    words = picking.barred(conversation, agent) or asking.barred(conversation, agent)
    return _(words) if words else ""


def _refused(request: HttpRequest, agent: Agent, found_out: dict[str, Any], conversation: Conversation) -> HttpResponse:
    """Why it did not leave, under the text; what was written stays."""
    if "HX-Request" not in request.headers:
        with one_moment():
            context = whole(request, agent, view_of(request), conversation)
            context["talk"]["rulings"] = found_out
            context["talk"]["composer"]["seen"] = request.POST.get(
                "seen", ""
            )  # only the button beside the news confirms it
            return render(request, "web/desk/page.html", context, status=422)
    response = render(request, "web/desk/rulings.html", {"rulings": found_out, "conversation": conversation})
    response["HX-Retarget"], response["HX-Reswap"] = "#rulings", "innerHTML"
    return response


def _enclose_all(request: HttpRequest, draft: Draft) -> str:
    """Pictures that came with the form; a sentence when one does not fit."""
    try:
        for upload in request.FILES.getlist("picture"):
            replies.enclose(draft, upload.read(), "")
    except Unfit as unfit:
        return _(str(unfit))
    return ""


@require_POST
@may(Act.ANSWER)
def enclose(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Add pictures to the draft."""
    draft = kept(request, agent, found(agent, pk))
    trouble = _enclose_all(request, draft)
    if "HX-Request" not in request.headers:
        return acting.show(request, agent, draft.conversation_id, trouble)
    return ruled(request, draft, trouble, pictures=True)


@require_POST
@may(Act.ANSWER)
def take_out(request: HttpRequest, agent: Agent, enclosure_id: int) -> HttpResponse:
    """Remove a picture from one's own draft."""
    enclosure = get_object_or_404(Enclosure.objects.select_related("draft"), draft__agent=agent, pk=enclosure_id)
    draft = drafts.draft(enclosure.draft.conversation, agent) if enclosure.draft else None
    if draft is None:
        raise Http404
    replies.take_out(enclosure)
    if "HX-Request" not in request.headers:
        return acting.show(request, agent, draft.conversation_id)
    return ruled(request, draft, pictures=True)


@require_POST
@may(Act.ANSWER)
def discard(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Throw one's draft away."""
    return acting.do(request, agent, pk, lambda conversation: replies.discard(conversation, agent), fresh=True)


@require_POST
@may(Act.ANSWER)
def share(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Let colleagues read one's draft and go on with it, or keep it to oneself again."""
    draft = kept(request, agent, found(agent, pk))
    sharing.share(draft, shared=request.POST.get("shared") == "1")
    return acting.show(request, agent, draft.conversation_id)


@require_POST
@may(Act.ANSWER)
def take_over(request: HttpRequest, agent: Agent, draft_id: int) -> HttpResponse:
    """Go on with a colleague's shared draft, as it was read."""
    draft = sharing.shared(agent, draft_id)
    if draft is None:
        raise Http404
    version = request.POST.get("version", "")
    return acting.do(
        request, agent, draft.conversation_id, lambda _c: sharing.take_over(draft, agent, version), fresh=True
    )


@require_safe
@may(Act.ANSWER)
def kept_versions(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What shared drafts of a conversation said before."""
    conversation = found(agent, pk)
    known = {"versions": sharing.versions(conversation), "conversation": conversation}
    return render(request, "web/desk/draft_versions.html", known)


@require_POST
@may(Act.ANSWER)
def introduce(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Somebody wants to say who they are. With scripts it goes to the cursor; without, before what they wrote."""
    conversation = found(agent, pk)
    words = introducing.before_me(conversations.whole(conversation), agent, conversation.language).get("words", "")
    if "HX-Request" not in request.headers and words:
        answers = kept(request, agent, conversation).answers
        replies.save(conversation, agent, f"{words} {_words(request)}".strip(), answers, holding.asked(request))
    return HttpResponse(status=204) if "HX-Request" in request.headers else acting.show(request, agent, conversation.pk)


@require_POST
@may(Act.ANSWER)
def take_back(request: HttpRequest, agent: Agent, dispatch_id: int) -> HttpResponse:
    """Undo a reply that has not left yet; its words are a draft again."""
    mine = _dispatch(agent, dispatch_id, own=True)
    return acting.do(request, agent, mine.conversation_id, lambda _c: outbox.take_back(mine), fresh=True)


@require_POST
@may(Act.ANSWER)
def try_again(request: HttpRequest, agent: Agent, dispatch_id: int) -> HttpResponse:
    """Send a reply that was not sent after all; what came since it was written is read first."""
    failed = _dispatch(agent, dispatch_id)

    def act(_conversation: Conversation) -> None:
        try:
            news, _seen = flow.try_again(failed, agent, request.POST.get("confirmed", ""))
        except anew.Stopped as stopped:
            said = {"ruling": sentences.ruling(stopped.rulings[0])}
            raise CannotDo(_("%(ruling)s Take it back to the draft and change it.") % said) from stopped
        if news:
            raise CannotDo(_("Something came since this was written. Read it, then try again."))

    return acting.do(request, agent, failed.conversation_id, act)


@require_POST
@may(Act.ANSWER)
def lay_aside(request: HttpRequest, agent: Agent, dispatch_id: int) -> HttpResponse:
    """Give a failed reply up; its words are its author's draft again."""
    failed = _dispatch(agent, dispatch_id)
    return acting.do(request, agent, failed.conversation_id, lambda _c: outbox.lay_aside(failed), fresh=True)


def _dispatch(agent: Agent, dispatch_id: int, *, own: bool = False) -> Dispatch:
    rows = Dispatch.objects.select_related("conversation", "agent", "answers")
    mine = {"agent": agent} if own else {}
    return get_object_or_404(rows, workspace_id=agent.workspace_id, pk=dispatch_id, **mine)
