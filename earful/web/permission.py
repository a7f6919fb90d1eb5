"""Who may open a page: one decorator for every view."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from earful.staff.models import Agent
from earful.staff.rules import Act

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
DeskView = Callable[Concatenate[HttpRequest, Agent, P], HttpResponse]


def may(act: Act) -> Callable[[DeskView[P]], View[P]]:
    """Let only people through who may do this, and hand the view the person; times are shown in their zone.

    Somebody who is not signed in is sent to sign in, also from a fragment of a page.
    """

    def guard(view: DeskView[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            agent = request.user
            if not isinstance(agent, Agent) or not agent.is_active:
                return _sign_in(request)
            if not agent.may(act) or agent.workspace is None:
                raise PermissionDenied
            with timezone.override(ZoneInfo(agent.workspace.time_zone)):
                return view(request, agent, *args, **kwargs)

        return page

    return guard


def _sign_in(request: HttpRequest) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    response = HttpResponse(status=401)
    response["HX-Redirect"] = reverse("account_login")
    return response
