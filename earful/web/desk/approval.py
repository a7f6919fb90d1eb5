"""An answer that waits for approval, as it stands in its thread; and what became of it, beside the composer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earful.outbox.approval.models import Approval
from earful.replies.models import Draft
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import approval_words
from earful.web.desk.said import Said, said

State = Approval.State


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer nobody has decided about yet."""

    pk: int
    name: str
    initials: str
    tone: int
    said: Said
    pictures: Sequence[int]
    since: datetime
    why: Sequence[str]
    mine: bool
    may_decide: bool


def waiting(found: Sequence[Approval]) -> Approval | None:
    """The one that waits among all of a conversation."""
    return next((one for one in found if one.state == State.WAITING), None)


def shown(approval: Approval, agent: Agent) -> Waiting:
    """With what this person can do about it."""
    mine = approval.agent_id == agent.pk
    return Waiting(
        pk=approval.pk,
        name=approval.agent.name,
        initials=approval.agent.initials,
        tone=approval.agent_id,
        said=said(approval.written, ()),
        pictures=approval.enclosure_ids,
        since=approval.asked_at,
        why=approval_words.why(approval, approval_words.named_rules([approval])),
        mine=mine,
        may_decide=not mine and agent.may(Act.APPROVE),
    )


def returned(found: Sequence[Approval], draft: Draft | None, agent: Agent) -> dict[str, Any]:
    """The comment with which somebody sent this draft back; {} when it has none, or was sent again since."""
    last = next((one for one in found if one.agent_id == agent.pk), None)
    if draft is None or last is None or last.state != State.RETURNED or last.by is None:
        return {}
    return {"name": last.by.name, "comment": last.comment, "at": last.decided_at}
