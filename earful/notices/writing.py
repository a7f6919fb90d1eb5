"""What a mail or a message to a chat tool says: lines with links, and no word of a customer."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.notices import lines, wishes
from earful.notices.grouping import Group, gathered
from earful.notices.models import Letter, Notice

LINKS = 10  # below one line; more are counted


def mail(letter: Letter, notices: Sequence[Notice]) -> tuple[str, str]:
    """Subject and text."""
    with timezone.override(_zone(letter)):
        groups = gathered(notices)
        told = [_paragraph(group) for group in groups]
        first = lines.heading(groups[0], names=False)
        n = len(groups)
        several = ngettext("%(n)s thing to know", "%(n)s things to know", n) % {"n": n}
        subject = f"{letter.workspace.name}: {first if n == 1 else several}"
    foot = _("What reaches you by mail, and when: %(link)s") % {"link": link("house_my_notices")}
    return " ".join(subject.split())[:200], "\n\n".join([*told, "-- \n" + foot]) + "\n"


def message(letter: Letter, notices: Sequence[Notice]) -> str:
    """For a chat tool."""
    with timezone.override(_zone(letter)):
        return "\n".join(_paragraph(group) for group in gathered(notices))


def link(name: str, *args: object) -> str:
    """An address as people outside know it."""
    return settings.URL + reverse(name, args=args)


def _paragraph(group: Group[Notice]) -> str:
    about = group.conversations
    found = [link("desk_one", "all", pk) for pk in about[:LINKS]]
    if len(about) > LINKS:
        found.append(_("and %(n)s more") % {"n": len(about) - LINKS})
    if not about:
        found = [link("house_board")]
        heads = list(dict.fromkeys(lines.line(one, names=False) for one in group.notices))
        return "\n".join([*heads, *found])
    return "\n".join([lines.heading(group, names=False), *found])


def _zone(letter: Letter) -> ZoneInfo:
    return wishes.zone(wishes.of(letter.agent)) if letter.agent else ZoneInfo(letter.workspace.time_zone)
