"""People on a Matrix server, through the same interface that their apps use; the server is a real one or the small one here."""

import json
import secrets
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from contract_world import MemoryKeeper

from earful.channels.contract import Adapter, Us
from earful.channels.matrix.network import NETWORK
from earful.kit.transport import Transport

CLIENT = "/_matrix/client/v3"


class MatrixWorld:
    network = NETWORK
    can = NETWORK.can
    offers = frozenset({"edit", "remove", "own", "pictures", "private", "garbage", "rootless"})
    us_there, shut = "desk", ""

    def __init__(self, base: str, people: dict[str, tuple[str, str]]) -> None:
        self.base, self.people = base, people
        self.us = Us(people["desk"][0], people["desk"][0].removeprefix("@"))
        self.keeper = MemoryKeeper()
        self.settings = {"server": base, "accept": "people", "hears": "all", "servers": ""}
        self.room = self.a_room(public=True)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with Transport(frozenset({self.base.removeprefix("http://")})) as door:
            yield NETWORK.open(self.us, self.settings, {"token": self.people["desk"][1]}, self.keeper, door)

    # --- what apps do

    def ask(self, method: str, path: str, body: Any = None, by: str = "carol", mime: str = "application/json") -> Any:
        content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        heads = {"authorization": f"Bearer {self.people[by][1]}", "content-type": mime}
        request = urllib.request.Request(self.base + path, content, heads, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def a_room(self, *, public: bool = False, by: str = "carol", name: str = "Support", **more: Any) -> str:
        preset = "public_chat" if public else "private_chat"
        fields = {"preset": preset, "name": name, **more} if public else {"preset": preset, **more}
        made: str = self.ask("POST", f"{CLIENT}/createRoom", fields, by)["room_id"]
        for other in ("desk", "dan") if public else ():
            self.join(made, other)
        return made

    def join(self, room: str, by: str) -> None:
        self.ask("POST", f"{CLIENT}/rooms/{quoted(room)}/join", {}, by)

    def put(self, room: str, content: dict[str, Any], by: str = "carol", kind: str = "m.room.message") -> str:
        path = f"{CLIENT}/rooms/{quoted(room)}/send/{kind}/{secrets.token_hex(8)}"
        return f"{room}/{self.ask('PUT', path, content, by)['event_id']}"

    def event(self, name: str, by: str = "carol") -> dict[str, Any]:
        room, event = parts(name)
        found: dict[str, Any] = self.ask("GET", f"{CLIENT}/rooms/{quoted(room)}/event/{quoted(event)}", by=by)
        return found

    # --- the verbs of the suite

    def say(self, text: str, by: str = "carol") -> str:
        return self.put(self.room, {"msgtype": "m.text", "body": text}, by)

    def say_privately(self, text: str, by: str = "carol") -> str:
        room = self.a_room(by=by, invite=[self.us.external_id], is_direct=True)
        return self.put(room, {"msgtype": "m.text", "body": text}, by)

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        room, above = parts(to)
        related = {"m.in_reply_to": {"event_id": above}}
        return self.put(room, {"msgtype": "m.text", "body": text, "m.relates_to": related}, by)

    def readers(self, external_id: str) -> set[str]:
        room, _ = parts(external_id)
        found = self.ask("GET", f"{CLIENT}/rooms/{quoted(room)}/joined_members")["joined"]
        return {name for name, (person, _) in self.people.items() if person in found}

    def own(self, text: str, to: str | None = None) -> str:
        return self.reply(to, text, "desk") if to else self.say(text, "desk")

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        address = self.ask("POST", "/_matrix/media/v3/upload?filename=x.png", picture, by, "image/png")["content_uri"]
        return self.put(self.room, {"msgtype": "m.image", "body": text, "filename": alt, "url": address}, by)

    def edit(self, external_id: str, text: str) -> None:
        self.change(external_id, text, self.writer(external_id))

    def change(self, external_id: str, text: str, by: str) -> str:
        room, event = parts(external_id)
        fields = {"msgtype": "m.text", "body": f"* {text}", "m.new_content": {"msgtype": "m.text", "body": text}}
        return self.put(room, {**fields, "m.relates_to": {"rel_type": "m.replace", "event_id": event}}, by)

    def writer(self, external_id: str) -> str:
        sender = self.event(external_id)["sender"]
        return next(name for name, (person, _) in self.people.items() if person == sender)

    def remove(self, external_id: str) -> None:
        room, event = parts(external_id)
        path = f"{CLIENT}/rooms/{quoted(room)}/redact/{quoted(event)}/{secrets.token_hex(8)}"
        self.ask("PUT", path, {}, self.writer(external_id))

    def settle(self) -> None:
        """Nothing is late here."""

    def said_in(self, room: str) -> list[dict[str, Any]]:
        """Messages of a room as they stand, the oldest first."""
        path = f"{CLIENT}/rooms/{quoted(room)}/messages?dir=b&limit=200"
        found = [one for one in self.ask("GET", path)["chunk"][::-1] if one["type"] == "m.room.message"]
        kept = {one["event_id"]: dict(one["content"]) for one in found if one["content"]}
        senders = {one["event_id"]: one["sender"] for one in found}
        for one in found:
            related = one["content"].get("m.relates_to", {})
            if related.get("rel_type") == "m.replace":
                del kept[one["event_id"]]
                if senders.get(related["event_id"]) == one["sender"] and related["event_id"] in kept:
                    kept[related["event_id"]]["body"] = one["content"]["m.new_content"]["body"]
        return list(kept.values())

    def under(self, external_id: str) -> list[str]:
        room, above = parts(external_id)
        found = self.said_in(room)
        return [
            one["body"]
            for one in found
            if one.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id") == above
        ]

    def garbage(self) -> str:
        return self.put(self.room, {"msgtype": "m.text", "body": " ", "hello": ["x"]})


def quoted(part: str) -> str:
    return urllib.parse.quote(part, safe="")


def parts(name: str) -> tuple[str, str]:
    room, _, event = name.partition("/$")
    return room, f"${event}"
