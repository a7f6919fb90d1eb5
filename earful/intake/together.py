"""What comes one by one is read together when more has come meanwhile: reading fifty costs little more than reading one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from earful.intake import queries

_turns: defaultdict[int, Lock] = defaultdict(Lock)


@contextmanager
def in_turn(item_ids: Sequence[int], most: int) -> Iterator[list[int]]:
    """Those of one account's items that nobody has read yet, and what came there after them: ids, `most` together.

    In a process one at a time for each account, so that what waited for its turn finds that it was taken along. Another
    process may read the same at the same time; what is placed twice stands once.
    """
    account = next((account for _, account in queries.unread(item_ids)), None)
    if account is None:
        yield []
        return
    with _turns[account]:
        own = [pk for pk, _ in queries.unread(item_ids)]
        room = most - len(own) if own else 0
        yield [*own, *(queries.unread_after(account, own[-1])[:room] if room > 0 else ())]
