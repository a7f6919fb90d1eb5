"""The order and depth in which a conversation is read: answers below what they answer, what goes on stays level."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from earful.conversations.models import Turn

DEEPEST = 4
MOST = 200  # turns of a long conversation at once


def placed(turns: Sequence[Turn]) -> list[tuple[Turn, int]]:
    """Turns with their depth, each answer below what it answers.

    A first answer stands one step in. An exchange that simply goes on stays level; where several answer the same
    turn, each branch goes one step further in. Whatever answers something that is not here begins at the edge, and
    nothing is ever left out, not even of a thread that answers itself in a circle.
    """
    here = {turn.external_id for turn in turns}
    below: dict[str, list[Turn]] = defaultdict(list)
    tops: list[Turn] = []
    for turn in turns:
        known = turn.parent_external_id in here and turn.parent_external_id != turn.external_id
        (below[turn.parent_external_id] if known else tops).append(turn)
    found: list[tuple[Turn, int]] = []
    left = {turn.pk: turn for turn in turns}
    stack = [(turn, 0) for turn in reversed(tops)]
    while stack or left:
        turn, depth = stack.pop() if stack else (next(iter(left.values())), 0)
        if left.pop(turn.pk, None) is None:
            continue
        found.append((turn, depth))
        answers = below[turn.external_id]
        inner = depth + 1 if depth == 0 or len(answers) > 1 else depth
        stack += [(answer, min(inner, DEEPEST)) for answer in reversed(answers)]
    return found


def place_of(moment: datetime, order: Sequence[tuple[Turn, int]]) -> int:
    """Behind which turn (by its place in the order; -1: before all) something that happened then is shown."""
    latest, place = None, -1
    for number, (turn, _depth) in enumerate(order):
        if turn.said_at <= moment and (latest is None or turn.said_at >= latest):
            latest, place = turn.said_at, number
    return place
