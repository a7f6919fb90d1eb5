"""Changing a comment and taking it back: each is looked at before it is done, and again when an answer was lost."""

from collections.abc import Mapping
from typing import Any

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Change, Parcel, Receipt, Refused, Uncertain
from earful.channels.github import talking, words
from earful.channels.github.calls import AWAY, Denied, Hub
from earful.channels.github.parcels import MARK, Spot, place_of, removed, spot, unmarked
from earful.channels.github.reading import one
from earful.channels.github.sending import receipt
from earful.channels.markdown import essence, visible
from earful.channels.payloads import mapping
from earful.kit import clock


async def amend(hub: Hub, amending: Amending) -> Receipt:
    """Put other words there; the mark stays."""
    where, stands = await _stands(hub, amending.external_id)
    if says := _says(where, stands, amending):
        return says
    mark = MARK.search(str(stands.get("body")))
    text = f"{visible(amending.text)}{mark[0] if mark else ''}"
    try:
        made = await _update(hub, where, text)
    except Denied as denied:
        raise (Gone(words.OURS_GONE) if denied.status in AWAY else Refused(words.NO_RIGHT)) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    if place_of(where.repository, made) != where:
        raise Uncertain(words.CHANGE_LOST)
    return receipt(where.repository, made, Change.EDITED)


async def _update(hub: Hub, where: Spot, text: str) -> Mapping[str, Any]:
    if where.talk:
        return await talking.update(hub, where, text)
    return mapping(await hub.order("PATCH", _path(hub, where), {"body": text}))


async def amended(hub: Hub, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    where, stands = await _stands(hub, amending.external_id)
    return _says(where, stands, amending)


async def _stands(hub: Hub, name: str) -> tuple[Spot, Mapping[str, Any]]:
    where = spot(name)
    if where is None or where.comment is None:
        raise Refused(words.NOT_OURS)
    found = await one(hub, where)
    if found is None:
        raise Gone(words.OURS_GONE)
    return where, found


def _path(hub: Hub, where: Spot) -> str:
    return f"/repos/{hub.named(where.repository)}/issues/comments/{where.comment}"


def _says(where: Spot, stands: Mapping[str, Any], amending: Amending) -> Receipt | None:
    """Proof that it stands as wanted; None when it stands as before. Raises Elsewhere when it is neither."""
    said = essence(unmarked(stands.get("body")))
    if said == essence(visible(amending.text)):
        return receipt(where.repository, stands, Change.EDITED)
    if said != essence(visible(amending.before)):
        raise Elsewhere(words.ELSEWHERE)
    return None


async def withdraw(hub: Hub, name: str) -> Parcel:
    """Delete it."""
    try:
        where, _ = await _stands(hub, name)
        await (talking.delete(hub, where) if where.talk else hub.order("DELETE", _path(hub, where)))
    except Gone:
        return removed(name, clock.now())
    except Denied as denied:
        if denied.status not in AWAY:
            raise Refused(words.NO_RIGHT) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    return removed(name, clock.now())


async def withdrawn(hub: Hub, name: str) -> Parcel | None:
    """Whether it is gone."""
    where = spot(name)
    return removed(name, clock.now()) if where is None or await one(hub, where) is None else None
