"""A small Bot API on the loopback: the calls the adapter makes, as Telegram documents its answers; and trouble on demand."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "777001:AAE-a_token_that_is_long_enough_for_one"
BOT = {"id": 777001, "is_bot": True, "first_name": "Northwind", "username": "northwind_bot"}
GROUP = {"id": -1001234, "type": "supergroup", "title": "Support", "username": "northwind_support"}
CUT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
PEOPLE = {
    name: {"id": 5_000_000_000 + number, "is_bot": False, "first_name": name.title(), "username": name}
    for number, name in enumerate(("carol", "dan", "eve"))
}


class FakeTelegram:
    def __init__(self) -> None:
        self.token = TOKEN
        self.updates: list[dict[str, Any]] = []  # what is kept until it is fetched
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.hook: dict[str, Any] = {}
        self.failed_at = 0
        self.limited = 0
        self.acts: list[Any] = []  # what becomes of the next sends: "lose answer", "lose request", or an error
        self.conflicts = 0  # so many questions are cut off by another program
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.forms: list[bytes] = []
        self.numbers = 100
        self.question = 0  # whoever asks last cuts off who asked before
        self.lock = threading.RLock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneDoor", (Door,), {"fake": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    # --- what people do

    def tell(self, kind: str, message: dict[str, Any]) -> dict[str, Any]:
        update = {"update_id": self.number(), kind: message}
        with self.lock:
            self.updates.append(update)
        return update

    def say(self, by: str, chat: dict[str, Any] | None = None, to: str = "", **content: Any) -> str:
        who = PEOPLE[by]
        place = chat or {"id": who["id"], "type": "private", "username": by, "first_name": who["first_name"]}
        made = self.message(who, place, **content)
        if to:
            made["reply_to_message"] = self.bare(self.known(to))
        self.tell("message", dict(made))
        return name_of(made)

    def message(self, who: dict[str, Any], place: dict[str, Any], **content: Any) -> dict[str, Any]:
        made = {"message_id": self.number(), "from": who, "chat": place, "date": int(time.time()), **content}
        self.messages[place["id"], made["message_id"]] = made
        return made

    def bare(self, message: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in message.items() if key != "reply_to_message"}

    def known(self, name: str) -> dict[str, Any]:
        chat, _, number = name.partition("/")
        return self.messages[int(chat), int(number)]

    def edit(self, name: str, text: str) -> None:
        message = self.known(name) | {"text": text, "edit_date": int(time.time())}
        self.messages[message["chat"]["id"], message["message_id"]] = message
        self.tell("edited_message", message)

    def under(self, name: str) -> list[str]:
        chat, _, number = name.partition("/")
        below = [
            one
            for one in self.messages.values()
            if one["chat"]["id"] == int(chat) and one.get("reply_to_message", {}).get("message_id") == int(number)
        ]
        return [one.get("text") or one.get("caption", "") for one in below]

    # --- what bots ask

    def answer(self, method: str, fields: dict[str, Any]) -> tuple[int, Any]:
        self.asked.append((method, fields))
        if self.limited:
            return 429, error(429, "Too Many Requests: retry after 5", retry_after=self.limited)
        calls = {
            "getMe": lambda: (200, good(BOT)),
            "getUpdates": lambda: self.held(fields),
            "getWebhookInfo": lambda: (200, good(self.info())),
            "setWebhook": lambda: self.set_hook(fields),
            "deleteWebhook": lambda: self.set_hook({"url": ""}),
            "sendMessage": lambda: self.send(fields, text=fields.get("text")),
            "sendPhoto": lambda: self.send(fields, caption=fields.get("caption"), photo=[photo("sent")]),
            "getFile": lambda: self.file(fields),
        }
        return calls[method]() if method in calls else (404, error(404, "Not Found"))

    def held(self, fields: dict[str, Any]) -> tuple[int, Any]:
        if self.hook.get("url"):
            said = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
            return 409, error(409, said)
        if self.conflicts:
            self.conflicts -= 1
            return 409, error(409, CUT)
        until = time.monotonic() + fields.get("timeout", 0)
        self.question += 1
        mine = self.question
        while True:
            if mine != self.question:
                return 409, error(409, CUT)
            with self.lock:
                self.updates = [one for one in self.updates if one["update_id"] >= fields.get("offset", 0)]
                wanted = [one for one in self.updates if set(one) & set(fields["allowed_updates"])]
            if wanted or time.monotonic() >= until:
                return 200, good(wanted[: fields.get("limit", 100)])
            time.sleep(0.02)

    def info(self) -> dict[str, Any]:
        failed = {"last_error_date": self.failed_at, "last_error_message": "Connection refused"}
        more = failed if self.failed_at else {}
        return {"url": self.hook.get("url", ""), "pending_update_count": len(self.updates), **more}

    def set_hook(self, fields: dict[str, Any]) -> tuple[int, Any]:
        if fields["url"].endswith(":8444/hooks/telegram/777001/"):
            return 400, error(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        self.hook, self.failed_at = fields, 0
        return 200, good(True)

    def send(self, fields: dict[str, Any], **content: Any) -> tuple[int, Any]:
        act = self.acts.pop(0) if self.acts else None
        if act == "lose request":
            return 0, None
        if isinstance(act, tuple):
            return act
        chat = int(fields["chat_id"])
        known = next((one["chat"] for one in self.messages.values() if one["chat"]["id"] == chat), None)
        if known is None:
            return 400, error(400, "Bad Request: chat not found")
        made = self.message(BOT, known, **{key: value for key, value in content.items() if value})
        related = fields.get("reply_parameters")
        above = json.loads(related) if isinstance(related, str) else related
        if above:
            made["reply_to_message"] = self.bare(self.messages[chat, above["message_id"]])
        return (0, None) if act == "lose answer" else (200, good(made))

    def file(self, fields: dict[str, Any]) -> tuple[int, Any]:
        if fields["file_id"] not in self.files:
            return 400, error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return 200, good({"file_id": fields["file_id"], "file_path": f"photos/{fields['file_id']}.jpg"})


def photo(name: str) -> dict[str, Any]:
    return {"file_id": name, "file_unique_id": name, "width": 90, "height": 60, "file_size": 1000}


def name_of(message: dict[str, Any]) -> str:
    return f"{message['chat']['id']}/{message['message_id']}"


def good(result: Any) -> dict[str, Any]:
    return {"ok": True, "result": result}


def error(code: int, said: str, **more: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": said, **({"parameters": more} if more else {})}


class Door(BaseHTTPRequestHandler):
    fake: FakeTelegram

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        found = self.fake.files.get(self.path.rpartition("/")[2].removesuffix(".jpg"))
        inside = self.path.startswith(f"/file/bot{self.fake.token}/photos/")
        self.give(200 if found and inside else 404, found or b"", "application/octet-stream")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        _, bot, method = self.path.split("/")
        if bot != f"bot{self.fake.token}":
            status, told = 401, error(401, "Unauthorized")
        else:
            status, told = self.fake.answer(method, self.fields(body))
        if status == 0:
            self.close_connection = True
        else:
            self.give(status, json.dumps(told).encode(), "application/json")

    def fields(self, body: bytes) -> dict[str, Any]:
        if "multipart" not in self.headers.get("content-type", ""):
            return dict(json.loads(body or b"{}"))
        self.fake.forms.append(body)
        found = re.findall(rb'form-data; name="(\w+)"\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
        return {name.decode(): value.decode() for name, value in found}

    def give(self, status: int, content: bytes, mime: str) -> None:
        self.send_response(status)
        self.send_header("content-type", mime)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
