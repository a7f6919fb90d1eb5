"""A small WordPress on the loopback: the calls the adapter makes, as WordPress 6.1 answers them; and trouble on demand."""

import base64
import html
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PASSWORD = "desk-pass-word-1234"
US = 7


class FakeWordPress:
    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.password = PASSWORD
        self.limited = 0
        self.next_change = ""  # and of the next change to one
        self.next_post = ""  # what becomes of the next comment that is sent
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._desk())
        self.server.daemon_threads = True
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def api(self) -> str:
        return f"http://{self.place}/index.php?rest_route=/"

    def close(self) -> None:
        if self._thread.is_alive():
            self.server.shutdown()
            self._thread.join()
            self.server.server_close()

    def say(self, raw: str, by: str = "carol", parent: int = 0, author: int = 0, status: str = "approved") -> str:
        name = len(self.comments) + 1
        content = {"raw": raw, "rendered": f"<p>{raw.replace(chr(34), '&#8221;')}</p>\n"}
        made = {"id": name, "post": 4, "parent": parent, "author": author, "author_name": by, "author_url": ""}
        made |= {"author_email": f"{by}@x.test", "date_gmt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")}
        self.comments.append(
            {**made, "content": content, "status": status, "link": f"http://{self.place}/?p=4#comment-{name}"}
        )
        return str(name)

    def of(self, name: str) -> dict[str, Any]:
        return self.comments[int(name) - 1]

    def under(self, name: str) -> list[str]:
        found = [one for one in self.comments if str(one["parent"]) == name and one["status"] == "approved"]
        return [html.unescape(one["content"]["raw"]) for one in found]

    def listed(self, asked: dict[str, str]) -> tuple[int, Any]:
        listed = {"approved", "hold"} if asked.get("status") == "all" else {"approved"}
        found = [one for one in self.comments if one["status"] in listed]
        if include := asked.get("include"):
            found = [one for one in found if str(one["id"]) in include.split(",")]
        if post := asked.get("post"):
            found = [one for one in found if str(one["post"]) == post]
        found.sort(key=lambda one: one["id"], reverse=asked.get("order", "desc") == "desc")
        size, page = int(asked.get("per_page", 10)), int(asked.get("page", 1))
        if page > 1 and (page - 1) * size >= len(found):
            return 400, {"code": "rest_post_invalid_page_number"}
        return 200, found[(page - 1) * size : page * size]

    def posted(self, fields: dict[str, Any]) -> tuple[int, Any]:
        what, self.next_post = self.next_post, ""
        if what == "deny":
            return 403, {"code": "rest_comment_closed", "message": "Sorry."}
        if what == "lose request":
            return 0, None
        same = (fields["parent"], fields["content"])
        if any(one["author"] == US and (one["parent"], one["content"]["raw"]) == same for one in self.comments):
            return 409, {"code": "comment_duplicate"}
        made = self.of(self.say(fields["content"], "desk", fields["parent"], US))
        return (0, None) if what == "lose answer" else (201, made)

    def changed(self, method: str, name: str, fields: dict[str, Any]) -> tuple[int, Any]:
        what, self.next_change = self.next_change, ""
        if what == "lose request":
            return 0, None
        if int(name) > len(self.comments):
            return 404, {"code": "rest_comment_invalid_id"}
        comment = self.of(name)
        if method == "DELETE":
            if comment["status"] == "trash":
                return 410, {"code": "rest_already_trashed"}
            comment["status"] = "trash"
        elif "status" in fields:
            comment["status"] = fields["status"]
        else:
            said = fields["content"]
            comment["content"] = {"raw": said, "rendered": f"<p>{said}</p>"}
        return (0, None) if what == "lose answer" else (200, comment)

    def answer(self, method: str, path: str, asked: dict[str, str], fields: Any, login: str) -> tuple[int, Any]:
        if self.limited:
            return 429, {"code": "busy"}
        if login != f"Basic {base64.b64encode(f'desk:{self.password}'.encode()).decode()}":
            return 401, {"code": "incorrect_password"}
        if path == "/wp/v2/users/me":
            return 200, {"id": US, "name": "Desk", "capabilities": {"moderate_comments": True}}
        if path == "/wp/v2/comments":
            return self.posted(fields) if method == "POST" else self.listed(asked)
        if path.startswith("/wp/v2/comments/"):
            return self.changed(method, path.rpartition("/")[2], fields)
        return 404, {"code": "rest_no_route"}

    def _desk(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Desk(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Stay quiet."""

            def do_GET(self) -> None:
                asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if "rest_route" not in asked:
                    status, found = 200, {}
                else:
                    login = self.headers.get("authorization", "")
                    fields = json.loads(body) if body else {}
                    status, found = fake.answer(self.command, asked["rest_route"], asked, fields, login)
                if status == 0:
                    self.close_connection = True
                    return
                content = json.dumps(found).encode()
                self.send_response(status)
                given = {"content-type": "application/json", "content-length": str(len(content))}
                given |= {"retry-after": str(fake.limited)} if status == 429 else {}
                given |= {"link": f'<{fake.api}>; rel="https://api.w.org/"'}
                for name, value in given.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_DELETE = do_POST = do_GET  # noqa: N815 -- a name of http.server

        return Desk
