"""Lengths of time as people write and read them: "30 min", "2 h", "1 d 4 h"."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MINUTES = {"d": 24 * 60, "h": 60, "m": 1}
# Only what cannot mean two things; a bare number is minutes, "1:30" is hours and minutes.
PIECE = re.compile(r"(\d{1,6})\s*(d|days?|h|hours?|hrs?|m|min|mins|minutes?|)(?=\s|\d|$)\s*", re.IGNORECASE)


def read(text: str) -> int | None:
    """Minutes, or None for what nobody can read."""
    text = " ".join(text.replace(",", " ").split())
    if clock := re.fullmatch(r"(\d{1,4}):([0-5]\d)", text):
        return int(clock[1]) * 60 + int(clock[2])
    at, found, units = 0, 0, set()
    while at < len(text):
        piece = PIECE.match(text, at)
        unit = (piece[2][:1].lower() or "m") if piece else ""
        if piece is None or unit in units:
            return None
        units.add(unit)
        found += int(piece[1]) * MINUTES[unit]
        at = piece.end()
    return found if units else None


def written(minutes: int) -> str:
    """As `read` reads it, shortest."""
    days, rest = divmod(minutes, MINUTES["d"])
    pieces = [(days, _("%(n)s d")), (rest // 60, _("%(n)s h")), (rest % 60, _("%(n)s min"))]
    return " ".join(words % {"n": count} for count, words in pieces if count) or _("%(n)s min") % {"n": 0}


class Length(forms.CharField):
    """A length of time; None when nothing was written."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, **more)
        self.widget.attrs.update({"autocomplete": "off", "class": "length", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        """As people write it."""
        return written(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Minutes. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        minutes = read(text)
        if not minutes:
            raise forms.ValidationError(gettext_lazy("Write a length of time, like 30 min, 2 h or 1 d 4 h."))
        return minutes
