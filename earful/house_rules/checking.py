"""Whether a rule can be so, as people and programs write it."""

from collections.abc import Iterable
from typing import Any

from earful.house_rules import wording
from earful.house_rules.rules import ACTS, CONDITIONS, Act, Condition, Terms, When
from earful.house_rules.sound import sound
from earful.kit.words import gettext_noop

MOST_ACTS = 8
SPEAKS = ("tell", "end")  # acts with words beside their value


class CannotRule(Exception):
    """Why a rule cannot be so, in a sentence."""


def checked(terms: Terms) -> Terms:
    """The same terms in their plain form. Raises CannotRule."""
    if terms.when not in set(When):
        raise CannotRule(gettext_noop("Say upon what this rule looks."))
    if not terms.acts:
        raise CannotRule(gettext_noop("Say what is to be done."))
    if len(terms.acts) > MOST_ACTS or _twice(c.what for c in terms.conditions):
        raise CannotRule(gettext_noop("Ask for each thing once, and do at most eight things."))
    pieces: tuple[Condition | Act, ...] = (*terms.conditions, *terms.acts)
    for piece in pieces:
        act = isinstance(piece, Act)
        if piece.what not in (ACTS if act else CONDITIONS) or not sound(piece.what, piece.value, act=act):
            raise CannotRule(gettext_noop("A part of this rule cannot be read. Choose it again."))
    _agree(terms)
    return Terms(
        terms.when,
        tuple(Condition(c.what, _plain(c.what, c.value), bool(c.negated)) for c in terms.conditions),
        tuple(
            Act(
                a.what, _plain(a.what, a.value), a.words.strip().removeprefix("rule:")[:300] if a.what in SPEAKS else ""
            )
            for a in terms.acts
        ),
    )


def _agree(terms: Terms) -> None:
    done = [act.what for act in terms.acts]
    if any(done.count(what) > 1 for what in ("give", "team", "urgency", "note", "tell", "end")):
        raise CannotRule(
            gettext_noop(
                "Each thing can be done once: one person, one team, one note, one ending. Only tags can be several."
            )
        )
    if any(act.what == "end" and not act.words.strip() for act in terms.acts):
        raise CannotRule(gettext_noop("Say why it may end without an answer. Colleagues read it in the history."))
    if any(act.what == "tell" and not act.words.strip() for act in terms.acts):
        raise CannotRule(gettext_noop("Say what the colleague is to know."))
    if any(act.what == "end" for act in terms.acts) and not terms.conditions:
        raise CannotRule(gettext_noop("A rule that ends everything would silence everybody. Say for which messages."))
    if terms.when == When.ARRIVED and any(c.what == "waits" for c in terms.conditions):
        raise CannotRule(gettext_noop("When words have just come nobody has waited yet. Choose another occasion."))


def _twice(names: Iterable[str]) -> bool:
    found = list(names)
    return len(found) != len(set(found))


def _plain(what: str, value: Any) -> Any:
    if what in {"tag", "untag"}:
        return " ".join(str(value).lstrip("#").split()).lower()
    if what == "words":
        return wording.phrases("\n".join(value))
    return value.strip() if isinstance(value, str) else value
