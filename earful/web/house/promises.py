"""What is promised to customers, in the order in which it is asked, and the business hours it counts by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful.queues.models import Policy
from earful.queues.promises import policies, timetables
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.house.lengths import written
from earful.web.house.promise_form import URGENCIES, Promise, languages
from earful.web.house.who import workspace_of
from earful.web.permission import may


@dataclass(frozen=True, slots=True)
class Line:
    """One promise in words."""

    policy: Policy
    name: str
    whom: Sequence[str]
    within: Sequence[tuple[str, str]]
    first: bool
    last: bool


@require_safe
@may(Act.READ)
def promises(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them, and the hours."""
    workspace = workspace_of(agent)
    held = policies.in_force(workspace.pk)
    own = [policy for policy in held if not policy.base]
    known = {
        "lines": [_line(policy, own) for policy in held],
        "calendars": [(one, timetables.says(one)) for one in timetables.in_use(workspace.pk)],
        "may_change": agent.may(Act.PROMISES),
    }
    return render(request, "web/house/promises.html", known)


def _line(policy: Policy, own: Sequence[Policy]) -> Line:
    within = [
        (words, written(minutes))
        for words, minutes in (
            (_("first answer"), policy.first),
            (_("each later one"), policy.next),
            (_("solved"), policy.solved),
        )
        if minutes
    ]
    return Line(
        policy=policy,
        name=_("Everything else") if policy.base else policy.name,
        whom=whom(policy),
        within=within,
        first=bool(own) and policy.pk == own[0].pk,
        last=bool(own) and policy.pk == own[-1].pk,
    )


def whom(policy: Policy) -> list[str]:
    """For whom a promise is, piece by piece."""
    found = []
    if policy.account is not None:
        found.append(policy.account.name or policy.account.handle)
    if policy.kind:
        found.append(shown.kind(policy.kind))
    if policy.urgency:
        found.append(str(dict(URGENCIES)[policy.urgency]))
    if policy.language:
        found.append(str(dict(languages()).get(policy.language, policy.language)))
    if policy.group is not None:
        found.append(policy.group.name)
    return found


@may(Act.PROMISES)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Promise something."""
    workspace = workspace_of(agent)
    form = Promise(workspace.pk, None, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            policy = policies.promise(workspace.pk, form.terms(), agent)
        except policies.CannotPromise as no:
            form.add_error(None, _(str(no)))
        else:
            said = _("“%(name)s” is promised from now on. It is asked before the others; move it where it belongs.")
            messages.success(request, said % {"name": policy.name})
            return redirect("house_promises")
    return render(request, "web/house/promise.html", {"form": form}, status=422 if form.is_bound else 200)


@may(Act.PROMISES)
def one(request: HttpRequest, agent: Agent, policy_id: int) -> HttpResponse:
    """Change a promise, from now on."""
    policy = _found(agent, policy_id)
    form = Promise(workspace_of(agent).pk, policy, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            policies.change(policy, form.terms(), agent)
        except policies.CannotPromise as no:
            form.add_error(None, _(str(no)))
        else:
            messages.success(request, _("Saved. It holds for what is said from now on."))
            return redirect("house_promises")
    known = {"form": form, "policy": policy}
    return render(request, "web/house/promise.html", known, status=422 if form.is_bound else 200)


@require_POST
@may(Act.PROMISES)
def move(request: HttpRequest, agent: Agent, policy_id: int) -> HttpResponse:
    """One place up or down."""
    return _do(request, agent, policy_id, lambda policy: policies.move(policy, agent, up="up" in request.POST))


@require_POST
@may(Act.PROMISES)
def withdraw(request: HttpRequest, agent: Agent, policy_id: int) -> HttpResponse:
    """It is promised no more. What runs already runs on."""
    return _do(request, agent, policy_id, lambda policy: policies.withdraw(policy, agent), _("Withdrawn. Promises that run already run on."))  # fmt: skip


def _do(
    request: HttpRequest, agent: Agent, policy_id: int, act: Callable[[Policy], object], said: str = ""
) -> HttpResponse:
    policy = _found(agent, policy_id)
    try:
        act(policy)
    except policies.CannotPromise as no:
        messages.error(request, _(str(no)))
    else:
        if said:
            messages.success(request, said)
    return redirect("house_promises")


def _found(agent: Agent, policy_id: int) -> Policy:
    policy = Policy.objects.filter(workspace_id=agent.workspace_id, pk=policy_id).first()
    if policy is None:
        raise Http404
    line = policy.line or policy.pk
    rows = [row for row in policies.in_force(policy.workspace_id) if line in {row.pk, row.line}]
    if not rows:
        raise Http404
    return rows[0]
