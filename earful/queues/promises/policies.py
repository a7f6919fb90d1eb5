"""What leads promise: adding, changing, ordering and withdrawing policies. Each change holds from now on."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from django.db import connection

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.queues.promises.clocks import Clock
from earful.queues.promises.models import Policy
from earful.queues.promises.terms import CannotPromise, Terms, check
from earful.staff.models import Agent, Workspace

__all__ = ["BEGIN", "CannotPromise", "Terms", "base", "begins", "change", "in_force", "move", "promise", "withdraw"]
BEGIN = datetime(
    1970, 1, 1, tzinfo=UTC
)  # since when a workspace's first promises hold: for everything that was ever said
SET_UP = timedelta(days=1)
LAST = 1_000_000  # the place of the policy for everything else
MOST = 60  # policies in force
FIELDS = ("name", "account_id", "kind", "urgency", "language", "group_id", "first", "next", "solved", "calendar_id", "warn")  # fmt: skip


def in_force(workspace_id: int) -> list[Policy]:
    """The policies that hold now, in the order in which they are asked; the last is for everything else."""
    rows = Policy.objects.filter(workspace_id=workspace_id, until=None).select_related("account", "group", "calendar")
    return list(rows.order_by("place", "id")) or [base(workspace_id)]


def base(workspace_id: int) -> Policy:
    """The policy for everything else, made on the first question."""
    found = Policy.objects.filter(workspace_id=workspace_id, base=True, until=None).first()
    return found or _begun(workspace_id)


@one_transaction
def _begun(workspace_id: int) -> Policy:
    _by_oneself(workspace_id)
    found = Policy.objects.filter(workspace_id=workspace_id, base=True, until=None).first()
    if found is not None:
        return found
    within = Workspace.objects.values_list("answer_within_minutes", flat=True).get(pk=workspace_id)
    return Policy.objects.create(
        workspace_id=workspace_id, place=LAST, since=BEGIN, base=True, first=within or 1, next=within or 1
    )


@one_transaction
def promise(workspace_id: int, terms: Terms, by: Agent) -> Policy:
    """A new policy, asked before all others. Raises CannotPromise."""
    base(workspace_id)
    _by_oneself(workspace_id)
    held = Policy.objects.filter(workspace_id=workspace_id, until=None)
    if held.count() >= MOST:
        raise CannotPromise(gettext_noop("There are very many promises already. Withdraw one that nobody needs first."))
    check(terms)
    first = min((row.place for row in held if not row.base), default=LAST)
    since = begins(workspace_id)
    return Policy.objects.create(workspace_id=workspace_id, place=first - 1, since=since, by=by, **asdict(terms))


@one_transaction
def change(policy: Policy, terms: Terms, by: Agent) -> Policy:
    """The same policy with other terms, from now on. Raises CannotPromise."""
    _by_oneself(policy.workspace_id)
    held = _held(policy)
    check(terms, base=held.base)
    if held.base:
        terms = Terms(name="", first=terms.first, next=terms.next, solved=terms.solved, calendar_id=terms.calendar_id, warn=terms.warn)  # fmt: skip
    if all(getattr(held, field) == getattr(terms, field) for field in FIELDS):
        return held
    return _followed(held, by, **asdict(terms))


@one_transaction
def withdraw(policy: Policy, by: Agent) -> None:
    """It is promised to nobody any more who speaks from now on. Raises CannotPromise."""
    _by_oneself(policy.workspace_id)
    held = _held(policy)
    if held.base:
        raise CannotPromise(gettext_noop("What holds for everything else can be changed, but not withdrawn."))
    held.until, held.by = begins(policy.workspace_id), by
    held.save(update_fields=["until", "by"])


@one_transaction
def move(policy: Policy, by: Agent, *, up: bool) -> None:
    """It is asked before, or after, its neighbour, from now on. Raises CannotPromise."""
    _by_oneself(policy.workspace_id)
    held = _held(policy)
    rows = [row for row in in_force(policy.workspace_id) if not row.base]
    at = next(place for place, row in enumerate(rows) if row.pk == held.pk) if not held.base else -1
    other = at - 1 if up else at + 1
    if at < 0 or not 0 <= other < len(rows):
        return
    one, two = rows[at], rows[other]
    places = one.place, two.place
    _followed(one, by, place=places[1])
    _followed(two, by, place=places[0])


def _followed(held: Policy, by: Agent, **changes: object) -> Policy:
    """End a row and begin the next, which differs in this."""
    now = begins(held.workspace_id)
    values = {field: getattr(held, field) for field in FIELDS} | {"place": held.place, "base": held.base} | changes
    Policy.objects.filter(pk=held.pk).update(until=now)
    return Policy.objects.create(workspace_id=held.workspace_id, line=held.line or held.pk, since=now, by=by, **values)


def begins(workspace_id: int) -> datetime:
    """From when a change holds: from now on; on the first day of a desk, which is being set up, for all that was ever said."""
    now = clock.now()
    if now - Workspace.objects.values_list("created_at", flat=True).get(pk=workspace_id) > SET_UP:
        return now
    Conversation.objects.filter(workspace_id=workspace_id, stirred=False, clocks__isnull=False).update(stirred=True)
    Clock.objects.filter(workspace_id=workspace_id).update(basis="")
    return BEGIN


def _held(policy: Policy) -> Policy:
    """The row of a policy that is in force, whichever of its rows one was shown. Raises CannotPromise."""
    rows = Policy.objects.filter(workspace_id=policy.workspace_id, until=None)
    line = policy.line or policy.pk
    found = rows.filter(line=line).first() or rows.filter(pk=line).first()
    if found is None:
        raise CannotPromise(gettext_noop("This was withdrawn meanwhile."))
    return found


def _by_oneself(workspace_id: int) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("Policies are changed within a transaction.")
    alone("policies", workspace_id)
