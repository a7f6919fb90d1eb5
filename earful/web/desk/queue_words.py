"""What a matter takes, and why it lies with nobody, as sentences."""

from datetime import datetime

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from earful.conversations.models import Conversation
from earful.queues.sharing import needs
from earful.queues.sharing.people import people
from earful.queues.sharing.rules import Need, Stays, Why, chosen
from earful.staff.models import Agent, Skill, Team
from earful.staff.rules import HandOut
from earful.web import shown
from earful.web.desk.queue_reasons import BY_HAND, BY_HAND_TEAM, STAYS


def language(code: str) -> str:
    """A language by its name."""
    return _(LANG_INFO.get(code, {}).get("name") or code) if code else ""


def takes(conversation: Conversation, need: Need) -> str:
    """What it takes to answer it; "" when anybody can."""
    pieces = []
    if need.language:
        pieces.append(_("somebody who answers in %(language)s") % {"language": language(need.language)})
    if need.team is not None:
        name = conversation.team.name if conversation.team else Team.objects.get(pk=need.team).name
        pieces.append(_("the team %(team)s") % {"team": name})
    if need.skill is not None:
        pieces.append(_("the skill %(skill)s") % {"skill": Skill.objects.get(pk=need.skill).name})
    return _("It takes %(what)s.") % {"what": ", ".join(pieces)} if pieces else ""


def nobody(conversation: Conversation) -> list[str]:
    """Why nobody has it."""
    need = needs.of_one(conversation)
    what = takes(conversation, need)
    if conversation.workspace.hand_out != HandOut.LEVEL:
        return [*([what] if what else []), _by_hand(conversation)]
    found = chosen(people(conversation.workspace_id), need)
    if isinstance(found, Stays):
        return [*([what] if what else []), _stays(need, found)]
    name = Agent.objects.get(pk=found.id).name
    words = _("It goes to %(name)s within a minute: of those who can answer it and are here they have least.")
    if found.id in need.before:
        words = _("It goes to %(name)s within a minute: they answered this customer before.")
    return [*([what] if what else []), words % {"name": name}]


def _by_hand(conversation: Conversation) -> str:
    if conversation.team is not None:
        return _(BY_HAND_TEAM) % {"team": conversation.team.name}
    return _(BY_HAND)


def _stays(need: Need, found: Stays) -> str:
    if found.why is Why.OFF_SHIFT:
        return _off_shift(found.until)
    return _(STAYS[found.why]) % {"language": language(need.language)}


def _off_shift(until: datetime | None) -> str:
    if until is None:
        return _("Nobody has it: nobody who could answer it is on shift.")
    told = {"when": shown.exact(until)}
    return _("Nobody has it: nobody who could answer it is on shift until %(when)s.") % told
