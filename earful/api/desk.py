"""The API: every room's address, one way to sign in, one way to say no."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from earful import __version__
from earful.api import (
    abilities,
    accounts,
    alike,
    amendments,
    approval_rules,
    approvals,
    articles,
    assistance,
    chat_tools,
    customers,
    dispatches,
    drafts,
    experts,
    firings,
    guard,
    held,
    hours,
    house_rules,
    links,
    listening,
    listening_queries,
    matters,
    notices,
    people,
    private,
    promises,
    public_side,
    reading,
    rule_trials,
    saved,
    shared_drafts,
    sharing,
    topics,
    triage,
    unreadable,
    views,
)
from earful.api.permission import BOTH
from earful.api.trouble import tell

ABOUT = """Everything the desk can do. Sign in with the session of the pages (and their CSRF token), or send
`Authorization: Bearer TOKEN`. Times are UTC. Whatever is not a success is `{"words": "..."}`: a sentence for a person.
Lists go on with `mark`, the `next` of the page before."""


class Desk(NinjaAPI):
    """What it answers is about people: nobody on the way may keep it."""

    def create_response(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """An answer that is not stored."""
        response: HttpResponse = super().create_response(request, *args, **kwargs)  # type: ignore[arg-type]  # -- passed on as they came
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


api = Desk(title="Earful", version=__version__, description=ABOUT, docs_url=None, auth=BOTH, urls_namespace="api")
for room in (
    abilities,
    alike,
    reading,
    sharing,
    views,
    matters,
    topics,
    held,
    links,
    articles,
    assistance,
    saved,
    drafts,
    guard,
    shared_drafts,
    approvals,
    approval_rules,
    amendments,
    private,
    experts,
    house_rules,
    rule_trials,
    firings,
    hours,
    dispatches,
    customers,
    accounts,
    listening,
    listening_queries,
    unreadable,
    people,
    public_side,
    promises,
    triage,
    notices,
    chat_tools,
):
    api.add_router("", room.router)
tell(api)
