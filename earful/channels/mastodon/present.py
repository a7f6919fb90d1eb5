"""The present state of posts we know: changed, gone, and what stands around them."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

from earful.channels.contract import Batch, Parcel, Refused, Retry, Why
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.calls import NOT_FOUND, Call, Denied, understand
from earful.channels.mastodon.names import lasting, person_of
from earful.channels.mastodon.parcels import parcel, removed
from earful.channels.mastodon.tidy import listed, mapping
from earful.kit import clock
from earful.kit.transport import Response

AT_ONCE = 20
AROUND = 5000
REFRESH = re.compile(r'id="([A-Za-z0-9_=-]{1,500})"')
FETCHING, PATIENCE = 2, 1.5  # looks at a server that is fetching a thread from afar, and seconds between them


async def check(account: Account, names: Sequence[str]) -> Batch:
    """Each post as it stands now; the ledger drops those it has in this version. At most AT_ONCE at a time."""
    if len(names) > AT_ONCE:
        raise ValueError(f"At most {AT_ONCE} posts at a time.")
    wanted = [name for name in dict.fromkeys(names) if lasting(name) == name]
    found = await _many(account, wanted) if account.is_mastodon else {}
    gone = []
    for name in wanted:
        if name not in found:
            if (status := await post(account, name)) is None:
                gone.append(name)
            else:
                found[name] = parcel(account, status)
    if gone:  # a server that answers "not found" to everything has lost its way, not its posts
        await account.get("/api/v1/accounts/verify_credentials")
    return Batch((*found.values(), *(removed(name, clock.now()) for name in gone)))


async def post(account: Account, name: str) -> dict[str, Any] | None:
    """One post; None when it is not there for us."""
    try:
        return await account.get(f"/api/v1/statuses/{name}")
    except Denied as denied:
        if denied.status == NOT_FOUND:
            return None
        raise


async def _many(account: Account, names: Sequence[str]) -> dict[str, Parcel]:
    """Several posts at once, where the server can (Mastodon 4.3); the rest is asked for one by one."""
    if not names:
        return {}
    try:
        page = await account.page("/api/v1/statuses", **{"id[]": list(names)})
    except Denied:
        return {}
    made = (parcel(account, status) for status in page.items)
    return {one.external_id: one for one in made if one.external_id in names}


async def thread(account: Account, name: str) -> Batch:
    """The posts above one post, itself, and the answers below it; what is far away is fetched first, if the server can."""
    if lasting(name) != name:
        return Batch()
    itself = await post(account, name)
    if itself is None:
        return Batch()
    above, below = await context(account, name, patient=True)
    line = [*above, itself]
    root = lasting(line[0].get("id")) if not line[0].get("in_reply_to_id") else None
    found: dict[str, Parcel] = {}
    for status in (*line, *below):
        one = parcel(account, status, _why(account, status), root)
        if one.external_id != root:
            found.setdefault(one.external_id, one)
        else:
            found.setdefault(one.external_id, parcel(account, status, _why(account, status)))
    return Batch(tuple(found.values()))


def _why(account: Account, status: Mapping[str, Any]) -> Why:
    author = person_of(mapping(status.get("account")), account.us.handle.rpartition("@")[2])
    return Why.OWN if author == account.us.external_id else Why.CONTEXT


async def context(
    account: Account, name: str, *, patient: bool = False
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What stands above and below a post. Raises Denied with status 404 when it is gone."""
    call = Call("GET", f"/api/v1/statuses/{name}/context")
    answer = await account.answer(call)
    found = mapping(understand(answer, call))
    if patient and await _fetched(account, answer):
        found = mapping(await account.make(call))
    return _posts(found.get("ancestors")), _posts(found.get("descendants"))


def _posts(value: object) -> list[dict[str, Any]]:
    return [dict(status) for status in listed(value, AROUND) if status.get("id")]


async def _fetched(account: Account, answer: Response) -> bool:
    """Whether the server went to fetch answers from other servers (Mastodon 4.5 says so in a header), and has them."""
    going = REFRESH.search(answer.headers.get("mastodon-async-refresh", ""))
    if not going:
        return False
    for _ in range(FETCHING):
        await asyncio.sleep(PATIENCE)
        try:
            state = await account.get(f"/api/v1_alpha/async_refreshes/{going[1]}")
        except (Refused, Retry):
            return True
        if mapping(state.get("async_refresh")).get("status") == "finished":
            return True
    return True
