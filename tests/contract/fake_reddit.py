"""A small Reddit on the loopback: its OAuth interface for one user, with an inbox, two subreddits and a search."""

import base64
import html
import itertools
import re
import time
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite

CLIENT, SECRET, PASSWORD, REFRESH = "client-id", "client-secret", "a password", "refresh-1"
US, US_ID = "northwind_care", "abc123"
NUMBERS = {US: US_ID, "carol": "ca11", "dan": "da11", "AutoModerator": "6l4z3"}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
FORBIDDEN: Answer = (403, {"message": "Forbidden", "error": 403}, {})


class FakeReddit(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.things: list[dict[str, Any]] = []
        self.signed_out = False
        self.tokens = itertools.count(1)
        self.token = ""
        self.numbers = 40_000
        self.often = ""
        self.often_for: float | None = None
        self.scopes = {"*"}

    # what people do there

    def post(self, text: str, by: str = "carol", title: str = "A question", place: str = "boreal") -> str:
        made = self._made("t3", by, place) | {
            "title": title,
            "selftext": text,
            "selftext_html": shown(text),
            "is_self": True,
        }
        made["permalink"] = f"/r/{place}/comments/{made['name'][3:]}/a_question/"
        return self._keep(made | {"url": f"https://www.reddit.com{made['permalink']}"})

    def comment(self, to: str, text: str, by: str = "carol") -> str:
        above = self.of(to)
        made = self._made("t1", by, above["subreddit"]) | {"body": text, "body_html": shown(text), "parent_id": to}
        made["link_id"] = above.get("link_id") or to
        made["permalink"] = f"/r/{above['subreddit']}/comments/{made['link_id'][3:]}/_/{made['name'][3:]}/"
        return self._keep(made)

    def write(self, text: str, by: str = "carol", to: str | None = None, dest: str = US) -> str:
        made = self._made("t4", by, None) | {"body": text, "body_html": shown(text), "dest": dest, "subject": "hello"}
        made |= {"parent_id": to, "first_message_name": to and (self.of(to)["first_message_name"] or to), "context": ""}
        return self._keep(made | {"was_comment": False})

    def _made(self, kind: str, by: str, place: str | None) -> dict[str, Any]:
        self.numbers += 1
        number, letters = self.numbers, ""
        while number:
            number, digit = divmod(number, 36)
            letters = DIGITS[digit] + letters
        made = {"name": f"{kind}_{letters}", "id": letters, "author": by, "author_fullname": f"t2_{NUMBERS[by]}"}
        return made | {"created_utc": float(int(time.time())), "edited": False, "subreddit": place}

    def _keep(self, made: dict[str, Any]) -> str:
        with self.lock:
            self.things.append(made)
        return str(made["name"])

    def of(self, name: str) -> dict[str, Any]:
        return next(one for one in self.things if one["name"] == name)

    def edit(self, name: str, text: str) -> None:
        field = "selftext" if name.startswith("t3") else "body"
        self.of(name).update({field: text, f"{field}_html": shown(text), "edited": float(int(time.time()))})

    def remove(self, name: str) -> None:
        field = "selftext" if name.startswith("t3") else "body"
        self.of(name).update({field: "[deleted]", f"{field}_html": shown("[deleted]"), "author": "[deleted]"})
        self.of(name).pop("author_fullname", None)

    def under(self, name: str) -> list[str]:
        return [one["body"] for one in self.things if one.get("parent_id") == name and one["body"] != "[deleted]"]

    # what it answers

    def busy(self) -> Answer:
        told = {"x-ratelimit-remaining": "0.0", "x-ratelimit-used": "996", "x-ratelimit-reset": str(self.limited)}
        return 429, {"message": "Too Many Requests", "error": 429}, told

    def answer(self, asked: Asked) -> Answer:
        if not asked.heads.get("user-agent", "").startswith("server:earful:"):
            return FORBIDDEN
        if asked.path == "/api/v1/access_token":
            return self.signed_in(asked)
        if self.signed_out or asked.heads.get("authorization") != f"Bearer {self.token}":
            return 401, {"message": "Unauthorized", "error": 401}, {}
        return self.read(asked) if asked.method == "GET" else self.ordered(asked)

    def signed_in(self, asked: Asked) -> Answer:
        if asked.heads.get("authorization") != f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}":
            return 401, {"message": "Unauthorized", "error": 401}, {}
        known = asked.fields.get("refresh_token") == REFRESH or asked.fields.get("password") == PASSWORD
        if self.signed_out or not known:
            return 400, {"error": "invalid_grant"}, {}
        self.token = f"token-{next(self.tokens)}"
        return (
            200,
            {"access_token": self.token, "token_type": "bearer", "expires_in": 86400, "scope": " ".join(self.scopes)},
            {},
        )

    def read(self, asked: Asked) -> Answer:
        path, given = asked.path, asked.params
        if not {"*", scope(path)} & self.scopes:
            return FORBIDDEN
        if path == "/api/v1/me":
            return self.rated({"id": US_ID, "name": US, "icon_img": ""})
        if found := re.fullmatch(r"/comments/(\w+)", path):
            return self.thread(f"t3_{found[1]}")
        if found := re.fullmatch(r"/message/messages/(\w+)", path):
            top = self.first(f"t4_{found[1]}")
            around = [one for one in self.things if top and top in (one["name"], one.get("first_message_name"))]
            return self.rated(self.listing(around, {})) if around else FORBIDDEN
        chosen = self.chosen(path, given)
        return FORBIDDEN if chosen is None else self.rated(self.listing(chosen[::-1], given))

    def first(self, name: str) -> str:
        found = next((one for one in self.things if one["name"] == name), {})
        return str(found.get("first_message_name") or found.get("name") or "")

    def chosen(self, path: str, given: dict[str, str]) -> list[dict[str, Any]] | None:
        theirs = [one for one in self.things if one["author"] != US]
        if path == "/api/info":
            return [one for one in self.things if one["name"] in given["id"].split(",")][::-1]
        if path == "/message/inbox":
            return [told for one in theirs if (told := self.told(one))]
        if path == "/message/sent":
            return [one for one in self.things if one["author"] == US and one["name"].startswith("t4")]
        if path.startswith("/user/"):
            kinds = ("t1",) if path.endswith("/comments") else ("t1", "t3")
            return [one for one in self.things if one["author"] == US and one["name"].startswith(kinds)]
        return self.sought(given["q"]) if path == "/search" else self.shelf(path)

    def sought(self, query: str) -> list[dict[str, Any]]:
        wanted = query.strip('"').casefold()
        posts = [one for one in self.things if one["name"].startswith("t3")]
        return [one for one in posts if wanted in f"{one['title']} {one['selftext']}".casefold()]

    def shelf(self, path: str) -> list[dict[str, Any]] | None:
        found = re.fullmatch(r"/r/([\w+]+)/(new|comments)", path)
        if not found or "gone" in found[1]:
            return None
        kind = "t3" if found[2] == "new" else "t1"
        return [one for one in self.things if one["subreddit"] in found[1].split("+") and one["name"].startswith(kind)]

    def told(self, one: dict[str, Any]) -> dict[str, Any] | None:
        """As it stands in our inbox, if it does."""
        if one["name"].startswith("t4"):
            return one if one["dest"] == US else None
        above = next((other for other in self.things if other["name"] == one.get("parent_id")), {})
        answers = above.get("author") == US
        if not answers and f"u/{US}" not in str(one.get("body", "")):
            return None
        return {**one, "was_comment": True, "subject": "comment reply" if answers else "username mention"}

    def thread(self, top: str) -> Answer:
        posts = [one for one in self.things if one["name"] == top]
        return self.rated([self.listing(posts, {}), {"kind": "Listing", "data": {"children": self.tree(top)}}])

    def tree(self, name: str) -> list[dict[str, Any]]:
        below = [one for one in self.things if one.get("parent_id") == name]
        grown = [(one, self.tree(one["name"])) for one in below]
        return [
            {"kind": "t1", "data": {**one, "replies": {"kind": "Listing", "data": {"children": more}} if more else ""}}
            for one, more in grown
        ]

    def listing(self, found: list[dict[str, Any]], given: dict[str, str]) -> dict[str, Any]:
        names = [one["name"] for one in found]
        start = names.index(given["after"]) + 1 if given.get("after") in names else 0
        page = found[start : start + int(given.get("limit", 25))]
        after = page[-1]["name"] if start + len(page) < len(found) and page else None
        kids = [{"kind": one["name"][:2], "data": one} for one in page]
        return {"kind": "Listing", "data": {"after": after, "before": None, "dist": len(kids), "children": kids}}

    def rated(self, told: Any) -> Answer:
        return 200, told, {"x-ratelimit-remaining": "594.0", "x-ratelimit-used": "6", "x-ratelimit-reset": "312"}

    def ordered(self, asked: Asked) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return 200, {"json": {"errors": [["THREAD_LOCKED", "Comments are locked.", "parent"]]}}, {}
        if self.often:
            wait = {"ratelimit": self.often_for} if self.often_for else {}
            return 200, {"json": {"errors": [["RATELIMIT", self.often, "ratelimit"]], **wait}}, {}
        told = self.changed(asked)
        return CUT if act == "lose answer" else told

    def changed(self, asked: Asked) -> Answer:
        if asked.path == "/api/del":
            self.remove(asked.fields["id"])
            return 200, {}, {}
        name = asked.fields["thing_id"]
        if asked.path == "/api/editusertext":
            self.edit(name, asked.fields["text"])
        elif name.startswith("t4"):
            name = self.write(asked.fields["text"], US, name, self.of(name)["author"])
        else:
            name = self.comment(name, asked.fields["text"], US)
        return 200, {"json": {"errors": [], "data": {"things": [{"kind": name[:2], "data": self.of(name)}]}}}, {}


def scope(path: str) -> str:
    """What a token must be allowed for a list, as Reddit's controllers demand."""
    kinds = {"/api/v1/me": "identity", "/user/": "history", "/message/": "privatemessages"}
    return next((kind for start, kind in kinds.items() if path.startswith(start)), "read")


def shown(text: str) -> str:
    bare = text.replace("\\<", "<").replace("\\&", "&")
    return f'<div class="md"><p>{html.escape(bare, quote=False)}</p>\n</div>'
