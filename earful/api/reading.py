"""The desk's views, and one conversation whole."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from earful.api import finding, shown
from earful.api.permission import No, allow
from earful.api.schemas import Id, Line, Size, answers
from earful.api.schemas_matters import Counts, Rows, View, Whole
from earful.conversations import filters, queries, views
from earful.conversations.models import Conversation
from earful.kit import paging
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["conversations"])


@router.get("/views", response=answers(Counts), summary="How many conversations each view holds")
def counts(request: HttpRequest) -> dict[str, int]:
    """The counts beside the views of the desk."""
    return queries.counts(allow(request, Act.READ))


@router.get("/conversations", response=answers(Rows), summary="One page of a view")
def conversations(
    request: HttpRequest, view: View = "needs", mark: Line = "", words: Line = "", size: Size = queries.PAGE
) -> dict[str, object]:
    """Open matters come most urgent first, then longest waiting; others latest first.

    `mark`: the `next` of the page before. `words`: text, a name, a handle, or `tag:refund`.
    `view`: also `saved-ID`, see GET /saved-views.
    """
    page = _page(allow(request, Act.READ), view, mark, words, size)
    return {"rows": page.rows, "next": page.next}


def _page(agent: Agent, view: str, mark: str, words: str, size: int) -> paging.Page[Conversation]:
    saved = None if view in (*queries.VIEWS, *queries.DUE) else finding.there(views.named(agent, view))
    try:
        if saved is not None:
            return views.page(agent, filters.read(saved.filters), mark, words, size)
        return queries.page(agent, view, mark, words, size)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # a mark that somebody made up
        raise No(422, _("This mark is not one of ours. Begin again without it.")) from error


@router.get("/conversations/{conversation_id}", response=answers(Whole), summary="One conversation whole")
def conversation(request: HttpRequest, conversation_id: Id) -> Whole:
    """Turns with verdicts and their reasons, notes, history, and replies on their way.

    If it was merged into another one, that one.
    """
    agent = allow(request, Act.READ)
    return shown.whole(finding.conversation(agent, conversation_id), agent)
