"""A small Ghost on the loopback: what the adapter asks, answered as Ghost 6.65 answered on this machine."""

import base64
import hashlib
import hmac
import html
import json
import re
import time
from datetime import UTC, datetime
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite

KEY = f"{'6b0c78a025fd0b54931f69f7'}:{'8815447be3290e6e' * 4}"
MAIL = "hello@desk.test"
POST = {"id": "6b0c786125fd0b54931f677d", "title": "Coming soon"}
HIDDEN, DELETED = "hidden", "deleted"


def told(status: int, kind: str, code: str | None = None) -> Answer:
    return status, {"errors": [{"message": "Authorisation error.", "type": kind, "code": code}]}, {}


UNKNOWN = told(401, "UnauthorizedError", "INVALID_JWT")
NOBODY = told(401, "UnauthorizedError")
NO = told(403, "NoPermissionError")
MISSING = told(404, "NotFoundError")


class FakeGhost(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.key, self.enabled, self.version = KEY, "all", "6.65"
        self.comments: list[dict[str, Any]] = []
        self.members = {MAIL: "Northwind", "carol@town.test": "carol", "dan@town.test": "dan"}
        self.ids = {called: self.name(number) for number, called in enumerate(self.members.values(), 1)}
        self.paying: set[str] = set()
        self.doors: dict[str, str] = {}  # a cookie or a token, and whose it is
        self.entered = 0

    # what people do there

    def name(self, number: int) -> str:
        return f"{int(time.time()):08x}5feb5c56d4{number:06x}"

    def now(self) -> str:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def say(self, text: str, by: str = "carol", to: str | None = None) -> str:
        return self.comment(f"<p>{html.escape(text, quote=False)}</p>", by, to)

    def comment(self, said: Any, by: str, to: str | None = None) -> str:
        above = self.of(to) if to else {}
        top = above.get("parent_id") or to
        with self.lock:
            made = {"id": self.name(1000 + len(self.comments)), "parent_id": top, "by": by, "html": said}
            made |= {"in_reply_to_id": to if to != top else None, "status": "published", "edited_at": None}
            self.comments.append(made | {"created_at": self.now(), "updated_at": self.now(), "pinned": False})
        return str(made["id"])

    def of(self, name: str) -> dict[str, Any]:
        return next(one for one in self.comments if one["id"] == name)

    def edit(self, name: str, text: str) -> None:
        self.change(name, html=f"<p>{html.escape(text, quote=False)}</p>", edited_at=self.now())

    def change(self, name: str, **fields: Any) -> None:
        with self.lock:
            self.of(name).update(fields, updated_at=self.now())

    def remove(self, name: str) -> None:
        self.change(name, status=DELETED)

    def under(self, name: str) -> list[str]:
        there = [one for one in self.comments if (one["in_reply_to_id"] or one["parent_id"]) == name]
        said = [re.sub(r"<[^>]+>", "", one["html"]) for one in there if one["status"] == "published"]
        return [html.unescape(one) for one in said]

    # what it answers

    def answer(self, asked: Asked) -> Answer:
        path = asked.path
        if path == "/ghost/api/admin/site/":
            return 200, {"site": {"title": "Northwind", "url": f"{self.url}/", "version": self.version}}, {}
        if path.startswith("/ghost/api/admin/"):
            return self.program(asked, path.removeprefix("/ghost/api/admin"))
        if path == "/members/":
            return self.door(asked.params.get("token", ""))
        if path.startswith("/members/api/comments/"):
            return self.reader(asked, path.removeprefix("/members/api/comments/").rstrip("/"))
        return 404, {}, {}

    def program(self, asked: Asked, path: str) -> Answer:
        if not self.knows(asked.heads.get("authorization", "")):
            return UNKNOWN
        if path == "/comments/" and self.version.startswith("6"):
            return self.listed(asked.params)
        if path.startswith("/comments/") and asked.method == "PUT":
            return self.ordered(lambda: self.moderated(path.split("/")[2], asked.fields["comments"][0]))
        if path == "/settings/":
            return 200, {"settings": [{"key": "comments_enabled", "value": self.enabled}]}, {}
        if path == "/members/":
            return self.looked_up(asked)
        return self.way_in(path)

    def looked_up(self, asked: Asked) -> Answer:
        called = self.members.get(asked.params["filter"].removeprefix("email:").strip("'"))
        found = [self.member(called) | {"status": "paid" if called in self.paying else "free"}] if called else []
        return 200, {"members": found}, {}

    def way_in(self, path: str) -> Answer:
        wanted = re.fullmatch(r"/members/(\w+)/signin_urls/", path)
        called = next((one for one, name in self.ids.items() if wanted and name == wanted[1]), None)
        if called is None:
            return MISSING
        token = f"token-{len(self.doors)}"
        self.doors[token] = called
        url = f"{self.url}/members/?token={token}&action=signin"
        return 200, {"member_signin_urls": [{"member_id": self.ids[called], "url": url}]}, {}

    def knows(self, login: str) -> bool:
        """A token of ours, sealed with the key's secret, that has not run out and is for programs."""
        name, _, secret = self.key.partition(":")
        head, claims, mark = (base64.urlsafe_b64decode(f"{part}==") for part in login.removeprefix("Ghost ").split("."))
        body = login.removeprefix("Ghost ").rpartition(".")[0].encode()
        if not hmac.compare_digest(mark, hmac.digest(bytes.fromhex(secret), body, hashlib.sha256)):
            return False
        given = json.loads(claims)
        fresh = given["iat"] <= time.time() + 1 < given["exp"] <= given["iat"] + 300
        return bool(fresh and json.loads(head)["kid"] == name and given["aud"] == "/admin/")

    def door(self, token: str) -> Answer:
        called = self.doors.pop(token, None)
        if called is None:
            return 302, b"", {"location": "/?action=signin&success=false"}
        self.entered += 1
        self.doors[f"session-{self.entered}"] = called
        ends = "path=/; expires=Tue, 01 Jun 2027 19:11:41 GMT; samesite=lax; httponly"
        cookies = f"ghost-members-ssr=session-{self.entered}; {ends}, ghost-members-ssr.sig=FIIf6yLT0C; {ends}"
        return 302, b"", {"location": "/?action=signin&success=true", "set-cookie": cookies}

    def member(self, called: str) -> dict[str, Any]:
        mail = next(mail for mail, name in self.members.items() if name == called)
        return {"id": self.ids[called], "name": called, "email": mail, "avatar_image": None, "can_comment": True}

    def shown(self, one: dict[str, Any], *, program: bool) -> dict[str, Any]:
        told = {key: value for key, value in one.items() if key not in ("by", "updated_at")}
        told["member"] = self.member(one["by"]) if one["by"] else None
        if one["status"] == DELETED:
            told["html"] = None
        if not program:
            return told | {"member": {key: told["member"][key] for key in ("id", "name", "avatar_image")}}
        return told | {"post": {**POST, "url": f"{self.url}/coming-soon/", "excerpt": "What is new."}}

    def listed(self, asked: dict[str, str]) -> Answer:
        wanted, order = asked.get("filter", ""), asked.get("order", "created_at desc")
        found = [one for one in self.comments if one["status"] != DELETED and self.fits(one, wanted)]
        found.sort(key=lambda one: (one[order.partition(" ")[0]], one["id"]), reverse=True)
        size, page = min(int(asked.get("limit", 15)), 100), int(asked.get("page", 1))
        there = found[(page - 1) * size : page * size]
        return 200, {"comments": [self.shown(one, program=True) for one in there]}, {}

    def fits(self, one: dict[str, Any], wanted: str) -> bool:
        if not wanted:
            return True
        if some := re.fullmatch(r"id:\[([\w,]+)\]", wanted):
            return one["id"] in some[1].split(",")
        if since := re.fullmatch(r"updated_at:>='([\d-]+ [\d:]+)'", wanted):
            return str(one["updated_at"]) >= since[1].replace(" ", "T")
        fields = {"member_id": self.ids.get(one["by"]), "id": one["id"], "parent_id": one["parent_id"]}
        return any(fields[part.partition(":")[0]] == part.partition(":")[2].strip("'") for part in wanted.split(","))

    def ordered(self, act: Any) -> Answer:
        what = self.act()
        if what == "lose request":
            return CUT
        if what == "deny":
            return NO
        done: Answer = act()
        return CUT if what == "lose answer" else done

    def moderated(self, name: str, given: dict[str, Any]) -> Answer:
        if not any(one["id"] == name for one in self.comments):
            return MISSING
        self.change(name, status=given["status"])
        made = self.shown(self.of(name), program=True)
        del made["post"]  # a change does not tell it
        return 200, {"comments": [made]}, {}

    def reader(self, asked: Asked, name: str) -> Answer:
        cookie = re.search(r"ghost-members-ssr=([\w-]+)", asked.heads.get("cookie", ""))
        by = self.doors.get(cookie[1]) if cookie else None
        if by is None:
            return NOBODY
        given = asked.fields["comments"][0]
        return self.ordered(lambda: self.changed(name, by, given) if name else self.posted(by, given))

    def posted(self, by: str, given: dict[str, Any]) -> Answer:
        if self.enabled == "off":
            return told(405, "MethodNotAllowedError")
        if given["post_id"] != POST["id"]:
            return told(422, "ValidationError")
        to = given.get("in_reply_to_id") or given["parent_id"]
        if not any(one["id"] == to for one in self.comments):
            return MISSING
        return 201, {"comments": [self.shown(self.of(self.comment(given["html"], by, to)), program=False)]}, {}

    def changed(self, name: str, by: str, given: dict[str, Any]) -> Answer:
        one = next((one for one in self.comments if one["id"] == name and one["status"] == "published"), None)
        if one is None:
            return MISSING
        if one["by"] != by:
            return NO
        self.change(name, html=given["html"], edited_at=self.now())
        return 200, {"comments": [self.shown(self.of(name), program=False)]}, {}
