"""What stands around some things that are about to be placed: read together, locked, and kept true meanwhile.

Everything that could belong to one of them shares a name with it: its own, its parent's or its root's. Holding these
names, and the rows of the conversations found, one placement sees all that another has done; strangers do not wait.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from earful.accounts.models import Account
from earful.channels.contract import Inbound
from earful.conversations import joining
from earful.conversations.models import Conversation, Turn
from earful.kit.ready import Ready, Slot
from earful.kit.transaction import alone_with

LONGEST = 500  # characters of an external id, as stored
TRIES = 5
NUMBERS = """
select nextval(pg_get_serial_sequence('conversations_turn', 'id')),
    nextval(pg_get_serial_sequence('conversations_conversation', 'id'))
from generate_series(1, %s)
"""
_BELOW = (
    "external_id", "parent_external_id", "waits_below", "conversation", "item", "ours", "judged_by", "removed_at",
    "account", "said_at",
)  # fmt: skip


def _to_place(account: Slot) -> QuerySet[Turn]:
    return Turn.objects.filter(account=account).annotate(seen=F("conversation__version"))


_named = Ready(lambda account, names: _to_place(account).filter(external_id__any=names).defer("search"))
_below = Ready(
    lambda account, names: (
        _to_place(account)
        .filter(
            Q(parent_external_id__any=names) & ~Q(parent_external_id="")
            | Q(waits_below__any=names) & ~Q(waits_below="")
        )
        .only(*_BELOW)
    )
)
_locked = Ready(
    lambda numbers, account, names: (
        Conversation.objects.select_for_update()
        .filter(Q(pk__any=numbers) | Q(account=account, anchor__any=names))
        .order_by("pk")
    )
)


def short(name: str | None) -> str:
    """An external id as it is stored."""
    return (name or "")[:LONGEST]


def own_post(account: Account, inbound: Inbound) -> bool:
    """Under the brand's own post each first reply begins a matter of its own."""
    return not inbound.parent_id and (inbound.author is None or inbound.author.external_id == account.external_id)


class Around:
    """The turns and conversations near some things of one account. The caller's transaction holds their locks."""

    def __init__(self, account: Account, about: Sequence[Inbound]) -> None:
        self.account = account
        self._own = {short(one.external_id) for one in about}
        self._near = {short(name) for one in about for name in (one.parent_id, one.root_id) if name}
        self._posts = {short(one.external_id) for one in about if own_post(account, one)}
        self._turns: dict[str, Turn] = {}
        self._below: dict[str, dict[str, Turn]] = defaultdict(dict)
        self._conversations: dict[int, Conversation] = {}
        self._anchors: dict[str, Conversation] = {}
        alone_with(f"place:{account.pk}", account.pk, self._own | self._near)
        for _ in range(TRIES):
            if self._read():
                break  # else somebody merged or split what was read, before it was locked
        self._numbers = self._take_numbers(len(self._own - self._turns.keys()))

    def turn(self, name: str | None) -> Turn | None:
        """The turn of this name."""
        return self._turns.get(short(name))

    def below(self, name: str) -> list[Turn]:
        """What answers something that is only now placed, and what waits below it because the post between is missing."""
        return list(self._below[short(name)].values())

    def conversation(self, number: int) -> Conversation:
        """A conversation that was found; the same object each time."""
        return self._conversations[number]

    def anchored(self, name: str) -> Conversation | None:
        """The conversation that began with this, although it is only now placed."""
        return self._anchors.get(short(name))

    def number_of_turn(self) -> int:
        """The number of a new turn."""
        return next(self._numbers[0])

    def number_of_conversation(self) -> int:
        """The number of a new conversation."""
        return next(self._numbers[1])

    def add(self, turn: Turn) -> None:
        """A turn that stands here from now on."""
        self._turns[turn.external_id] = turn
        self._conversations[turn.conversation_id] = turn.conversation
        self.link(turn)

    def link(self, turn: Turn) -> None:
        """What it answers, or waits below, finds it."""
        for name in (turn.parent_external_id, turn.waits_below):
            if name:
                self._below[name][turn.external_id] = turn

    def gather(self, kept: Conversation, other: Conversation) -> None:
        """Two matters are one. Everything must have been written down before."""
        joining.gather(kept, other)
        other.merged_into = kept
        for turn in self._turns.values():
            self._follow(turn, other, kept)
        for found in self._below.values():
            for turn in found.values():
                self._follow(turn, other, kept)

    @staticmethod
    def _follow(turn: Turn, other: Conversation, kept: Conversation) -> None:
        if turn.conversation_id == other.pk:
            turn.conversation = kept

    def _read(self) -> bool:
        """Read and lock; whether what was read still stood when it was locked."""
        found = _named(self.account.pk, list(self._own | self._near))
        self._turns = {turn.external_id: turn for turn in found}
        self._below.clear()
        fresh = self._own - self._turns.keys()
        if gathering := fresh - self._posts:
            for turn in _below(self.account.pk, list(gathering)):
                found.append(turn)
                self.link(turn)
        self._lock({turn.conversation_id for turn in found}, fresh)
        for turn in found:
            turn.conversation = self._conversations[turn.conversation_id]
        seen: list[Any] = list(found)  # each with the version that its conversation had when it was read
        return all(t.conversation.version == t.seen and t.conversation.merged_into_id is None for t in seen)

    def _lock(self, numbers: set[int], fresh: Iterable[str]) -> None:
        wanted, names = list(numbers), list(fresh)
        while True:
            for conversation in _locked(wanted, self.account.pk, names):
                conversation.account = self.account
                self._conversations[conversation.pk] = conversation
                self._anchors[conversation.anchor] = conversation
            merged = {c.merged_into_id for c in self._conversations.values() if c.merged_into_id is not None}
            missing = merged - self._conversations.keys()
            if not missing:
                return
            wanted, names = list(missing), []

    @staticmethod
    def _take_numbers(most: int) -> tuple[Iterator[int], Iterator[int]]:
        if not most:
            return iter(()), iter(())
        with connection.cursor() as cursor:
            cursor.execute(NUMBERS, [most])
            turns, conversations = zip(*cursor.fetchall(), strict=True)
        return iter(turns), iter(conversations)
