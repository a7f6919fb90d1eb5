"""The links of a message with what is known of them, as pages and programs show them."""

from dataclasses import dataclass
from datetime import datetime

from earful.conversations.links import asks, rules, wire, words
from earful.conversations.links.models import LinkLook
from earful.conversations.links.rules import Link, Why
from earful.conversations.models import Turn

State = LinkLook.State


@dataclass(frozen=True, slots=True)
class Line:
    """One link. `state`: unknown, waiting, seen or failed; `before`, `host` and `after` are its true target in parts."""

    number: int
    shown: str
    address: str
    state: str = "unknown"
    words: str = ""  # why there is nothing to show
    target: str = ""
    before: str = ""
    host: str = ""
    after: str = ""
    elsewhere: bool = False
    hops: int = 0
    title: str = ""
    description: str = ""
    at: datetime | None = None
    again: bool = False  # whether it may be looked at anew


def links(turn: Turn) -> list[Link]:
    """The links of a customer's message while its words are there."""
    gone = turn.ours or turn.removed_at is not None or turn.emptied_at is not None
    return [] if gone else rules.links(turn.text, turn.links)


def lines(turn: Turn) -> list[Line]:
    """All of them, in two questions to the database at most."""
    found = links(turn)
    known = asks.known(turn.workspace_id, [link.address for link in found]) if found else {}
    return [_line(number, link, known.get(link.address)) for number, link in enumerate(found)]


def line(turn: Turn, number: int) -> Line | None:
    """One of them."""
    return next((one for one in lines(turn) if one.number == number), None)


def _line(number: int, link: Link, look: LinkLook | None) -> Line:
    if look is None:
        return Line(number, link.shown, link.address)
    if asks.stale(look):
        return Line(number, link.shown, link.address, "failed", words.failure(Why.STALE), again=True)
    if look.state in {State.WANTED, State.ASKED}:
        return Line(number, link.shown, link.address, "waiting", at=look.wanted_at)
    failed = look.state == State.FAILED
    before, host, after = rules.parts(look.target)
    return Line(
        number,
        link.shown,
        link.address,
        "failed" if failed else "seen",
        words.failure(look.failed, look.status, look.sort) if failed else "",
        look.target,
        before,
        host,
        after,
        elsewhere=rules.elsewhere(link, look.target, wire.spelt(link.address)),
        hops=look.hops,
        title=look.title,
        description=look.description,
        at=look.wanted_at,
        again=asks.again(look),
    )
