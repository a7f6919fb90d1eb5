"""What a real PDS tells everybody (com.atproto.sync.subscribeRepos), said on as Jetstream says it.

Jetstream itself is no part of the network that the tests start; it does the same: unpack each commit, say each record in
it as JSON. The client that unpacks here is MarshalX's, so that nothing of ours reads what is ours to read.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from atproto import CAR, models
from atproto_firehose import parse_subscribe_repos_message
from atproto_subscription.frames import Frame, MessageFrame
from fake_jetstream import FakeJetstream
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

NEVER: Any = None  # people speak on the real network


@contextmanager
def jetstream_of(pds: str) -> Iterator[FakeJetstream]:
    """A stream of everything that is posted on a server, from now on."""
    stream = FakeJetstream(NEVER)
    with connect(f"{pds.replace('http', 'ws', 1)}/xrpc/com.atproto.sync.subscribeRepos", proxy=None) as wire:

        def listen() -> None:
            try:
                for frame in wire:
                    _say_on(stream, frame)
            except ConnectionClosed:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield stream
        finally:
            wire.close()
            thread.join(10)
            stream.close()


def _say_on(stream: FakeJetstream, said_there: Any) -> None:
    frame = Frame.from_bytes(said_there)
    if not isinstance(frame, MessageFrame):
        return
    message = parse_subscribe_repos_message(frame)
    if not isinstance(message, models.ComAtprotoSyncSubscribeRepos.Commit):
        stream.say({"kind": "identity", "did": getattr(message, "did", "")})
        return
    blocks = CAR.from_bytes(message.blocks).blocks if message.blocks else {}
    for op in message.ops:
        collection, rkey = op.path.split("/")
        if collection != models.ids.AppBskyFeedPost:
            continue
        said: dict[str, Any] = {"rev": message.rev, "operation": op.action, "collection": collection, "rkey": rkey}
        if op.cid is not None:
            said |= {"record": json.loads(json.dumps(blocks[op.cid], default=str)), "cid": str(op.cid)}
        stream.say({"did": message.repo, "kind": "commit", "commit": said}, time.time_ns() // 1000)
