"""What an expert sees and does: the public words of one conversation, a note for the team, words for an answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful.conversations import queries as conversations
from earful.conversations.actions import CannotDo
from earful.conversations.experts import answering, queries, rules
from earful.conversations.models import Conversation, Invitation, Letter, Turn
from earful.web.desk import pictures
from earful.web.desk.said import said
from earful.web.expert import door, seen


def conversation_of(invitation: Invitation) -> Conversation:
    """The one conversation; if it was merged, where it went."""
    found = conversations.one(invitation.workspace_id, invitation.conversation_id)
    if found is None:
        raise Http404
    return found


@require_safe
@door.for_expert
def here(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The question, the conversation, and room for an answer."""
    return _page(request, letter)


def _page(request: HttpRequest, letter: Letter, trouble: str = "", text: str = "") -> HttpResponse:
    invitation = letter.invitation
    written = [
        {"said": said(note.text, ()), "at": note.at, "proposal": note.proposal} for note in queries.words_of(invitation)
    ]
    context = {
        **door.outside(letter),
        **seen.context(conversation_of(invitation), reverse("expert", args=[invitation.pk])),
        "question": said(invitation.question, ()),
        "written": written,
        "until": (letter.used_at or invitation.created_at) + rules.STAYS,
        "trouble": trouble,
        "text": text,
    }
    return door.show(request, "page", context, 422 if trouble else 200)


@require_POST
@door.for_expert
def write(request: HttpRequest, letter: Letter) -> HttpResponse:
    """A note, or words for an answer; both go to the team."""
    text, proposal = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", ""), "propose" in request.POST
    try:
        answering.answer(letter.invitation, text, proposal=proposal)
    except CannotDo as no:
        return _page(request, letter, _(str(no)), text)
    messages.success(request, _("The team has it. You can close this page, or write more."))
    return redirect("expert", letter.invitation_id)


@require_POST
@door.for_expert
def leave(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Out of this browser; a fresh link opens it again."""
    response = door.show(request, "left", door.outside(letter))
    response.delete_cookie(door.COOKIE, path=reverse("expert", args=[letter.invitation_id]))
    return response


@require_safe
@door.for_expert
def picture(request: HttpRequest, letter: Letter, turn_id: int, number: int) -> HttpResponse:  # noqa: ARG001 -- a view
    """A picture of a message that is shown to them, and none other."""
    conversation = conversation_of(letter.invitation)
    turn = Turn.objects.select_related("account").filter(conversation=conversation, pk=turn_id).first()
    if turn is None or not queries.shows(conversation, turn) or number >= len(turn.pictures):
        raise Http404
    return pictures.fetched(turn.account, turn.pictures[number]["url"])
