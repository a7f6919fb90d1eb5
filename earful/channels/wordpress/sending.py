"""Sending a comment once: WordPress keeps no keys of ours, so it is looked for by parent, words and time first."""

import html
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from earful.channels.contract import Change, Outbound, Receipt, Refused, Uncertain, Us
from earful.channels.plaintext import web
from earful.channels.wordpress import words
from earful.channels.wordpress.calls import Denied, Site
from earful.channels.wordpress.parcels import is_held, number, parcel
from earful.channels.wordpress.reading import COMMENTS, is_ours, named, under
from earful.channels.wordpress.wire import essence, markup
from earful.kit import clock

SKEW = timedelta(minutes=5)
SHUT = {"rest_comment_closed", "rest_comment_draft_post", "rest_comment_trash_post"}
DUPLICATE = 409


async def send(site: Site, us: Us, outbound: Outbound) -> Receipt:
    """Post the comment below its parent."""
    if standing := await find(site, us, outbound):
        return standing
    parent = int(outbound.parent_id) if outbound.parent_id.isdecimal() else 0
    try:
        above = (await named(site, [parent])).get(parent)
    except Denied as denied:
        raise Refused(words.NO_RIGHT) from denied
    if above is None:
        raise Refused(words.GONE)
    if is_held(above):
        raise Refused(words.HELD)
    fields = {"post": above.get("post"), "parent": parent, "content": markup(outbound.text)}
    try:
        made = await site.post(COMMENTS, fields)
    except Denied as denied:
        if denied.status == DUPLICATE and (standing := await find(site, us, outbound)):
            return standing
        same = words.SAME if denied.status == DUPLICATE else words.REFUSED
        raise Refused(words.CLOSED if denied.code in SHUT else same) from denied
    if not isinstance(made, Mapping) or number(made.get("id")) is None:
        raise Uncertain(words.LOST)
    return receipt(made)


async def find(site: Site, us: Us, outbound: Outbound) -> Receipt | None:
    """The comment as it stands below its parent; None: it is certainly not there."""
    for comment in await under(site, outbound.parent_id):
        if str(comment.get("parent")) == outbound.parent_id and _is_it(comment, us, outbound):
            return receipt(comment)
    return None


def _is_it(comment: Mapping[str, Any], us: Us, outbound: Outbound) -> bool:
    content = comment.get("content")
    said = content.get("raw") if isinstance(content, Mapping) else None
    if not is_ours(comment, us) or str(comment.get("id")) in outbound.known or not isinstance(said, str):
        return False
    try:
        written_at = clock.parse(str(comment.get("date_gmt")))
    except (ValueError, OverflowError):
        return False
    same = essence(html.escape(html.unescape(said), quote=False)) == essence(markup(outbound.text))
    return same and written_at >= outbound.created_at - SKEW


def receipt(comment: Mapping[str, Any], change: Change = Change.SAID) -> Receipt:
    """Proof that a comment of ours stands there."""
    made = parcel(comment, change)
    return Receipt(made.external_id, web(comment.get("link")), made)
