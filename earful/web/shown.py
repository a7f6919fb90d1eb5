"""How things are said on the pages: names, times, rulings and states as short sentences."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from earful.accounts.models import Account
from earful.accounts.rules import Health
from earful.channels import registry
from earful.conversations import levels
from earful.conversations.rules import pressing
from earful.kit import clock
from earful.kit.words import gettext_noop

MINUTE, HOUR, DAY = 60, 3600, 86400
VIEWS = {
    "needs": gettext_noop("Needs an answer"),
    "mine": gettext_noop("Mine"),
    "unassigned": gettext_noop("Unassigned"),
    "waiting": gettext_noop("Waiting for them"),
    "snoozed": gettext_noop("Snoozed"),
    "all": gettext_noop("All"),
    "late": gettext_noop("Late"),
    "hour": gettext_noop("Due within the hour"),
}
VIEWS_IN_SHORT = {
    "needs": gettext_noop("To answer"),
    "mine": gettext_noop("Mine"),
    "unassigned": gettext_noop("Nobody's"),
    "waiting": gettext_noop("Waiting"),
    "snoozed": gettext_noop("Snoozed"),
    "all": gettext_noop("All"),
}
ROOMS = {
    "house_board": gettext_noop("Board"),
    "house_figures": gettext_noop("Figures"),
    "house_coverage": gettext_noop("Coverage"),
    "house_promises": gettext_noop("Promises"),
    "house_rules": gettext_noop("Rules"),
    "house_guard": gettext_noop("Guard"),
    "house_assistance": gettext_noop("Assistance"),
    "house_approvals": gettext_noop("Approvals"),
    "house_routing": gettext_noop("Routing"),
    "house_quality": gettext_noop("Quality of triage"),
    "house_card": gettext_noop("Model card"),
    "house_topics": gettext_noop("Topics"),
    "house_listening": gettext_noop("Listening"),
    "house_articles": gettext_noop("Articles"),
    "house_saved": gettext_noop("Saved replies"),
    "house_accounts": gettext_noop("Accounts"),
    "house_staff": gettext_noop("People"),
    "house_ledger": gettext_noop("Ledger"),
    "house_settings": gettext_noop("Settings"),
}
ROLES = {
    "owner": gettext_noop("owner"),
    "lead": gettext_noop("lead"),
    "agent": gettext_noop("agent"),
    "viewer": gettext_noop("viewer"),
}
WAITS = {"": gettext_noop("waits"), "soon": gettext_noop("due soon"), "late": gettext_noop("late")}
STATUSES = {  # as Conversation.Status says them, without the price of a lazy translation for each row
    "open": gettext_noop("Needs an answer"),
    "waiting": gettext_noop("Waiting for the customer"),
    "ended": gettext_noop("Ended"),
}
KINDS = {
    "question": gettext_noop("Question"),
    "complaint": gettext_noop("Complaint"),
    "praise": gettext_noop("Praise"),
    "suggestion": gettext_noop("Suggestion"),
}
ANSWERS = {  # to triage's questions, as one says them of a message
    "needs:yes": gettext_noop("Needs an answer"),
    "needs:no": gettext_noop("Needs none"),
    "kind:question": gettext_noop("Question"),
    "kind:complaint": gettext_noop("Complaint"),
    "kind:praise": gettext_noop("Praise"),
    "kind:suggestion": gettext_noop("Suggestion"),
    "kind:other": gettext_noop("Something else"),
    "urgency:0": gettext_noop("Not urgent"),
    "urgency:1": gettext_noop("Soon"),
    "urgency:2": gettext_noop("Urgent"),
    "mood:negative": gettext_noop("Displeased"),
    "mood:neutral": gettext_noop("Calm"),
    "mood:positive": gettext_noop("Pleased"),
    "spam:yes": gettext_noop("Spam"),
    "spam:no": gettext_noop("No spam"),
}
URGENCIES = {
    levels.SOON: gettext_noop("Soon"),
    levels.MAYBE: gettext_noop("May be urgent"),
    levels.URGENT: gettext_noop("Urgent"),
}


def view(name: str) -> str:
    """A view of the desk."""
    return _(VIEWS[name])


def view_in_short(name: str) -> str:
    """The same, below an icon on a phone."""
    return _(VIEWS_IN_SHORT[name])


def room(name: str) -> str:
    """A page of the house."""
    return _(ROOMS[name])


def role(name: str) -> str:
    """What a person is to the desk."""
    return _(ROLES[name]) if name in ROLES else name


def network(name: str) -> str:
    """A network as people call it."""
    try:
        return registry.get(name).label
    except registry.UnknownNetwork:
        return name


def handle(network_name: str, name: str) -> str:
    """A name as it is written on its network: @ana there, ana@example.com or blog.example elsewhere."""
    if not name or name.startswith("@"):
        return name
    try:
        return registry.get(network_name).can.at + name
    except registry.UnknownNetwork:
        return name


def health(account: Account, state: Health) -> str:
    """How an account is, with the time that proves it."""
    if account.state == Account.State.SIGNED_OUT:
        return _("Signed out. Sign in again to keep listening.")
    if account.state == Account.State.PAUSED:
        return _("Paused: nobody listens.")
    if account.polled_at is None:
        return account.trouble or _("Not checked yet.")
    checked = _("Last checked %(when)s.") % {"when": ago(account.polled_at, clock.now())}
    if account.trouble and state is not Health.GOOD:
        return f"{account.trouble} {checked}"
    if account.passed_over_at:
        return f"{_('Checks left something out; it was fetched. See the page of the account.')} {checked}"
    return f"{quiet(account)} {checked}" if account.quiet_since else checked


def quiet(account: Account) -> str:
    """That an account is quieter than usual, and what one should do about it."""
    if account.quiet_since is None:
        return ""
    since = {"since": clock_time(account.quiet_since), "count": account.quiet_missed}
    return (
        ngettext(
            "Unusually quiet: nothing since %(since)s, when usually about %(count)s message comes. Look on the network whether something is missing.",
            "Unusually quiet: nothing since %(since)s, when usually about %(count)s messages come. Look on the network whether something is missing.",
            account.quiet_missed,
        )
        % since
    )


def exact(moment: datetime) -> str:
    """A time in full, in the workspace's zone."""
    local = timezone.localtime(moment)
    day, hour = _day(local.date(), get_language()), _hour(local.hour, local.minute, get_language())
    return f"{day}, {hour} {local.tzname()}"


