"""How listening to one account goes, fact by fact."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from earful import reconciling
from earful.accounts import queries
from earful.accounts.models import Account
from earful.channels import registry
from earful.insights.words import spell
from earful.intake import looks
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.house.standing import rate, sign_in, webhook
from earful.web.house.usual import usually
from earful.web.house.who import workspace_of
from earful.web.house.words import moment
from earful.web.permission import may

Fact = tuple[str, str]


def facts(account: Account, zone: ZoneInfo) -> list[Fact]:
    """Label and words, in the order in which a person would ask."""
    return [
        (_("Usually"), usually(account, zone)),
        (_("Place reached"), reached(account)),
        (_("Hints"), hints(account)),
        (_("Calls from the network"), webhook(account)),
        (_("Sign-in"), sign_in(account)),
        (_("What may be asked"), rate(account)),
        (_("Compared"), compared(account)),
    ]


def reached(account: Account) -> str:
    """When the cursor last moved."""
    if account.cursor_at is None:
        return _("Not moved yet.")
    return _("Moved %(age)s ago.") % {"age": spell(clock.now() - account.cursor_at)}


def hints(account: Account) -> str:
    """The stream, which only hurries the checks."""
    seconds = {"n": round(queries.every(account))}
    network = registry.networks().get(account.network)
    if network is None or not network.allows(account.settings).listens:
        return _("None here; it is checked every %(n)s seconds.") % seconds
    now = clock.now()
    if account.stream_since is None:
        return _("The stream is closed; it is checked every %(n)s seconds all the same.") % seconds
    since = {"since": moment(account.stream_since, now)}
    said = _("The stream is open since %(since)s.") % since
    if account.hinted_at is None:
        return said
    return f"{said} {_('Last hint %(age)s ago.') % {'age': spell(now - account.hinted_at)}}"


def compared(account: Account) -> str:
    """The last look, and the next."""
    look, now = looks.of(account.pk), clock.now()
    if look is None:
        return _("Not yet.")
    said = []
    if look.done_at is not None:
        one, many = "%(age)s ago, with %(n)s thing listed there.", "%(age)s ago, with %(n)s things listed there."
        said.append(ngettext(one, many, look.listed) % {"age": spell(now - look.done_at), "n": look.listed})
    if look.trouble:
        said.append(_(look.trouble))
    if account.state == Account.State.LISTENING and look.next_at > now:
        said.append(_("Next at %(time)s.") % {"time": moment(look.next_at, now)})
    return " ".join(said) or _("Under way.")


@require_POST
@may(Act.ACCOUNTS)
def look_now(request: HttpRequest, agent: Agent, account_id: int) -> HttpResponse:
    """Compare the network with the ledger now."""
    account = queries.accounts(workspace_of(agent).pk).filter(pk=account_id).first()
    if account is None:
        raise Http404
    if account.state == Account.State.LISTENING:
        reconciling.soon(account.pk)
        label = {"network": shown.network(account.network)}
        messages.success(request, _("Looking on %(network)s. What is missing here is fetched in a minute.") % label)
    return redirect("house_account", account_id)
