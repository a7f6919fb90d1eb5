"""A small Slack on the loopback: the methods and the stream (Socket Mode) the adapter uses, as its documentation has them."""

import asyncio
import json
import threading
import time
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

TOKEN, APP_TOKEN = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy", "xapp-1-A123-456-abcdef0123"
HOME, TEAM, OTHERS = "https://northwind.slack.test/", "T061EG9R6", "T0OTHERS01"
US, BOT_ID = "U0DESK0001", "B0DESK0001"
GENERAL, SHARED = "C0GENERAL1", "C0SHARED01"
NAMES = ("carol", "dan", "eve")
PEOPLE = {name: f"U0{name.upper()}" for name in NAMES} | {"desk": US}
FORMS = ("auth.test", "users.", "conversations.", "apps.", "files.")


class FakeSlack(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.token, self.app_token = TOKEN, APP_TOKEN
        self.rooms: dict[str, dict[str, Any]] = {
            GENERAL: {"id": GENERAL, "name": "help", "is_channel": True},
            SHARED: {"id": SHARED, "name": "with-acme", "is_channel": True, "is_ext_shared": True},
        }
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.files: dict[str, tuple[dict[str, Any], bytes]] = {}
        self.teams = {US: TEAM}
        self.scopes = self.names = True  # `names`: whether metadata is handed out
        self.out: set[str] = set()
        self.last = 0.0
        self.socket = FakeSocket()

    def close(self) -> None:
        super().close()
        self.socket.close()

    # --- what people do

    def now(self) -> str:
        with self.lock:
            self.last = max(time.time(), self.last + 0.000002)
            return f"{self.last:.6f}"

    def direct(self, by: str) -> str:
        named = f"D0{by.upper()}"
        self.rooms.setdefault(named, {"id": named, "is_im": True, "user": PEOPLE[by]})
        return named

    def say(self, by: str, room: str = GENERAL, text: str = "", to: str = "", **more: Any) -> str:
        at, who = self.now(), PEOPLE[by]
        made = {"type": "message", "user": who, "text": text, "ts": at, "team": self.teams.get(who, TEAM), **more}
        if by == "desk":
            made |= {"bot_id": BOT_ID, "app_id": "A123"}
        if to:
            thread = to.split("/")[1]
            parent = self.messages[room, thread]
            made |= {"thread_ts": thread, "parent_user_id": parent.get("user")}
            users = list(dict.fromkeys([*parent.get("reply_users", []), who]))
            parent |= {"thread_ts": thread, "reply_count": parent.get("reply_count", 0) + 1}
            parent |= {"latest_reply": at, "reply_users": users}
        self.messages[room, at] = made
        self.socket.say({"type": "message", "channel": room, **made})
        return f"{room}/{to.split('/')[1]}/{at}" if to else f"{room}/{at}"

    def known(self, name: str) -> dict[str, Any]:
        room, *rest = name.split("/")
        return self.messages[room, rest[-1]]

    def edit(self, name: str, text: str) -> None:
        message = self.known(name)
        message |= {"text": text, "edited": {"user": message["user"], "ts": self.now()}}
        room = name.split("/", maxsplit=1)[0]
        self.socket.say({"type": "message", "subtype": "message_changed", "channel": room, "message": message})

    def remove(self, name: str) -> None:
        """A beginning of a thread that is taken away leaves a stone, a reply makes its thread smaller."""
        room, *rest = name.split("/")
        message = self.messages[room, rest[-1]]
        if message.get("reply_count"):
            message |= {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}
        else:
            del self.messages[room, rest[-1]]
        if len(rest) == 2:
            self.shrink(room, rest[0])
        gone = {"type": "message", "subtype": "message_deleted", "channel": room, "previous_message": message}
        self.socket.say(gone | {"deleted_ts": rest[-1]})

    def shrink(self, room: str, thread: str) -> None:
        left = self.replies(room, thread)
        parent = self.messages[room, thread]
        for name in ("reply_count", "latest_reply", "reply_users"):
            parent.pop(name, None)
        if left:
            users = list(dict.fromkeys(one["user"] for one in left))
            parent |= {"reply_count": len(left), "latest_reply": left[-1]["ts"], "reply_users": users}

    def replies(self, room: str, thread: str) -> list[dict[str, Any]]:
        found = [one for (place, at), one in self.messages.items() if place == room and at != thread]
        return sorted((one for one in found if one.get("thread_ts") == thread), key=lambda one: one["ts"])

    def under(self, name: str) -> list[str]:
        room, *rest = name.split("/")
        return [unescaped(one["text"]) for one in self.replies(room, rest[0])]

    # --- what apps ask

    def busy(self) -> Answer:
        return 429, {"ok": False, "error": "ratelimited"}, {"retry-after": str(self.limited)}

    def answer(self, asked: Asked) -> Answer:
        token = asked.heads.get("authorization", "").removeprefix("Bearer ")
        if asked.path.startswith("/files-pri/"):
            found = self.files.get(asked.path.rpartition("/")[2])
            return (200, found[1], {}) if found and token == self.token else (200, b"<html>sign in", {})
        method = asked.path.removeprefix("/api/")
        if token != (self.app_token if method.startswith("apps.") else self.token):
            return no("invalid_auth")
        form = "form" in asked.heads["content-type"]
        assert form == method.startswith(FORMS), f"{method} takes it otherwise"
        given = asked.fields or {}
        lacks = not self.scopes and "conversations" in method
        if lacks or given.get("channel") in self.out:
            return no("missing_scope" if lacks else "not_in_channel")
        if method.startswith("chat."):
            return self.ordered(method, given)
        return self.told(method, given)

    def told(self, method: str, given: dict[str, Any]) -> Answer:
        calls = {
            "auth.test": lambda: {"url": HOME, "team_id": TEAM, "user": "northwind", "user_id": US, "bot_id": BOT_ID},
            "apps.connections.open": lambda: {"url": self.socket.url},
            "users.conversations": lambda: self.paged("channels", list(self.rooms.values()), given),
            "users.info": lambda: self.person(given["user"]),
            "conversations.info": lambda: {"channel": self.rooms[given["channel"]]},
            "conversations.history": lambda: self.history(given),
            "conversations.replies": lambda: self.thread(given),
            "files.info": lambda: {"file": self.files[given["file"]][0]},
        }
        try:
            return 200, {"ok": True, **calls[method]()}, {}
        except KeyError as missing:
            return no("thread_not_found" if method.endswith("replies") else f"{missing.args[0]}"[:20])

    def person(self, named: str) -> dict[str, Any]:
        by = next(name for name, one in PEOPLE.items() if one == named)
        called = "Northwind" if by == "desk" else by.title()
        profile = {
            "real_name": called,
            "display_name": "" if by == "desk" else called,
            "image_72": f"https://a.test/{by}.png",
        }
        return {"user": {"id": named, "name": by, "team_id": self.teams.get(named, TEAM), "profile": profile}}

    def paged(self, what: str, found: list[Any], given: dict[str, str]) -> dict[str, Any]:
        start, size = int(given.get("cursor", "0")), int(given["limit"])
        more = str(start + size) if start + size < len(found) else ""
        return {what: found[start : start + size], "response_metadata": {"next_cursor": more}}

    def between(self, found: list[dict[str, Any]], given: dict[str, str]) -> list[dict[str, Any]]:
        low, high = given.get("oldest", "0"), given.get("latest", "9999999999.999999")
        ends = given.get("inclusive") == "true"
        shown = given.get("include_all_metadata") == "true" and self.names
        kept = [one for one in found if low < one["ts"] < high or (ends and one["ts"] in (low, high))]
        return [one if shown else {key: part for key, part in one.items() if key != "metadata"} for one in kept]

    def history(self, given: dict[str, str]) -> dict[str, Any]:
        """The newest first; replies are on no such page, but their number stands with what they answer."""
        self.rooms[given["channel"]]
        here = [one for (room, at), one in self.messages.items() if room == given["channel"]]
        here = [one for one in here if one.get("thread_ts") in (None, one["ts"])]
        here.sort(key=lambda one: one["ts"], reverse=True)
        return self.paged("messages", self.between(here, given), given)

    def thread(self, given: dict[str, str]) -> dict[str, Any]:
        """The beginning comes with every page, whatever was asked for."""
        parent = self.messages[given["channel"], given["ts"]]
        told = self.paged("messages", self.between(self.replies(given["channel"], given["ts"]), given), given)
        return told | {"messages": [parent, *told["messages"]]}

    def ordered(self, method: str, given: dict[str, Any]) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act not in ("", "lose answer"):
            return no(act)
        told = getattr(self, method.replace(".", "_"))(given)
        return CUT if act == "lose answer" else told

    def chat_postMessage(self, given: dict[str, Any]) -> Answer:  # noqa: N802 -- Slack's name for it
        room, thread = given["channel"], given.get("thread_ts", "")
        if room not in self.rooms:
            return no("channel_not_found")
        if thread and (room, thread) not in self.messages:
            return no("thread_not_found")
        said = self.say(
            "desk", room, kept(given["text"]), f"{room}/{thread}" if thread else "", metadata=given["metadata"]
        )
        message = {key: part for key, part in self.known(said).items() if key != "metadata"}
        return 200, {"ok": True, "channel": room, "ts": message["ts"], "message": message}, {}

    def chat_update(self, given: dict[str, Any]) -> Answer:
        message = self.messages.get((given["channel"], given["ts"]))
        if message is None or message["user"] != US:
            return no("message_not_found" if message is None else "cant_update_message")
        if len(given["text"].encode()) > 4000:
            return no("msg_too_long")
        message["text"] = kept(given["text"])  # what an app changes is not always marked as edited
        return 200, {"ok": True, "channel": given["channel"], "ts": given["ts"], "text": given["text"]}, {}

    def chat_delete(self, given: dict[str, Any]) -> Answer:
        message = self.messages.get((given["channel"], given["ts"]))
        if message is None:
            return no("message_not_found")
        thread = message.get("thread_ts")
        self.remove(f"{given['channel']}/{thread}/{given['ts']}" if thread else f"{given['channel']}/{given['ts']}")
        return 200, {"ok": True}, {}


def no(error: str) -> Answer:
    return 200, {"ok": False, "error": error}, {}


def kept(text: str) -> str:
    """Emoji are kept by their names."""
    return text.replace("\U0001f389", ":tada:").replace("\U0001f44b\U0001f3fd", ":wave::skin-tone-4:")


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class FakeSocket:
    """Socket Mode: each event in an envelope, told again until it is confirmed."""

    def __init__(self) -> None:
        self.confirmed: list[str] = []
        self.clients: set[ServerConnection] = set()
        self.many = 0
        self._loop, self._ready = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"ws://{self.place}/link/?ticket=1&app_id=A123"

    def say(self, event: dict[str, Any]) -> None:
        self.many += 1
        payload = {"type": "event_callback", "event_id": f"Ev{self.many}", "event": event}
        self.tell({"envelope_id": f"env-{self.many}", "type": "events_api", "payload": payload})

    def tell(self, told: Any) -> None:
        asyncio.run_coroutine_threadsafe(self._tell(json.dumps(told)), self._loop).result(10)

    async def _tell(self, text: str) -> None:
        for client in list(self.clients):
            await client.send(text)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        async with serve(self._client, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._ending.wait()
            for client in list(self.clients):
                client.transport.abort()

    async def _client(self, wire: ServerConnection) -> None:
        self.clients.add(wire)
        try:
            await wire.send(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A123"}}))
            async for text in wire:
                self.confirmed.append(json.loads(text)["envelope_id"])
        except ConnectionClosed:
            return
        finally:
            self.clients.discard(wire)

    def close(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(10)
