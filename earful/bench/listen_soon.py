"""From a post to an item: frames shaped as Jetstream's come a thousand a second, and what fits is stored in the ledger.

The frames come from memory, at the moment each is due; there is no socket. The time is counted from that moment to the
end of the transaction that stored the item and the job that will read it.
"""

import json
import sys
import time
from typing import Any

from tqdm import tqdm

from earful import flow
from earful.accounts.actions import connect
from earful.bench.listen_world import World, posts
from earful.channels.contract import Batch, Connected, Parcel, Us
from earful.intake.models import Item
from earful.listening.matching import Matcher, Post
from earful.listening.tree import Node
from earful.staff.actions import open_workspace

RATE = 1000  # posts a second


def frame(number: int, post: Post) -> str:
    """As Jetstream sends a new post."""
    record = {"$type": "app.bsky.feed.post", "text": post.text, "langs": list(post.languages), "createdAt": "2026-11-29T08:00:00Z"}  # fmt: skip
    commit = {"rev": "3k", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"k{number}", "record": record, "cid": f"c{number}"}  # fmt: skip
    return json.dumps({"did": f"did:plc:{post.author}", "time_us": number, "kind": "commit", "commit": commit})


def soon(there: World, asked: list[tuple[int, Node]], seconds: int) -> dict[str, Any]:
    """Milliseconds, and how many became items."""
    account = connect(open_workspace("Bench").workspace, "sandbox", Connected(Us("us", "northwind.test"), "Northwind"))
    matcher = Matcher(asked)
    frames = [
        frame(number, post) for number, post in enumerate(post for lot in posts(there, seconds * RATE) for post in lot)
    ]
    took: list[float] = []
    begun, place = time.perf_counter(), 0
    with tqdm(total=len(frames), desc="to items", file=sys.stderr, disable=None) as bar:
        while place < len(frames):
            due = min(int((time.perf_counter() - begun) * RATE), len(frames))
            if due <= place:
                time.sleep(0.002)
                continue
            fitting = [(at, parcel) for at in range(place, due) if (parcel := _parcel(matcher, at, frames[at]))]
            if fitting:
                flow.arrive(account, Batch(tuple(parcel for _, parcel in fitting)))
                now = time.perf_counter() - begun
                took += [1000 * (now - at / RATE) for at, _ in fitting]
            bar.update(due - place)
            place = due
    took.sort()
    stored = Item.objects.filter(account=account).count()
    if stored != len(took):
        raise SystemExit(f"{len(took)} posts fitted and {stored} items are stored.")
    at = {"median_ms": took[len(took) // 2], "p99_ms": took[int(len(took) * 0.99)], "most_ms": took[-1]}
    return {"posts_per_s": RATE, "seconds": seconds, "items": stored, **{name: round(ms, 1) for name, ms in at.items()}}


def _parcel(matcher: Matcher, number: int, line: str) -> Parcel | None:
    told = json.loads(line)
    record = told["commit"]["record"]
    post = Post(record["text"], told["did"].removeprefix("did:plc:"), tuple(record["langs"]))
    return Parcel(f"at://{told['did']}/{number}", told["commit"]["cid"], told) if matcher.match(post) else None
