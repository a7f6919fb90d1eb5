"""A small Discord on the loopback: the calls and the stream that the adapter uses, as its documentation of August 2026 has them."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs-abc"
EPOCH = 1_420_070_400_000
GUILD, TALK, HIDDEN_ROOM, FORUM = "41771983423143937", "41771983423143938", "41771983423143939", "41771983423143940"
CONTENT_LIMITED = 1 << 19
PEOPLE = {
    name: {"id": str(80351110224678912 + number), "username": name, "discriminator": "0", "global_name": name.title(), "avatar": None}
    for number, name in enumerate(("desk", "carol", "dan", "eve"))
}  # fmt: skip
BOT = PEOPLE["desk"] | {"bot": True, "username": "northwind", "global_name": None}
PEOPLE["desk"] = BOT
MISSING: Answer = (404, {"message": "Unknown Message", "code": 10008}, {})
SHUT: Answer = (403, {"message": "Missing Access", "code": 50001}, {})


def stamp(at: float | None = None) -> str:
    return datetime.fromtimestamp(time.time() if at is None else at, UTC).isoformat()


class FakeDiscord(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.flags = CONTENT_LIMITED
        self.rooms: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, dict[str, Any]] = {}
        self.nonces: dict[tuple[str, str], str] = {}
        self.files: dict[str, bytes] = {}
        self.shut = {HIDDEN_ROOM}
        self.guilds = [{"id": GUILD, "name": "Northwind"}]
        self.left: dict[str, str] = {}  # headers of each answer
        self.starts = 900
        self.broken: set[str] = set()
        self.ticks = 0
        for named, kind, name in ((TALK, 0, "help"), (HIDDEN_ROOM, 0, "staff"), (FORUM, 15, "questions")):
            self.rooms[named] = {"id": named, "type": kind, "name": name, "guild_id": GUILD, "last_message_id": None}
        self.gate = FakeGateway(self)

    def close(self) -> None:
        super().close()
        self.gate.close()

    # --- what people do

    def number(self) -> str:
        with self.lock:
            self.ticks += 1
            return str((int(time.time() * 1000) - EPOCH) << 22 | self.ticks % 4096)

    def direct(self, by: str) -> str:
        named = str(int(PEOPLE[by]["id"]) + 1000)
        self.rooms.setdefault(named, {"id": named, "type": 1, "recipients": [PEOPLE[by]], "last_message_id": None})
        return named

    def thread(self, above: str, name: str, start: str = "", kind: int = 11) -> str:
        """A thread, beginning with a message of the channel above, or with one of its own."""
        named = start or self.number()
        meta = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": stamp(), "locked": False}
        room = {"id": named, "type": kind, "name": name, "parent_id": above, "guild_id": GUILD, "last_message_id": None}
        self.rooms[named] = {**room, "thread_metadata": meta}
        return named

    def say(self, by: str, room: str = TALK, text: str = "", to: str = "", **more: Any) -> str:
        who = PEOPLE[by]
        with self.lock:
            named = more.pop("id", "") or self.number()
            made = {"id": named, "channel_id": room, "type": 0, "author": who, "content": text, "timestamp": stamp()}
            made |= {"edited_timestamp": None, "mentions": self.meant(text), "attachments": [], "embeds": [], **more}
            if to:
                above = self.messages[to.partition("/")[2]]
                made |= {"type": 19, "message_reference": {"type": 0, "channel_id": room, "message_id": above["id"]}}
            self.messages[named] = made
            self.rooms[room]["last_message_id"] = named
            guild = {"guild_id": GUILD} if "guild_id" in self.rooms[room] else {}
            self.gate.say("MESSAGE_CREATE", {**self.shown(made), **guild})
        return f"{room}/{named}"

    def meant(self, text: str) -> list[dict[str, Any]]:
        return [one for one in PEOPLE.values() if f"<@{one['id']}>" in text]

    def edit(self, name: str, text: str) -> None:
        message = self.messages[name.partition("/")[2]]
        message |= {"content": text, "edited_timestamp": stamp(), "mentions": self.meant(text)}
        self.gate.say("MESSAGE_UPDATE", self.shown(message))

    def remove(self, name: str) -> None:
        room, _, named = name.partition("/")
        del self.messages[named]
        self.gate.say("MESSAGE_DELETE", {"id": named, "channel_id": room, "guild_id": GUILD})

    def under(self, name: str) -> list[str]:
        named = name.partition("/")[2]
        found = [one for one in self.messages.values() if one.get("message_reference", {}).get("message_id") == named]
        return [one["content"] for one in found]

    def shown(self, message: dict[str, Any]) -> dict[str, Any]:
        """As it is handed out: the words only where the bot may have them."""
        found = dict(message)
        if message["id"] in self.broken:
            found["content"] = {"no": "text"}
        if (above := message.get("message_reference")) and message["type"] == 19:
            stands = self.messages.get(above["message_id"])
            found["referenced_message"] = dict(stands) if stands else None
        named = any(one["id"] == BOT["id"] for one in message["mentions"])
        own, direct = message["author"]["id"] == BOT["id"], self.rooms[message["channel_id"]]["type"] == 1
        if not (self.flags & CONTENT_LIMITED or named or own or direct):
            found |= {"content": "", "attachments": [], "embeds": []}
        return found

    # --- what bots ask

    def busy(self) -> Answer:
        told = {"message": "You are being rate limited.", "retry_after": float(self.limited), "global": False}
        return 429, told, {"retry-after": str(self.limited), "x-ratelimit-scope": "user"}

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith("/files/"):
            found = self.files.get(asked.path.rpartition("/")[2])
            return (200, found, {}) if found is not None else (404, b"gone", {})
        if asked.heads.get("authorization") != f"Bot {self.token}":
            return 401, {"message": "401: Unauthorized", "code": 0}, {}
        assert asked.heads["user-agent"].startswith("DiscordBot (http")
        status, told, heads = self.told(asked, asked.path.removeprefix("/api/v10/").split("/"))
        return status, told, {**heads, **self.left}

    def told(self, asked: Asked, path: list[str]) -> Answer:
        answer: Any = None
        match path:
            case ["users", "@me"]:
                answer = BOT
            case ["users", "@me", "guilds"]:
                after = int(asked.params.get("after", 0))
                answer = [one for one in self.guilds if int(one["id"]) > after][: int(asked.params["limit"])]
            case ["applications", "@me"]:
                self.flags = asked.fields["flags"] if asked.method == "PATCH" else self.flags
                answer = {"id": BOT["id"], "flags": self.flags}
            case ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": self.starts, "reset_after": 100, "max_concurrency": 1}
                answer = {"url": self.gate.url, "shards": 1, "session_start_limit": limit}
            case ["guilds", guild, "channels"]:
                answer = [one for one in self.rooms.values() if one.get("guild_id") == guild and "parent_id" not in one]
            case ["guilds", guild, "threads", "active"]:
                answer = {"threads": self.threads(lambda one: one["guild_id"] == guild, archived=False)}
            case ["channels", room, *rest]:
                return self.in_room(asked, room, rest)
        return (404, {"message": "404: Not Found", "code": 0}, {}) if answer is None else (200, answer, {})

    def threads(self, wanted: Callable[[dict[str, Any]], bool], *, archived: bool) -> list[dict[str, Any]]:
        found = [one for one in self.rooms.values() if "parent_id" in one and wanted(one)]
        return [one for one in found if one["thread_metadata"]["archived"] is archived]

    def in_room(self, asked: Asked, room: str, rest: list[str]) -> Answer:
        if room in self.shut or room not in self.rooms:
            return SHUT if room in self.shut else (404, {"message": "Unknown Channel", "code": 10003}, {})
        match asked.method, rest:
            case "GET", []:
                return 200, self.rooms[room], {}
            case "GET", ["threads" | "users", *_, "archived", sort]:
                found = self.threads(lambda one: one["parent_id"] == room, archived=True)
                return 200, {"threads": [one for one in found if (one["type"] == 12) is (sort == "private")]}, {}
            case "GET", ["messages"]:
                return 200, [self.shown(one) for one in self.page(room, asked.params)], {}
            case "POST", ["messages"]:
                return self.posted(room, asked.fields)
        return self.on_message(asked, room, rest[1])

    def on_message(self, asked: Asked, room: str, named: str) -> Answer:
        message = self.messages.get(named)
        if message is None or message["channel_id"] != room:
            return MISSING
        return (200, self.shown(message), {}) if asked.method == "GET" else self.changed(asked, message)

    def page(self, room: str, params: dict[str, str]) -> list[dict[str, Any]]:
        """Newest first; `after` gives those that follow at once, `around` both sides."""
        here = sorted(
            (one for one in self.messages.values() if one["channel_id"] == room), key=lambda one: int(one["id"])
        )
        most = int(params["limit"])
        assert 1 <= most <= 100
        if "after" in params:
            here = [one for one in here if int(one["id"]) > int(params["after"])][:most]
        elif "around" in params:
            half, middle = most // 2, int(params["around"])
            before = [one for one in here if int(one["id"]) < middle][-half:]
            here = before + [one for one in here if int(one["id"]) >= middle][:half]
        else:
            here = here[-most:]
        return here[::-1]

    def posted(self, room: str, given: Any) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act.startswith("{"):
            return 403 if '"code": 5' in act else 400, json.loads(act), {}
        if isinstance(given, bytes) and len(given) > 25 * 1024 * 1024:
            return 413, {"message": "Request entity too large", "code": 40005}, {}
        fields, shown = self.form(given) if isinstance(given, bytes) else (given, [])
        above = fields.get("message_reference", {})
        if len(fields["content"]) > 2000:
            return 400, invalid("content", "BASE_TYPE_MAX_LENGTH"), {}
        if above and above["message_id"] not in self.messages:
            if above.get("fail_if_not_exists", True):
                return 400, invalid("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"), {}
            above = {}
        key = (room, fields["nonce"])
        assert fields["enforce_nonce"] is True
        assert len(fields["nonce"]) <= 25
        assert fields["allowed_mentions"]["parse"] == []
        if key not in self.nonces:
            to = f"{room}/{above['message_id']}" if above else ""
            said = self.say("desk", room, fields["content"].strip(), to, attachments=shown)
            self.nonces[key] = said.partition("/")[2]
        made = self.shown(self.messages[self.nonces[key]]) | {"nonce": fields["nonce"]}
        return CUT if act == "lose answer" else (200, made, {})

    def form(self, body: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        found = re.search(rb'name="payload_json"\r\n.*?\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
        assert found
        fields = json.loads(found[1])
        files = re.findall(rb'name="files\[(\d+)\]"; filename="[^"]*"\r\n.*?\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
        shown = []
        for number, content in files:
            named = self.number()
            self.files[named] = content
            about = fields["attachments"][int(number)]
            shown.append(self.file(named, about["description"], len(content)))
        return fields, shown

    def file(self, named: str, alt: str, size: int, kind: str = "image/png") -> dict[str, Any]:
        there = {"id": named, "filename": "picture.png", "size": size, "url": f"{self.url}/files/{named}"}
        return {**there, "description": alt, "content_type": kind, "width": 1, "height": 1}

    def changed(self, asked: Asked, message: dict[str, Any]) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act.startswith("{"):
            return 400, json.loads(act), {}
        if asked.method == "DELETE":
            self.remove(f"{message['channel_id']}/{message['id']}")
            return CUT if act == "lose answer" else (204, None, {})
        kept = {one["id"]: one for one in asked.fields.get("attachments", [])}
        message["attachments"] = [
            one | {"description": kept[one["id"]]["description"]} if one["id"] in kept else one
            for one in message["attachments"]
        ]
        self.edit(f"{message['channel_id']}/{message['id']}", asked.fields["content"].strip())
        return CUT if act == "lose answer" else (200, self.shown(message), {})


def invalid(field: str, code: str) -> dict[str, Any]:
    return {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {field: {"_errors": [{"code": code, "message": "x"}]}},
    }


class FakeGateway:
    """The stream: begun by IDENTIFY, taken up again by RESUME, with what was said meanwhile said once more."""

    def __init__(self, discord: FakeDiscord) -> None:
        self.discord, self.events, self.greetings = discord, list[tuple[str, Any]](), list[dict[str, Any]]()
        self.sessions: dict[str, int] = {}  # the number of the event after which each began
        self.beats, self.interval, self.deaf = 0, 41_250, False
        self.refused = self.refuses = 0  # how many were, and how many more are sent away at the door
        self.clients: set[ServerConnection] = set()
        self._loop, self._ready = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"ws://{self.place}"

    def say(self, what: str, told: Any) -> None:
        self.events.append((what, json.loads(json.dumps(told))))
        self._loop.call_soon_threadsafe(self._news.set)

    def do(self, send: dict[str, Any] | None = None, close: int = 0) -> None:
        """Say something to everybody who listens, or hang up on them."""

        async def go() -> None:
            for client in list(self.clients):
                if send:
                    await client.send(json.dumps(send))
                elif close:
                    await client.close(close)
                else:
                    client.transport.abort()

        asyncio.run_coroutine_threadsafe(go(), self._loop).result(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._news, self._ending = asyncio.Event(), asyncio.Event()
        async with serve(self._client, "127.0.0.1", 0, process_request=self._door) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._ending.wait()
            for client in list(self.clients):
                client.transport.abort()

    def _door(self, wire: ServerConnection, request: Request) -> Response | None:
        del request
        if not self.refuses:
            return None
        self.refuses, self.refused = self.refuses - 1, self.refused + 1
        return wire.respond(503, "away")

    async def _client(self, wire: ServerConnection) -> None:
        assert wire.request is not None
        assert wire.request.path.endswith("/?v=10&encoding=json")
        await wire.send(json.dumps({"op": 10, "d": {"heartbeat_interval": self.interval}}))
        telling: asyncio.Task[None] | None = None
        self.clients.add(wire)
        try:
            async for text in wire:
                said = json.loads(text)
                if said["op"] == 1:
                    self.beats += 1
                    if not self.deaf:
                        await wire.send(json.dumps({"op": 11}))
                elif (start := await self._greeted(wire, said)) is not None:
                    telling = asyncio.create_task(self._tell(wire, *start))
        except ConnectionClosed:
            return
        finally:
            self.clients.discard(wire)
            if telling:
                telling.cancel()

    async def _greeted(self, wire: ServerConnection, said: dict[str, Any]) -> tuple[int, int, str] | None:
        """Where to begin: the place in what was said, the number of the next event, and the last word of it."""
        self.greetings.append(said)
        told = said["d"]
        if told["token"] != self.discord.token:
            await wire.close(4004, "Authentication failed.")
            return None
        if said["op"] == 6:
            if told["session_id"] not in self.sessions:
                await wire.send(json.dumps({"op": 9, "d": False}))
                return None
            return self.sessions[told["session_id"]] + told["seq"] - 1, told["seq"] + 1, "RESUMED"
        name = f"session-{len(self.greetings)}"
        self.sessions[name] = len(self.events)
        ready = {"v": 10, "user": BOT, "session_id": name, "resume_gateway_url": self.url, "guilds": []}
        await wire.send(json.dumps({"op": 0, "t": "READY", "s": 1, "d": ready}))
        return len(self.events), 2, ""

    async def _tell(self, wire: ServerConnection, start: int, number: int, last: str) -> None:
        while True:
            self._news.clear()
            for what, told in self.events[start:]:
                await wire.send(json.dumps({"op": 0, "t": what, "s": number, "d": told}))
                start, number = start + 1, number + 1
            if last:
                await wire.send(json.dumps({"op": 0, "t": last, "s": number, "d": {}}))
                self.sessions = {name: at - 1 for name, at in self.sessions.items()}
                number, last = number + 1, ""
            await self._news.wait()

    def close(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(10)
