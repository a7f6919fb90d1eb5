"""A small Matrix homeserver on the loopback: what apps and the adapter ask, as Synapse 1.163 answers it; and trouble on demand."""

import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PEOPLE = ("desk", "carol", "dan", "eve")
PASSWORD = "a long password"
CLIENT = "/_matrix/client/v3/"


class FakeMatrix:
    def __init__(self) -> None:
        self.tokens = {f"token-of-{name}": f"@{name}:desk.test" for name in PEOPLE}
        self.events: list[
            dict[str, Any]
        ] = []  # of all rooms, in the order of the stream; those of state have a state_key
        self.once: dict[tuple[str, str], str] = {}  # names of ours for what was sent -> event
        self.media: dict[str, tuple[bytes, str]] = {}
        self.limited = 0
        self.next_put = ""  # what becomes of the next thing that is sent by the desk
        self.asked: list[str] = []
        self.lock = threading.RLock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneDoor", (Door,), {"fake": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def people(self) -> dict[str, tuple[str, str]]:
        return {person[1:].partition(":")[0]: (person, token) for token, person in self.tokens.items()}

    def close(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()

    # --- what happened

    def happen(self, room: str, kind: str, sender: str, content: Any, **more: Any) -> str:
        name = f"${secrets.token_urlsafe(16)}"
        at = int(time.time() * 1000)
        made = {"event_id": name, "room_id": room, "type": kind, "sender": sender, "content": content}
        self.events.append({**made, "origin_server_ts": at, **more})
        return name

    def state(self, room: str, kind: str, key: str = "") -> Any:
        found = [e for e in self.events if e["room_id"] == room and e["type"] == kind and e.get("state_key") == key]
        return found[-1] if found else None

    def members(self, room: str) -> dict[str, dict[str, Any]]:
        found = [one for one in self.events if one["room_id"] == room and one["type"] == "m.room.member"]
        return {one["state_key"]: one for one in found}

    def membership(self, room: str, person: str) -> str:
        event = self.members(room).get(person)
        return event["content"]["membership"] if event else ""

    def move(self, room: str, person: str, membership: str, by: str = "", **more: Any) -> None:
        content = {"membership": membership, "displayname": person[1:].partition(":")[0].title(), **more}
        self.happen(room, "m.room.member", by or person, content, state_key=person)

    def shown(self, event: dict[str, Any]) -> dict[str, Any]:
        """With its newest words, as a server bundles them."""
        changes = [
            one
            for one in self.events
            if one["sender"] == event["sender"]
            and isinstance(related := one["content"].get("m.relates_to"), dict)
            and (related.get("rel_type"), related.get("event_id")) == ("m.replace", event["event_id"])
        ]
        if not changes or event["content"] == {}:
            return event
        return {**event, "unsigned": {"m.relations": {"m.replace": changes[-1]}}}

    # --- what is asked

    def answer(self, path: list[str], asked: dict[str, str], body: Any, token: str) -> tuple[int, Any]:
        if path[0] == "login":
            return self.login(body)
        if self.limited:
            return 429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": self.limited * 1000}
        me = self.tokens.get(token)
        if me is None:
            return 401, {"errcode": "M_UNKNOWN_TOKEN"}
        if path[0] == "rooms":
            return self.in_room(path[1], path[2:], asked, body, me)
        rooms = [room for room in self.rooms() if self.membership(room, me) == "join"]
        calls = {
            "account": lambda: {"user_id": me},
            "profile": lambda: {"displayname": path[1][1:].partition(":")[0].title()},
            "createRoom": lambda: {"room_id": self.create(me, body)},
            "joined_rooms": lambda: {"joined_rooms": rooms},
            "sync": lambda: self.sync(me, asked),
        }
        return (200, calls[path[0]]()) if path[0] in calls else (404, {"errcode": "M_UNRECOGNIZED"})

    def login(self, body: Any) -> tuple[int, Any]:
        user = body["identifier"]["user"].removeprefix("@").partition(":")[0]
        if body["password"] != PASSWORD or user not in PEOPLE:
            return 403, {"errcode": "M_FORBIDDEN"}
        return 200, {"access_token": f"token-of-{user}", "user_id": f"@{user}:desk.test", "device_id": "D"}

    def rooms(self) -> list[str]:
        return list(dict.fromkeys(one["room_id"] for one in self.events))

    def create(self, me: str, body: Any) -> str:
        room = f"!{secrets.token_urlsafe(9)}:desk.test"
        rule = "public" if body.get("preset") == "public_chat" else "invite"
        self.happen(room, "m.room.create", me, {}, state_key="")
        self.move(room, me, "join")
        self.happen(room, "m.room.join_rules", me, {"join_rule": rule}, state_key="")
        for state in body.get("initial_state", []):
            self.happen(room, state["type"], me, state["content"], state_key="")
        if body.get("name"):
            self.happen(room, "m.room.name", me, {"name": body["name"]}, state_key="")
        for person in body.get("invite", []):
            self.move(room, person, "invite", by=me, is_direct=body.get("is_direct", False))
        return room

    def in_room(self, room: str, rest: list[str], asked: dict[str, str], body: Any, me: str) -> tuple[int, Any]:
        if rest == ["join"]:
            return self.joining(room, me)
        if rest[0] in ("leave", "kick"):
            self.move(room, body.get("user_id", me), "leave", by=me)
            return 200, {}
        if self.membership(room, me) != "join":
            return 403, {"errcode": "M_FORBIDDEN"}
        here = [one for one in self.events if one["room_id"] == room]
        calls = {
            "send": lambda: self.put(room, me, rest[1], rest[2], body),
            "redact": lambda: self.put(room, me, "m.room.redaction", rest[2], {"redacts": rest[1]}),
            "event": lambda: found([self.shown(one) for one in here if one["event_id"] == rest[1]]),
            "messages": lambda: (200, self.messages(here, asked)),
            "context": lambda: self.context(here, rest[1], asked),
            "state": lambda: found([one["content"] for one in (self.state(room, rest[1]),) if one]),
            "members": lambda: (200, {"chunk": list(self.members(room).values())}),
            "joined_members": lambda: (200, {"joined": self.joined(room)}),
        }
        return calls[rest[0]]() if rest[0] in calls else (404, {"errcode": "M_UNRECOGNIZED"})

    def joining(self, room: str, me: str) -> tuple[int, Any]:
        rule = self.state(room, "m.room.join_rules")
        if rule["content"]["join_rule"] != "public" and self.membership(room, me) not in ("invite", "join"):
            return 403, {"errcode": "M_FORBIDDEN"}
        self.move(room, me, "join")
        return 200, {"room_id": room}

    def joined(self, room: str) -> dict[str, Any]:
        return {one: {} for one in self.members(room) if self.membership(room, one) == "join"}

    def put(self, room: str, me: str, kind: str, once: str, body: Any) -> tuple[int, Any]:
        what = ""
        if me == self.people_named("desk"):
            what, self.next_put = self.next_put, ""
        if what == "deny":
            return 403, {"errcode": "M_FORBIDDEN", "error": "You are muted"}
        if what == "lose request":
            return 0, None
        if (me, once) not in self.once:
            gone = body.get("redacts") if kind == "m.room.redaction" else None
            more = {"redacts": gone} if gone else {}
            self.once[me, once] = self.happen(room, kind, me, {} if gone else body, **more)
            for one in self.events if gone else ():
                if one["event_id"] == gone:
                    one["content"], one["unsigned"] = {}, {"redacted_because": {"sender": me}}
        return (0, None) if what == "lose answer" else (200, {"event_id": self.once[me, once]})

    def people_named(self, name: str) -> str:
        return f"@{name}:desk.test"

    # --- pages

    def wanted(self, events: list[dict[str, Any]], given: str) -> list[dict[str, Any]]:
        about = json.loads(given) if given else {}
        found = [one for one in events if "types" not in about or one["type"] in about["types"]]
        return [self.shown(one) for one in found if "senders" not in about or one["sender"] in about["senders"]]

    def place(self, event: dict[str, Any]) -> int:
        return next(number for number, one in enumerate(self.events) if one["event_id"] == event["event_id"])

    def messages(self, here: list[dict[str, Any]], asked: dict[str, str]) -> Any:
        back = asked["dir"] == "b"
        start = int(asked["from"][1:]) if "from" in asked else len(self.events) if back else 0
        end = int(asked["to"][1:]) if "to" in asked else None
        places = [(self.place(one), one) for one in self.wanted(here, asked.get("filter", ""))]
        if back:
            found = [(n, one) for n, one in reversed(places) if n < start and (end is None or n >= end)]
        else:
            found = [(n, one) for n, one in places if n >= start and (end is None or n < end)]
        page = found[: int(asked.get("limit", 10))]
        more = {"end": f"s{page[-1][0] if back else page[-1][0] + 1}"} if page else {}
        return {"chunk": [one for _, one in page], "start": f"s{start}", **more}

    def context(self, here: list[dict[str, Any]], name: str, asked: dict[str, str]) -> tuple[int, Any]:
        found = self.wanted(here, asked.get("filter", ""))
        place = next((number for number, one in enumerate(found) if one["event_id"] == name), None)
        if place is None:
            return 404, {"errcode": "M_NOT_FOUND"}
        half = int(asked["limit"]) // 2
        before = found[max(0, place - half) : place][::-1]
        return 200, {
            "events_before": before,
            "event": found[place],
            "events_after": found[place + 1 : place + 1 + half],
        }

    def sync(self, me: str, asked: dict[str, str]) -> Any:
        start = int(asked["since"][1:]) if "since" in asked else 0
        until = time.monotonic() + int(asked.get("timeout", 0)) / 1000
        while "since" in asked and len(self.events) <= start and time.monotonic() < until:
            time.sleep(0.01)
        timeline = json.loads(asked["filter"])["room"]["timeline"]
        with self.lock:
            rooms: dict[str, Any] = {"join": {}, "invite": {}}
            for room in self.rooms():
                here = [one for number, one in enumerate(self.events) if one["room_id"] == room and number >= start]
                state = self.membership(room, me)
                mine = [one for one in here if one.get("state_key") == me and one["type"] == "m.room.member"]
                if state == "invite" and mine:
                    rooms["invite"][room] = {"invite_state": {"events": mine}}
                if state == "join" and here:
                    rooms["join"][room] = {"timeline": self.timeline(here, timeline), "state": {"events": []}}
            return {"next_batch": f"s{len(self.events)}", "rooms": rooms}

    def timeline(self, here: list[dict[str, Any]], about: Any) -> Any:
        found = self.wanted(here, json.dumps({"types": about["types"]}))
        kept = found[-about["limit"] :]
        limited = len(kept) < len(found)
        return {
            "events": kept,
            "limited": limited,
            "prev_batch": f"s{self.place(kept[0]) if kept else len(self.events)}",
        }


def found(those: list[Any]) -> tuple[int, Any]:
    return (200, those[0]) if those else (404, {"errcode": "M_NOT_FOUND"})


class Door(BaseHTTPRequestHandler):
    fake: FakeMatrix

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        fake, parts = self.fake, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        fake.asked.append(f"{self.command} {parts.path}")
        if "/media/" in parts.path:
            self.file(parts.path, body, token)
        elif parts.path == "/_matrix/client/versions":
            self.tell(200, {"versions": ["v1.11"]})
        elif not parts.path.startswith(CLIENT):
            self.tell(404, {"errcode": "M_UNRECOGNIZED"})
        else:
            path = [unquote(step) for step in parts.path.removeprefix(CLIENT).split("/")]
            with fake.lock if path != ["sync"] else threading.Lock():
                told = fake.answer(path, asked, json.loads(body) if body else None, token)
            self.tell(*told)

    do_POST = do_PUT = do_GET  # noqa: N815 -- names of http.server

    def file(self, path: str, body: bytes, token: str) -> None:
        fake = self.fake
        if token not in fake.tokens:
            self.tell(401, {"errcode": "M_UNKNOWN_TOKEN"})
        elif self.command == "POST":
            name = f"mxc://desk.test/{secrets.token_hex(6)}"
            fake.media[name] = (body, self.headers.get("content-type", ""))
            self.tell(200, {"content_uri": name})
        elif kept := fake.media.get(f"mxc://{'/'.join(path.split('/')[-2:])}"):
            self.give(200, kept[0], kept[1])
        else:
            self.tell(404, {"errcode": "M_NOT_FOUND"})

    def tell(self, status: int, answer: Any) -> None:
        if status == 0:
            self.close_connection = True
        else:
            self.give(status, json.dumps(answer).encode(), "application/json")

    def give(self, status: int, content: bytes, mime: str) -> None:
        self.send_response(status)
        self.send_header("content-type", mime)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
