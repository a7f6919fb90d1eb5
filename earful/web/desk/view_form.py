"""The form of a saved view: one plain choice for each thing one can filter by."""

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earful.accounts import queries as accounts
from earful.conversations.filters import KINDS, ME, NOBODY, Filters
from earful.conversations.models import SavedView
from earful.listening import queries as listening
from earful.staff import queries as staff
from earful.staff.models import Agent, Team
from earful.triage.topics import queries as topics
from earful.web import shown

WAITS = (0, 30, 60, 120, 240, 480, 1440, 2880, 10080)
LANGUAGES = sorted((code, names["name"]) for code, names in LANG_INFO.items() if len(code) == 2 and "name" in names)


class ViewForm(forms.Form):
    """Name, filters, and who sees it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    status = forms.ChoiceField(label=gettext_lazy("How it stands"), required=False)
    assignee = forms.ChoiceField(label=gettext_lazy("Who has it"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("How urgent"), required=False)
    waiting_over = forms.ChoiceField(label=gettext_lazy("Waiting longer than"), required=False)
    privacy = forms.ChoiceField(label=gettext_lazy("Where it was said"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    found_by = forms.ChoiceField(label=gettext_lazy("Found by"), required=False)
    tag = forms.CharField(label=gettext_lazy("Tag"), max_length=60, required=False)
    words = forms.CharField(label=gettext_lazy("Words"), max_length=200, required=False)
    shared = forms.ChoiceField(label=gettext_lazy("Who sees this view"))

    def __init__(self, agent: Agent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        found = _choices(agent)
        for name, choices in found.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            now = str(self.initial.get(name) or "")
            known = {str(value) for value, _words in choices}
            # What is gone stays to be seen, so that saving something else does not widen the view unasked.
            field.choices = choices if now in known | {"0"} else [*choices, (now, _("No longer there"))]

    def team_shared_with(self, agent: Agent) -> Team | None:
        """The team that was chosen to see it."""
        kind, _colon, number = str(self.cleaned_data["shared"]).partition(":")
        teams = staff.teams(agent.workspace_id or 0)
        return teams.filter(pk=int(number)).first() if kind == SavedView.Shared.TEAM and number else None

    def shared_as(self) -> str:
        """Only me, a team, or everybody."""
        return str(self.cleaned_data["shared"]).partition(":")[0]


def filled(filters: Filters, view: SavedView | None = None) -> dict[str, Any]:
    """What the form shows for a view."""
    shared = SavedView.Shared.OWN.value if view is None else view.shared
    if view is not None and view.team_id and shared == SavedView.Shared.TEAM:
        shared = f"{shared}:{view.team_id}"
    wanted = {name: getattr(filters, name) or "" for name in Filters.__dataclass_fields__}
    return {**wanted, "name": view.name if view else "", "shared": shared}


def _choices(agent: Agent) -> dict[str, list[tuple[str, str]]]:
    workspace = agent.workspace_id or 0
    teams = [(str(team.pk), team.name) for team in staff.teams(workspace)]
    rows = list(accounts.accounts(workspace))
    networks = sorted({(row.network, shown.network(row.network)) for row in rows})
    return {
        "status": [
            ("open", _("Needs an answer")),
            ("waiting", _("Waiting for the customer")),
            ("snoozed", _("Snoozed")),
            ("ended", _("Ended")),
            ("", _("Any")),
        ],
        "assignee": [
            ("", _("Anybody or nobody")),
            (ME, _("Me: whoever looks")),
            (NOBODY, _("Nobody yet")),
            *((str(one.pk), one.name) for one in staff.colleagues(workspace)),
        ],
        "team": [("", _("Any")), (NOBODY, _("No team")), *teams],
        "network": [("", _("Any")), *networks],
        "account": [("", _("Any")), *((str(row.pk), row.name or row.handle) for row in rows)],
        "topic": [("", _("Any")), *((str(topic.pk), topic.name) for topic in topics.in_use(workspace))],
        "found_by": [("", _("Any")), *((str(query.pk), query.name) for query in listening.all_of(workspace))],
        "kind": [("", _("Any")), *((kind, shown.kind(kind)) for kind in KINDS if kind)],
        "urgency": [("", _("Any")), ("1", _("Soon or urgent")), ("2", _("Urgent, or may be"))],
        "waiting_over": [("", _("However long")), *((str(each), _span(each)) for each in WAITS if each)],
        "privacy": [("", _("In public or in private")), ("public", _("In public")), ("private", _("In private"))],
        "language": [("", _("Any")), *((code, _(name)) for code, name in LANGUAGES)],
        "shared": [
            ("own", _("Only me")),
            *((f"team:{pk}", _("%(team)s, my team") % {"team": name}) for pk, name in _own_teams(agent)),
            ("workspace", _("Everybody here")),
        ],
    }


def _own_teams(agent: Agent) -> list[tuple[int, str]]:
    return list(agent.teams.order_by("name").values_list("pk", "name"))


def _span(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 1440:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
