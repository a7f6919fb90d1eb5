"""Texts that were said, at hand by what they are found by: which of them a new one is. Pure, in memory."""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from zlib import crc32

from earful.conversations.same import alike
from earful.conversations.same.words import Bare

MOST_TRIED = 12  # texts that a new one is laid beside
MOST_OF_KEY = 40  # texts kept below one key, the latest: what more of them share is an expression, no text
SPACE = 1 << 32  # keys of pages lie beyond those of words
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Said:
    """A message: its bare words, and the pages it speaks of."""

    bare: Bare
    pages: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[int, ...]:
        """By which it is found: its words, or, where there are too few, the page it passes on."""
        if self.bare.enough:
            return self.bare.keys
        return (page_key(self.pages[0]),) if len(self.pages) == 1 else ()

    def is_same(self, other: "Said") -> bool:
        """Whether both pass on the same words, or hardly a word and the same page."""
        if self.bare.enough or other.bare.enough:
            return alike.same(self.bare, other.bare)
        return bool(self.pages) and self.pages == other.pages


def page_key(page: str) -> int:
    """By what those who speak of a page are found."""
    return SPACE + (crc32(page.encode()) << 16 | crc32(page[::-1].encode()) & 0xFFFF)


@dataclass(slots=True)
class Shelf(Generic[T]):
    """The first of each text, by its keys."""

    firsts: dict[T, Said] = field(default_factory=dict)
    by_key: dict[int, list[T]] = field(default_factory=lambda: defaultdict(list))

    def put(self, name: T, said: Said, keys: tuple[int, ...] | None = None) -> None:
        """A text that no other is the first of."""
        self.firsts[name] = said
        for key in said.keys if keys is None else keys:
            below = self.by_key[key]
            below.append(name)
            if len(below) > MOST_OF_KEY:
                del below[0]

    def find(self, said: Said) -> T | None:
        """Of which text this is another copy."""
        shared: Counter[T] = Counter()
        for key in said.keys:
            shared.update(self.by_key.get(key, ()))
        for name, _count in shared.most_common(MOST_TRIED):
            if said.is_same(self.firsts[name]):
                return name
        return None
