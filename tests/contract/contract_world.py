"""What the contract suite needs to know about a network: a small world that people talk in, and trouble on demand.

Each network brings `<name>_fixture.py` beside this file with a function

    @contextmanager
    def world() -> Iterator[World]: ...

and the suite finds it by itself. The world is new each time, holds the brand (`us`) and at least two customers called
"carol" and "dan", and lives on this machine only. A verb that a network cannot offer is never called: the suite asks
`world.network.can` and `world.offers` first.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from earful.channels.contract import Adapter, Can, Network, Session, Us


@dataclass
class MemoryKeeper:
    """A session keeper for one process; counts how often it renewed."""

    session: Session = field(default_factory=dict)
    renewals: int = 0

    async def current(self) -> Session:
        return dict(self.session)

    async def renew(self, stale: Session, renewal: Callable[[Session], Awaitable[Session]]) -> Session:
        if stale != self.session:
            return dict(self.session)
        self.session = await renewal(dict(stale))
        self.renewals += 1
        return dict(self.session)


class World(Protocol):
    """Verbs act on the network itself, never on the adapter under test. Ids are the network's external ids."""

    network: Network
    can: Can  # what this world's own server allows
    us: Us
    keeper: MemoryKeeper
    #: What this world can do beyond `can`: of "edit", "remove", "own", "pictures", "limit", "lost_answer",
    #: "lost_request", "deny", "stale_token", "sign_out", "unreachable", "garbage", "warning", "private", "hindrance", "lost_change";
    #: "privately" (answers a public post for its author alone), "shuts_out" (`shut` cannot be written to so);
    #: and what sets its network apart: "forward" (reads forwards, so each page moves the place), "keyless" (nothing on
    #: the network tells with which key a reply was sent), "rootless" (a reply does not know where its thread begins), "flat" (all answers stand below the first post, whichever they
    #: mean), "single" (below a post stands one answer of ours at most: another one takes its place), "closed" (whatever is said there is private),
    #: "blind" (nobody can look there for what was sent: only a person can tell), "threadless" (nor at what stands around).
    offers: frozenset[str]
    us_there: str = ""  # what `readers` calls the brand
    shut: str = ""

    def open(self) -> AbstractAsyncContextManager[Adapter]:
        """A fresh adapter, as a new process would have one. Sessions are shared through `keeper`."""

    def say(self, text: str, by: str = "carol") -> str:
        """A customer speaks to the brand (names it), beginning a thread."""

    def say_privately(self, text: str, by: str = "carol") -> str:
        """A customer speaks to the brand where only the brand can read it."""

    def reply_privately(self, to: str, text: str, by: str = "carol") -> str:
        """A customer answers what only they and the brand can read."""

    def hold(self, text: str) -> str:
        """A customer speaks to the brand, and the site shows it to nobody until it is let through."""

    def say_with_warning(self, text: str, warning: str, by: str = "carol") -> str:
        """A customer speaks to the brand and puts a warning in front of it."""

    def readers(self, external_id: str) -> set[str]:
        """Who can read a private post: names of people of this world."""

    def hide_strangers(self) -> None:
        """The owner's account begins to hold back what people it does not know say to it."""

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        """A customer answers a post."""

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        """A customer names the brand and adds a PNG."""

    def own(self, text: str, to: str | None = None) -> str:
        """The brand speaks through the network's own app."""

    def edit(self, external_id: str, text: str) -> None:
        """The author changes a post."""

    def remove(self, external_id: str) -> None:
        """The author removes a post."""

    def settle(self) -> None:
        """Wait until everything said so far can be heard."""

    def under(self, external_id: str) -> list[str]:
        """The texts that really stand as direct answers below a post, oldest first."""

    def lose_answer(self) -> None:
        """The next send is carried out, but the connection ends before its answer."""

    def lose_request(self) -> None:
        """The next send is not carried out, and the connection ends without an answer."""

    def lose_change(self, what: str) -> None:
        """The connection ends over the next change or deletion: "request" (not carried out) or "answer" (carried out)."""

    def limit(self, seconds: int) -> None:
        """Until further notice (`relent`) the network says: too many requests, come back in so many seconds."""

    def relent(self) -> None:
        """The limit is lifted."""

    def deny(self) -> None:
        """The next send is refused for good."""

    def stale_token(self) -> None:
        """The short-lived part of the sign-in has run out; it can be renewed."""

    def sign_out(self) -> None:
        """Nothing we hold is accepted any more; the owner must sign in again."""

    def unreachable(self) -> None:
        """From now on nobody answers at the network's address."""

    def garbage(self) -> str:
        """A customer names us in a payload whose content makes no sense; returns its id."""
