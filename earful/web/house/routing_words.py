"""Routes, as the page says them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from earful.queues.models import Route
from earful.web import shown
from earful.web.house.languages import named


@dataclass(frozen=True, slots=True)
class Line:
    """One route: for what, and where it leads."""

    route: Route
    whom: Sequence[str]
    to: Sequence[str]
    first: bool
    last: bool

    @property
    def name(self) -> str:
        """What its buttons are told apart by."""
        return ", ".join(self.whom) or _("Every matter")


def lines(routes: Sequence[Route]) -> list[Line]:
    """All of them."""
    return [
        Line(route, _whom(route), _to(route), place == 0, place == len(routes) - 1)
        for place, route in enumerate(routes)
    ]


def _whom(route: Route) -> list[str]:
    account, topic = route.account, route.topic
    pieces = (
        (account.name or account.handle) if account else "",
        shown.kind(route.kind) if route.kind else "",
        named(route.language) if route.language else "",
        _("topic %(name)s") % {"name": topic.name} if topic else "",
    )
    return [piece for piece in pieces if piece]


def _to(route: Route) -> list[str]:
    found = [_("to the team %(name)s") % {"name": route.team.name}] if route.team else []
    return found + ([_("takes the skill %(name)s") % {"name": route.skill.name}] if route.skill else [])
