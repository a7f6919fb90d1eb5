"""What matters take: their language, their team, the skill that a route asks for, and who had to do with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max

from earful.conversations.history import What
from earful.conversations.models import Conversation, Event, Turn
from earful.customers.models import Handle
from earful.kit.ready import Ready
from earful.queues.sharing.models import Route
from earful.queues.sharing.rules import Facts, Need, Way, way

_routes = Ready(lambda workspace: Route.objects.filter(workspace=workspace).order_by("place", "id"))
_topics = Ready(
    lambda ids: Turn.objects.filter(conversation__any=ids, item__topics__holds=True).values_list(
        "conversation_id", "item__topics__topic_id"
    )
)
_askers = Ready(lambda ids: Handle.objects.filter(pk__any=ids))
_last_answered = Ready(
    lambda workspace, customers: (
        Turn.objects.filter(author__customer__any=customers, outcome_by__isnull=False)
        .filter(workspace=workspace, outcome__in=["answered", "thanked"])
        .values_list("author__customer_id", "outcome_by")
        .annotate(at=Max("outcome_at"))
        .order_by("-at")
    )
)
_laid_back = Ready(
    lambda ids: (
        Event.objects.filter(conversation__any=ids, what=What.ASSIGNED)
        .order_by("conversation", "-id")
        .distinct("conversation")
    )
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a matter in order to hand it out."""

    id: int
    account: int
    kind: str
    language: str
    team: int | None
    asker: int | None


def matter(row: Conversation) -> Matter:
    """A conversation as one."""
    return Matter(row.pk, row.account_id, row.kind, row.language, row.team_id, row.asker_id)


def ways(workspace_id: int) -> list[Way]:
    """The routes, in the order in which they are asked."""
    return [
        Way(row.pk, row.account_id, row.kind, row.language, row.topic_id, row.team_id, row.skill_id)
        for row in _routes(workspace_id)
    ]


def led(matters: Sequence[Matter], routes: Sequence[Way]) -> dict[int, Way | None]:
    """The route of each, if one fits."""
    if not routes:
        return dict.fromkeys((one.id for one in matters), None)
    by_topic = any(one.topic is not None for one in routes)
    topics = _grouped(_topics([one.id for one in matters])) if by_topic and matters else {}
    return {
        one.id: way(routes, Facts(one.account, one.kind, one.language, frozenset(topics.get(one.id, ()))))
        for one in matters
    }


def plain(workspace_id: int, matters: Sequence[Matter]) -> dict[int, Need]:
    """What each takes, but for who had to do with it."""
    routes = led(matters, ways(workspace_id)) if matters else {}
    return {one.id: Need(one.language, one.team, route.skill if (route := routes[one.id]) else None) for one in matters}


def with_people(workspace_id: int, matters: Sequence[Matter], plain: Mapping[int, Need]) -> dict[int, Need]:
    """The same with who answered the customer before, and who had it and has it no more."""
    if not matters:
        return {}
    before = answered_before(workspace_id, matters)
    had = {event.conversation_id: event.details for event in _laid_back([one.id for one in matters])}
    found = {}
    for one in matters:
        last = had.get(one.id) or {}
        not_to = last.get("before") if last.get("to") is None else None
        found[one.id] = replace(plain[one.id], before=tuple(before.get(one.id, ())), not_to=not_to)
    return found


def of_one(row: Conversation) -> Need:
    """What one matter takes."""
    one = matter(row)
    return with_people(row.workspace_id, [one], plain(row.workspace_id, [one]))[one.id]


def answered_before(workspace_id: int, matters: Sequence[Matter]) -> dict[int, list[int]]:
    """Who answered each one's asker, last first."""
    ids = [one.asker for one in matters if one.asker is not None]
    if not ids:
        return {}
    customers = {handle.pk: handle.customer_id for handle in _askers(ids)}
    by_customer: dict[int, list[int]] = {}
    for customer, agent, _at in _last_answered(workspace_id, list(set(customers.values()))):
        by_customer.setdefault(customer, []).append(agent)
    return {one.id: by_customer.get(customers.get(one.asker, 0), []) for one in matters if one.asker is not None}


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return found
