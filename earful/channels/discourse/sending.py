"""Sending a post once: the forum keeps no keys of ours, so it is looked for by place, words and time first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from earful.channels.contract import Change, Outbound, Receipt, Refused, Retry, Uncertain, Us
from earful.channels.discourse import words
from earful.channels.discourse.calls import FORBIDDEN, Denied, Forum
from earful.channels.discourse.parcels import name_of, parcel, parts
from earful.channels.discourse.reading import is_ours, latest_in, one
from earful.channels.markdown import essence, visible
from earful.channels.payloads import listed, mapping, moment
from earful.kit import clock

SKEW = timedelta(minutes=5)
LATER = 300.0  # until a moderator may have looked


async def send(forum: Forum, us: Us, outbound: Outbound) -> Receipt:
    """Post the answer below its parent."""
    if standing := await find(forum, us, outbound):
        return standing
    place = parts(outbound.parent_id)
    if place is None or await one(forum, outbound.parent_id) is None:
        raise Refused(words.GONE)
    fields: dict[str, Any] = {"raw": visible(outbound.text), "topic_id": place[0]}
    if place[1] > 1:  # an answer to the topic itself names no post
        fields["reply_to_post_number"] = place[1]
    try:
        made = mapping(await forum.order("POST", "/posts.json", fields))
    except Denied as denied:
        raise Refused(words.CLOSED if denied.status == FORBIDDEN else words.REFUSED) from denied
    if made.get("action") == "enqueued":
        raise Uncertain(words.HELD)
    name = name_of(made)
    if name is None:
        raise Uncertain(words.LOST)
    whole = made if isinstance(made.get("raw"), str) else await _again(forum, name)
    return receipt(forum, whole)


async def _again(forum: Forum, name: str) -> Mapping[str, Any]:
    """What was just posted, with its words."""
    found = await one(forum, name)
    if found is None:
        raise Uncertain(words.LOST)
    return found


async def find(forum: Forum, us: Us, outbound: Outbound) -> Receipt | None:
    """The answer as it stands in its topic; None: it is certainly not there. One that a moderator holds raises Retry."""
    place = parts(outbound.parent_id)
    if place is None:
        return None
    for post in await latest_in(forum, place[0]):
        if _is_it(post, us, outbound, place[1]):
            return receipt(forum, post)
    if await _is_held(forum, outbound, place[0]):
        raise Retry(words.HELD, LATER)
    return None


async def _is_held(forum: Forum, outbound: Outbound, topic: int) -> bool:
    """Whether it waits for a moderator; forums that hold nothing back, or do not tell, have no such list."""
    try:
        waiting = listed(mapping(await forum.get(f"/posts/{forum.user}/pending.json")).get("pending_posts"))
    except Denied:
        return False
    return any(
        essence(str(post.get("raw_text"))) == essence(visible(outbound.text))
        and post.get("topic_id") in (topic, None)
        and (moment(post.get("created_at")) or clock.now()) >= outbound.created_at - SKEW
        for post in waiting
    )


def _is_it(post: Mapping[str, Any], us: Us, outbound: Outbound, parent: int) -> bool:
    name, said, written_at = name_of(post), post.get("raw"), moment(post.get("created_at"))
    if not is_ours(us, post) or name is None or name in outbound.known or not isinstance(said, str):
        return False
    same = essence(said) == essence(visible(outbound.text)) and (post.get("reply_to_post_number") or 1) == parent
    return same and written_at is not None and written_at >= outbound.created_at - SKEW


def receipt(forum: Forum, post: Mapping[str, Any], change: Change = Change.SAID) -> Receipt:
    """Proof that it stands."""
    made = parcel(post, change)
    return Receipt(made.external_id, f"{forum.url}/t/{made.external_id}", made)
