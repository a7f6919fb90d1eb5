"""Lines of lists, rendered once for all who look at the same: open pages fetch their lists again and again."""

import time
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone, translation

from earful.web.desk.rows import Row

MOST = 1500  # lines a process remembers
MINUTE = 60  # how long words like "5 min ago" stand in a page that runs no scripts
register = template.Library()
_values = attrgetter(*(each.name for each in fields(Row)))
_lines: dict[tuple[Any, ...], str] = {}


@register.simple_tag
def row_line(row: Row, selected: int | None) -> str:
    """One line; what it shows follows from its row, the language, the time zone and the minute alone."""
    chosen = row.pk == selected
    values = tuple(tuple(value) if isinstance(value, list) else value for value in _values(row))
    moment = int(time.time() // MINUTE)
    key = (*values, chosen, translation.get_language(), timezone.get_current_timezone_name(), moment)
    line = _lines.get(key)
    if line is None:
        if len(_lines) >= MOST:
            _lines.clear()
        line = _lines[key] = get_template("web/desk/row.html").render({"row": row, "chosen": chosen})
    return line