@lru_cache(maxsize=2048)
def _day(day: date, _language: str | None) -> str:
    """A page says the same few days again and again."""
    return formats.date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=1440)
def _hour(hour: int, minute: int, _language: str | None) -> str:
    return formats.time_format(time(hour, minute), "TIME_FORMAT")


def clock_time(moment: datetime) -> str:
    """Hours and minutes in the workspace's zone."""
    return formats.time_format(timezone.localtime(moment), "H:i")


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, as people say it."""
    seconds = max(0, (now - moment).total_seconds())
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return _("%(count)sm ago") % {"count": int(seconds // MINUTE)}
    if seconds < DAY:
        return _("%(count)sh ago") % {"count": int(seconds // HOUR)}
    if seconds < 7 * DAY:
        days = int(seconds // DAY)
        return ngettext("yesterday", "%(count)s days ago", days) % {"count": days}
    return formats.date_format(timezone.localtime(moment), "j M" if seconds < 300 * DAY else "j M Y")


def span(length: timedelta) -> str:
    """A length of time: "12 min", "3 h 12 min", "2 d 4 h"."""
    seconds = max(0, int(length.total_seconds()))
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)s min") % {"minutes": minutes}


def waiting(warn_at: datetime | None, due_at: datetime | None) -> tuple[str, str]:
    """How urgent a wait is ("", "soon" or "late") and the word for it."""
    state = pressing(warn_at, due_at, clock.now())
    return state, wait(state)


def due(due_at: datetime | None) -> str:
    """By when somebody must be answered, in words: "answer by 15:40", "was due 23 Nov 09:15"."""
    if due_at is None:
        return ""
    now, local = clock.now(), timezone.localtime(due_at)
    same = local.date() == timezone.localtime(now).date()
    moment = clock_time(due_at) if same else formats.date_format(local, "j M H:i")
    return (_("was due %(time)s") if due_at <= now else _("answer by %(time)s")) % {"time": moment}


def wait(state: str) -> str:
    """The word for how urgent a wait is."""
    return _(WAITS[state])


def status(name: str) -> str:
    """How a conversation stands."""
    return _(STATUSES[name]) if name in STATUSES else name


def kind(name: str) -> str:
    """What sort of thing somebody said."""
    return _(KINDS[name]) if name in KINDS else ""


def answer(question: str, given: str) -> str:
    """An answer to one of triage's questions."""
    return _(ANSWERS.get(f"{question}:{given}", given)) if given else ""


def urgency(level: int) -> str:
    """A word for what cannot wait: one of the levels of the queue."""
    return _(URGENCIES[level]) if level in URGENCIES else ""


def urgency_in_short(level: int) -> str:
    """The same where there is little room."""
    return _("Urgent?") if level == levels.MAYBE else urgency(level)
