"""Changing a reply and taking it back: each is looked at before it is done, and again when an answer was lost."""

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Parcel, Receipt, Refused, Uncertain
from earful.channels.mastodon import words
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.calls import NOT_FOUND, Call, Denied
from earful.channels.mastodon.composing import compose, essence
from earful.channels.mastodon.names import SNAC, lasting
from earful.channels.mastodon.parcels import removed
from earful.channels.mastodon.plain import plain
from earful.channels.mastodon.present import post
from earful.channels.mastodon.sending import receipt
from earful.channels.mastodon.tidy import listed, mapping
from earful.channels.mastodon.wire import unled
from earful.kit import clock

FORM = {"content-type": "application/x-www-form-urlencoded"}


async def amend(account: Account, amending: Amending) -> Receipt:
    """Put other words there, or other descriptions of its pictures; who reads it and whom it answers stays."""
    stands = await _stands(account, amending)
    if says := await _says(account, amending, stands):
        return says
    form = urlencode(_form(account, amending, stands)).encode()
    path = f"/api/v1/statuses/{amending.external_id}"
    try:
        found = mapping(
            await account.make(Call("PUT", path, content=form, headers=FORM, writing=True, text=amending.text))
        )
    except Denied as denied:
        raise Refused(words.NO_EDITS if denied.status == NOT_FOUND else denied.words) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    if lasting(found.get("id")) != amending.external_id or "content" not in found:
        raise Uncertain(words.CHANGE_LOST)
    return receipt(account, found)


async def amended(account: Account, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    return await _says(account, amending, await _stands(account, amending))


async def _stands(account: Account, amending: Amending) -> dict[str, Any]:
    stands = await post(account, amending.external_id)
    if stands is None:
        raise Gone(words.OURS_GONE)
    return stands


async def _says(account: Account, amending: Amending, stands: Mapping[str, Any]) -> Receipt | None:
    """Proof that it stands as wanted; None when it stands as before. Raises Elsewhere when it is neither.

    Servers change marks, links and white space in a text; where only those differ between the two, nobody can tell
    which of them stands, and saying it once more does no harm.
    """
    said = await _words(account, stands)
    before, after = (_sent(account, amending, text) for text in (amending.before, amending.text))
    if _bare(said) == _bare(after):
        is_after = True
    elif _bare(said) == _bare(before):
        is_after = False
    elif essence(said) not in {essence(before), essence(after)}:
        raise Elsewhere(words.CHANGED_ELSEWHERE)
    else:
        is_after = essence(said) == essence(after) != essence(before)
    return receipt(account, stands) if is_after and _alts(stands, amending) else None


async def _words(account: Account, stands: Mapping[str, Any]) -> str:
    """A post's own words as its server keeps them, for those that tell; else what it shows."""
    try:
        source = await account.get(f"/api/v1/statuses/{stands.get('id')}/source")
    except Denied:
        return unled(plain(str(stands.get("content") or "")).text)
    text = str(source.get("text") or "")
    return unled(html.unescape(text) if account.software == SNAC else text)


def _sent(account: Account, amending: Amending, text: str) -> str:
    return unled(compose(text, amending.parent_raw, account.us, account.software, amending.readers).text)


def _bare(text: str) -> str:
    return " ".join(text.split())


def _alts(stands: Mapping[str, Any], amending: Amending) -> bool:
    """Whether its pictures are described as wanted."""
    shown = tuple(str(one.get("description") or "") for one in listed(stands.get("media_attachments"), 16))
    return not amending.alts or shown == amending.alts or len(shown) != len(amending.alts)


def _form(account: Account, amending: Amending, stands: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The whole post anew: what is left out would be taken from it."""
    letter = compose(amending.text, amending.parent_raw, account.us, account.software, amending.readers)
    text = html.escape(letter.text, quote=False) if account.software == SNAC else letter.text
    form = [("status", text), ("content_type", "text/plain")]
    if stands.get("language"):
        form.append(("language", str(stands["language"])))
    if letter.warning:
        form += [("spoiler_text", letter.warning), ("sensitive", "true")]
    media = [str(one.get("id")) for one in listed(stands.get("media_attachments"), 16)]
    form += [("media_ids[]", name) for name in media]
    if amending.alts and len(amending.alts) == len(media):
        for name, alt in zip(media, amending.alts, strict=True):  # in pairs: the server begins anew with each name
            form += [("media_attributes[][id]", name), ("media_attributes[][description]", alt)]
    return form


async def withdraw(account: Account, name: str) -> Parcel:
    """Delete it, with its pictures."""
    call = Call("DELETE", f"/api/v1/statuses/{name}", {"delete_media": "true"}, writing=True)
    try:
        await account.make(call)
    except Denied as denied:
        if denied.status != NOT_FOUND:
            raise
        if (gone := await withdrawn(account, name)) is None:  # it stands there: this server has no such call
            raise Refused(words.NO_DELETES) from denied
        return gone
    except Uncertain as uncertain:
        raise Uncertain(words.DELETE_LOST) from uncertain
    return removed(name, clock.now())


async def withdrawn(account: Account, name: str) -> Parcel | None:
    """Whether it is gone. A server that answers "not found" to everything has lost its way, not its posts."""
    if await post(account, name) is not None:
        return None
    await account.get("/api/v1/accounts/verify_credentials")
    return removed(name, clock.now())
