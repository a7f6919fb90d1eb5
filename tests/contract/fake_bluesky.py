"""A Bluesky of our own on the loopback: one PDS, its AppView and the directory, as far as the adapter needs them.

It answers as the real programs were seen to answer (error names, paging that leaves out ties, hidden priority
setting, sort time chosen by authors), and makes trouble on demand.
"""

import base64
import hashlib
import itertools
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

POST = "app.bsky.feed.post"
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
DEEP = 5


class Refusal(Exception):
    def __init__(self, status: int, name: str, message: str = "") -> None:
        super().__init__(name)
        self.status, self.body = status, {"error": name, "message": message or name}


@dataclass(frozen=True)
class Ask:
    nsid: str
    params: dict[str, list[str]]
    token: str = ""
    body: bytes = b""
    mime: str = ""


class Drop(Exception):
    """End the connection without an answer."""


def cid_of(content: bytes, kind: str = "bafyrei") -> str:
    return kind + base64.b32encode(hashlib.sha256(content).digest()).decode().lower().rstrip("=")


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FakeBluesky:
    """The state of the network, the verbs of people in it, and the answers it gives."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.people: dict[str, dict[str, str]] = {}
        self.posts: dict[str, dict[str, Any]] = {}  # by address, in the order in which they were said
        self.told: list[dict[str, Any]] = []
        self.blobs: dict[str, tuple[bytes, str]] = {}
        self.access: dict[str, str] = {}
        self.refresh: dict[str, str] = {}
        self.closed_to_replies: set[str] = set()
        self.hidden: set[str] = set()
        self.calls: list[str] = []
        self.count = itertools.count(1)
        self.priority = False
        self.limited_until: float | None = None
        self.next_put = ""
        self.next_delete = ""
        self.refused = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.network = self  # type: ignore[attr-defined]  # -- how http.server passes things on
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        for name in ("desk", "carol", "dan"):
            did = "did:plc:" + cid_of(name.encode())[10:34]
            self.people[name] = {"did": did, "handle": f"{name}.test", "password": f"{name}-pass-word-1234"}

    def close(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()

    # --- what people do ---

    def did(self, name: str) -> str:
        return self.people[name]["did"]

    def post(self, by: str, record: dict[str, Any], rkey: str = "", at: datetime | None = None) -> str:
        with self.lock:
            now = datetime.now(UTC)
            indexed = at or now
            record = {"$type": POST, "createdAt": stamp(indexed), **record}
            number = int(now.timestamp() * 1_000_000) << 10 | next(self.count) & 1023
            rkey = rkey or "".join(LETTERS[number >> shift & 31] for shift in range(60, -1, -5))
            uri = f"at://{self.did(by)}/{POST}/{rkey}"
            self.posts[uri] = {"by": by, "record": record, "cid": self.record_cid(record), "indexed": stamp(indexed)}
            self.tell(uri)
            return uri

    @staticmethod
    def record_cid(record: dict[str, Any]) -> str:
        return cid_of(json.dumps(record, sort_keys=True).encode())

    def ref(self, uri: str) -> dict[str, str]:
        return {"uri": uri, "cid": self.posts[uri]["cid"]}

    def reply_refs(self, to: str) -> dict[str, Any]:
        above = self.posts[to]["record"].get("reply")
        return {"root": above["root"] if above else self.ref(to), "parent": self.ref(to)}

    def naming(self, name: str, text: str) -> dict[str, Any]:
        words = f"@{name}.test {text}"
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": self.did(name)}
        return {"text": words, "facets": [{"index": {"byteStart": 0, "byteEnd": len(name) + 6}, "features": [feature]}]}

    def rewrite(self, uri: str, record: dict[str, Any]) -> None:
        with self.lock:
            self.posts[uri] |= {"record": record, "cid": self.record_cid(record)}

    def remove(self, uri: str) -> None:
        with self.lock:
            del self.posts[uri]
            self.told = [entry for entry in self.told if entry["uri"] != uri]

    def tell(self, uri: str) -> None:
        """Who is told of a new post, and why: once each, in the real order of reasons."""
        post = self.posts[uri]
        record, done = post["record"], {post["by"]}
        sort_at = min(str(record["createdAt"]), post["indexed"])
        for name, reason in self.reasons(record):
            if name not in done:
                done.add(name)
                self.told.append({"to": name, "uri": uri, "reason": reason, "at": sort_at})

    def reasons(self, record: dict[str, Any]) -> Iterator[tuple[str, str]]:
        names = {person["did"]: name for name, person in self.people.items()}
        for facet in record.get("facets", ()):
            for feature in facet.get("features", ()):
                if feature.get("did") in names:
                    yield names[feature["did"]], "mention"
        if quoted := record.get("embed", {}).get("record", {}).get("uri"):
            yield names[quoted.split("/")[2]], "quote"
        above, height = record.get("reply"), 0
        while above and (height := height + 1) < DEEP and (parent := self.posts.get(above["parent"]["uri"])):
            yield parent["by"], "reply"
            above = parent["record"].get("reply")

    # --- what it answers ---

    def view(self, uri: str) -> dict[str, Any]:
        post = self.posts[uri]
        person = self.people[post["by"]]
        view = {
            "uri": uri,
            "cid": post["cid"],
            "author": {
                "did": person["did"],
                "handle": person["handle"],
                "displayName": post["by"].title(),
                "labels": [],
            },
            "record": post["record"],
            "indexedAt": post["indexed"],
            "likeCount": 3,
            "replyCount": 1,
            "labels": [],
            "viewer": {"threadMuted": False, "replyDisabled": uri in self.closed_to_replies},
        }
        embed = post["record"].get("embed")
        if isinstance(embed, dict) and "images" in embed:
            images = [self.image_view(person["did"], image) for image in embed["images"]]
            view["embed"] = {"$type": "app.bsky.embed.images#view", "images": images}
        return view

    def image_view(self, did: str, image: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.url}/img/{did}/{image['image']['ref']['$link']}"
        return {"thumb": url + "?thumb", "fullsize": url, "alt": image["alt"], "aspectRatio": image.get("aspectRatio")}

    def tree(self, uri: str, depth: int, height: int) -> dict[str, Any]:
        if uri not in self.posts or uri in self.hidden:
            return {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri, "notFound": True}
        node: dict[str, Any] = {"$type": "app.bsky.feed.defs#threadViewPost", "post": self.view(uri)}
        above = self.posts[uri]["record"].get("reply")
        if height and above:
            node["parent"] = self.tree(above["parent"]["uri"], 0, height - 1)
        if depth:
            node["replies"] = [self.tree(below, depth - 1, 0) for below in self.below(uri)]
        return node

    def below(self, uri: str) -> list[str]:
        replies = ((u, p["record"].get("reply")) for u, p in self.posts.items())
        return [u for u, reply in replies if reply and reply["parent"]["uri"] == uri and u not in self.hidden]

    def sign_in(self, name: str) -> dict[str, Any]:
        number = next(self.count)
        access, refresh = f"access-{name}-{number}", f"refresh-{name}-{number}"
        self.access[access], self.refresh[refresh] = name, name
        person = self.people[name]
        tokens = {"accessJwt": access, "refreshJwt": refresh}
        return {**tokens, "did": person["did"], "handle": person["handle"], "didDoc": self.document(person["did"])}

    def document(self, did: str) -> dict[str, Any]:
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.url}
        return {"id": did, "service": [service]}

    def whoever(self, token: str) -> str:
        if token not in self.access:
            raise Refusal(400, "ExpiredToken", "Token has expired")
        return self.access[token]

    def answer(self, ask: Ask) -> dict[str, Any]:
        """The method for com.atproto.repo.getRecord is called on_get_record."""
        self.calls.append(ask.nsid)
        name = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), ask.nsid.rsplit(".", 1)[-1])
        method = getattr(self, f"on_{name}", None)
        if method is None:
            raise Refusal(501, "MethodNotImplemented")
        found: dict[str, Any] = method(ask)
        return found

    def on_create_session(self, ask: Ask) -> dict[str, Any]:
        login = json.loads(ask.body)
        for name, person in self.people.items():
            if login["identifier"] in (person["did"], person["handle"]) and login["password"] == person["password"]:
                return self.sign_in(name)
        raise Refusal(401, "AuthenticationRequired", "Invalid identifier or password")

    def on_refresh_session(self, ask: Ask) -> dict[str, Any]:
        if ask.token not in self.refresh:
            raise Refusal(400, "ExpiredToken", "Token has been revoked")
        return self.sign_in(self.refresh.pop(ask.token))

    def on_get_profile(self, ask: Ask) -> dict[str, Any]:
        name = self.whoever(ask.token)
        return {"did": self.did(name), "handle": f"{name}.test", "displayName": name.title(), "followersCount": 9}

    def on_resolve_handle(self, ask: Ask) -> dict[str, Any]:
        for person in self.people.values():
            if person["handle"] == ask.params["handle"][0]:
                return {"did": person["did"]}
        raise Refusal(400, "InvalidRequest", "Unable to resolve handle")

    def on_list_notifications(self, ask: Ask) -> dict[str, Any]:
        name, limit = self.whoever(ask.token), int(ask.params.get("limit", ["50"])[0])
        before = ask.params.get("cursor", ["9999"])[0]
        mine = [e for e in self.told if e["to"] == name and e["at"] < before and e["uri"] in self.posts]
        if self.priority and ask.params.get("priority") != ["false"]:
            mine = []
        page = sorted(mine, key=lambda e: e["at"], reverse=True)[:limit]
        kept = [
            e for e in page if e["reason"] in ask.params.get("reasons", [e["reason"]]) and e["uri"] not in self.hidden
        ]
        items = [{**self.view(e["uri"]), "reason": e["reason"], "indexedAt": e["at"], "isRead": False} for e in kept]
        for item in items:
            item.pop("embed", None)
        return {"notifications": items} | ({"cursor": page[-1]["at"]} if page else {})

    def on_get_posts(self, ask: Ask) -> dict[str, Any]:
        self.whoever(ask.token)
        if len(ask.params.get("uris", ())) > 25:
            raise Refusal(400, "InvalidRequest", "Error: Params must have no more than 25 elements")
        return {"posts": [self.view(u) for u in ask.params.get("uris", ()) if u in self.posts and u not in self.hidden]}

    def on_get_post_thread(self, ask: Ask) -> dict[str, Any]:
        self.whoever(ask.token)
        uri = ask.params["uri"][0]
        if uri not in self.posts:
            raise Refusal(400, "NotFound", f"Post not found: {uri}")
        return {"thread": self.tree(uri, int(ask.params["depth"][0]), int(ask.params["parentHeight"][0]))}

    def on_get_record(self, ask: Ask) -> dict[str, Any]:
        uri = "at://" + "/".join(ask.params[part][0] for part in ("repo", "collection", "rkey"))
        if uri not in self.posts:
            raise Refusal(400, "RecordNotFound", f"Could not locate record: {uri}")
        return {"uri": uri, "cid": self.posts[uri]["cid"], "value": self.posts[uri]["record"]}

    def on_list_records(self, ask: Ask) -> dict[str, Any]:
        limit, before = int(ask.params["limit"][0]), ask.params.get("cursor", ["~"])[0]
        start = f"at://{ask.params['repo'][0]}/{ask.params['collection'][0]}/"
        keys = sorted((u.removeprefix(start) for u in self.posts if u.startswith(start)), reverse=True)
        page = [key for key in keys if key < before][:limit]
        records = [
            {"uri": start + k, "cid": self.posts[start + k]["cid"], "value": self.posts[start + k]["record"]}
            for k in page
        ]
        return {"records": records} | ({"cursor": page[-1]} if page else {})

    def on_upload_blob(self, ask: Ask) -> dict[str, Any]:
        self.whoever(ask.token)
        cid = cid_of(ask.body, "bafkrei")
        self.blobs[cid] = (ask.body, ask.mime)
        return {"blob": {"$type": "blob", "ref": {"$link": cid}, "mimeType": ask.mime, "size": len(ask.body)}}

    def on_put_record(self, ask: Ask) -> dict[str, Any]:
        name, put = self.whoever(ask.token), json.loads(ask.body)
        trouble, self.next_put = self.next_put, ""
        if trouble == "lose request":
            raise Drop
        if trouble == "deny" or len(put["record"]["text"]) > 300:
            raise Refusal(400, "InvalidRequest", "Invalid record: Record/text must not be longer than 300 graphemes")
        uri = f"at://{self.did(name)}/{put['collection']}/{put['rkey']}"
        standing = self.posts.get(uri)
        if standing and standing["cid"] != self.record_cid(put["record"]) and put.get("swapRecord", "") is None:
            raise Refusal(400, "InvalidSwap", f"Record was at {standing['cid']}")
        if not standing:
            self.post(name, put["record"], put["rkey"])
        if trouble == "lose answer":
            raise Drop
        return {"uri": uri, "cid": self.posts[uri]["cid"], "validationStatus": "valid"}

    def on_delete_record(self, ask: Ask) -> dict[str, Any]:
        name, gone = self.whoever(ask.token), json.loads(ask.body)
        trouble, self.next_delete = self.next_delete, ""
        if trouble == "lose request":
            raise Drop
        uri = f"at://{self.did(name)}/{gone['collection']}/{gone['rkey']}"
        if uri in self.posts:  # deleting what is not there is answered in the same way
            self.remove(uri)
        if trouble == "lose answer":
            raise Drop
        return {}


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        self.respond(b"")

    def do_POST(self) -> None:
        self.respond(self.rfile.read(int(self.headers.get("content-length", 0))))

    def respond(self, body: bytes) -> None:
        network: FakeBluesky = self.server.network  # type: ignore[attr-defined]  # -- see FakeBluesky
        parts = urlsplit(self.path)
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            with network.lock:
                if parts.path.startswith("/img/") or parts.path.endswith("sync.getBlob"):
                    cid = parse_qs(parts.query).get("cid", [parts.path.rsplit("/", 1)[-1]])[0]
                    content, mime = network.blobs.get(cid, (b"", ""))
                    return self.write(200 if mime else 404, content, mime)
                if parts.path.startswith("/did:"):
                    return self.write_json(200, network.document(parts.path[1:]))
                if network.limited_until and parts.path.startswith("/xrpc/"):
                    network.refused += 1
                    headers = {"ratelimit-remaining": "0", "ratelimit-reset": str(int(network.limited_until))}
                    return self.write_json(
                        429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, headers
                    )
                nsid = parts.path.removeprefix("/xrpc/")
                mime = self.headers.get("content-type", "")
                found = network.answer(Ask(nsid, parse_qs(parts.query), token, body, mime))
            self.write_json(200, found)
        except Refusal as refusal:
            self.write_json(refusal.status, refusal.body)
        except Drop:
            self.close_connection = True
        return None

    def write_json(self, status: int, found: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self.write(status, json.dumps(found).encode(), "application/json", headers)

    def write(self, status: int, content: bytes, mime: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": mime, "content-length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
