"""Sending a reply once: the same outbound always goes to the same place in our repository."""

from collections.abc import Mapping
from typing import Any

from earful.channels.bluesky import parcels, words
from earful.channels.bluesky.facets import facets, spans
from earful.channels.bluesky.reading import posts
from earful.channels.bluesky.session import SignedIn
from earful.channels.bluesky.tid import tid
from earful.channels.bluesky.wire import POST, PROFILE, mapping
from earful.channels.bluesky.xrpc import Call, Denied
from earful.channels.contract import Outbound, Receipt, Refused, Uncertain, Upload

IMAGES = "app.bsky.embed.images"
LANGUAGES = 3


async def send(account: SignedIn, outbound: Outbound) -> Receipt:
    """Post the reply. Everything before the last call leaves nothing to be seen, so only that can be uncertain."""
    reply = reply_to(outbound)
    await _may_reply(account, outbound.parent_id)
    text = parcels.well_formed(outbound.text)
    record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": _stamp(outbound), "reply": reply}
    if outbound.languages:
        record["langs"] = list(outbound.languages[:LANGUAGES])
    if found := facets(text, await _people(account, text)):
        record["facets"] = found
    if outbound.uploads:
        record["embed"] = {"$type": IMAGES, "images": [await _image(account, upload) for upload in outbound.uploads]}
    return await _put(account, outbound, record)


async def find(account: SignedIn, outbound: Outbound) -> Receipt | None:
    """The reply as it stands in our repository; None: it is certainly not there."""
    place = {"repo": account.us.external_id, "collection": POST, "rkey": _rkey(outbound)}
    try:
        found = await account.query("com.atproto.repo.getRecord", **place)
    except Denied as denied:
        if denied.name in ("RecordNotFound", "NotFound"):
            return None
        raise
    record = mapping(found.get("value"))
    ours = record.get("createdAt") == _stamp(outbound) and record.get("text") == parcels.well_formed(outbound.text)
    return _receipt(account, str(found.get("uri")), str(found.get("cid")), record) if ours else None


def reply_to(outbound: Outbound) -> dict[str, dict[str, str]]:
    """The references a reply needs, from the stored payload of the post it answers. Raises Refused."""
    parent = _ref(outbound.parent_raw)
    if not parent or parent["uri"] != outbound.parent_id:
        raise Refused(words.NO_PARENT)
    above = mapping(mapping(outbound.parent_raw.get("record")).get("reply"))
    return {"root": _ref(mapping(above.get("root"))) or parent, "parent": parent}


def _ref(thing: Mapping[str, Any]) -> dict[str, str] | None:
    uri, cid = thing.get("uri"), thing.get("cid")
    return {"uri": str(uri), "cid": cid} if parcels.parts_of(uri) and isinstance(cid, str) and cid else None


def _stamp(outbound: Outbound) -> str:
    return outbound.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rkey(outbound: Outbound) -> str:
    return tid(outbound.created_at, outbound.key)


async def _may_reply(account: SignedIn, uri: str) -> None:
    """Our own server takes any reply, and the network then hides it: look before, so that nobody is told it was sent."""
    view = (await posts(account, [uri])).get(uri)
    if view is None:
        raise Refused(words.GONE)
    if mapping(view.get("viewer")).get("replyDisabled") is True:
        raise Refused(words.CLOSED)


async def _people(account: SignedIn, text: str) -> dict[str, str]:
    """The DIDs of the handles in a text; a handle nobody has stays plain words."""
    known: dict[str, str] = {}
    for handle in dict.fromkeys(span.target for span in spans(text) if span.kind == "mention"):
        try:
            found = await account.query("com.atproto.identity.resolveHandle", handle=handle)
        except Denied:
            continue
        if isinstance(did := found.get("did"), str):
            known[handle] = did
    return known


async def _image(account: SignedIn, upload: Upload) -> dict[str, Any]:
    call = Call("POST", "com.atproto.repo.uploadBlob", content=upload.content, mime=upload.mime)
    blob = (await account.make(call)).get("blob")
    if not isinstance(blob, dict):
        raise Refused(words.STRANGE)
    ratio = {"width": upload.width, "height": upload.height}
    return {"alt": parcels.well_formed(upload.alt), "image": blob, "aspectRatio": ratio}


async def _put(account: SignedIn, outbound: Outbound, record: dict[str, Any]) -> Receipt:
    # swapRecord null: put it only where nothing stands. The very same record there already is answered like a first put.
    place = {"repo": account.us.external_id, "collection": POST, "rkey": _rkey(outbound)}
    call = Call(
        "POST", "com.atproto.repo.putRecord", json={**place, "record": record, "swapRecord": None}, writing=True
    )
    try:
        answer = await account.make(call)
    except Denied as denied:
        if denied.name != "InvalidSwap":
            raise
        stands = await find(account, outbound)
        if stands is None:
            raise Refused(words.TAKEN) from denied
        return stands
    uri, cid = answer.get("uri"), answer.get("cid")
    if not parcels.parts_of(uri) or not isinstance(cid, str):
        raise Uncertain(words.LOST)
    return _receipt(account, str(uri), cid, record)


def _receipt(account: SignedIn, uri: str, cid: str, record: Mapping[str, Any]) -> Receipt:
    url = f"{PROFILE}{account.us.external_id}/post/{uri.rsplit('/', 1)[-1]}"
    return Receipt(uri, url, parcels.own(uri, cid, dict(record), account.us, account.pds))
