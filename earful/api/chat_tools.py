"""Chat tools that are told what happens, and the chain of what is urgent."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from earful.api import finding
from earful.api import schemas_notices as schemas
from earful.api.permission import No, allow
from earful.api.schemas import Id, answers
from earful.notices import actions, escalating, hooks
from earful.notices.hooks import CannotConnect
from earful.notices.models import EscalationStep, Hook
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act

router = Router(tags=["notices"])


@router.get("/chat-tools", response=answers(list[schemas.ChatTool]), summary="Chat tools that are told what happens")
def chat_tools(request: HttpRequest) -> list[Hook]:
    """By name; never their addresses."""
    return hooks.of(finding.workspace(allow(request, Act.ACCOUNTS)).pk)


@router.post("/chat-tools", response=answers(schemas.ChatTool, 201), summary="Connect a chat tool")
def connect(request: HttpRequest, what: schemas.HookConnecting) -> Status[Hook]:
    """By the address of an incoming webhook, which is kept encrypted."""
    return Status(201, _connect(allow(request, Act.ACCOUNTS), what, None))


@router.put("/chat-tools/{hook_id}", response=answers(schemas.ChatTool), summary="Change a chat tool")
def change(request: HttpRequest, hook_id: Id, what: schemas.HookConnecting) -> Hook:
    """Where it is, or what it is told."""
    agent = allow(request, Act.ACCOUNTS)
    return _connect(agent, what, _found(agent, hook_id))


@router.delete("/chat-tools/{hook_id}", response=answers(None, 204), summary="Remove a chat tool")
def retire(request: HttpRequest, hook_id: Id) -> Status[None]:
    """It is told nothing more, and its address is forgotten."""
    hooks.retire(_found(allow(request, Act.ACCOUNTS), hook_id))
    return Status(204, None)


@router.get("/escalation", response=answers(schemas.Chain), summary="Along whom goes what is urgent and late")
def chain(request: HttpRequest) -> schemas.Chain:
    """One after the other, until somebody takes it."""
    return _chain(finding.workspace(allow(request, Act.PROMISES)).pk)


@router.put("/escalation", response=answers(schemas.Chain), summary="Set the chain")
def set_chain(request: HttpRequest, what: schemas.Chain) -> schemas.Chain:
    """What is on its way goes on along it."""
    agent = allow(request, Act.PROMISES)
    workspace = finding.workspace(agent)
    people = {one.pk: one for one in staff.colleagues(workspace.pk)}
    if unknown := [step.agent_id for step in what.steps if step.agent_id not in people]:
        raise No(422, _("Nobody who answers here has the number %(n)s.") % {"n": unknown[0]})
    actions.set_chain(workspace, [(people[step.agent_id], step.minutes) for step in what.steps])
    return _chain(workspace.pk)


def _chain(workspace_id: int) -> schemas.Chain:
    steps: list[EscalationStep] = escalating.steps(workspace_id)
    return schemas.Chain(steps=[schemas.Step(agent_id=step.agent_id, minutes=step.minutes) for step in steps])


def _connect(agent: Agent, what: schemas.HookConnecting, hook: Hook | None) -> Hook:
    person = finding.colleague(agent, what.agent_id) if what.agent_id is not None else None
    try:
        return hooks.connect(finding.workspace(agent), hooks.Way(what.name, what.address, what.kinds, person), hook)
    except CannotConnect as no:
        raise No(422, _(str(no))) from no


def _found(agent: Agent, hook_id: int) -> Hook:
    return finding.there(Hook.objects.filter(workspace_id=agent.workspace_id, pk=hook_id, retired_at=None).first())
