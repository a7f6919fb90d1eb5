"""What was unheard in the last seven days, each with the conversation it has come to since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from earful.conversations.models import Turn
from earful.intake import unheard
from earful.intake.models import Unheard


@dataclass(frozen=True, slots=True)
class Row:
    """One thing; `conversation_id` is None while it is not understood, or gone."""

    unheard: Unheard
    conversation_id: int | None


def found(workspace_id: int, now: datetime, account_id: int | None = None) -> QuerySet[Unheard]:
    """Newest first; on one account, or on all."""
    those = unheard.found(workspace_id, now)
    return those if account_id is None else those.filter(account=account_id)


def rows(those: Sequence[Unheard]) -> list[Row]:
    """With their conversations, in one query."""
    names, accounts = [one.external_id for one in those], {one.account_id for one in those}
    turns = Turn.objects.filter(account__in=accounts, external_id__in=names)
    stands = {(row[0], row[1]): row[2] for row in turns.values_list("account", "external_id", "conversation")}
    return [Row(one, stands.get((one.account_id, one.external_id))) for one in those]
