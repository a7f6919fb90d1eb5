"""Finding the feed of a blog from whatever address its owner entered."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from earful.channels.contract import Failure, Refused
from earful.channels.feeds import asking, discovery, words
from earful.channels.feeds.shapes import Feed
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.visiting import Visitor

LONGEST = 300  # of an address that names an account


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was read."""

    address: str
    title: str

    @property
    def host(self) -> str:
        """Where it is, for people."""
        return urlsplit(self.address).hostname or self.address


def whole(entered: str) -> str:
    """What somebody typed, as an address. Raises Refused."""
    entered = entered.strip()
    entered = entered.replace("feed://", "https://", 1) if entered.startswith("feed://") else entered
    if not entered or any(sign.isspace() for sign in entered):
        raise Refused(words.NO_ADDRESS)
    return entered if "://" in entered else f"https://{entered}"


async def feed(entered: str, transport: Transport) -> Found:
    """The feed at an address, or the first that its page names and that can be read. Raises Refused, Retry."""
    address = whole(entered)
    visitor = Visitor(transport, frozenset({place_of(address)}))
    first = await asking.visit(visitor, address, {"accept": asking.ACCEPT})
    if found := await asking.read(first):
        return _found(first.address if first.moved else address, found)
    page = first.content.decode("utf-8", "replace")
    for target in discovery.feeds(page, first.address, first.headers):
        try:
            answer = await asking.ask(visitor, target)
        except Failure:
            continue  # the next may be there; if none is, the sentence below says so
        if answer.feed is not None:
            return _found(answer.visit.address if answer.visit.moved else target, answer.feed)
    raise Refused(words.NO_FEED)


def _found(address: str, found: Feed) -> Found:
    if len(address) > LONGEST:
        raise Refused(words.NO_FEED)
    return Found(address, found.title[:200])
