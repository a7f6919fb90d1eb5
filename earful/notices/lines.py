"""Notices as sentences. On a page with the names of people; in mails and chat tools without those of customers."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.kit import clock
from earful.kit.words import gettext_noop
from earful.notices.grouping import Group
from earful.notices.models import Notice
from earful.notices.rules import Kind

KINDS = {
    Kind.SOON: gettext_noop("An answer is due soon"),
    Kind.LATE: gettext_noop("An answer is late"),
    Kind.ESCALATED: gettext_noop("Something urgent is late, and it is your turn"),
    Kind.GIVEN: gettext_noop("Something was given to you"),
    Kind.TAKEN: gettext_noop("Something is no longer yours"),
    Kind.APPROVE: gettext_noop("An answer waits for your approval"),
    Kind.RETURNED: gettext_noop("An answer of yours was sent back, or changed and approved"),
    Kind.MENTIONED: gettext_noop("A colleague names you in a note, like @ana"),
    Kind.TROUBLE: gettext_noop("An account or a chat tool does not work"),
}
SHARED = {  # in a chat tool that is for everybody
    Kind.SOON: gettext_noop("An answer is due soon"),
    Kind.LATE: gettext_noop("An answer is late"),
    Kind.ESCALATED: gettext_noop("Something urgent is late, step by step until somebody takes it"),
    Kind.TROUBLE: gettext_noop("An account or a chat tool does not work"),
}
TROUBLES = {
    "signed_out": gettext_noop("%(name)s: the network signed us out. Somebody must sign in again."),
    "trouble": gettext_noop("%(name)s cannot be listened to just now. We keep trying."),
    "quiet": gettext_noop("%(name)s is unusually quiet. Look whether something keeps messages from us."),
    "hook": gettext_noop("The chat tool %(name)s does not take our messages."),
}
GIVEN = {
    "continuity": gettext_noop("%(about)s came to you, because you answered them before."),
    "away": gettext_noop("%(about)s came to you, because a colleague is away."),
}
TAKEN = {
    "away": gettext_noop("%(about)s was handed on, because you are away."),
    "offline": gettext_noop("%(about)s was taken back, because you were not here for long."),
    "silent": gettext_noop("%(about)s was taken back, because it lay long past its promise."),
}


def line(notice: Notice, *, names: bool) -> str:
    """One notice. `names`: whether customers are named."""
    rule = notice.details.get("rule_name")
    by = _("The rule “%(rule)s”") % {"rule": rule} if rule else notice.details.get("by", "")
    told = {"about": about(notice, names=names), "by": by}
    match notice.kind:
        case Kind.SOON:
            return _("%(about)s is due at %(due)s.") % {**told, "due": _due(notice)}
        case Kind.LATE:
            return _("%(about)s is late: an answer was promised by %(due)s.") % {**told, "due": _due(notice)}
        case Kind.ESCALATED:
            again = _("%(about)s is urgent and late, and nobody has taken it yet. Please take it.")
            return (again if notice.details.get("again") else _("%(about)s is urgent and late. Please take it.")) % told
        case Kind.MENTIONED:
            by_rule = _("%(by)s has something to say to you about %(about)s.")
            return (by_rule if rule else _("%(by)s names you in a note on %(about)s.")) % told
        case Kind.TROUBLE:
            return _(TROUBLES[notice.details["what"]]) % {"name": notice.details["name"]}
    return _handed(notice, told)


def _handed(notice: Notice, told: dict[str, str]) -> str:
    why = notice.details.get("why", "")
    if notice.kind in {Kind.APPROVE, Kind.RETURNED}:
        return _read_first(notice) % told
    if notice.kind == Kind.GIVEN:
        return _(GIVEN.get(why, gettext_noop("%(by)s gave you %(about)s."))) % told
    if why in TAKEN:
        return _(TAKEN[why]) % told
    if name := notice.details.get("name"):
        return _("%(by)s gave %(about)s to %(name)s.") % {**told, "name": name}
    return _("%(by)s laid %(about)s back for everybody.") % told


def _read_first(notice: Notice) -> str:
    """An answer and its approval."""
    if notice.kind == Kind.APPROVE:
        return _("An answer by %(by)s waits for approval: %(about)s.")
    if notice.details.get("changed"):
        return _("%(by)s changed your answer and let it leave: %(about)s.")
    return _("%(by)s sent your answer back: %(about)s.")


def about(notice: Notice, *, names: bool) -> str:
    """What it is about."""
    talk = notice.conversation
    if talk is None:
        return ""
    asker = talk.asker if names else None
    if asker is not None:
        return _("%(who)s (no. %(n)s)") % {"who": asker.name or asker.handle, "n": talk.pk}
    account = talk.account.name or talk.account.handle
    return _("Conversation %(n)s of %(account)s") % {"n": talk.pk, "account": account}


def heading(group: Group[Notice], *, names: bool) -> str:
    """Several as one line."""
    first, count = line(group.newest, names=names), len(group.notices)
    if count == 1:
        return first
    if len(group.conversations) == 1:
        return _("%(line)s And %(n)s more about it.") % {"line": first, "n": count - 1}
    n = len(group.conversations)
    return _many(group.newest.kind, n) if n > 1 else first


def _many(kind: str, n: int) -> str:
    told = {
        Kind.SOON: ngettext("%(n)s conversation is due soon.", "%(n)s conversations are due soon.", n),
        Kind.LATE: ngettext("%(n)s conversation is late.", "%(n)s conversations are late.", n),
        Kind.ESCALATED: ngettext(
            "%(n)s urgent conversation is late.", "%(n)s urgent conversations are late. Please take them.", n
        ),
        Kind.GIVEN: ngettext("%(n)s conversation came to you.", "%(n)s conversations came to you.", n),
        Kind.TAKEN: ngettext("%(n)s conversation is no longer yours.", "%(n)s conversations are no longer yours.", n),
        Kind.APPROVE: ngettext("%(n)s answer waits for approval.", "%(n)s answers wait for approval.", n),
        Kind.RETURNED: ngettext(
            "%(n)s answer of yours was sent back or changed.", "%(n)s answers of yours were sent back or changed.", n
        ),
        Kind.MENTIONED: ngettext("You are named in %(n)s note.", "You are named in notes on %(n)s conversations.", n),
    }
    return told[Kind(kind)] % {"n": n}


def _due(notice: Notice) -> str:
    return when(clock.parse(notice.details["due"]))


def when(moment: datetime) -> str:
    """A time of day, with the day when it is not today; in the zone that holds."""
    here, today = timezone.localtime(moment), timezone.localtime(clock.now())
    return date_format(here, "H:i") if here.date() == today.date() else date_format(here, "j F, H:i")
