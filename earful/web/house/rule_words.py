"""Rules of the house in words: when, if, then, and what came of it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from earful.house_rules.models import Firing
from earful.house_rules.queries import Told
from earful.house_rules.rules import Act, Condition, When
from earful.kit.words import gettext_noop
from earful.web import shown
from earful.web.house.lengths import written
from earful.web.house.promise_form import languages
from earful.web.house.rule_sentences import DOES, ENDINGS, HOLDS, LEFT, LEVELS, SHORT, WHEN

GONE = gettext_noop("somebody or something that is gone")
VALUES: dict[str, Callable[[Any], str]] = {
    "network": shown.network,
    "where": lambda value: _("private") if value == "private" else _("public"),
    "kind": lambda value: shown.kind(value).lower(),
    "language": lambda value: str(dict(languages()).get(value, value)),
    "urgency": lambda value: _(LEVELS[value]),
    "words": lambda value: _(" or ").join(f"“{phrase}”" for phrase in value),
    "waits": written,
    "end": lambda value: _(ENDINGS[value]),
}


def when(occasion: str) -> str:
    """Upon what a rule looks."""
    return _(WHEN[When(occasion)])


def ifs(told: Told) -> list[str]:
    """What it asks for, piece by piece; empty when for nothing."""
    return [_(HOLDS[one.what][one.negated]) % {"it": _it(told, one)} for one in told.terms.conditions]


def thens(told: Told) -> list[str]:
    """What it does, piece by piece."""
    return [_(DOES[act.what]) % {"it": _it(told, act), "words": act.words} for act in told.terms.acts]


def _it(told: Told, piece: Condition | Act) -> str:
    if piece.what in VALUES:
        return VALUES[piece.what](piece.value)
    if piece.what in {"tag", "untag", "note", "nobody", "needs"}:
        return str(piece.value)
    row = told.known.of(piece)
    return _(GONE) if row is None else str(getattr(row, "name", "") or getattr(row, "handle", ""))


def done(firing: Firing) -> Sequence[str]:
    """What it did one time, and what it left alone."""
    return [f"{_(SHORT[what])} ({_(LEFT[why])})" if why else _(SHORT[what]) for what, why in firing.did]
