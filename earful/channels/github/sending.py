"""Sending a comment once: it carries a mark that readers do not see, by which it is found again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from earful.channels.contract import Change, Outbound, Receipt, Refused, Uncertain, Us
from earful.channels.github import words
from earful.channels.github.calls import AWAY, Denied, Hub, read
from earful.channels.github.lists import PAGE, since_text
from earful.channels.github.parcels import mark, parcel, place_of, spot
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
    """Post the comment to the issue."""
    if standing := await find(hub, us, outbound):
        return standing
    where = spot(outbound.parent_id)
    if where is None:
        raise Refused(words.NOT_OURS)
    path = f"/repos/{hub.named(where.repository)}/issues/{where.issue}/comments"
    try:
        made = mapping(await hub.order("POST", path, {"body": body(outbound.text, outbound.key)}))
    except Denied as denied:
        raise Refused(words.GONE if denied.status in AWAY else _why(denied.status)) from denied
    if place_of(where.repository, made) is None:
        raise Uncertain(words.LOST)
    return receipt(where.repository, made)


def _why(status: int) -> str:
    return words.CLOSED if status == 403 else words.REFUSED


async def find(hub: Hub, us: Us, outbound: Outbound) -> Receipt | None:
    """The comment as it stands on its issue; None: it is certainly not there."""
    where = spot(outbound.parent_id)
    if where is None:
        return None
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
            name = str(place_of(where.repository, one))
            if is_ours(us, one) and mark(outbound.key) in str(one.get("body")) and name not in outbound.known:
                return receipt(where.repository, one)
        if len(found) < PAGE:
            return None
    return None


def receipt(repository: int, one: Mapping[str, Any], change: Change = Change.SAID) -> Receipt:
    """Proof that it stands."""
    made = parcel(repository, one, change, answers_us=False, colleague=False)
    return Receipt(made.external_id, web(one.get("html_url")), made)
