"""Reading discussions: those that were touched, newest first, and of each everything that is said there."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Refused, Retry
from earful.channels.github import talks, words
from earful.channels.github.calls import TALKS, Hub
from earful.channels.github.graph import NOT_FOUND, query
from earful.channels.github.lists import PAGES, SECOND, since_text
from earful.channels.github.parcels import Spot, place_of
from earful.channels.payloads import listed, mapping, moment, number
from earful.channels.places import Place
from earful.channels.simple import AGAIN

Said = Mapping[str, Any]
NONE: list[Said] = []


def shop(hub: Hub, repository: int) -> dict[str, str]:
    """How GraphQL names a repository of ours."""
    owner, _, called = hub.named(repository).partition("/")
    return {"owner": owner, "name": called}


async def updated(hub: Hub, repository: int, since: datetime, place: Place | None = None) -> AsyncIterator[list[Said]]:
    """What stands in each discussion that was touched since a moment; a page is a part of one discussion."""
    newest, seen = since, set[int]()
    async for node in _touched(hub, repository, since):
        newest = max(newest, moment(node.get("updatedAt")) or since)
        key = number(node.get("number"))
        if key is None:
            yield [talks.said(node)]
        elif key not in seen:
            seen.add(key)
            async for page in walk(hub, repository, key):
                yield page
    if place:
        place.marks[f"{repository}:{TALKS}"] = since_text(max(newest - SECOND, since))


async def _touched(hub: Hub, repository: int, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
    after = None
    for _ in range(PAGES):
        told = await query(hub, talks.TOUCHED, **shop(hub, repository), first=talks.PAGE, after=after)
        there = told.open().get("repository")
        if not isinstance(there, Mapping):
            raise Refused(words.MOVED) if NOT_FOUND in told.wrong else Retry(words.STRANGE, AGAIN)
        found = mapping(there.get("discussions")) if there.get("hasDiscussionsEnabled") else {}
        for node in listed(found.get("nodes")):
            if (moment(node.get("updatedAt")) or since) < since:
                return
            yield node
        after = _next(found)
        if after is None:
            return
    raise Refused(words.STRANGE)


def _next(connection: Mapping[str, Any], *, back: bool = False) -> str | None:
    """Where a list goes on; None at its end."""
    info = mapping(connection.get("pageInfo"))
    more, cursor = ("hasPreviousPage", "startCursor") if back else ("hasNextPage", "endCursor")
    return str(info[cursor]) if info.get(more) is True and info.get(cursor) else None


def _discussion(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(mapping(data.get("repository")).get("discussion"))


async def walk(hub: Hub, repository: int, key: int) -> AsyncIterator[list[Said]]:
    """A discussion, its comments and the answers to them."""
    after: str | None = None
    for turn in range(PAGES):
        asked = {**shop(hub, repository), "number": key, "first": talks.PAGE, "after": after, "inner": talks.PAGE}
        found = _discussion((await query(hub, talks.WHOLE, **asked)).open())
        if not found:
            return
        comments = mapping(found.get("comments"))
        yield (NONE if turn else [talks.said(found)]) + _flat(comments, key)
        for comment in listed(comments.get("nodes")):
            more = _next(mapping(comment.get("replies")))
            if more:
                async for page in _replies(hub, key, str(comment.get("id")), more):
                    yield page
        after = _next(comments)
        if after is None:
            return
    raise Refused(words.STRANGE)


def _flat(comments: Mapping[str, Any], key: int) -> list[Said]:
    found: list[Said] = []
    for comment in listed(comments.get("nodes")):
        found.append(talks.said(comment, key))
        found += [talks.said(one, key) for one in listed(mapping(comment.get("replies")).get("nodes"))]
    return found


async def _replies(hub: Hub, key: int, node: str, after: str | None) -> AsyncIterator[list[Said]]:
    for _ in range(PAGES):
        data = (await query(hub, talks.REPLIES, id=node, first=talks.PAGE, after=after)).open()
        replies = mapping(mapping(data.get("node")).get("replies"))
        yield [talks.said(one, key) for one in listed(replies.get("nodes"))]
        after = _next(replies)
        if after is None:
            return
    raise Refused(words.STRANGE)


async def backwards(hub: Hub, where: Spot, since: datetime) -> AsyncIterator[Said]:
    """What stands directly below a discussion or a comment, newest first, as far as it was said since a moment."""
    before: str | None = None
    for _ in range(PAGES):
        asked: dict[str, Any] = {"last": talks.PAGE, "before": before}
        if where.comment:
            data = (await query(hub, talks.REPLIES, id=where.comment, **asked)).open()
            found = mapping(mapping(data.get("node")).get("replies"))
        else:
            asked |= {**shop(hub, where.repository), "number": where.issue}
            found = mapping(_discussion((await query(hub, talks.LATEST, **asked)).open()).get("comments"))
        page = [talks.said(one, where.issue) for one in listed(found.get("nodes"))]
        for one in reversed(page):
            yield one
        before = _next(found, back=True)
        if before is None or any((moment(one.get("created_at")) or since) < since for one in page):
            return


async def present(hub: Hub, wheres: Iterable[Spot]) -> dict[Spot, Said]:
    """Of some discussions and comments those that stand there now."""
    found: dict[Spot, Said] = {}
    within = {where for where in wheres if where.comment}
    for where in wheres:
        if where.comment is None:
            data = (await query(hub, talks.TOPIC, **shop(hub, where.repository), number=where.issue)).open()
            topic = talks.said(_discussion(data))
            found |= {where: topic} if place_of(where.repository, topic) == where else {}
    if within:
        for node in listed(
            (await query(hub, talks.NODES, ids=sorted({str(where.comment) for where in within}))).open().get("nodes")
        ):
            above = mapping(node.get("discussion"))
            there = number(mapping(above.get("repository")).get("databaseId"))
            one = talks.said(node, number(above.get("number")) or 0)
            where_now = place_of(there, one)
            if where_now in within and where_now and not one.get("deleted_at"):
                found[where_now] = one
    return found


async def around(hub: Hub, where: Spot) -> list[Said]:
    """A discussion with its first and its last comments, and the thread in which something stands."""
    found: list[Said] = []
    last = {"first": None, "last": talks.PAGE}
    for part in ({"first": talks.PAGE}, last):
        asked = {**shop(hub, where.repository), "number": where.issue, "inner": talks.PAGE, **part}
        topic = _discussion((await query(hub, talks.WHOLE, **asked)).open())
        if topic:
            found += ([] if found else [talks.said(topic)]) + _flat(mapping(topic.get("comments")), where.issue)
        if part is last or _next(mapping(topic.get("comments"))) is None:
            break
    if where.comment and all(one.get("node_id") != where.comment for one in found):
        found += await _thread(hub, where)
    return list({str(one.get("node_id")): one for one in found}.values())


async def _thread(hub: Hub, where: Spot) -> list[Said]:
    data = (await query(hub, talks.REPLIES, id=where.comment, first=talks.PAGE)).open()
    one = mapping(data.get("node"))
    above = mapping(one.get("replyTo")).get("id")
    if above:
        data = (await query(hub, talks.REPLIES, id=str(above), last=talks.PAGE)).open()
        return [talks.said(one, where.issue), *_flat({"nodes": [data.get("node")]}, where.issue)]
    return _flat({"nodes": [one]}, where.issue)
