"""A small GitHub on the loopback: issues as its REST interface shows them, discussions as GraphQL does."""

import hashlib
import html
import json
import re
from datetime import UTC, datetime
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite
from fake_talks import Talks

TOKEN = "github_pat_0123456789"
REPOSITORY, NAME = 186853002, "northwind/boreal"
US, US_ID = "northwind-care", 21031067
NUMBERS = {US: US_ID, "carol": 501, "dan": 502, "renovate": 503, "mel": 504}
NOT_FOUND: Answer = (404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}, {})
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class FakeGitHub(FakeSite):
    us = US

    def __init__(self) -> None:
        super().__init__()
        self.talks = Talks(self, NAME, REPOSITORY)
        self.token = TOKEN
        self.issues: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.has_issues = True
        self.spent = False  # whether the hour's requests are used up
        self.names = 492_700_400
        self.deleted: set[int] = set()

    # what people do there

    def open(self, title: str, body: str = "", by: str = "carol", **more: Any) -> str:
        with self.lock:
            number = len(self.issues) + 1
            made = self._said(body, by) | {"number": number, "title": title, "state": "open", "comments": 0}
            made |= {"html_url": f"https://github.com/{NAME}/issues/{number}", "labels": []} | more
            self.issues.append(made)
        return f"{REPOSITORY}#{number}"

    def comment(self, to: str, body: str, by: str = "carol", **more: Any) -> str:
        with self.lock:
            issue = self.of(to.partition("/")[0])
            made = self._said(body, by)
            made |= {"issue_url": f"{self.url}/repos/{NAME}/issues/{issue['number']}"}
            made |= {"html_url": f"{issue['html_url']}#issuecomment-{made['id']}"} | more
            self.comments.append(made)
            issue |= {"comments": issue["comments"] + 1, "updated_at": now()}
        return f"{REPOSITORY}#{issue['number']}/{made['id']}"

    def _said(self, body: str, by: str) -> dict[str, Any]:
        self.names += 1
        who = {"login": by, "id": NUMBERS[by], "type": "Bot" if by == "renovate" else "User", "site_admin": False}
        who |= {"avatar_url": f"https://avatars.test/{by}", "html_url": f"https://github.com/{by}"}
        team = "MEMBER" if by in ("mel", US) else "NONE"
        said = {"id": self.names, "user": who, "created_at": now(), "updated_at": now(), "author_association": team}
        return said | {"body": body, "body_html": shown(body)}

    def now(self) -> str:
        return now()

    def shown(self, body: str) -> str:
        return shown(body)

    def bare(self, body: str) -> str:
        return COMMENT.sub("", body).strip()

    def actor(self, by: str) -> dict[str, Any]:
        kind = "Bot" if by == "renovate" else "User"
        addresses = {"avatarUrl": f"https://avatars.test/{by}", "url": f"https://github.com/{by}"}
        return {"__typename": kind, "login": by, "databaseId": NUMBERS[by], **addresses}

    def of(self, name: str) -> dict[str, Any]:
        top, _, comment = name.partition("/")
        if comment:
            return next(one for one in self.comments if str(one["id"]) == comment)
        return self.issues[int(top.partition("#")[2]) - 1]

    def edit(self, name: str, body: str) -> None:
        self.of(name).update(body=body, body_html=shown(body), updated_at=now())

    def remove(self, name: str) -> None:
        self.deleted.add(self.of(name)["id"])

    def under(self, name: str) -> list[str]:
        number = name.partition("#")[2].partition("/")[0]
        there = [one for one in self.there(self.comments) if one["issue_url"].endswith(f"/issues/{number}")]
        return [self.bare(one["body"]) for one in there]

    def there(self, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in some if one["id"] not in self.deleted]

    # what it answers

    def answer(self, asked: Asked) -> Answer:
        if asked.heads.get("authorization") != f"Bearer {self.token}":
            return 401, {"message": "Bad credentials"}, {}
        if asked.path == "/graphql":
            return self.asked_graph(asked)
        if self.spent:
            reset = str(int(datetime.now(UTC).timestamp()) + 70)
            return (
                403,
                {"message": "API rate limit exceeded"},
                {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset},
            )
        if asked.path == "/user":
            return 200, {"login": US, "id": US_ID, "name": "Northwind Care", "avatar_url": "https://avatars.test/n"}, {}
        shelf = f"/repos/{NAME}"
        if not asked.path.lower().startswith(shelf):
            return NOT_FOUND
        told = self.ordered(asked) if asked.method != "GET" else self.shelf(asked, asked.path[len(shelf) :])
        return self.tagged(asked, told)

    def asked_graph(self, asked: Asked) -> Answer:
        """Refusals come with a 200 here, those for haste as well."""
        heads = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4990", "x-ratelimit-resource": "graphql"}
        if self.spent:
            heads |= {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(datetime.now(UTC).timestamp()) + 70)}
            return 200, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, heads
        act = self.act() if asked.fields["query"].startswith("mutation") else ""
        if act == "lose request":
            return CUT
        if act == "deny":
            wrong = {"type": "FORBIDDEN", "path": ["addDiscussionComment"], "message": "The discussion is locked."}
            return 200, {"data": {"addDiscussionComment": None}, "errors": [wrong]}, heads
        told = self.talks.graph.answer(asked.fields["query"], asked.fields.get("variables") or {})
        return CUT if act == "lose answer" else (200, told, heads)

    def tagged(self, asked: Asked, told: Answer) -> Answer:
        tag = f'W/"{hashlib.sha256(json.dumps(told[1]).encode()).hexdigest()[:32]}"'
        if told[0] == 200 and asked.heads.get("if-none-match") == tag:
            return 304, None, {"etag": tag}
        return told[0], told[1], {"etag": tag, "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4990"}

    def shelf(self, asked: Asked, path: str) -> Answer:
        if not path:
            return 200, {"id": REPOSITORY, "full_name": NAME, "private": False, "has_issues": self.has_issues}, {}
        if path.startswith("/issues") and not self.has_issues:
            return 410, {"message": "Issues are disabled for this repo"}, {}
        if path == "/issues":
            return 200, self.listed(self.issues, asked.params), {}
        if path == "/issues/comments":
            return 200, self.listed(self.comments, asked.params), {}
        if found := re.fullmatch(r"/issues/(\d+)/comments", path):
            below = [one for one in self.comments if one["issue_url"].endswith(f"/issues/{found[1]}")]
            return 200, self.listed(below, {**asked.params, "sort": "created"}), {}
        found = re.fullmatch(r"/issues/(comments/)?(\d+)", path)
        shelf, key = (self.comments, "id") if found and found[1] else (self.issues, "number")
        one = next((one for one in self.there(shelf) if found and str(one[key]) == found[2]), None)
        return (200, one, {}) if one else NOT_FOUND

    def listed(self, some: list[dict[str, Any]], params: dict[str, str]) -> list[dict[str, Any]]:
        found = [one for one in self.there(some) if one["updated_at"] >= params.get("since", "")]
        found.sort(key=lambda one: (one[f"{params.get('sort', 'created')}_at"], one["id"]))
        size, page = int(params.get("per_page", 30)), int(params.get("page", 1))
        return found[(page - 1) * size : page * size]

    def ordered(self, asked: Asked) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return 403, {"message": "Unable to create comment because issue is locked."}, {}
        told = self.changed(asked)
        return CUT if act == "lose answer" else told

    def changed(self, asked: Asked) -> Answer:
        if found := re.fullmatch(rf"/repos/{NAME}/issues/(\d+)/comments", asked.path):
            if int(found[1]) > len(self.issues):
                return NOT_FOUND
            return 201, self.of(self.comment(f"{REPOSITORY}#{found[1]}", asked.fields["body"], US)), {}
        key = asked.path.rpartition("/")[2]
        if not any(str(one["id"]) == key for one in self.there(self.comments)):
            return NOT_FOUND
        if asked.method == "DELETE":
            self.remove(f"/{key}")
            return 204, None, {}
        self.edit(f"/{key}", asked.fields["body"])
        return 200, self.of(f"/{key}"), {}


def shown(body: str) -> str:
    """As readers see it: what is between comment marks is gone, what was marked as no markup is there."""
    bare = re.sub(r"\\&(lt|amp);", r"&\1;", html.escape(COMMENT.sub("", body), quote=False))
    return f'<p dir="auto">{bare.strip()}</p>'.replace("\n", "<br>\n")
