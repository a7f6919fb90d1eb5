"""Sending a reply once: with a key the server remembers for an hour, and by looking where it does not."""

import html
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from earful.channels.contract import Failure, Json, Outbound, Receipt, Refused, Uncertain, Why
from earful.channels.mastodon import words
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.calls import NOT_FOUND, Call, Denied
from earful.channels.mastodon.composing import Letter, compose, essence, wider
from earful.channels.mastodon.names import SNAC, lasting, person_of
from earful.channels.mastodon.parcels import parcel
from earful.channels.mastodon.plain import plain
from earful.channels.mastodon.present import context, post
from earful.channels.mastodon.tidy import mapping, time_of, web
from earful.channels.mastodon.uploads import upload
from earful.channels.mastodon.wire import unled
from earful.channels.privately import Privately

SKEW = timedelta(minutes=5)  # a server's clock may be behind ours
PAGE, PAGES = 40, 5


async def send(account: Account, outbound: Outbound) -> Receipt:
    """Post the reply. Everything before the last call leaves nothing to be seen, so only that can be uncertain."""
    if lasting(outbound.parent_raw.get("id")) != outbound.parent_id or not outbound.parent_raw.get("account"):
        raise Refused(words.NO_PARENT)
    if account.is_mastodon:  # it knows our key again
        if await post(account, outbound.parent_id) is None:
            raise Refused(words.GONE)
    elif standing := await find(account, outbound):
        return standing
    letter = _letter(account, outbound)
    media = [await upload(account, picture) for picture in outbound.uploads]
    return await _post(account, outbound, letter, media)


def _letter(account: Account, outbound: Outbound) -> Letter:
    return compose(outbound.text, outbound.parent_raw, account.us, account.software, outbound.readers)


async def privately(account: Account, parent: Json) -> Privately:
    """Whether the author of a post can be written to alone: they have not blocked us, as far as our server knows."""
    who = lasting(mapping(parent.get("account")).get("id"))
    if not who:
        return Privately(False, words.NO_PARENT)
    call = Call("GET", "/api/v1/accounts/relationships", {"id[]": who})
    try:
        found = await account.make(call)
    except Denied:
        found = []  # some kin do not say; what they would not deliver they refuse
    relation = mapping(found[0]) if isinstance(found, list) and found else {}
    if relation.get("blocked_by") is True or relation.get("domain_blocking") is True:
        return Privately(False, words.BLOCKED)
    return Privately(True, f"{words.REQUESTS} {words.AT_ITS_ADDRESS}" if account.software == SNAC else words.REQUESTS)


async def _post(account: Account, outbound: Outbound, letter: Letter, media: list[str]) -> Receipt:
    form: dict[str, Any] = {
        # snac2 takes any text for HTML; others are told that it is none.
        "status": html.escape(letter.text, quote=False) if account.software == SNAC else letter.text,
        "content_type": "text/plain",
        "in_reply_to_id": outbound.parent_id,
        "visibility": letter.visibility,
        "language": outbound.languages[0] if outbound.languages else None,
    }
    if letter.warning:
        form |= {"spoiler_text": letter.warning, "sensitive": "true"}
    if media:
        form["media_ids[]"] = media
    key = {"idempotency-key": outbound.key}
    call = Call("POST", "/api/v1/statuses", form=form, headers=key, writing=True, text=outbound.text)
    try:
        found = mapping(await account.make(call))
    except Denied as denied:
        raise Refused(words.GONE if denied.status == NOT_FOUND else denied.words) from denied
    if not lasting(found.get("id")) or "content" not in found:
        raise Uncertain(words.LOST)
    if wider(found.get("visibility"), letter.visibility):
        raise Refused(await _taken_back(account, str(lasting(found.get("id")))))
    return receipt(account, found)


async def _taken_back(account: Account, name: str) -> str:
    """Remove what should have been private and was not: the sentence that says how that went."""
    try:
        await account.make(Call("DELETE", f"/api/v1/statuses/{name}"))
    except Failure:
        return words.WIDER_STILL
    return words.WIDER


async def find(account: Account, outbound: Outbound) -> Receipt | None:
    """The reply as it stands below its parent or among our posts; None: it is certainly not there.

    No server tells which of our keys a post was sent with. So it is known by its parent, its words and its time, and
    by not being one of those `outbound.known` accounts for.
    """
    try:
        _, below = await context(account, outbound.parent_id)
    except Denied as denied:
        if denied.status != NOT_FOUND:
            raise
        below = []
    for status in (*below, *await _recent(account, outbound)):
        if _is_it(account, outbound, status):
            return receipt(account, status)
    return None


async def _recent(account: Account, outbound: Outbound) -> list[dict[str, Any]]:
    """Our own posts since the reply was written, newest first."""
    found: list[dict[str, Any]] = []
    older: str | None = None
    for _ in range(PAGES):
        page = await account.page(
            f"/api/v1/accounts/{account.id}/statuses", limit=PAGE, exclude_reblogs="true", max_id=older
        )
        found += page.items
        times = [time for item in page.items if (time := time_of(item.get("created_at")))]
        older = page.older
        if not page.items or older is None or (times and min(times) < outbound.created_at - SKEW):
            break
    return found


def _is_it(account: Account, outbound: Outbound, status: Mapping[str, Any]) -> bool:
    home = account.us.handle.rpartition("@")[2]
    if person_of(mapping(status.get("account")), home) != account.us.external_id:
        return False
    name, said_at = lasting(status.get("id")), time_of(status.get("created_at"))
    if name in outbound.known or lasting(status.get("in_reply_to_id")) != outbound.parent_id:
        return False
    if said_at is None or said_at < outbound.created_at - SKEW:
        return False
    sent = _letter(account, outbound).text
    said = (plain(str(status.get(name) or "")).text for name in ("content", "text"))  # shown, and as snac2 keeps it
    return essence(unled(sent)) in {essence(unled(text)) for text in said}


def receipt(account: Account, status: Mapping[str, Any]) -> Receipt:
    """Proof that a post of ours stands as it is shown."""
    made = parcel(account, status, Why.OWN)
    return Receipt(made.external_id, web(status.get("url")) or web(status.get("uri")), made)
