"""One blog as an account listens to it: where it is, what concerns us there, under which names we write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from earful.channels.contract import Json, Us
from earful.channels.feeds.shapes import Entry
from earful.channels.matching import concerns, folded
from earful.channels.plaintext import plain
from earful.kit.fitness import place_of

LEAST = 900.0  # seconds between two looks, unless the owner says otherwise


@dataclass(frozen=True, slots=True)
class Blog:
    """Built from the settings of an account."""

    us: Us
    address: str
    words: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    least: float = LEAST

    @classmethod
    def of(cls, us: Us, settings: Json) -> Self:
        """Whatever is missing is as usual."""
        least = settings.get("least")
        return cls(
            us,
            str(settings.get("feed") or us.external_id),
            _listed(settings.get("words")),
            frozenset(folded(name) for name in _listed(settings.get("names"))),
            float(least) if isinstance(least, int | float) else LEAST,
        )

    @property
    def places(self) -> frozenset[str]:
        """What the owner named."""
        return frozenset({place_of(self.address)})

    def is_ours(self, entry: Entry) -> bool:
        """Whether we wrote it ourselves."""
        return bool(entry.author) and folded(entry.author) in self.names

    def wants(self, entry: Entry, full: str = "") -> bool:
        """Whether a post concerns us. Our own does: what is said below it does."""
        return self.is_ours(entry) or concerns(
            f"{entry.title}\n{plain(entry.html).text}\n{plain(full).text}", self.words
        )

    def named(self, entry: Entry) -> bool:
        """Whether a comment holds one of our words; without words, none is looked for."""
        return bool(self.words) and concerns(plain(entry.html).text, self.words)

    @property
    def host(self) -> str:
        """Where it is, for people."""
        return urlsplit(self.address).hostname or self.address


def _listed(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
