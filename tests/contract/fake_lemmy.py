"""A small Lemmy on the loopback: version 3 of its interface, as a server of 0.19 answers one of its users."""

import re
from datetime import UTC, datetime
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite

USER, PASSWORD, ME = "northwind", "a password", 7
NUMBERS = {USER: ME, "carol": 11, "dan": 12, "robot": 13}
NO: Answer = (404, {"error": "not_found"}, {})
OUT: Answer = (401, {"error": "incorrect_login"}, {})


class FakeLemmy(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.posts: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.signed_out = False
        self.token, self.logins, self.numbers = "", 0, 300
        self.resolved: list[str] = []
        self.often = False
        self.newer = False  # a server of 1.0, which answers little of version 3

    def actor(self, by: str) -> str:
        return f"{self.url}/u/{by}"

    # what people do there

    def post(self, text: str, by: str = "carol", title: str = "A question", place: str = "boreal") -> str:
        made = self._made(by) | {"name": title, "body": text, "community": place, "url": None}
        with self.lock:
            self.posts.append(made)
        return f"p{made['id']}"

    def comment(self, to: str, text: str, by: str = "carol") -> str:
        above = self.of(to)
        made = self._made(by) | {"content": text, "post_id": above["id"] if to[0] == "p" else above["post_id"]}
        made |= {"path": f"{'0' if to[0] == 'p' else above['path']}.{made['id']}"}
        with self.lock:
            self.comments.append(made)
        return f"c{made['id']}"

    def write(self, text: str, by: str = "carol", to: str = USER) -> str:
        made = self._made(by) | {"content": text, "recipient_id": NUMBERS[to], "to": to}
        with self.lock:
            self.messages.append(made)
        return f"m{made['id']}"

    def _made(self, by: str) -> dict[str, Any]:
        self.numbers += 1
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        made = {"id": self.numbers, "creator_id": NUMBERS[by], "by": by, "published": now, "updated": None}
        return made | {"deleted": False, "removed": False, "ap_id": f"{self.url}/x/{self.numbers}", "local": True}

    def of(self, name: str) -> dict[str, Any]:
        shelf = {"p": self.posts, "c": self.comments, "m": self.messages}[name[0]]
        return next(one for one in shelf if one["id"] == int(name[1:]))

    def edit(self, name: str, text: str) -> None:
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        self.of(name).update({"body" if name[0] == "p" else "content": text, "updated": now})

    def remove(self, name: str) -> None:
        self.of(name)["deleted"] = True

    def under(self, name: str) -> list[str]:
        parent = f".{name[1:]}." if name[0] == "c" else "0."
        there = [
            one for one in self.comments if f"{one['path'].rpartition('.')[0]}.".endswith(parent) and not one["deleted"]
        ]
        return [one["content"] for one in there if name[0] == "c" or one["post_id"] == int(name[1:])]

    # what it answers

    def answer(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/api/v3")
        if path == asked.path:
            return 404, {}, {}
        if path == "/user/login":
            return self.signed_in(asked)
        known = not self.signed_out and asked.heads.get("authorization") == f"Bearer {self.token}"
        if path == "/site":
            mine = {"my_user": {"local_user_view": {"person": self.person(USER)}}} if known else {}
            return 200, {"site_view": {}, "version": "0.19.12", **mine}, {}
        if not known:
            return OUT
        if self.often:
            return 400, {"error": "rate_limit_error"}, {}
        return self.read(path, asked.params) if asked.method == "GET" else self.ordered(asked, path)

    def signed_in(self, asked: Asked) -> Answer:
        if self.signed_out or asked.fields != {"username_or_email": USER, "password": PASSWORD}:
            return OUT
        self.logins += 1
        self.token = f"jwt-{self.logins}"
        return 200, {"jwt": self.token, "registration_created": False, "verify_email_sent": False}, {}

    def person(self, by: str) -> dict[str, Any]:
        more = {"display_name": by.title(), "avatar": f"{self.url}/{by}.png", "bot_account": by == "robot"}
        return {"id": NUMBERS[by], "name": by, "actor_id": self.actor(by), "local": True, **more}

    def view(self, kind: str, one: dict[str, Any]) -> dict[str, Any]:
        shown = {kind: {key: value for key, value in one.items() if key not in ("by", "to", "community")}}
        if one["deleted"]:
            shown[kind]["body" if kind == "post" else "content"] = ""
        shown["creator"] = self.person(one["by"])
        if kind == "private_message":
            return shown | {"recipient": self.person(one["to"])}
        if kind == "comment":
            shown["post"] = next(post for post in self.posts if post["id"] == one["post_id"])
        return shown | {"community": {"name": "boreal"}}

    def read(self, path: str, given: dict[str, str]) -> Answer:
        if self.newer and (path.startswith(("/user", "/private_message")) or path == "/comment"):
            return 404, None, {}
        if path == "/community":
            return (200, {"community_view": {}}, {}) if given["name"] in ("boreal", "cold") else NO
        if path == "/resolve_object":
            self.resolved.append(given["q"])
            return (200, {"community": {}}, {}) if given["q"] == "!far@away.example" else NO
        lists = {
            "/post/list": ("post", "posts", self.posts),
            "/comment/list": ("comment", "comments", self.comments),
            "/private_message/list": (
                "private_message",
                "private_messages",
                [one for one in self.messages if not one["deleted"]],
            ),
            "/user/replies": ("comment", "replies", [one for one in self.comments if self.answers_us(one)]),
            "/user/mention": ("comment", "mentions", [one for one in self.comments if f"@{USER}" in one["content"]]),
        }
        if path in lists:
            kind, field, found = lists[path]
            return 200, {field: self.page(kind, found, given)}, {}
        if path == "/user":
            ours = {
                kind: [one for one in shelf if one["by"] == USER]
                for kind, shelf in (("post", self.posts), ("comment", self.comments))
            }
            return 200, {f"{kind}s": self.page(kind, shelf, given) for kind, shelf in ours.items()}, {}
        kind, shelf = ("post", self.posts) if path == "/post" else ("comment", self.comments)
        one = next((one for one in shelf if str(one["id"]) == given.get("id")), None)
        return (200, {f"{kind}_view": self.view(kind, one)}, {}) if one else NO

    def answers_us(self, one: dict[str, Any]) -> bool:
        above = one["path"].split(".")[-2]
        shelf, wanted = (self.posts, one["post_id"]) if above == "0" else (self.comments, int(above))
        return one["by"] != USER and any(other["id"] == wanted and other["by"] == USER for other in shelf)

    def page(self, kind: str, found: list[dict[str, Any]], given: dict[str, str]) -> list[dict[str, Any]]:
        post = given.get("post_id")
        there = [one for one in reversed(found) if post is None or str(one.get("post_id")) == post]
        there = [
            one
            for one in there
            if one.get("community", "boreal") in given.get("community_name", one.get("community", "boreal"))
        ]
        there.sort(key=lambda one: one["published"], reverse=True)
        there.sort(key=lambda one: not one.get("featured_community"))  # whatever is asked for: these stand first
        size, page = int(given.get("limit", 10)), int(given.get("page", 1))
        return [self.view(kind, one) for one in there[(page - 1) * size : page * size]]

    def ordered(self, asked: Asked, path: str) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return 400, {"error": "locked"}, {}
        told = self.changed(asked, path)
        return CUT if act == "lose answer" else told

    def changed(self, asked: Asked, path: str) -> Answer:
        found = re.fullmatch(r"/(comment|private_message)(/delete)?", path)
        if not found:
            return NO
        kind, letter, given = found[1], found[1][0].replace("p", "m"), asked.fields
        if asked.method == "POST" and not found[2]:
            name = self._new(kind, given)
        else:
            name = f"{letter}{given[f'{kind}_id']}"
            if found[2]:
                self.remove(name)
            else:
                self.edit(name, given["content"])
        return 200, {f"{kind}_view": self.view(kind, self.of(name))}, {}

    def _new(self, kind: str, given: dict[str, Any]) -> str:
        if kind == "comment":
            to = f"c{given['parent_id']}" if given.get("parent_id") else f"p{given['post_id']}"
            return self.comment(to, given["content"], USER)
        to = next(name for name, number in NUMBERS.items() if number == given["recipient_id"])
        return self.write(given["content"], USER, to)
