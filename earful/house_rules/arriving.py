"""Upon what customers say: rules look where it is placed, in the transaction that places it."""

from collections.abc import Sequence
from datetime import timedelta

from earful.accounts.models import Account
from earful.conversations.actions import Placed
from earful.conversations.models import Conversation
from earful.conversations.standing import refresh
from earful.house_rules import firing, standing, urgency
from earful.house_rules.occasions import CONTEXT, Occasion
from earful.house_rules.rules import When
from earful.intake.models import Item
from earful.kit import clock

AGAIN = timedelta(days=1)  # so long after it came a message that is understood anew is looked at anew
OLDEST = timedelta(days=30)  # what had been said longer ago when it came is history


def arrived(account: Account, some: Sequence[tuple[Item, Placed]]) -> dict[int, Conversation]:
    """Rules look at what was placed just now; the conversations they changed, as they are now.

    What is understood anew (looked at more closely, edited) is looked at anew; each rule fires once for it at most.
    """
    spoken = {put.turn.pk: (item, put) for item, put in some if _is_spoken(put)}
    if account.state == Account.State.ARCHIVE or not spoken:
        return {}
    changed = {}
    for turn in urgency.stand_by(put.turn for _, put in spoken.values() if not put.fresh):
        refresh(turn.conversation)
        changed[turn.conversation.pk] = turn.conversation
    rules = standing.on(account.workspace_id)
    some = [(item, put) for item, put in spoken.values() if _is_news(item, put)]
    return changed | firing.look(account.workspace_id, [_occasion(item, put) for item, put in some], rules)


def _is_spoken(put: Placed) -> bool:
    return not put.turn.ours and put.turn.removed_at is None and put.turn.why != CONTEXT


def _is_news(item: Item, put: Placed) -> bool:
    lately = put.fresh or item.arrived_at > clock.now() - AGAIN
    return lately and put.turn.said_at > item.arrived_at - OLDEST


def _occasion(item: Item, put: Placed) -> Occasion:
    turn = put.turn
    return Occasion(
        f"turn:{turn.pk}", When.ARRIVED, turn.conversation, turn, moment=turn.said_at, came_at=item.arrived_at
    )
