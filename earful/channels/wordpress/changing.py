"""Changing a comment of ours and taking it back: each is looked at before it is done, and again when an answer was lost."""

import html
from collections.abc import Mapping
from typing import Any

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Change, Parcel, Receipt, Refused, Uncertain, Us
from earful.channels.wordpress import words
from earful.channels.wordpress.calls import Denied, Site
from earful.channels.wordpress.parcels import number, removed
from earful.channels.wordpress.reading import COMMENTS, is_ours, named
from earful.channels.wordpress.sending import receipt
from earful.channels.wordpress.wire import essence, markup
from earful.kit import clock

GONE = (404, 410)


async def amend(site: Site, us: Us, amending: Amending) -> Receipt:
    """Put other words there."""
    stands = await _stands(site, us, amending.external_id)
    if says := _says(stands, amending):
        return says
    try:
        made = await site.post(f"{COMMENTS}/{amending.external_id}", {"content": markup(amending.text)})
    except Denied as denied:
        raise (Gone(words.OURS_GONE) if denied.status in GONE else Refused(words.NO_CHANGE)) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    if not isinstance(made, Mapping) or str(number(made.get("id"))) != amending.external_id:
        raise Uncertain(words.CHANGE_LOST)
    return receipt(made, Change.EDITED)


async def amended(site: Site, us: Us, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    return _says(await _stands(site, us, amending.external_id), amending)


async def withdraw(site: Site, us: Us, name: str) -> Parcel:
    """Put it into the blog's own bin, from which its moderators could take it again."""
    if not _number(name):
        raise Refused(words.NOT_OURS)
    if await _ours(site, us, name) is not None:
        try:
            await site.delete(f"{COMMENTS}/{name}")
        except Denied as denied:
            if denied.status not in GONE:
                raise Refused(words.NO_CHANGE) from denied
        except Uncertain as uncertain:
            raise Uncertain(words.CHANGE_LOST) from uncertain
    return removed(name, clock.now())


async def withdrawn(site: Site, us: Us, name: str) -> Parcel | None:
    """Whether it is gone."""
    if not _number(name):
        raise Refused(words.NOT_OURS)
    return removed(name, clock.now()) if await _ours(site, us, name) is None else None


async def _stands(site: Site, us: Us, name: str) -> Mapping[str, Any]:
    found = await _ours(site, us, name)
    if found is None:
        raise Gone(words.OURS_GONE)
    return found


async def _ours(site: Site, us: Us, name: str) -> Mapping[str, Any] | None:
    """The comment while it stands there. Raises Refused for one of somebody else's."""
    try:
        found = (await named(site, [_number(name)])).get(_number(name)) if _number(name) else None
    except Denied as denied:
        raise Refused(words.NO_RIGHT) from denied
    if found is not None and not is_ours(found, us):
        raise Refused(words.NOT_OURS)
    return found


def _number(name: str) -> int:
    return int(name) if name.isascii() and name.isdecimal() and len(name) < 19 else 0


def _says(stands: Mapping[str, Any], amending: Amending) -> Receipt | None:
    """Proof that it stands as wanted; None when it stands as before. Raises Elsewhere when it is neither."""
    content = stands.get("content")
    raw = content.get("raw") if isinstance(content, Mapping) else None
    said = essence(html.escape(html.unescape(raw), quote=False)) if isinstance(raw, str) else None
    if said == essence(markup(amending.text)):
        return receipt(stands, Change.EDITED)
    if said != essence(markup(amending.before)):
        raise Elsewhere(words.ELSEWHERE)
    return None
