"""Taking what comes first of all one can answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earful.queues.sharing import picking
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.desk.talk import view_of
from earful.web.permission import may


@require_POST
@may(Act.ANSWER)
def take(request: HttpRequest, agent: Agent) -> HttpResponse:
    """It opens, and is theirs; or a sentence says why nothing does."""
    found = picking.take_next(agent)
    if found.conversation is not None:
        return redirect("desk_one", "mine", found.conversation)
    messages.info(request, _(found.words))
    return redirect("desk_list", view_of(request))
