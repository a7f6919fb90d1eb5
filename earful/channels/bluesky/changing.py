"""Taking a reply back. There is no changing one: notes.md says why."""

from earful.channels.bluesky import parcels, words
from earful.channels.bluesky.session import SignedIn
from earful.channels.bluesky.wire import POST
from earful.channels.bluesky.xrpc import Call, Denied
from earful.channels.contract import Parcel, Refused, Uncertain
from earful.kit import clock


async def withdraw(account: SignedIn, uri: str) -> Parcel:
    """Delete it from our repository; deleting what is not there is answered in the same way."""
    call = Call("POST", "com.atproto.repo.deleteRecord", json=_place(account, uri), writing=True)
    try:
        await account.make(call)
    except Uncertain as uncertain:
        raise Uncertain(words.DELETE_LOST) from uncertain
    return parcels.removed(uri, clock.now())


async def withdrawn(account: SignedIn, uri: str) -> Parcel | None:
    """Whether it is gone from our repository, which is what the whole network follows."""
    try:
        await account.query("com.atproto.repo.getRecord", **_place(account, uri))
    except Denied as denied:
        if denied.name in ("RecordNotFound", "NotFound"):
            return parcels.removed(uri, clock.now())
        raise
    return None


def _place(account: SignedIn, uri: str) -> dict[str, str]:
    did, collection, rkey = parcels.parts_of(uri) or ("", "", "")
    if did != account.us.external_id or collection != POST:
        raise Refused(words.NOT_OURS)
    return {"repo": did, "collection": collection, "rkey": rkey}
