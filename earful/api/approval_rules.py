"""Who needs approval, and crisis mode."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from earful.api import finding
from earful.api import schemas_approvals as schemas
from earful.api.permission import allow
from earful.api.schemas import Id, answers
from earful.outbox.approval import actions, queries
from earful.outbox.approval.models import ApprovalRule
from earful.staff import queries as staff
from earful.staff.models import Agent, Team
from earful.staff.rules import Act
from earful.triage.models import Topic
from earful.triage.topics import queries as topics

router = Router(tags=["approvals"])


@router.get("/approval-rules", response=answers(list[schemas.Rule]), summary="Who needs approval")
def rules(request: HttpRequest) -> list[ApprovalRule]:
    """The rules in force, oldest first."""
    return list(queries.rules(finding.workspace(allow(request, Act.READ)).pk))


@router.post("/approval-rules", response=answers(schemas.Rule, 201), summary="Ask for approval from now on")
def make(request: HttpRequest, what: schemas.RuleMaking) -> Status[ApprovalRule]:
    """For a person, a team or a topic."""
    agent = allow(request, Act.RULES)
    return Status(201, actions.make(agent, _about(agent, what), what.until, what.answers, what.why))


def _about(agent: Agent, what: schemas.RuleMaking) -> Agent | Team | Topic | None:
    if what.agent_id is not None:
        return finding.colleague(agent, what.agent_id)
    if what.team_id is not None:
        return finding.there(staff.teams(finding.workspace(agent).pk).filter(pk=what.team_id).first())
    return finding.there(topics.one(finding.workspace(agent).pk, what.topic_id)) if what.topic_id is not None else None


@router.delete("/approval-rules/{approval_rule_id}", response=answers(None, 204), summary="Withdraw a rule")
def retire(request: HttpRequest, approval_rule_id: Id) -> Status[None]:
    """What waits already goes on waiting."""
    agent = allow(request, Act.RULES)
    actions.retire(finding.there(queries.rule(finding.workspace(agent).pk, approval_rule_id)), agent)
    return Status(204, None)


@router.get("/crisis", response=answers(schemas.Crisis), summary="Whether crisis mode is on")
def crisis(request: HttpRequest) -> dict[str, Any]:
    """And who switched it on, why and when."""
    return _crisis(allow(request, Act.READ))


@router.put("/crisis", response=answers(schemas.Crisis), summary="Switch crisis mode")
def switch(request: HttpRequest, what: schemas.Switching) -> dict[str, Any]:
    """While it is on, nothing leaves that a colleague has not read."""
    agent = allow(request, Act.RULES)
    if what.on:
        actions.begin_crisis(agent, what.why)
    else:
        actions.end_crisis(agent)
    return _crisis(agent)


def _crisis(agent: Agent) -> dict[str, Any]:
    on = queries.crisis(finding.workspace(agent).pk)
    return {"on": True, "why": on.why, "by": on.by, "at": on.at} if on else {"on": False}
