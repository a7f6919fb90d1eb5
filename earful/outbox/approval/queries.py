"""Reading what waits for approval, what was decided, and which rules are in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from earful.conversations.models import Conversation
from earful.kit.ready import Ready
from earful.outbox.approval.models import Approval, ApprovalRule, Crisis
from earful.outbox.approval.rules import Rule
from earful.staff.models import Agent

State = Approval.State
NEAR = ("agent", "by", "answers__author", "conversation__asker", "conversation__account", "dispatch")
_rules = Ready(
    lambda workspace: (
        ApprovalRule.objects.filter(workspace=workspace, retired_at=None)
        .select_related("agent", "team", "topic", "by")
        .order_by("pk")
    )
)
_crisis = Ready(lambda workspace: Crisis.objects.filter(workspace=workspace, ended_at=None).select_related("by"))
_here = Ready(
    lambda conversation: (
        Approval.objects.filter(
            Q(conversation=conversation)
            | Q(conversation__in=Conversation.objects.filter(merged_into=conversation).values("pk"))
        )
        .select_related("agent", "by")
        .order_by("-pk")
    )
)


def as_rule(row: ApprovalRule) -> Rule:
    """A row as the pure rules see it."""
    return Rule(row.pk, row.agent_id, row.team_id, row.topic_id, row.until, row.answers)


def rules(workspace_id: int) -> Sequence[ApprovalRule]:
    """Those in force, oldest first; also of persons whose time is over."""
    return _rules(workspace_id)


def crisis(workspace_id: int) -> Crisis | None:
    """The one that is on, if one is."""
    return _crisis.first(workspace_id)


def crises(workspace_id: int) -> Sequence[Crisis]:
    """The latest, newest first."""
    return list(Crisis.objects.filter(workspace_id=workspace_id).select_related("by", "ended_by").order_by("-at")[:10])


def here(conversation: Conversation) -> Sequence[Approval]:
    """All of a conversation, also of those that went into it; newest first."""
    return _here(conversation.pk)


def waiting_here(conversation: Conversation) -> Approval | None:
    """The answer that waits in a conversation."""
    return next((one for one in here(conversation) if one.state == State.WAITING), None)


def waiting(workspace_id: int) -> QuerySet[Approval]:
    """What waits in a workspace, longest first."""
    rows = Approval.objects.filter(workspace_id=workspace_id, state=State.WAITING).select_related(*NEAR)
    return rows.order_by("asked_at", "pk")


def decided(workspace_id: int, agent: Agent | None = None, most: int = 20) -> Sequence[Approval]:
    """What was decided last; of one writer only, if one is given."""
    rows = Approval.objects.filter(workspace_id=workspace_id).exclude(state=State.WAITING).select_related(*NEAR)
    return list((rows.filter(agent=agent) if agent else rows).order_by("-decided_at", "-pk")[:most])


def one(workspace_id: int, approval_id: int) -> Approval | None:
    """One, in whatever state."""
    return Approval.objects.filter(workspace_id=workspace_id, pk=approval_id).select_related(*NEAR).first()


def rule(workspace_id: int, rule_id: int) -> ApprovalRule | None:
    """A rule that is in force."""
    return ApprovalRule.objects.filter(workspace_id=workspace_id, pk=rule_id, retired_at=None).first()


def approved_since(rules: Sequence[ApprovalRule]) -> Mapping[int, int]:
    """Of rules about persons: how many of their answers were approved since the rule was made."""
    return {
        each.pk: Approval.objects.filter(agent=each.agent, state=State.APPROVED, decided_at__gte=each.at).count()
        for each in rules
        if each.agent_id is not None and each.answers is not None
    }


def oldest(workspace_id: int) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    asked = list(
        Approval.objects.filter(workspace_id=workspace_id, state=State.WAITING)
        .order_by("asked_at")
        .values_list("asked_at", flat=True)
    )
    return len(asked), asked[0] if asked else None


_among = Ready(
    lambda ids: Approval.objects.filter(conversation_id__any=ids, state=State.WAITING).values_list(
        "conversation_id", flat=True
    )
)


def among(conversation_ids: Sequence[int]) -> frozenset[int]:
    """In which of these something waits for approval."""
    return frozenset(_among(list(conversation_ids))) if conversation_ids else frozenset()
