"""A small blog on the loopback: a feed of its posts, a feed of comments for each, pages, pictures; and trouble on demand."""

import html
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:thr="http://purl.org/syndication/thread/1.0"'
)


@dataclass
class Said:
    name: str
    by: str
    markup: str
    at: datetime
    below: str = ""  # the post it is a comment on
    answers: str = ""  # the comment it answers
    title: str = ""
    summary: str = ""  # the feed gives only this


@dataclass
class Blog:
    posts: list[Said] = field(default_factory=list)
    comments: list[Said] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, tuple[int, str, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    limited: int = 0
    changed: str = ""  # when, by its own words, it last changed; its tag is then made of that, as WordPress does
    ttl: int = 0

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._desk())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}"

    @property
    def feed(self) -> str:
        return f"{self.url}/feed.xml"

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def post(self, markup: str, by: str = "carol", **more: str) -> str:
        name = f"{self.url}/posts/{len(self.posts) + 1}"
        self.posts.append(Said(name, by, markup, datetime.now(UTC), **more))
        return name

    def comment(self, to: str, markup: str, by: str = "dan") -> str:
        above = next((one for one in self.comments if one.name == to), None)
        post = above.below if above else to
        name = f"{post}#comment-{len(self.comments) + 1}"
        answers = above.name if above else ""
        self.comments.append(Said(name, by, markup, datetime.now(UTC), below=post, answers=answers))
        return name

    def of(self, name: str) -> Said:
        return next(said for said in [*self.posts, *self.comments] if said.name == name)

    def rss(self, said: list[Said], title: str) -> bytes:
        items = "".join(self._item(one) for one in reversed(said))
        ttl = f"<ttl>{self.ttl}</ttl>" if self.ttl else ""
        whole = f'<rss version="2.0" {NAMESPACES}><channel><title>{title}</title><link>{self.url}/</link>{ttl}{items}'
        return f'<?xml version="1.0" encoding="utf-8"?>{whole}</channel></rss>'.encode()

    def _item(self, said: Said) -> str:
        parts = [f'<guid isPermaLink="false">{escape(said.name)}</guid><dc:creator>{escape(said.by)}</dc:creator>']
        if said.title:
            parts.append(f"<title>{escape(said.title)}</title>")
        if said.summary:
            parts.append(f"<description>{escape(said.summary)}</description>")
        elif said.markup:
            parts.append(f"<content:encoded>{escape(said.markup)}</content:encoded>")
        parts.append(f"<link>{escape(said.name)}</link><pubDate>{format_datetime(said.at)}</pubDate>")
        if said.answers:
            parts.append(f'<thr:in-reply-to ref="{escape(said.answers)}"/>')
        if not said.below:
            parts.append(f"<wfw:commentRss>{escape(said.name)}/comments.xml</wfw:commentRss>")
        return f"<item>{''.join(parts)}</item>"

    def answer(self, path: str) -> tuple[int, str, bytes, dict[str, str]]:
        if self.limited:
            return 429, "text/plain", b"later", {"retry-after": str(self.limited)}
        if path in self.pages:
            return self.pages[path]
        if path == "/feed.xml":
            return 200, "application/rss+xml", self.rss(self.posts, "A blog"), {}
        if path.endswith("/comments.xml"):
            post = self.url + path.removesuffix("/comments.xml")
            below = [one for one in self.comments if one.below == post]
            return 200, "application/rss+xml", self.rss(below, "Comments"), {}
        if path in self.pictures:
            return 200, "image/png", self.pictures[path], {}
        return self._page(path)

    def _page(self, path: str) -> tuple[int, str, bytes, dict[str, str]]:
        page = next((one for one in self.posts if one.name == self.url + path), None)
        if page is None:
            return 404, "text/plain", b"none", {}
        whole = f"<html><head><title>{html.escape(page.title)}</title></head><body><article>{page.markup}</article>"
        return 200, "text/html; charset=utf-8", whole.encode(), {}

    def _desk(self) -> type[BaseHTTPRequestHandler]:
        blog = self

        class Desk(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Stay quiet."""

            def do_GET(self) -> None:
                asked = {name.lower(): value for name, value in self.headers.items()}
                blog.asked.append((self.path, asked))
                status, kind, content, more = blog.answer(self.path)
                tag = f'"{hash(blog.changed or content)}"'
                if status == 200 and asked.get("if-none-match") == tag:
                    status, content = 304, b""
                self.send_response(status)
                given = {"content-type": kind, "content-length": str(len(content)), "etag": tag, **more}
                given |= {"last-modified": blog.changed} if blog.changed else {}
                for name, value in given.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

        return Desk


def later() -> None:
    """Two things are never said in the same thousandth of a second."""
    time.sleep(0.002)
