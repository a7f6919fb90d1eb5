"""Who this person is to us."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earful.conversations import queries as matters
from earful.customers import actions, queries
from earful.customers.models import Customer, Joining
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.house.who import workspace_of
from earful.web.permission import may


def _found(agent: Agent, customer_id: int) -> Customer:
    customer = queries.customer(workspace_of(agent).pk, customer_id)
    if customer is None:
        raise Http404
    return customer


@require_safe
@may(Act.READ)
def customer(request: HttpRequest, agent: Agent, customer_id: int) -> HttpResponse:
    """Their handles, their matters, and what was joined; with a search for the same person elsewhere."""
    person = _found(agent, customer_id)
    words = request.GET.get("q", "").strip()[:100]
    others = queries.search(person.workspace_id, words) if words else ()
    known = {
        "person": person,
        "handles": [(handle, shown.network(handle.network)) for handle in person.handles.all()],
        "matters": matters.of_customer(person.pk, tags=True),
        "joinings": queries.joinings(person.pk),
        "words": words,
        "others": [other for other in others if other.pk != person.pk],
        "may_join": agent.may(Act.JOIN),
        "may_answer": agent.may(Act.ANSWER),
        "groups": list(person.groups.order_by("name")),
        "all_groups": queries.groups(person.workspace_id),
    }
    return render(request, "web/house/customer.html", known)


@require_POST
@may(Act.JOIN)
def join(request: HttpRequest, agent: Agent, customer_id: int) -> HttpResponse:
    """Somebody says that another customer is this same person."""
    person = _found(agent, customer_id)
    number = request.POST.get("other", "")
    other = queries.customer(person.workspace_id, int(number)) if number.isascii() and number.isdigit() else None
    if other is None:
        messages.error(request, _("That customer is not there any more. Somebody may have joined them already."))
        return redirect("house_customer", person.pk)
    try:
        actions.join(person, other, agent)
    except actions.CannotJoin as no:
        messages.error(request, _(str(no)))
    else:
        said = _("%(name)s is now shown as the same person. You can undo this below.")
        messages.success(request, said % {"name": other.name})
    return redirect("house_customer", person.pk)


@require_POST
@may(Act.JOIN)
def part(request: HttpRequest, agent: Agent, joining_id: int) -> HttpResponse:
    """Take a joining back."""
    joining = Joining.objects.filter(workspace=workspace_of(agent), pk=joining_id).first()
    if joining is None:
        raise Http404
    try:
        actions.part(joining)
    except actions.CannotJoin as no:
        messages.error(request, _(str(no)))
    else:
        messages.success(request, _("They are two people again."))
    return redirect("house_customer", joining.kept_id)


@require_POST
@may(Act.ANSWER)
def wish(request: HttpRequest, agent: Agent, customer_id: int) -> HttpResponse:
    """They wish to be left alone until they speak again; or do not mind any more."""
    person = _found(agent, customer_id)
    if request.POST.get("off"):
        actions.write_again(person)
        messages.success(request, _("Kept. They can be written to again."))
    else:
        actions.leave_alone(person, agent, request.POST.get("why", "").replace("\0", ""))
        messages.success(request, _("Kept. Nobody can write to them until they speak again."))
    return redirect("house_customer", person.pk)


@require_POST
@may(Act.ANSWER)
def group(request: HttpRequest, agent: Agent, customer_id: int) -> HttpResponse:
    """Put them into a group, or take them out of one."""
    person, off = _found(agent, customer_id), request.POST.get("off", "")
    if off.isascii() and off.isdigit():
        actions.take_out(person, int(off))
    elif actions.put_in(person, request.POST.get("name", "").replace("\0", "")) is None:
        messages.error(request, _("Write the name of a group."))
    return redirect("house_customer", person.pk)
