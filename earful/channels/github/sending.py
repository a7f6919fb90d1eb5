"""Sending a comment once: it carries a mark that readers do not see, by which it is found again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from earful.channels.contract import Change, Outbound, Receipt, Refused, Uncertain, Us
from earful.channels.github import hearing, talking, words
from earful.channels.github.calls import AWAY, Denied, Hub, read
from earful.channels.github.lists import PAGE, since_text
from earful.channels.github.parcels import Spot, mark, parcel, place_of, spot
from earful.channels.github.reading import is_ours
from earful.channels.markdown import visible
from earful.channels.payloads import listed, mapping
from earful.channels.plaintext import web

SKEW = timedelta(minutes=5)
PAGES = 5


def body(text: str, key: str) -> str:
    """Our words, with their mark."""
    return f"{visible(text)}\n\n{mark(key)}"


async def send(hub: Hub, us: Us, outbound: Outbound) -> Receipt:
    """Post the comment to the issue or the discussion."""
    if standing := await find(hub, us, outbound):
        return standing
    where = spot(outbound.parent_id)
    if where is None:
        raise Refused(words.NOT_OURS)
    if where.talk:
        return await _say(hub, where, outbound)
    path = f"/repos/{hub.named(where.repository)}/issues/{where.issue}/comments"
    try:
        made = mapping(await hub.order("POST", path, {"body": body(outbound.text, outbound.key)}))
    except Denied as denied:
        raise Refused(words.GONE if denied.status in AWAY else _why(denied.status)) from denied
    if place_of(where.repository, made) is None:
        raise Uncertain(words.LOST)
    return receipt(where.repository, made)


async def _say(hub: Hub, where: Spot, outbound: Outbound) -> Receipt:
    to = await talking.anchor(hub, where)
    if to is None:
        raise Refused(words.GONE)
    made = await talking.add(hub, to, body(outbound.text, outbound.key))
    if place_of(where.repository, made) is None:
        raise Uncertain(words.LOST)
    return receipt(where.repository, made)


async def _said(hub: Hub, us: Us, where: Spot, outbound: Outbound) -> Receipt | None:
    to = await talking.anchor(hub, where)
    if to is None:
        return None
    async for one in hearing.backwards(hub, to.below, outbound.created_at - SKEW):
        if _is_it(us, where.repository, one, outbound):
            return receipt(where.repository, one)
    return None


def _is_it(us: Us, repository: int, one: Mapping[str, Any], outbound: Outbound) -> bool:
    there = is_ours(us, one) and mark(outbound.key) in str(one.get("body"))
    return there and str(place_of(repository, one)) not in outbound.known


def _why(status: int) -> str:
    return words.CLOSED if status == 403 else words.REFUSED


async def find(hub: Hub, us: Us, outbound: Outbound) -> Receipt | None:
    """The comment as it stands there; None: it is certainly not there."""
    where = spot(outbound.parent_id)
    if where is None:
        return None
    if where.talk:
        return await _said(hub, us, where, outbound)
    path = f"/repos/{hub.named(where.repository)}/issues/{where.issue}/comments"
    since = since_text(outbound.created_at - SKEW)
    for page in range(1, PAGES + 1):
        try:
            found = listed(read(await hub.get(path, since=since, per_page=PAGE, page=page)), PAGE)
        except Denied as denied:
            if denied.status in AWAY:
                return None
            raise Refused(words.NO_RIGHT) from denied
        for one in found:
            if _is_it(us, where.repository, one, outbound):
                return receipt(where.repository, one)
        if len(found) < PAGE:
            return None
    return None


def receipt(repository: int, one: Mapping[str, Any], change: Change = Change.SAID) -> Receipt:
    """Proof that it stands."""
    made = parcel(repository, one, change, answers_us=False, colleague=False)
    return Receipt(made.external_id, web(one.get("html_url")), made)
