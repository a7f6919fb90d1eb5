"""The present state of posts we know: changed, gone, and what stands around them."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from earful.channels.bluesky import parcels
from earful.channels.bluesky.reading import AT_ONCE, posts
from earful.channels.bluesky.session import SignedIn, home
from earful.channels.bluesky.wire import concerns, mapping
from earful.channels.bluesky.xrpc import Call, Denied, body_of, exchange, understand
from earful.channels.contract import Batch, Change, Parcel, Refused, Retry, Us, Why
from earful.kit import clock
from earful.kit.transport import TransportError

ABOVE, BELOW = 80, 20
HEARD = 4  # Bluesky tells us of answers to answers, so many steps below our own words


async def check(account: SignedIn, uris: Sequence[str]) -> Batch:
    """Each post as it stands now; the ledger drops those it has in this version. At most AT_ONCE at a time."""
    if len(uris) > AT_ONCE:
        raise ValueError(f"At most {AT_ONCE} posts at a time.")
    seen = await posts(account, uris)
    found = [parcels.parcel(view, Change.EDITED) for view in seen.values()]
    missing = [uri for uri in dict.fromkeys(uris) if uri not in seen and parcels.parts_of(uri)]
    gone = [parcels.removed(uri, clock.now()) for uri in missing if await _gone(account, uri)]
    return Batch((*found, *gone))


async def _gone(account: SignedIn, uri: str) -> bool:
    """Whether a post that is not shown to us is gone, and not merely hidden from us by a block."""
    did, collection, rkey = parcels.parts_of(uri) or ("", "", "")
    place = Call("GET", "com.atproto.repo.getRecord", {"repo": did, "collection": collection, "rkey": rkey})
    server = account.pds if did == account.us.external_id else await _home_of(account, did)
    try:
        if server:
            understand(await exchange(account.transport, server, place))
            return False
    except Denied:
        return True
    except (Refused, Retry):
        pass  # the author's own server cannot be asked: Bluesky's copy decides
    try:
        await account.make(place)
    except Denied:
        return True
    return False


async def _home_of(account: SignedIn, did: str) -> str | None:
    """The server where a person's posts live; None when nobody says."""
    method, name = did.removeprefix("did:").split(":", 1)
    if method == "plc":
        address = f"{account.directory}/{quote(did)}"
    elif method == "web" and ":" not in name and "%" not in name:
        address = f"https://{name}/.well-known/did.json"
    else:
        return None
    try:
        answer = await account.transport.request("GET", address, timeout=10)
    except TransportError:
        return None
    return home(body_of(answer), plain=account.pds.startswith("http://")) if answer.ok else None


async def thread(account: SignedIn, uri: str) -> Batch:
    """The posts above one post and the answers below it."""
    try:
        answer = await account.query("app.bsky.feed.getPostThread", uri=uri, depth=BELOW, parentHeight=ABOVE)
    except Denied as denied:
        if denied.name == "NotFound":
            return Batch()
        raise
    return Batch(tuple(flat(mapping(answer.get("thread")), account.us)))


def flat(anchor: Mapping[str, Any], us: Us) -> Iterator[Parcel]:
    """A tree of views as parcels, from the top down; what is blocked or gone is left out."""
    line = [anchor]
    while parent := mapping(line[-1].get("parent")):
        line.append(parent)
    since_ours = HEARD + 1  # steps since our own words
    for node in reversed(line[1:]):
        since_ours = yield from _node(node, us, since_ours)
    waiting = [(anchor, since_ours)]
    while waiting:
        node, since = waiting.pop()
        following = yield from _node(node, us, since)
        replies = node.get("replies")
        below = [mapping(reply) for reply in replies] if isinstance(replies, list) else []
        waiting.extend((reply, following) for reply in reversed(below))


def _node(node: Mapping[str, Any], us: Us, since_ours: int) -> Generator[Parcel, None, int]:
    view = mapping(node.get("post"))
    parts = parcels.parts_of(view.get("uri"))
    record = mapping(view.get("record"))
    if not parts or not record:
        return since_ours + 1
    if parts[0] == us.external_id:
        yield parcels.parcel(view, Change.SAID, Why.OWN)
        return 1
    near = Why.REPLY if since_ours <= HEARD else Why.CONTEXT
    yield parcels.parcel(view, Change.SAID, concerns(record, us) or near)
    return since_ours + 1
