"""What comes one by one is read together when more has come meanwhile: reading fifty costs little more than reading one."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from earful.intake import queries

REST, LONGEST_REST = 2, 0.15  # after a reading the next waits so many times as long as it took; seconds


@dataclass(slots=True)
class _Turn:
    """Whose turn it is at an account, and from when on the next may begin (by the monotonic clock)."""

    lock: Lock = field(default_factory=Lock)
    rested: float = 0.0


_turns: defaultdict[int, _Turn] = defaultdict(_Turn)


@contextmanager
def in_turn(item_ids: Sequence[int], most: int) -> Iterator[tuple[list[int], list[int]]]:
    """Those of one account's items that nobody has read yet, and what came there after them: ids, `most` together.

    In a process one at a time for each account, so that what waited for its turn finds that it was taken along; where
    much comes, a short rest gathers more. Another process may read the same at the same time; what is placed twice
    stands once.
    """
    account = next((account for _, account in queries.unread(item_ids)), None)
    if account is None:
        yield [], []
        return
    turn = _turns[account]
    with turn.lock:
        if len(item_ids) < most and (left := turn.rested - time.monotonic()) > 0:
            time.sleep(left)
        own = [pk for pk, _ in queries.unread(item_ids)]
        room = most - len(own) if own else 0
        more = list(queries.unread_after(account, own[-1])[:room]) if room > 0 else []
        begun = time.monotonic()
        yield own, more
        if own and len(own) + len(more) < most:  # a long queue is not kept waiting
            ended = time.monotonic()
            turn.rested = ended + min((ended - begun) * REST, LONGEST_REST)
