"""Who listens on this process, and what each of them is told."""

import asyncio
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import Any

from earful.kit import clock

MOST_WAITING = 200  # different things; more than that and the page had better fetch everything again
SKEW = 2.0  # seconds by which the clocks of two machines may differ


@dataclass(frozen=True, slots=True)
class Stands:
    """In which lists a conversation is, and at which place; nothing of what was said or by whom."""

    status: str
    who: int | None  # the agent who has it
    away: bool  # snoozed
    urgency: int
    since: str | None  # since when somebody waits


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something changed: never what, only where to look. `version` 0: look in any case.

    `stands`: where a conversation stands now, so that a page that does not show it need not look.
    """

    workspace: int
    topic: str
    id: int
    version: int
    stands: Stands | None = None


def understood(payload: str) -> Nudge | None:
    """A nudge as kit.announce wrote it; None for anything else that came through the channel."""
    try:
        said: Any = json.loads(payload)
        return Nudge(int(said["w"]), str(said["topic"]), int(said["id"]), int(said["v"]))
    except (ValueError, TypeError, KeyError):
        return None


class Tab:
    """One open page: what it may hear, and what waits to be told to it."""

    __slots__ = ("_lost", "_topics", "_waiting", "closed", "stir", "workspace")

    def __init__(self, workspace: int, topics: frozenset[str]) -> None:
        self.workspace = workspace
        self._topics = topics
        self._waiting: dict[tuple[str, int], Nudge] = {}
        self._lost = False
        self.closed = False
        self.stir = asyncio.Event()

    def listens_to(self, topic: str) -> bool:
        """Whether its ticket names this topic, or one thing of it as "topic:id"."""
        return topic in self._topics or any(named.startswith(f"{topic}:") for named in self._topics)

    def tell(self, nudge: Nudge) -> None:
        """Let a nudge wait; one about the same thing takes the place of an earlier one."""
        if self._lost or not {nudge.topic, f"{nudge.topic}:{nudge.id}"} & self._topics:
            return
        key = (nudge.topic, nudge.id)
        before = self._waiting.pop(key, nudge)
        version = max(before.version, nudge.version) if before.version and nudge.version else 0
        self._waiting[key] = replace(nudge, version=version)
        if len(self._waiting) > MOST_WAITING:
            self.resync()
        self.stir.set()

    def resync(self) -> None:
        """It may have missed something: all it needs to know is that."""
        self._waiting.clear()
        self._lost = True
        self.stir.set()

    def close(self) -> None:
        """End its stream at once."""
        self.closed = True
        self.stir.set()

    def hello(self) -> bytes:
        """The place from which a browser goes on when it connects again."""
        return f"id: {clock.now().timestamp():.3f}\n\n".encode()

    def take(self) -> bytes:
        """Everything that waits, as server-sent events."""
        self.stir.clear()
        told, lost = self._waiting, self._lost
        self._waiting, self._lost = {}, False
        place = f"id: {clock.now().timestamp():.3f}\n"
        if lost:
            return f"{place}event: resync\ndata: {{}}\n\n".encode()
        return "".join(f"{place}data: {_line(nudge)}\n\n" for nudge in told.values()).encode()


def _line(nudge: Nudge) -> str:
    stands = {"at": asdict(nudge.stands)} if nudge.stands else {}
    return json.dumps({"topic": nudge.topic, "id": nudge.id, "v": nudge.version, **stands})


class Hub:
    """All tabs of this process by workspace."""

    def __init__(self) -> None:
        self._tabs: dict[int, set[Tab]] = defaultdict(set)
        self._last: dict[tuple[int, str], float] = {}
        self._listening_since = clock.now().timestamp()
        self._closed = False

    def __len__(self) -> int:
        return sum(len(tabs) for tabs in self._tabs.values())

    def join(self, tab: Tab, since: float) -> None:
        """Begin to tell a tab; if something happened after `since`, when its page was made, tell it that at once."""
        self._tabs[tab.workspace].add(tab)
        if self._closed:
            tab.close()
        if since - SKEW < self._moved(tab):
            tab.resync()

    def _moved(self, tab: Tab) -> float:
        """When something last happened, or may have happened unheard, that this tab wants to know."""
        heard = (at for (home, topic), at in self._last.items() if home == tab.workspace and tab.listens_to(topic))
        return max([self._listening_since, *heard])

    def leave(self, tab: Tab) -> None:
        """A tab was closed."""
        tabs = self._tabs[tab.workspace]
        tabs.discard(tab)
        if not tabs:
            del self._tabs[tab.workspace]

    def hear(self, nudge: Nudge) -> None:
        """Tell a nudge to the tabs of its workspace."""
        self._last[nudge.workspace, nudge.topic] = clock.now().timestamp()
        for tab in self._tabs.get(nudge.workspace, ()):
            tab.tell(nudge)

    def resync(self) -> None:
        """Nudges may have been lost: every tab fetches again, and so does every page made before now."""
        self._listening_since = clock.now().timestamp()
        for tab in self._all():
            tab.resync()

    def close(self) -> None:
        """End every stream, now and from now on."""
        self._closed = True
        for tab in self._all():
            tab.close()

    def _all(self) -> list[Tab]:
        return [tab for tabs in self._tabs.values() for tab in tabs]
