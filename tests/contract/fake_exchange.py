"""A small Stack Exchange on the loopback: one site, as version 2.3 of the interface shows it."""

import html
import time
from typing import Any

from fake_site import CUT, Answer, Asked, FakeSite

KEY, TOKEN, SITE = "U4DMV*8nvpm3EOpvf69Rxw((", "token(of)us))", "stackoverflow"
US, US_NUMBER = "Northwind", 4711
NUMBERS = {US: US_NUMBER, "carol": 11, "dan": 12}
SHELVES = {"questions": "question_id", "answers": "answer_id", "comments": "comment_id"}
LETTERS = {"q": "question_id", "a": "answer_id", "c": "comment_id"}


def failed(code: int, name: str, words: str, status: int = 400) -> Answer:
    return status, {"error_id": code, "error_name": name, "error_message": words}, {}


class FakeExchange(FakeSite):
    def __init__(self) -> None:
        super().__init__()
        self.things: list[dict[str, Any]] = []
        self.numbers = 79_000_000
        self.token, self.quota, self.backoff = TOKEN, 9_990, 0
        self.now = 0
        self.pauses: tuple[str, ...] = ()  # ends of the paths to which backoff is told; none: all
        self.status = 400  # with which a throttle comes

    # what people do there

    def ask(self, text: str, by: str = "carol", title: str = "A question", tags: tuple[str, ...] = ("boreal",)) -> str:
        made = self._made(text, by, "question_id") | {"title": html.escape(title), "tags": list(tags)}
        return self._kept(made, "q")

    def answer_to(self, to: str, text: str, by: str = "carol") -> str:
        made = self._made(text, by, "answer_id") | {"question_id": int(to[1:]), "is_accepted": False}
        self.of(to)["last_activity_date"] = made["creation_date"]
        return self._kept(made, "a")

    def comment(self, to: str, text: str, by: str = "carol", reply_to: str = "") -> str:
        made = self._made(text, by, "comment_id") | {"post_id": int(to[1:])}
        made["post_type"] = "question" if to.startswith("q") else "answer"
        above = reply_to or self.of(to)["owner"]["display_name"]
        made["reply_to_user"] = self.who(above)
        return self._kept(made, "c")

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.answer_to(to, text, by) if to.startswith("q") else self.comment(to, text, by)

    def _made(self, text: str, by: str, field: str) -> dict[str, Any]:
        self.numbers += 1
        at = max(int(time.time()), self.now)
        made = {field: self.numbers, "owner": self.who(by), "creation_date": at, "last_activity_date": at}
        return made | self._words(text) | {"link": f"https://stackoverflow.com/x/{self.numbers}"}

    def _words(self, text: str) -> dict[str, Any]:
        shown = text.replace("\\<", "<").replace("\\&", "&")
        return {"body": f"<p>{html.escape(shown, quote=False)}</p>\n", "body_markdown": html.escape(text)}

    def who(self, by: str) -> dict[str, Any]:
        known = {"user_id": NUMBERS[by], "user_type": "registered", "display_name": by}
        return known | {
            "profile_image": f"https://i.test/{by}.png",
            "link": f"https://stackoverflow.com/users/{NUMBERS[by]}",
        }

    def _kept(self, made: dict[str, Any], letter: str) -> str:
        with self.lock:
            self.things.append(made)
        return f"{letter}{made[LETTERS[letter]]}"

    def of(self, name: str) -> dict[str, Any]:
        return next(one for one in self.things if self.is_(one, name[0]) and one[LETTERS[name[0]]] == int(name[1:]))

    def is_(self, one: dict[str, Any], letter: str) -> bool:
        return LETTERS[letter] in one and not (letter == "q" and "answer_id" in one)

    def edit(self, name: str, text: str) -> None:
        self.of(name).update(self._words(text), last_edit_date=int(time.time()))

    def remove(self, name: str) -> None:
        self.things.remove(self.of(name))

    def under(self, name: str) -> list[str]:
        number = int(name[1:])
        below = [one for one in self.things if "answer_id" in one and one["question_id"] == number and name[0] == "q"]
        below += [one for one in self.things if "comment_id" in one and one["post_id"] == number]
        return [html.unescape(one["body_markdown"]) for one in below]

    # what it answers

    def busy(self) -> Answer:
        words = f"too many requests from this IP, more requests available in {self.limited} seconds"
        return failed(502, "throttle_violation", words, self.status)

    def answer(self, asked: Asked) -> Answer:
        given = {**asked.params, **(asked.fields or {})}
        self.silent = bool(self.pauses) and not asked.path.endswith(self.pauses)
        if given.get("key", KEY) != KEY:
            return failed(400, "bad_parameter", "`key` doesn't match a known application")
        if given.get("access_token", self.token) != self.token:
            return failed(402, "invalid_access_token", "")
        if asked.path == "/filters/create":
            return self.told([{"filter": "!nNPvSNdWme", "filter_type": "safe"}], given)
        if given.get("site") != SITE:
            return failed(400, "bad_parameter", "No site found for name")
        if asked.method == "POST":
            return self.ordered(asked, given)
        parts = asked.path.strip("/").split("/")
        return self.read(parts, given)

    def read(self, parts: list[str], given: dict[str, str]) -> Answer:
        if parts in (["info"], ["me"]):
            return self.told([self.who(US)], given)
        if parts[0] == "users":
            if len(parts) == 3:
                return self.told(
                    [one for one in self.all("c") if one["reply_to_user"]["user_id"] == int(parts[1])], given
                )
            return self.told([self.who(name) for name, number in NUMBERS.items() if str(number) == parts[1]], given)
        if parts in (["questions"], ["search", "advanced"]):
            wanted = given.get("q", "").strip('"').casefold()
            found = [one for one in self.all("q") if given.get("tagged", "boreal") in one["tags"] or wanted]
            return self.told([one for one in found if wanted in f"{one['title']}{one['body']}".casefold()], given)
        numbers = {int(part) for part in parts[1].split(";")}
        if len(parts) == 2:
            field = SHELVES[parts[0]]
            return self.told([one for one in self.all(parts[0][0]) if one[field] in numbers], given)
        place = "question_id" if parts[2] == "answers" else "post_id"
        return self.told([one for one in self.all(parts[2][0]) if one[place] in numbers], given)

    def all(self, letter: str) -> list[dict[str, Any]]:
        return [one for one in self.things if self.is_(one, letter)]

    def told(self, found: list[dict[str, Any]], given: dict[str, str]) -> Answer:
        size, page = int(given.get("pagesize", 30)), int(given.get("page", 1))
        by = "last_activity_date" if given.get("sort") == "activity" else "creation_date"
        found = sorted(found, key=lambda one: -one.get(by, 0))
        more = {"has_more": len(found) > page * size, "quota_max": 10_000, "quota_remaining": self.quota}
        paused = {"backoff": self.backoff} if self.backoff and not self.silent else {}
        return 200, {"items": found[(page - 1) * size : page * size], **more, **paused}, {}

    def ordered(self, asked: Asked, given: dict[str, str]) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return failed(407, "write_failed", "Body must be at least 30 characters.")
        if act == "break":
            return failed(500, "internal_error", "An internal error occurred.")
        if "access_token" not in given:
            return failed(401, "access_token_required", "")
        told = self.changed(asked.path.strip("/").split("/"), given)
        return CUT if act == "lose answer" else told

    def changed(self, parts: list[str], given: dict[str, str]) -> Answer:
        letter = {"questions": "q", "answers": "a", "comments": "c"}.get(parts[0], "")
        if parts[-1] == "add":
            post = "q" if any(one.get("question_id") == int(parts[1]) for one in self.all("q")) else "a"
            make = self.answer_to if parts[2] == "answers" else self.comment
            return self.told([self.of(make(f"{post}{parts[1]}", given["body"], US))], given)
        name = f"{letter}{parts[1]}"
        if not any(one[LETTERS[letter]] == int(parts[1]) for one in self.all(letter)):
            return failed(404, "no_method", "")
        if parts[-1] == "delete":
            self.remove(name)
            return self.told([], given)
        self.edit(name, given["body"])
        return self.told([self.of(name)], given)
