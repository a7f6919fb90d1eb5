"""What the history of conversations means for people: something was given to them or taken from them, or names them."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from earful.conversations.history import What
from earful.conversations.models import Event, Note
from earful.notices.mentions import named
from earful.notices.people import People
from earful.notices.rules import Kind
from earful.notices.saying import Saying
from earful.outbox.approval.models import Approval
from earful.staff.rules import Act


def read(ids: Sequence[int]) -> list[Event]:
    """Those of these lines of history that may concern somebody, but for what was undone at once."""
    rows = Event.objects.filter(
        pk__in=ids, what__in=(What.ASSIGNED, What.NOTED, What.TOLD, What.APPROVAL), undone_at=None
    )
    return list(rows.select_related("conversation", "agent").order_by("pk"))


def sayings(events: Sequence[Event], people: People) -> Iterator[Saying]:
    """Nobody is told of what they did themself."""
    noted = [event.details.get("note") for event in events if event.what == What.NOTED]
    notes = Note.objects.in_bulk([pk for pk in noted if pk is not None]) if noted else {}
    for event in events:
        if event.what == What.ASSIGNED:
            yield from _assigned(event)
        elif event.what == What.APPROVAL:
            yield from _approval(event, people)
        elif event.what == What.TOLD:
            yield _saying(Kind.MENTIONED, event, _one(event.details.get("to")))
        elif (note := notes.get(event.details.get("note") or 0)) is not None:
            yield _saying(Kind.MENTIONED, event, named(note.text, people.by_name))


def _assigned(event: Event) -> Iterator[Saying]:
    yield _saying(Kind.GIVEN, event, _one(event.details.get("to")))
    yield _saying(Kind.TAKEN, event, _one(event.details.get("before")))


def _approval(event: Event, people: People) -> Iterator[Saying]:
    """Those who may decide hear that something waits, while it does; its writer, that it came back or was changed."""
    told = {"approval": event.details.get("approval")}
    if event.details.get("did") == "asked":
        if Approval.objects.filter(pk=told["approval"], state=Approval.State.WAITING).exists():
            yield _saying(Kind.APPROVE, event, people.may(Act.APPROVE), told)
    elif event.details.get("did") == "returned" or event.details.get("changed"):
        changed = {"changed": True} if event.details.get("changed") else {}
        yield _saying(Kind.RETURNED, event, _one(event.details.get("writer")), told | changed)


def _one(pk: int | None) -> frozenset[int]:
    return frozenset() if pk is None else frozenset({pk})


def _saying(kind: Kind, event: Event, to: frozenset[int], more: Mapping[str, object] = MappingProxyType({})) -> Saying:
    by = event.agent.name if event.agent else ""
    told = {key: event.details[key] for key in ("why", "name", "before", "rule_name") if event.details.get(key)}
    talk = event.conversation
    return Saying(
        kind,
        f"{kind}:{event.pk}",
        to - {event.agent_id},
        event.at,
        talk.pk,
        talk.account_id,
        {"by": by, **told, **more},
    )
