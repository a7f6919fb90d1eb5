"""Speaking in discussions: a comment below the discussion, or below a comment; an answer there is answered in its thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.amending import Gone
from earful.channels.contract import Refused, Uncertain
from earful.channels.github import hearing, talks, words
from earful.channels.github.calls import Hub
from earful.channels.github.graph import BARRED, NOT_FOUND, UNFIT, Told, order
from earful.channels.github.parcels import Spot
from earful.channels.payloads import mapping

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an answer goes: GraphQL's name of the discussion, and what it will stand below."""

    discussion: str
    below: Spot


async def anchor(hub: Hub, where: Spot) -> Anchor | None:
    """Where an answer to something goes; None if that is gone. Threads are one level deep."""
    hub.named(where.repository)
    topic = Spot(where.repository, where.issue, None, talk=True)
    stands = await hearing.present(hub, [topic, where] if where.comment else [topic])
    if where not in stands or topic not in stands:
        return None
    above = stands[where].get("parent")
    below = Spot(where.repository, where.issue, str(above), talk=True) if above else where
    return Anchor(str(stands[topic].get("node_id")), below)


async def add(hub: Hub, to: Anchor, body: str) -> Said:
    """Say it. Raises Refused, Uncertain."""
    told = await order(hub, talks.ADD, on=to.discussion, under=to.below.comment, body=body)
    if NOT_FOUND in told.wrong:
        raise Refused(words.GONE)
    return _made(told, "addDiscussionComment", to.below.issue, words.CLOSED)


async def update(hub: Hub, where: Spot, body: str) -> Said:
    """Change it. Raises Refused, Gone, Uncertain."""
    told = await order(hub, talks.UPDATE, id=where.comment, body=body)
    if NOT_FOUND in told.wrong:
        raise Gone(words.OURS_GONE)
    return _made(told, "updateDiscussionComment", where.issue, words.NO_RIGHT)


async def delete(hub: Hub, where: Spot) -> None:
    """Take it back. Raises Refused, Gone, Uncertain."""
    told = await order(hub, talks.DELETE, id=where.comment)
    if NOT_FOUND in told.wrong:
        raise Gone(words.OURS_GONE)
    if told.wrong & BARRED:
        raise Refused(words.NO_RIGHT)
    if told.wrong:
        raise Uncertain(words.LOST)


def _made(told: Told, what: str, number: int, barred: str) -> Said:
    comment = mapping(mapping(told.data.get(what)).get("comment"))
    if comment:
        return talks.said(comment, number)
    if told.wrong & BARRED:
        raise Refused(barred)
    if UNFIT in told.wrong:
        raise Refused(words.REFUSED)
    raise Uncertain(words.LOST)
