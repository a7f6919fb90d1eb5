"""Which listening queries fit what was said, whichever way it came: written in the transaction that places it."""

from collections.abc import Sequence

from earful.channels.contract import Inbound
from earful.judging import Judged
from earful.listening import actions, queries
from earful.listening.matching import Post

LONGEST = 50_000  # characters that are looked at


def want(those: Sequence[Judged]) -> None:
    """Of what others said: the queries that fit."""
    said = [one for one in those if one.about is not None]
    for workspace_id in dict.fromkeys(one.item.workspace_id for one in said):
        matcher = queries.compiled_now(workspace_id)
        if matcher is None:
            continue
        here = (one for one in said if one.item.workspace_id == workspace_id)
        fitting = {one.item.pk: found for one in here if (found := matcher.match(post_of(one.inbound)))}
        if fitting:
            actions.record(workspace_id, fitting)


def post_of(inbound: Inbound) -> Post:
    """What queries are held against."""
    return Post(
        text=f"{inbound.warning}\n{inbound.text}"[:LONGEST],
        author=inbound.author.handle if inbound.author else "",
        languages=inbound.languages,
        links=tuple(target for _, target in inbound.links),
        url=inbound.url,
    )
