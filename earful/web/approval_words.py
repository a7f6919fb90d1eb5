"""Approvals in words: why one was asked for, how it stands, and what was changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.outbox.approval import queries
from earful.outbox.approval.changes import Piece, changes
from earful.outbox.approval.models import Approval, ApprovalRule
from earful.outbox.approval.rules import Kind, over
from earful.web import shown
from earful.web.desk.moments import when


@dataclass(frozen=True, slots=True)
class Line:
    """One answer that waits, or was decided about."""

    approval: Approval
    name: str
    why: Sequence[str]
    state: str
    changed: Sequence[Piece]
    due: str  # by when the customer was promised an answer, while it waits


def lines(approvals: Iterable[Approval]) -> list[Line]:
    """With the reasons in words, in one query more however many they are."""
    found = list(approvals)
    rules = named_rules(found)
    return [_line(one, rules) for one in found]


def _line(approval: Approval, rules: Mapping[int, ApprovalRule]) -> Line:
    talk = approval.conversation
    name = talk.asker.shown if talk.asker else talk.account.name or talk.account.handle
    changed = changes(approval.written, approval.text) if edited(approval) else ()
    due = shown.due(talk.due_at) if approval.state == Approval.State.WAITING else ""
    return Line(approval, name, why(approval, rules), state(approval), changed, due)


def edited(approval: Approval) -> bool:
    """Whether it was approved in other words than it was written in."""
    return approval.state == Approval.State.APPROVED and approval.text != approval.written


def named_rules(approvals: Iterable[Approval]) -> Mapping[int, ApprovalRule]:
    """The rules that any of these names, also those withdrawn since."""
    ids = {pk for one in approvals for kind, pk in one.why if kind != Kind.CRISIS}
    return ApprovalRule.objects.select_related("agent", "team", "topic").in_bulk(ids) if ids else {}


def why(approval: Approval, rules: Mapping[int, ApprovalRule]) -> list[str]:
    """Each reason as a short sentence."""
    found = []
    for kind, pk in approval.why:
        rule = rules.get(pk)
        if kind == Kind.CRISIS:
            found.append(_("Crisis mode: everything is read by a colleague."))
        elif kind == Kind.PERSON:
            found.append(_("%(name)s’s answers are read first.") % {"name": approval.agent.name})
        elif kind == Kind.TEAM and rule is not None and rule.team:
            found.append(_("Answers of the team %(name)s are read first.") % {"name": rule.team.name})
        elif kind == Kind.TOPIC and rule is not None and rule.topic:
            found.append(_("Answers about %(name)s are read first.") % {"name": rule.topic.name})
    return found


def state(approval: Approval) -> str:
    """How it stands: "approved by Lea Lind, with changes"."""
    told = {"name": approval.by.name if approval.by else ""}
    match approval.state:
        case Approval.State.WAITING:
            return _("waits for approval")
        case Approval.State.RETURNED:
            return _("sent back by %(name)s") % told
        case Approval.State.WITHDRAWN:
            return _("taken back by its writer")
    return (_("approved by %(name)s, with changes") if edited(approval) else _("approved by %(name)s")) % told


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in force: about whom or what, until when, and how far it has come."""

    rule: ApprovalRule
    about: str
    ends: str
    over: bool


def rules(workspace_id: int, now: datetime) -> list[RuleLine]:
    """All in force."""
    rows = queries.rules(workspace_id)
    approved = queries.approved_since(rows)
    return [_rule(row, approved.get(row.pk, 0), now) for row in rows]


def _rule(row: ApprovalRule, approved: int, now: datetime) -> RuleLine:
    if row.agent is not None:
        about = _("Answers by %(name)s") % {"name": row.agent.name}
    elif row.team is not None:
        about = _("Answers of the team %(name)s") % {"name": row.team.name}
    else:
        about = _("Answers about %(name)s") % {"name": row.topic.name if row.topic else ""}
    return RuleLine(row, about, _ends(row, approved), over(queries.as_rule(row), approved, now))


def _ends(row: ApprovalRule, approved: int) -> str:
    if row.answers is not None:
        one, many = (
            "until %(n)s answer was approved; %(so_far)s so far",
            "until %(n)s answers were approved; %(so_far)s so far",
        )
        return ngettext(one, many, row.answers) % {"n": row.answers, "so_far": approved}
    return _("until %(time)s") % {"time": when(row.until)} if row.until else _("until somebody withdraws it")
