"""Several notices that belong together are one line. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar

WITHIN = timedelta(minutes=15)


T = TypeVar("T", bound=Any)  # anything with a `kind`, an `at` and a `conversation_id`


@dataclass(slots=True)
class Group(Generic[T]):
    """Notices about one conversation, or of one kind, newest first."""

    notices: list[T] = field(default_factory=list)

    @property
    def newest(self) -> T:
        """The last that was told."""
        return self.notices[0]

    @property
    def conversations(self) -> list[int]:
        """What they are about, each once."""
        return list(dict.fromkeys(n.conversation_id for n in self.notices if n.conversation_id is not None))

    def takes(self, notice: T) -> bool:
        """Whether it belongs here: about the same conversation, or of the same kind."""
        return self.newest.at - notice.at <= WITHIN and (self.is_about(notice) or self._same_kind(notice))

    def is_about(self, notice: T) -> bool:
        """Whether all of it is about the conversation that this is about."""
        about = notice.conversation_id
        return about is not None and all(one.conversation_id == about for one in self.notices)

    def _same_kind(self, notice: T) -> bool:
        return all(one.kind == notice.kind for one in self.notices)


def gathered(notices: Iterable[T]) -> Sequence[Group[T]]:
    """Groups, the one with the newest first. One conversation joins before one kind does."""
    groups: list[Group[T]] = []
    for notice in sorted(notices, key=lambda one: one.at, reverse=True):
        fitting = [group for group in groups if group.takes(notice)]
        own = [group for group in fitting if group.is_about(notice)]
        for group in (own or fitting)[:1]:
            group.notices.append(notice)
        if not fitting:
            groups.append(Group([notice]))
    return groups
