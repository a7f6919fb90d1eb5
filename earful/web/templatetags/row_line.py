"""Lines of lists, put together by hand at a fraction of a template's price, and remembered for all who see the same.

Open pages fetch their lists again and again; fifty lines by template were most of what a list cost.
"""

import time
from datetime import datetime

from django import template
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.conversations import levels
from earful.web.desk import moments
from earful.web.desk.rows import Row
from earful.web.templatetags.desk import ago, avatar, icon

MOST = 1500  # lines a process remembers
MINUTE = 60  # how long words like "5 min ago" stand in a page that runs no scripts
register = template.Library()
_lines: dict[tuple[Row, bool, str | None, str, int], SafeString] = {}


@register.simple_tag
def row_line(row: Row, selected: int | None) -> SafeString:
    """One line; what it shows follows from its row, which is the same for the same, the language, zone and minute."""
    chosen, moment = row.pk == selected, int(time.time() // MINUTE)
    key = (row, chosen, translation.get_language(), timezone.get_current_timezone_name(), moment)
    line = _lines.get(key)
    if line is None:
        if len(_lines) >= MOST:
            _lines.clear()
        line = _lines[key] = _line(row, chosen=chosen)
    return line


def _line(row: Row, *, chosen: bool) -> SafeString:
    """Who, what, why it is here, since when, and who has it. Everything that others chose is escaped here."""
    urgent = " is-urgent" if row.urgency == levels.URGENT else ""
    since = f' data-since="{timezone.localtime(row.waiting_since).isoformat()}"' if row.waiting_since else ""
    here = ' aria-current="true"' if chosen else ""
    return mark_safe(  # noqa: S308 -- escaped piece by piece
        f'<li class="row{urgent} {row.status}" data-key="row-{row.pk}" data-pk="{row.pk}" '
        f'data-urgency="{row.urgency}"{since}>'
        f"{_pick(row)}{_link(row)}{here}>"
        f"{avatar(row.initials, row.tone)}"
        f'<span class="row-who"><bdi class="clip">{escape(row.name)}</bdi>{_turns(row)}{_copies(row)}'
        f'<span class="row-why">{_why(row)}</span></span>'
        f'<span class="row-when {row.wait}">{_when(row)}</span>'
        f'<span class="row-said clip">{_said(row)}</span>{_holder(row)}</a></li>'
    )


def _link(row: Row) -> str:
    """A line that stands for many opens them; keys that go through the list look at its first."""
    if not row.copies:
        return f'<a class="row-link" href="{escape(row.address)}" data-swap="talk"'
    return f'<a class="row-link" href="{escape(row.opens)}" data-swap="main" data-talk="{escape(row.address)}"'


def _copies(row: Row) -> str:
    if not row.copies:
        return ""
    said = escape(ngettext("%(many)s says the same", "%(many)s say the same", row.copies) % {"many": row.copies})
    return f'<span class="badge row-copies" title="{said}"><span aria-hidden="true">{row.copies} ×</span><span class="visually-hidden">{said}</span></span>'


def _pick(row: Row) -> str:
    if not row.pick:
        return ""
    label = escape(_("Choose %(name)s") % {"name": row.name})
    box = f'<input type="checkbox" class="row-pick" form="bulk" name="row" value="{escape(row.pick)}"'
    return f'{box} autocomplete="off" aria-label="{label}">'


def _turns(row: Row) -> str:
    if row.turns < 2:
        return ""
    words = ngettext("%(many)s message", "%(many)s messages", row.turns) % {"many": row.turns}
    return f'<span class="row-turns" title="{words}">{row.turns}</span>'


def _why(row: Row) -> str:
    shown = []
    if row.urgency:
        maybe = "slight" if row.slight else "maybe"
        level = {levels.MAYBE: maybe, levels.URGENT: "urgent"}.get(row.urgency, "soon")
        shown.append(f'<span class="word {level}">{escape(row.urgency_words)}</span>')
    if row.kind:
        shown.append(f'<span class="word">{escape(row.kind)}</span>')
    if row.away:
        until = escape(_("until %(time)s") % {"time": moments.when(row.away)})
        shown.append(f'<span class="word away">{icon("moon")}{until}</span>')
    elif row.away_why and row.status == "open":
        shown.append(f'<span class="word away">{icon("moon")}{escape(_("Back"))}</span>')
    if row.held_words:
        shown.append(f'<span class="word away">{icon("clock")}{escape(row.held_words)}</span>')
    if row.to_approve:
        shown.append(f'<span class="word away">{icon("check")}{escape(_("To approve"))}</span>')
    if row.status != "open":
        shown.append(f'<span class="word">{escape(row.status_words)}</span>')
    more = f" +{row.more_tags}" if row.more_tags else ""
    shown += [f'<span class="word tagged clip">#{escape(tag)}{more}</span>' for tag in row.tags]
    shown.append(f'<span class="word brand clip" title="{escape(row.network)}">{escape(row.brand)}</span>')
    return "".join(shown)


def _when(row: Row) -> str:
    late = ""
    if row.waiting_since and row.wait:
        late = f'<span class="row-wait" title="{escape(row.due_words)}">{escape(row.wait_words)}</span> '
    return late + _time(row.waiting_since, "span") if row.waiting_since else _time(row.last_at, "narrow")


def _time(moment: datetime | None, style: str) -> str:
    return str(ago(moment, style))


def _said(row: Row) -> str:
    away = private = lang = ""
    if row.away and row.away_by:
        by, why = escape(row.away_by), escape(row.away_why)
        away = f'<span class="row-away">{by}: <bdi>{why}</bdi></span> · '
    if row.private:
        private = f'{icon("lock", "row-lock")}<span class="visually-hidden">{escape(_("Private:"))}</span> '
    if row.language and row.language != "und":
        lang = f' lang="{escape(row.language)}"'
    return f"{away}{private}<bdi{lang}>{escape(row.preview or _('No words'))}</bdi>"


def _holder(row: Row) -> str:
    if not row.holder:
        return ""
    title = _("You have this") if row.mine else _("%(name)s has this") % {"name": row.holder}
    face = avatar(row.holder_initials, row.holder_tone, "small us")
    hidden = f'<span class="visually-hidden">{escape(row.holder)}</span>'
    return f'<span class="row-has" title="{escape(title)}">{face}{hidden}</span>'
