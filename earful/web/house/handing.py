"""Handing a sign-in link to a colleague: by mail where mail is on and their address is known, else by hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from earful.kit import mail
from earful.staff import actions
from earful.staff.models import Agent


def link(request: HttpRequest, agent: Agent, person: Agent, *, fresh: bool = False) -> HttpResponse:
    """The answer to whoever hands it over. A link is shown once, in the answer itself, and kept nowhere."""
    context = {"person": person, "fresh": fresh, "trouble": ""}
    if mail.ready() and person.email and "hand" not in request.POST:
        try:
            _send(request, agent, person)
        except mail.MailFailed as failed:
            context["trouble"] = failed.words
        else:
            return render(request, "web/house/link_sent.html", context)
    address = request.build_absolute_uri(actions.one_time_link(person))
    return render(request, "web/house/link.html", {**context, "address": address})


def _send(request: HttpRequest, agent: Agent, person: Agent) -> None:
    """Now, not by a job: whoever waits for it sees how it went, and the link stands nowhere."""
    desk = agent.workspace.name if agent.workspace else ""
    names = {"name": person.name, "who": agent.name, "desk": desk}
    parts = [
        _("Hello %(name)s,") % names,
        _("%(who)s lets you in to the desk of %(desk)s. Sign in here:") % names,
        mail.links_begin(request.build_absolute_uri("/")) + actions.one_time_link(person),
        _("The link works once, for one day. Keep it to yourself: whoever opens it first is signed in as you."),
    ]
    mail.send(person.email, _("Your sign-in link"), "\n\n".join(parts) + "\n")
