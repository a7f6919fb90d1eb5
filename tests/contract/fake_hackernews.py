"""A small Hacker News: items and users as Firebase shows them, and the search as Algolia answers."""

import html
import re
import time
from typing import Any

from fake_site import Answer, Asked, FakeSite

US = "northwind_desk"
FILTER = re.compile(r"created_at_i([<>])(\d+)")


class FakeHackerNews(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.items: dict[int, dict[str, Any]] = {}
        self.first = 41_000_000
        self.most = 1000  # that the search shows of anything

    def say(self, text: str, by: str = "carol", parent: int | None = None, title: str = "", **more: Any) -> int:
        with self.lock:
            name = self.first + len(self.items)
            item = {"id": name, "by": by, "time": int(time.time()), "text": html.escape(text, quote=False)}
            item |= {"type": "comment", "parent": parent} if parent else {"type": "story", "title": title, "score": 1}
            self.items[name] = item | more
            if parent:
                above = self.items[parent]
                above["kids"] = [*above.get("kids", []), name]
        return name

    def answer(self, asked: Asked) -> Answer:
        kind, _, rest = asked.path.strip("/").partition("/")
        name = rest.removesuffix(".json")
        if kind == "item":
            return 200, self.shown(int(name)), {}
        if kind == "user":
            known = sorted((one["id"] for one in self.items.values() if one.get("by") == name), reverse=True)
            return 200, {"id": name, "created": 1, "karma": 2, "submitted": known} if known or name == US else None, {}
        if kind == "search_by_date":
            return 200, self.search(asked.params), {}
        return 404, {"message": "indexName is not valid", "status": 404}, {}

    def shown(self, name: int) -> dict[str, Any] | None:
        item = self.items.get(name)
        if item and item.get("deleted"):
            return {key: item[key] for key in ("id", "type", "time", "parent", "kids", "deleted") if key in item}
        return item

    def search(self, asked: dict[str, str]) -> dict[str, Any]:
        word, size, page = asked["query"].strip('"').lower(), int(asked["hitsPerPage"]), int(asked["page"])
        bounds = [(sign, int(at)) for sign, at in FILTER.findall(asked.get("numericFilters", ""))]
        there = [one for one in self.items.values() if not one.get("deleted") and not one.get("dead")]
        found = [one for one in there if word in f"{one.get('title')} {one.get('url')} {one.get('text')}".lower()]
        found = [
            one for one in found if all(one["time"] < at if sign == "<" else one["time"] > at for sign, at in bounds)
        ]
        found.sort(key=lambda one: (one["time"], one["id"]), reverse=True)
        shown = found[page * size : (page + 1) * size] if (page + 1) * size <= self.most else []
        hits = [_hit(one) for one in shown]
        return {"hits": hits, "nbHits": len(found), "page": page, "nbPages": 10, "hitsPerPage": size, "params": ""}


def _hit(item: dict[str, Any]) -> dict[str, Any]:
    kind = "story" if item["type"] == "story" else "comment"
    hit = {"objectID": str(item["id"]), "author": item["by"], "created_at_i": item["time"], "_tags": [kind]}
    if kind == "story":
        return {**hit, "title": item["title"], "story_text": item["text"], "url": item.get("url"), "points": 1}
    return {**hit, "comment_text": item["text"], "parent_id": item["parent"], "story_id": 1, "story_title": "x"}
