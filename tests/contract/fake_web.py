"""A small web on the loopback: people's pages with microformats, which take webmentions, as their authors would write them."""

import html
from datetime import UTC, datetime
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite, Raw


class FakeWeb(FakeSite):
    """`told`: webmentions that its people sent to us, as (source, target); `heard`: those that they were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, Any] = {}  # by path: HTML, or an answer
        self.told: list[tuple[str, str]] = []
        self.heard: dict[str, list[str]] = {}  # by path, the sources
        self.texts: dict[str, str] = {}  # what stands at our own answers, by address
        self.heads: dict[str, dict[str, str]] = {}

    @property
    def ours(self) -> str:
        return f"{self.url}/us"

    # what people do there

    def say(self, text: str, by: str = "carol", *, to: str = "", link: str = "") -> str:
        path = f"/{by}/{len(self.pages) + 1}"
        self.pages[path] = self.entry(text, by, to, link or self.ours + "/post")
        self.told.append((self.url + path, link or self.ours + "/post"))
        return self.url + path

    def entry(self, text: str, by: str, to: str = "", link: str = "") -> str:
        answers = f'<a class="u-in-reply-to" href="{to}">this</a>' if to else ""
        face = f'<span class="p-author h-card"><img class="u-photo" src="/{by}.png" alt=""><a class="p-name u-url" href="/{by}/">{by.title()}</a></span>'
        said = html.escape(text, quote=False).replace("\n", "<br>")
        when = f'<time class="dt-published" datetime="{datetime.now(UTC).isoformat()}">today</time>'
        linked = f'<a href="{link}">there</a>' if link else ""
        return (
            f"<!doctype html><html><head><title>{by.title()} writes</title>"
            f'<link rel="webmention" href="/webmention?for=all"></head><body><article class="h-entry">{face}{answers}{when}'
            f'<div class="e-content"><p>{said}</p></div>{linked}</article></body></html>'
        )

    def path(self, name: str) -> str:
        return name.removeprefix(self.url)

    def edit(self, name: str, text: str) -> None:
        path = self.path(name)
        self.pages[path] = self.entry(text, path.split("/")[1], "", self.ours + "/post")
        self.told.append((name, self.ours + "/post"))

    def remove(self, name: str) -> None:
        self.pages[self.path(name)] = (410, Raw("gone"), {})
        self.told.append((name, self.ours + "/post"))

    def under(self, name: str) -> list[str]:
        return [self.texts.get(source, source) for source in self.heard.get(self.path(name), [])]

    # what it answers

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            return self.mentioned(asked)
        if asked.path == "/robots.txt":
            return 404, None, {}
        page = self.pages.get(asked.path)
        if isinstance(page, tuple):
            return page
        if page is None:
            return 404, Raw("nothing"), {}
        shown = "".join(f'<li><a href="{source}">an answer</a></li>' for source in self.heard.get(asked.path, []))
        head = {"content-type": "text/html; charset=utf-8", **self.heads.get(asked.path, {})}
        return 200, Raw(page.replace("</body>", f"<ol>{shown}</ol></body>")), head

    def mentioned(self, asked: Asked) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return 400, {"error": "source does not link to target"}, {}
        source, target = asked.fields["source"], self.path(asked.fields["target"])
        there = self.heard.setdefault(target, [])
        if source not in there:
            there.append(source)
        return CUT if act == "lose answer" else (202, None, {})
