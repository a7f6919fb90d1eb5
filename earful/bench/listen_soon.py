"""From a post to an item: frames shaped as Jetstream's come a thousand a second, and what fits is stored in the ledger.

The frames come from memory, at the moment each is due, and are taken together as the reader of a stream does; there is no
socket, and nobody is asked for the names of authors. The time is counted from that moment to the end of the transaction
that stored the item and the job that will read it.
"""

import json
import sys
import time
from typing import Any

from tqdm import tqdm

from earful.accounts.actions import connect
from earful.accounts.models import Account
from earful.bench.listen_world import World, posts
from earful.channels.bluesky import jetstream
from earful.channels.contract import Connected, Us
from earful.cli.stream import SOON
from earful.intake.models import Item
from earful.kit import clock
from earful.listening import searching
from earful.listening.matching import Post
from earful.listening.models import Query, Source
from earful.listening.rules import printed
from earful.listening.tree import Node
from earful.staff.actions import open_workspace
from earful.staff.models import Agent
from earful.streaming import Listener

RATE = 1000  # posts a second
READER, RENEWED = "bench", 2.0  # seconds after which it says again that it reads


def frame(number: int, post: Post) -> str:
    """As Jetstream sends a new post."""
    record = {"$type": "app.bsky.feed.post", "text": post.text, "langs": list(post.languages), "createdAt": "2026-11-29T08:00:00Z"}  # fmt: skip
    commit = {"rev": "3k", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"k{number}", "record": record, "cid": f"c{number}"}  # fmt: skip
    return json.dumps({"did": f"did:plc:{post.author}", "time_us": number + 1, "kind": "commit", "commit": commit})


def soon(there: World, asked: list[tuple[int, Node]], seconds: int) -> dict[str, Any]:
    """Milliseconds, and how many became items."""
    listener, account = _listener(asked)
    frames = [
        frame(number, post) for number, post in enumerate(post for lot in posts(there, seconds * RATE) for post in lot)
    ]
    listener.hits([])  # reads and compiles the queries, as it has when the stream begins
    took: list[float] = []
    begun, place = time.perf_counter(), 0
    held = begun
    with tqdm(total=len(frames), desc="to items", file=sys.stderr, disable=None) as bar:
        while place < len(frames):
            due = min(int((time.perf_counter() - begun) * RATE), len(frames))
            if due - place < min(SOON * RATE, len(frames) - place):
                time.sleep(0.002)
                continue
            if time.perf_counter() - held > RENEWED:  # as the process that listens does it
                searching.hold(READER)
                held = time.perf_counter()
            said = [one for one in map(jetstream.told, frames[place:due]) if one is not None]
            hits = listener.hits(said)
            listener.take(hits, said[-1].at)
            now = time.perf_counter() - begun
            took += [1000 * (now - _number(parcel.external_id) / RATE) for hit in hits for parcel in hit.new]
            bar.update(due - place)
            place = due
    took.sort()
    stored = Item.objects.filter(account=account).count()
    if stored != len(took):
        raise SystemExit(f"{len(took)} posts fitted and {stored} items are stored.")
    at = {"median_ms": took[len(took) // 2], "p99_ms": took[int(len(took) * 0.99)], "most_ms": took[-1]}
    return {"posts_per_s": RATE, "seconds": seconds, "items": stored, **{name: round(ms, 1) for name, ms in at.items()}}


def _number(uri: str) -> int:
    return int(uri.rpartition("/k")[2])


def _listener(asked: list[tuple[int, Node]]) -> tuple[Listener, Account]:
    """A workspace that listens for all of it on a stream, and whoever reads that stream."""
    opened = open_workspace("Bench")
    account = connect(opened.workspace, "bluesky", Connected(Us("did:plc:us", "northwind.test"), "Northwind"))
    by = Agent.objects.get(workspace=opened.workspace)
    known = {
        "workspace": opened.workspace,
        "made_by": by,
        "made_at": clock.now(),
        "changed_by": by,
        "changed_at": clock.now(),
    }
    Query.objects.bulk_create(
        [Query(name=f"Query {number}", text=printed(node), **known) for number, node in asked], 500
    )
    searching.switch(account, Source.Way.STREAM, by, on=True)
    return Listener(READER, searching.hold(READER)), account
