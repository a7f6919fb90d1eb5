"""Saying whose answers are read by somebody else first, and crisis mode."""

from datetime import datetime

from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.outbox.approval import queries
from earful.outbox.approval.models import ApprovalRule, Crisis
from earful.staff.models import Agent, Team
from earful.triage.models import Topic

ABOUT_WHAT = gettext_noop("Choose a person, a team or a topic.")
NOT_BOTH = gettext_noop("Choose a date, or how many answers, not both.")
PAST = gettext_noop("Choose a date that is still to come.")
ALREADY = gettext_noop("There is a rule about that already. Withdraw it first.")
NO_WHY = gettext_noop("Say why, in a few words: everybody reads it.")
MOST = 200


@one_transaction
def make(
    by: Agent,
    about: Agent | Team | Topic | None,
    until: datetime | None = None,
    answers: int | None = None,
    why: str = "",
) -> ApprovalRule:
    """From now on somebody else reads these first. A date or a number ends a rule about a person. Raises CannotDo."""
    alone("approval rules", by.workspace_id or 0)
    if about is None or about.workspace_id != by.workspace_id:
        raise CannotDo(ABOUT_WHAT)
    person = isinstance(about, Agent)
    if person and until is not None and answers is not None:
        raise CannotDo(NOT_BOTH)
    if until is not None and until <= clock.now():
        raise CannotDo(PAST)
    field = "agent" if person else "team" if isinstance(about, Team) else "topic"
    in_force = ApprovalRule.objects.filter(workspace_id=by.workspace_id, retired_at=None)
    if in_force.filter(**{field: about}).exists() or in_force.count() >= MOST:
        raise CannotDo(ALREADY)
    ends = {"until": until, "answers": answers} if person else {}
    told = {"workspace_id": by.workspace_id, "by": by, "at": clock.now(), "why": why.strip()[:200]}
    return ApprovalRule.objects.create(**{field: about}, **ends, **told)


@one_transaction
def retire(rule: ApprovalRule, by: Agent) -> None:
    """It counts no more; that it did, and who withdrew it, stays. What waits already goes on waiting."""
    ApprovalRule.objects.filter(pk=rule.pk, retired_at=None).update(retired_at=clock.now(), retired_by=by)


@one_transaction
def begin_crisis(by: Agent, why: str) -> Crisis:
    """From now on nothing leaves that nobody else has read. On twice is on once. Raises CannotDo without a reason."""
    if not why.strip():
        raise CannotDo(NO_WHY)
    alone("crisis", by.workspace_id or 0)
    on = queries.crisis(by.workspace_id or 0)
    told = {"workspace_id": by.workspace_id, "by": by, "why": why.strip()[:300], "at": clock.now()}
    return on or Crisis.objects.create(**told)


@one_transaction
def end_crisis(by: Agent) -> None:
    """Over. What waits already goes on waiting: somebody thought that it should be read."""
    Crisis.objects.filter(workspace_id=by.workspace_id, ended_at=None).update(ended_at=clock.now(), ended_by=by)
