"""What can be chosen for a rule, and how that stands in its form."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from earful.accounts import queries as accounts
from earful.customers import queries as customers
from earful.house_rules.rules import When
from earful.queues.promises import timetables
from earful.staff import queries as staff
from earful.triage.topics import queries as topics
from earful.web import shown
from earful.web.house.promise_form import ANY, languages

Choices = Sequence[tuple[Any, Any]]
WHENS = [
    (When.ARRIVED.value, _("A customer writes")),
    (When.HANDED.value, _("Somebody is given a conversation")),
    (When.ENDED.value, _("Somebody ends a conversation")),
    (When.REOPENED.value, _("Somebody opens a conversation again")),
    (When.WARNED.value, _("A promise is nearly due")),
    (When.BREACHED.value, _("A promise was broken")),
]
ASKED = ("account", "network", "where", "kind", "language", "urgency", "group", "topic", "hours", "nobody", "needs")
WRITTEN = ("words", "tag", "waits")
LABELS = {
    "account": _("Account"),
    "network": _("Network"),
    "where": _("Public or private"),
    "kind": _("Kind"),
    "language": _("Language"),
    "urgency": _("Urgency"),
    "words": _("Words"),
    "group": _("Customers"),
    "tag": _("Tag"),
    "topic": _("Topic"),
    "waits": _("The customer waits longer than"),
    "hours": _("Business hours"),
    "nobody": _("Who has it"),
    "needs": _("Needs an answer"),
}
WITHOUT_NOT = {"where", "nobody", "needs", "waits"}  # their choices say the opposite themselves
NOT = {  # how a condition is turned round
    "words": (_("says"), _("does not say")),
    "urgency": (_("at least"), _("less than")),
    "group": (_("in"), _("not in")),
    "hours": (_("within"), _("outside")),
}
IS = (_("is"), _("is not"))


def choices(workspace_id: int) -> dict[str, Choices]:
    """What can be chosen, by the name of its field; a list that is empty is no field."""
    live = accounts.live(workspace_id)
    colleagues, teams = staff.everybody(workspace_id)
    people = [(one.pk, one.name) for one in colleagues]
    found: dict[str, Choices] = {
        "account": [(one.pk, one.name or one.handle) for one in live],
        "network": [(name, shown.network(name)) for name in sorted({one.network for one in live})],
        "where": [("public", _("public")), ("private", _("private"))],
        "kind": [(kind, _(words)) for kind, words in shown.KINDS.items()],
        "language": languages()[1:],
        "urgency": [(1, _("soon")), (2, _("urgent"))],
        "group": [(one.pk, one.name) for one in customers.groups(workspace_id)],
        "topic": [(one.pk, one.name) for one in topics.in_use(workspace_id)],
        "hours": [(one.pk, one.name) for one in timetables.in_use(workspace_id)],
        "nobody": [("yes", _("nobody")), ("no", _("somebody"))],
        "needs": [("yes", _("yes")), ("no", _("no"))],
        "give": people,
        "tell": people,
        "team": [(one.pk, one.name) for one in teams],
    }
    return {name: [("", ANY if name in ASKED else _("nobody")), *some] for name, some in found.items() if some}
