"""Whom and what rules name: found at once for many rules, and what of it is gone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from earful.accounts import queries as accounts
from earful.customers import queries as customers
from earful.house_rules.rules import Act, Condition, Terms
from earful.kit.words import gettext_noop
from earful.queues.promises import timetables
from earful.staff import queries as staff
from earful.triage.topics import queries as topics

PEOPLE = {"give", "tell"}
GONE = {  # by what a part of a rule names
    "people": gettext_noop("The colleague it names does not answer here any more."),
    "team": gettext_noop("The team it names does not exist any more."),
    "account": gettext_noop("The account it asks for is not connected any more."),
    "group": gettext_noop("The group of customers it asks for does not exist any more."),
    "topic": gettext_noop("The topic it asks for is not in use any more."),
    "hours": gettext_noop("The business hours it asks for were removed."),
}
_READ: dict[str, Callable[[int], Iterable[Any]]] = {
    "people": staff.colleagues,
    "team": staff.teams,
    "account": accounts.live,
    "group": customers.groups,
    "topic": topics.in_use,
    "hours": timetables.in_use,
}


def sort_of(piece: Condition | Act) -> str:
    """What a part of a rule names: one of the keys of GONE, or "" for nothing."""
    if isinstance(piece, Act) and piece.what in PEOPLE:
        return "people"
    return piece.what if piece.what in _READ and (piece.what == "team") == isinstance(piece, Act) else ""


def pieces(terms: Terms) -> tuple[Condition | Act, ...]:
    """The parts of a rule."""
    return (*terms.conditions, *terms.acts)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that some rules may name, by sort and number."""

    rows: Mapping[str, Mapping[int, Any]]

    def of(self, piece: Condition | Act) -> Any:
        """What a part of a rule names; None when it is gone."""
        return self.rows.get(sort_of(piece), {}).get(piece.value)

    def gone(self, terms: Terms) -> list[str]:
        """Why a rule cannot work any more, in sentences; empty while it can."""
        named = [piece for piece in pieces(terms) if sort_of(piece)]
        return list(dict.fromkeys(GONE[sort_of(piece)] for piece in named if self.of(piece) is None))


def known(workspace_id: int, some: Iterable[Terms]) -> Known:
    """What these rules name: one question for each sort that occurs in any of them."""
    sorts = {sort_of(piece) for terms in some for piece in pieces(terms)} - {""}
    return Known({sort: {row.pk: row for row in _READ[sort](workspace_id)} for sort in sorted(sorts)})
