"""Changing an answer and taking it back: each is looked at before it is done, and again when an answer was lost."""

from collections.abc import Mapping
from typing import Any

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Change, Parcel, Receipt, Refused, Uncertain
from earful.channels.discourse import words
from earful.channels.discourse.calls import Denied, Forum
from earful.channels.discourse.parcels import name_of, parts, removed
from earful.channels.discourse.reading import one
from earful.channels.discourse.sending import receipt
from earful.channels.markdown import essence, visible
from earful.channels.payloads import mapping, number
from earful.kit import clock

CONFLICT, NOT_FOUND = 409, 404


async def amend(forum: Forum, amending: Amending) -> Receipt:
    """Put other words there."""
    stands = await _stands(forum, amending)
    if says := _says(forum, stands, amending):
        return says
    fields = {"post": {"raw": visible(amending.text), "original_text": stands.get("raw")}}
    try:
        told = mapping(await forum.order("PUT", f"/posts/{number(stands.get('id'))}.json", fields))
    except Denied as denied:
        if denied.status == CONFLICT:
            raise Elsewhere(words.ELSEWHERE) from denied
        raise Refused(words.NO_CHANGE) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    post = mapping(told.get("post"))
    if name_of(post) != amending.external_id or not isinstance(post.get("raw"), str):
        raise Uncertain(words.CHANGE_LOST)
    return receipt(forum, post, Change.EDITED)


async def amended(forum: Forum, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    return _says(forum, await _stands(forum, amending), amending)


async def _stands(forum: Forum, amending: Amending) -> Mapping[str, Any]:
    found = await one(forum, amending.external_id)
    if found is None:
        raise Gone(words.OURS_GONE)
    return found


def _says(forum: Forum, stands: Mapping[str, Any], amending: Amending) -> Receipt | None:
    """Proof that it stands as wanted; None when it stands as before. Raises Elsewhere when it is neither."""
    said = essence(str(stands.get("raw")))
    if said == essence(visible(amending.text)):
        return receipt(forum, stands, Change.EDITED)
    if said != essence(visible(amending.before)):
        raise Elsewhere(words.ELSEWHERE)
    return None


async def withdraw(forum: Forum, name: str) -> Parcel:
    """Delete it."""
    if parts(name) is None:
        raise Refused(words.NOT_OURS)
    stands = await one(forum, name)
    if stands is not None:
        try:
            await forum.order("DELETE", f"/posts/{number(stands.get('id'))}.json")
        except Denied as denied:
            if denied.status != NOT_FOUND:
                raise Refused(words.NO_CHANGE) from denied
        except Uncertain as uncertain:
            raise Uncertain(words.CHANGE_LOST) from uncertain
    return removed(name, clock.now())


async def withdrawn(forum: Forum, name: str) -> Parcel | None:
    """Whether it is gone."""
    return removed(name, clock.now()) if await one(forum, name) is None else None
