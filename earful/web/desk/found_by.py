"""Which listening queries found a message that nobody wrote to us."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from earful.channels.contract import Why
from earful.conversations.models import Conversation, Turn
from earful.listening import queries
from earful.listening.models import Found
from earful.web.desk import viewing


@dataclass(frozen=True, slots=True)
class FoundShown:
    """`names`: the queries, each with where all that it found is listed; `refused`: who said that it is not about us."""

    names: Sequence[tuple[str, str]]
    refused: str


def of_turns(turns: Iterable[Turn]) -> dict[int, FoundShown]:
    """By item, for those that a query found; asked only where there are any."""
    items = [turn.item_id for turn in turns if turn.why == Why.FOUND and not turn.ours]
    found = queries.of_items(items) if items else {}
    return {item: _shown(rows) for item, rows in found.items()}


def _shown(rows: Sequence[Found]) -> FoundShown:
    names = [(row.query.name, address(row.query.name)) for row in rows]
    by = next((row.refused_by for row in rows if row.refused_by is not None), None)
    return FoundShown(names, _("%(name)s says it is not about you.") % {"name": by.name} if by else "")


def address(name: str) -> str:
    """Where everything is listed that a query found."""
    return f"{viewing.list_address('all')}?{urlencode({'q': f'found:{name}'})}"


def reasons(conversation: Conversation) -> list[str]:
    """Which queries fit what customers say here, as sentences."""
    turns = list(Turn.objects.filter(conversation=conversation, ours=False).values_list("item", "why"))
    rows = [row for rows in queries.of_items([item for item, _why in turns]).values() for row in rows]
    if not rows:
        return []
    names = ", ".join(dict.fromkeys(f"“{row.query.name}”" for row in rows))
    if all(why in {Why.FOUND, Why.CONTEXT} for _item, why in turns):
        return [_("Nobody wrote to you here. It was found because it fits what you listen for: %(names)s.") % {"names": names}]  # fmt: skip
    return [_("It also fits what you listen for: %(names)s.") % {"names": names}]
