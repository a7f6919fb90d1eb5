"""The daily digest: the two headline figures, what was late yesterday, and nothing else. No word of a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.insights import queries
from earful.insights.words import ignored_words, oldest_words
from earful.notices.lines import when
from earful.notices.writing import link
from earful.queues.models import Clock, ClockSign
from earful.staff.models import Workspace

LISTED = 20


@dataclass(frozen=True, slots=True)
class Late:
    """A promise that was broken: to whom, when, and when an answer came after all."""

    conversation: int
    account: str
    due_at: datetime
    ended_at: datetime | None
    state: str


def written(workspace: Workspace, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """Subject and text, as things stand now."""
    report = queries.report(workspace, now)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    yesterday = datetime.combine(midnight.date() - timedelta(days=1), time(), zone)
    late = broken(workspace.pk, yesterday, midnight)
    with timezone.override(zone):
        headline = ignored_words(report.figures)
        told = [headline, *(oldest_words(oldest) for oldest in report.oldest)] + ([] if report.oldest else [_nobody()])
        listed = [_line(one) for one in late[:LISTED]]
    head = ngettext("%(n)s answer was late yesterday:", "%(n)s answers were late yesterday:", len(late))
    parts = ["\n".join([*told, link("house_board")])]
    parts.append("\n".join([head % {"n": len(late)}, *listed]) if late else _("Nothing was late yesterday."))
    if len(late) > LISTED:
        parts.append(_("And %(n)s more: %(link)s") % {"n": len(late) - LISTED, "link": link("desk_list", "late")})
    parts.append("-- \n" + _("When this comes, or that it does not: %(link)s") % {"link": link("house_my_notices")})
    return f"{workspace.name}: {headline}"[:200], "\n\n".join(parts) + "\n"


def broken(workspace_id: int, since: datetime, until: datetime) -> Sequence[Late]:
    """Promises that were broken from one moment to another, in their order; those of one conversation once."""
    signs = ClockSign.objects.filter(workspace_id=workspace_id, what="breached", struck_at=None)
    rows = signs.filter(at__gte=since, at__lt=until).select_related("clock__conversation__account").order_by("at", "pk")
    found: dict[int, Late] = {}
    for sign in rows:
        talk = sign.clock.conversation
        told = Late(talk.pk, talk.account.name or talk.account.handle, sign.at, sign.clock.ended_at, sign.clock.state)
        found.setdefault(talk.pk, told)
    return list(found.values())


def _line(one: Late) -> str:
    words = {
        Clock.State.LATE: _("- No. %(n)s, %(account)s: due %(due)s, answered %(ended)s"),
        Clock.State.RUNNING: _("- No. %(n)s, %(account)s: due %(due)s, still waiting"),
    }.get(Clock.State(one.state), _("- No. %(n)s, %(account)s: due %(due)s, needs no answer any more"))
    ended = when(one.ended_at) if one.ended_at else ""
    told = words % {"n": one.conversation, "account": one.account, "due": when(one.due_at), "ended": ended}
    return f"{told}\n  {link('desk_one', 'all', one.conversation)}"


def _nobody() -> str:
    return _("Nobody is waiting.")
