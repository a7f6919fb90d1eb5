"""The brand's accounts: how listening goes, how replies are signed, whose they are."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earful.accounts import actions, belonging, hindering, queries, reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Failure, Hindrance
from earful.kit import clock
from earful.kit.transport import TransportError
from earful.replies import rules, signing
from earful.staff import queries as staff
from earful.staff.models import Agent, Team
from earful.staff.rules import Act
from earful.web import shown
from earful.web.house.forms import Plain
from earful.web.house.listening import facts
from earful.web.house.unheard import seen
from earful.web.house.who import workspace_of
from earful.web.house.words import Hearing, hearing
from earful.web.permission import may

UNHEARD = 5  # shown on an account's page; the rest is behind the number


@dataclass(frozen=True, slots=True)
class Row:
    """An account as the list shows it."""

    account: Account
    network: str
    hearing: Hearing
    signed: str
    can_connect: bool
    hindrances: tuple[Hindrance, ...]


def row(account: Account) -> Row:
    """What is to be said about one account now."""
    installed = registry.networks().get(account.network)
    return Row(
        account=account,
        network=shown.network(account.network),
        hearing=hearing(account, queries.verdict(account), clock.now()),
        signed=signed(account.signature),
        can_connect=installed is not None and bool(installed.fields),
        hindrances=tuple(Hindrance(one.code, _(one.words), _(one.remedy)) for one in hindering.known(account)),
    )


@require_safe
@may(Act.ACCOUNTS)
def all_accounts(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Every account with its honest health."""
    rows = [row(account) for account in queries.accounts(workspace_of(agent).pk).select_related("team")]
    return render(request, "web/house/accounts.html", {"rows": rows})


def found(agent: Agent, account_id: int) -> Account:
    """One account of this workspace. Raises Http404."""
    account = queries.accounts(workspace_of(agent).pk).filter(pk=account_id).select_related("team").first()
    if account is None:
        raise Http404
    return account


STYLES = [
    (Account.Signature.INITIALS.value, gettext_lazy("With initials:")),
    (Account.Signature.NAME.value, gettext_lazy("With the first name:")),
    (Account.Signature.NONE.value, gettext_lazy("Without a name:")),
]


class Signing(Plain):
    """How replies are signed, and whose the account is."""

    signature = forms.ChoiceField(label=gettext_lazy("How answers are signed"), widget=forms.RadioSelect)
    team: "forms.ModelChoiceField[Team]" = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Everybody"),
        help_text=gettext_lazy("New conversations wait in this team's view."),
    )

    acknowledgement = forms.CharField(
        label=gettext_lazy("Automatic message to whoever writes privately"),
        required=False,
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Off while it is empty. Sent once, unsigned, when nobody has answered within 20 seconds; never where others"
            " read it. It is no answer, and never counted as one."
        ),
    )

    def __init__(self, account: Account, agent: Agent, data: object = None) -> None:
        known = {name: getattr(account, name) for name in ("signature", "acknowledgement")}
        super().__init__(data, initial={**known, "team": account.team_id})
        self.fields["signature"].choices = [  # type: ignore[attr-defined]  # -- a ChoiceField, as declared above
            (style, format_html("{} <q>{}</q>", words, example(style, agent))) for style, words in STYLES
        ]
        self.fields["team"].queryset = staff.teams(account.workspace_id)  # type: ignore[attr-defined]  # -- likewise


def signed(style: str) -> str:
    """How answers of an account are signed, in a word or two."""
    return {
        "none": _("Answers carry no name."),
        "initials": _("Answers are signed with initials."),
        "name": _("Answers are signed with the first name."),
        "link": _("Answers are signed with the first name and the address of their page."),
    }[style]


def example(style: str, agent: Agent) -> str:
    """An answer as it would leave, signed by the very rule that signs answers."""
    page = signing.page_of(agent)
    return rules.signed(_("Your parcel is on its way."), style, agent.name, agent.mark, page)


@may(Act.ACCOUNTS)
def one_account(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """One account: its health, and what can be chosen for it."""
    account = found(agent, account_id)
    form = Signing(account, agent, request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.set_signature(account, form.cleaned_data["signature"])
        belonging.give_to(account, form.cleaned_data["team"])
        actions.set_acknowledgement(account, form.cleaned_data["acknowledgement"], agent)
        messages.success(request, _("Saved."))
        return redirect("house_account", account.pk)
    workspace = workspace_of(agent)
    total, unheard = seen(workspace.pk, clock.now(), UNHEARD, account.pk)
    known = {"row": row(account), "form": form, "facts": facts(account, ZoneInfo(workspace.time_zone))}
    return render(request, "web/house/account.html", {**known, "unheard": unheard, "total": total})


@require_POST
@may(Act.ACCOUNTS)
def pause(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Stop listening until somebody resumes."""
    account = found(agent, account_id)
    if account.state == Account.State.LISTENING:
        actions.set_state(account, Account.State.PAUSED)
        messages.success(request, _("Paused. Nothing new is heard until you resume."))
    return redirect("house_account", account.pk)


@require_POST
@may(Act.ACCOUNTS)
def resume(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Listen again, from where we stopped. Somebody who was signed out must sign in instead."""
    account = found(agent, account_id)
    if account.state == Account.State.PAUSED:
        actions.set_state(account, Account.State.LISTENING)
        messages.success(request, _("Listening again. What was said meanwhile is being fetched."))
    return redirect("house_account", account.pk)


@require_POST
@may(Act.ACCOUNTS)
def let_through(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """The owner agrees that a setting on the network is changed; then we look what is left."""
    account = found(agent, account_id)
    known = {one.code for one in hindering.known(account)}
    if (code := request.POST.get("code", "")) not in known:
        messages.warning(request, _("That does not stand in the way any more."))
        return redirect("house_account", account.pk)
    try:
        reaching.lift(account, code)
        left = reaching.hindrances(account)
    except Failure as failure:
        messages.error(request, _("%(words)s Nothing was changed.") % {"words": _(failure.words)})
    except TransportError as error:
        messages.error(request, _("%(words)s Nothing was changed.") % {"words": error})
    else:
        hindering.note(account.pk, left)
        if code in {one.code for one in left}:
            messages.error(request, _("The network did not take the change. It still hides messages."))
        else:
            messages.success(request, _("Done. These messages come through from now on."))
    return redirect("house_account", account.pk)
