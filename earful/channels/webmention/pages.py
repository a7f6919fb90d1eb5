"""Which addresses are ours: the pages that an owner named, and the answers that stand on this desk. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

from earful.channels.contract import Json
from earful.channels.webmention.markup import bare
from earful.kit.fitness import place_of

SAID = "/said/"


@dataclass(frozen=True, slots=True)
class Ours:
    """Built from the settings of an account. `desk` and `pages` end without a slash."""

    desk: str
    pages: tuple[str, ...]

    @classmethod
    def of(cls, settings: Json) -> Self:
        """Whatever is missing is nothing."""
        pages = settings.get("pages")
        found = tuple(str(page) for page in pages) if isinstance(pages, Sequence) and not isinstance(pages, str) else ()
        return cls(str(settings.get("desk") or ""), found)

    @property
    def places(self) -> frozenset[str]:
        """What the owner named."""
        return frozenset(place_of(page) for page in (*self.pages, self.desk) if page)

    def owns(self, address: str) -> bool:
        """Whether a page is ours, by host and by the beginning of its path."""
        return self.is_answer(address) or any(within(page, address) for page in self.pages)

    def is_answer(self, address: str) -> bool:
        """Whether it is an answer that stands on this desk."""
        return bool(self.desk) and within(self.desk + SAID.rstrip("/"), address)

    def answer(self, key: str) -> str:
        """Where an answer stands."""
        return f"{self.desk}{SAID}{key}/"


def within(page: str, address: str) -> bool:
    """Whether an address is a page or stands below it; http and https are one. Steps upwards are followed first."""
    here, there = urlsplit(bare(page)), _parts(bare(address))
    if there is None or not there.hostname or (there.hostname, _port(there)) != (here.hostname, _port(here)):
        return False
    above, path = here.path.rstrip("/"), there.path or "/"
    if "/../" in f"{path}/" or "%2e" in path.lower():
        return False
    return path == above or path.startswith(f"{above}/")


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _port(parts)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} else None


def _port(parts: SplitResult) -> int | None:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return None if parts.port == usual else parts.port
