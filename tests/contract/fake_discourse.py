"""A small Discourse on the loopback: the calls the adapter makes, as its own source says they are answered."""

import html
import re
from datetime import UTC, datetime
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite

KEY = "0123456789abcdef"
US = "northwind"
NUMBERS = {"northwind": 7, "carol": 11, "dan": 12}
NO: Answer = (404, {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"}, {})
FORBIDDEN: Answer = (403, {"errors": ["You are not permitted."], "error_type": "invalid_access"}, {})
SMALL = 20  # posts of a topic that come with it


class FakeDiscourse(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.posts: list[dict[str, Any]] = []
        self.titles: dict[int, str] = {}
        self.key = KEY
        self.holds = False  # whether a moderator looks at everything first
        self.held: list[dict[str, Any]] = []
        self.old = False  # whether `before` is among what it gives, out of the next fifty numbers only
        self.numbers = 4999

    # what people do there

    def say(self, raw: str, by: str = "carol", title: str = "A question") -> str:
        topic = 100 + len(self.titles)
        self.titles[topic] = title
        return self._put(raw, by, topic, None)

    def reply(self, to: str, raw: str, by: str = "carol") -> str:
        topic, above = (int(part) for part in to.split("/"))
        return self._put(raw, by, topic, above if above > 1 else None)

    def _put(self, raw: str, by: str, topic: int, above: int | None) -> str:
        with self.lock:
            place = 1 + sum(one["topic_id"] == topic for one in self.posts)
            self.numbers += 1
            post = {"id": self.numbers, "topic_id": topic, "topic_slug": "a-question", "post_number": place}
            post |= {"username": by, "name": by.title(), "user_id": NUMBERS[by], "post_type": 1, "version": 1}
            post |= {"avatar_template": f"/user_avatar/x/{by}/{{size}}/1.png", "reply_to_post_number": above}
            post |= {
                "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
                "raw": raw,
                "cooked": cook(raw),
            }
            if above:
                target = self.of(f"{topic}/{above}")["username"]
                post["reply_to_user"] = {"username": target, "name": target.title()}
            self.posts.append(post)
        return f"{topic}/{place}"

    def of(self, name: str) -> dict[str, Any]:
        return next(one for one in self.posts if f"{one['topic_id']}/{one['post_number']}" == name)

    def edit(self, name: str, raw: str) -> None:
        post = self.of(name)
        post |= {"raw": raw, "cooked": cook(raw), "version": post["version"] + 1}

    def remove(self, name: str) -> None:
        self.of(name)["deleted_at"] = "2026-11-01T00:00:00.000Z"

    def under(self, name: str) -> list[str]:
        topic, place = (int(part) for part in name.split("/"))
        there = [one for one in self.posts if one["topic_id"] == topic and one["post_number"] > 1]
        there = [one for one in there if not one.get("deleted_at") and (one["reply_to_post_number"] or 1) == place]
        return [one["raw"] for one in there]

    # what it answers

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/site/basic-info.json":
            return 200, {"title": "Forum", "description": ""}, {}
        if asked.heads.get("api-key") != self.key or asked.heads.get("api-username", "").lower() != US:
            return FORBIDDEN
        return self.read(asked) if asked.method == "GET" else self.ordered(asked)

    def read(self, asked: Asked) -> Answer:
        me = {"id": NUMBERS[US], "username": US, "name": "Northwind"}
        lists: dict[str, Any] = {
            "/session/current.json": {"current_user": me},
            "/posts.json": {"latest_posts": self.latest(asked.params)},
            f"/posts/{US}/pending.json": {"pending_posts": self.held},
        }
        if asked.path in lists:
            return 200, lists[asked.path], {}
        if found := re.fullmatch(r"/posts/by_number/(\d+)/(\d+)\.json", asked.path):
            return self.shown(f"{found[1]}/{found[2]}")
        if re.fullmatch(r"/t/(\d+)/posts\.json", asked.path):
            wanted = asked.params["post_ids[]"].split(",")
            return 200, {"post_stream": {"posts": [one for one in self.posts if str(one["id"]) in wanted]}}, {}
        found = re.fullmatch(r"/t/(\d+)(?:/(\d+))?\.json", asked.path)
        return self.topic(int(found[1]), int(found[2] or 1)) if found else NO

    def latest(self, params: dict[str, str]) -> list[dict[str, Any]]:
        there = [one for one in reversed(self.posts) if not one.get("deleted_at")]
        before = int(params["before"]) if "before" in params else None
        if before is not None and self.old:
            there = [one for one in there if before - 50 < one["id"] <= before]
        elif before is not None:
            there = [one for one in there if one["id"] < before]
        return [{**one, "topic_title": self.titles[one["topic_id"]]} for one in there[:50]]

    def shown(self, name: str) -> Answer:
        post = next((one for one in self.posts if f"{one['topic_id']}/{one['post_number']}" == name), None)
        return (200, post, {}) if post and not post.get("deleted_at") else NO

    def topic(self, topic: int, place: int) -> Answer:
        posts = [one for one in self.posts if one["topic_id"] == topic and not one.get("deleted_at")]
        if not posts:
            return NO
        start = max(0, place - SMALL // 2) if place > 1 else 0
        stream = {"posts": posts[start : start + SMALL], "stream": [one["id"] for one in posts]}
        return 200, {"id": topic, "title": self.titles[topic], "post_stream": stream}, {}

    def ordered(self, asked: Asked) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return 422, {"action": "create_post", "errors": ["Body is too short (minimum is 20 characters)"]}, {}
        told = self.posted(asked.fields) if asked.method == "POST" else self.changed(asked)
        return CUT if act == "lose answer" else told

    def posted(self, fields: dict[str, Any]) -> Answer:
        if self.holds:
            now = datetime.now(UTC).isoformat()
            self.held.append({"raw_text": fields["raw"], "topic_id": fields["topic_id"], "created_at": now})
            return 200, {"action": "enqueued", "success": True, "pending_post": self.held[-1]}, {}
        name = self._put(fields["raw"].strip(), US, fields["topic_id"], fields.get("reply_to_post_number"))
        return 200, self.of(name), {}

    def changed(self, asked: Asked) -> Answer:
        number = int(asked.path.removeprefix("/posts/").removesuffix(".json"))
        post = next((one for one in self.posts if one["id"] == number and not one.get("deleted_at")), None)
        if post is None:
            return NO
        name = f"{post['topic_id']}/{post['post_number']}"
        if asked.method == "DELETE":
            self.remove(name)
            return 200, None, {}
        if asked.fields["post"].get("original_text", post["raw"]) != post["raw"]:
            return 409, {"errors": ["Another user edited this post."]}, {}
        self.edit(name, asked.fields["post"]["raw"])
        return 200, {"post": post}, {}


def cook(raw: str) -> str:
    """As readers see it: paragraphs, lines, and signs that were marked as no markup."""
    bare = re.sub(r"\\([<&])", lambda found: "\x00" + found[1], raw)
    kept = html.escape(bare.replace("\x00", ""), quote=False)
    return "".join(f"<p>{part}</p>\n".replace("\n", "<br>\n", part.count("\n")) for part in kept.split("\n\n"))
