"""Who is asking, and whether they may: the one place in the API that decides."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from earful.staff import actions
from earful.staff.models import Agent
from earful.staff.rules import Act


class No(Exception):
    """The API declines: a status, a sentence for a person, and what a program needs to go on."""

    def __init__(self, status: int, words: str, **more: Any) -> None:
        super().__init__(words)
        self.status, self.words, self.more = status, words, more


class ByToken(HttpBearer):
    """`Authorization: Bearer earful_...`: a program that acts as a person."""

    def authenticate(self, _request: HttpRequest, token: str) -> Agent | None:
        """The person whose token this is."""
        return actions.agent_of_token(token)


class SignedIn(APIKeyCookie):
    """The session of the pages; whoever changes something also shows the CSRF token of its pages."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, _key: str | None) -> Agent | None:
        """The person who is signed in. A request with an Authorization header is judged by that alone."""
        if "Authorization" in request.headers or not isinstance(request.user, Agent):
            return None
        if check_csrf(request):
            raise No(403, _("This did not come from one of our own pages. Load the page again."))
        return request.user


BOTH = [ByToken(), SignedIn()]
PERSON = [SignedIn()]  # a token must not be able to make tokens


def allow(request: HttpRequest, act: Act) -> Agent:
    """The person who is asking, if they may do this. Raises No."""
    agent = getattr(request, "auth", None)
    if not isinstance(agent, Agent):
        raise No(401, _("Sign in first, or send a token."))
    if not agent.may(act):
        raise No(403, _("You may not do this. Ask an owner of your desk."))
    return agent
