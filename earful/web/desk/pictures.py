"""Pictures on the desk. A browser never asks a network for one: it comes through here, or not at all."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from earful.accounts import queries as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import Failure
from earful.channels.registry import UnknownNetwork
from earful.conversations.models import Turn
from earful.customers.models import Handle
from earful.kit.seal import Unsealable
from earful.kit.transport import TransportError
from earful.replies import queries as drafts
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.permission import may

SHOWABLE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
DAY = 86400


def fetched(account: Account, url: str) -> HttpResponse:
    """A picture from its network, to be kept by this browser for a day. Raises Http404."""
    try:
        content, mime = reaching.picture(account, url)
    except (Failure, TransportError, UnknownNetwork, Unsealable) as failure:
        raise Http404 from failure
    return _picture(content, mime, DAY)


def _picture(content: bytes, mime: str, age: int) -> HttpResponse:
    kind = mime.split(";", 1)[0].strip().lower()
    if kind not in SHOWABLE:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = f"private, max-age={age}, immutable"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
@may(Act.READ)
def picture(request: HttpRequest, agent: Agent, turn_id: int, number: int) -> HttpResponse:  # noqa: ARG001 -- a view
    """A picture that stands in a turn, and none other."""
    turn = get_object_or_404(Turn.objects.select_related("account"), workspace_id=agent.workspace_id, pk=turn_id)
    if number >= len(turn.pictures):
        raise Http404
    return fetched(turn.account, turn.pictures[number]["url"])


@require_safe
@may(Act.READ)
def face(request: HttpRequest, agent: Agent, handle_id: int) -> HttpResponse:  # noqa: ARG001 -- a view
    """The picture somebody gave themself; where there is none, one that lets their initials through."""
    handle = get_object_or_404(Handle, workspace_id=agent.workspace_id, pk=handle_id)
    account = next(iter(accounts.of_network(agent.workspace_id or 0, handle.network)), None)
    if account is None or not handle.avatar_url:
        return _faceless()
    try:
        return fetched(account, handle.avatar_url)
    except Http404:
        return _faceless()


def _faceless() -> HttpResponse:
    """Nothing, so that the initials below are seen; asked for again after a while."""
    response = HttpResponse('<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
@may(Act.READ)
def enclosed(request: HttpRequest, agent: Agent, enclosure_id: int) -> HttpResponse:  # noqa: ARG001 -- a view
    """A picture that goes, or went, with an answer of ours."""
    enclosure = drafts.enclosure(agent.workspace_id or 0, enclosure_id)
    if enclosure is None:
        raise Http404
    return _picture(bytes(enclosure.content), enclosure.mime, DAY)
