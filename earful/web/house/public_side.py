"""What customers read and see of a person: decided by that person, shown only when they say so."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earful.replies import pictures
from earful.staff import showing
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web.house.forms import Plain
from earful.web.permission import may

QUIET = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class PublicSide(Plain):
    """Name, role, words, initials, and the page."""

    public_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write down the name that customers read.")},
    )
    title = forms.CharField(
        label=gettext_lazy("What you do"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("As customers would say it: “Tickets and refunds”."),
    )
    bio = forms.CharField(
        label=gettext_lazy("A few words about you"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signs = forms.CharField(
        label=gettext_lazy("Initials"),
        max_length=6,
        required=False,
        help_text=gettext_lazy(
            "You sign with them, after a ^. Nobody else here has the same. Empty: made from your name."
        ),
        widget=forms.TextInput(attrs=QUIET),
    )
    slug = forms.CharField(
        label=gettext_lazy("End of your page’s address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Empty: your first name, if it is free."),
        widget=forms.TextInput(attrs=QUIET),
    )
    open = forms.BooleanField(label=gettext_lazy("Everybody may see my page"), required=False)
    findable = forms.BooleanField(label=gettext_lazy("Search engines may list it"), required=False)


@may(Act.ANSWER)
def public_side(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One's own; nobody decides it for another."""
    form = PublicSide(request.POST if request.method == "POST" else None, initial=_now(agent))
    if form.is_valid():
        try:
            showing.present(agent, showing.Side(**form.cleaned_data))
        except showing.CannotShow as no:
            form.add_error(no.part, _(no.words) % no.told)
            agent.refresh_from_db()
        else:
            messages.success(request, _("Saved. Your page is open to everybody.") if agent.shown_since else _("Saved. Nobody outside sees your page."))  # fmt: skip
            return redirect("house_public")
    known = {
        "form": form,
        "face": showing.face(agent),
        "address": request.build_absolute_uri(reverse("person", args=[agent.slug])) if agent.shown_since else "",
    }
    return render(request, "web/house/public_side.html", known, status=422 if form.is_bound else 200)


def _now(agent: Agent) -> dict[str, Any]:
    more = {"public_name": agent.name, "signs": agent.mark, "open": agent.shown_since is not None}
    return {**{name: getattr(agent, name) for name in ("title", "bio", "slug", "findable")}, **more}


@may(Act.ANSWER)
def face(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One's own picture: shown, changed, taken off."""
    if request.method == "POST":
        return _change(request, agent)
    found = showing.face(agent)
    if found is None:
        return HttpResponse(status=404)
    headers = {"Cache-Control": "private, no-cache", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(bytes(found.content), content_type=found.mime, headers=headers)


def _change(request: HttpRequest, agent: Agent) -> HttpResponse:
    upload = request.FILES.get("picture")
    if "off" in request.POST:
        showing.take_off_face(agent)
        messages.success(request, _("Your picture is gone."))
    elif upload is None:
        messages.error(request, _("Choose a picture first."))
    else:
        try:
            fitted = pictures.face(upload.read())
        except pictures.Unfit as unfit:
            messages.error(request, _(str(unfit)))
        else:
            showing.set_face(agent, fitted.content, fitted.mime)
            messages.success(request, _("Saved. Where it was taken, and with what, was left out."))
    return redirect("house_public")
