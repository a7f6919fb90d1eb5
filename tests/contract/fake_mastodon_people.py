"""The people of the fake Mastodon server, what they say, and how the server shows it."""

import hashlib
import html
import itertools
import json
import queue
import re
import threading
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fake_mastodon_door import Refusal

HOME = "desk.example"
NAME = re.compile(r"(?<![=/\w])@([a-z0-9_]+)(?:@([a-z0-9.-]+))?", re.IGNORECASE)
Post = dict[str, Any]


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class People:
    """The state of the server and the verbs of people on it."""

    def __init__(self, kin: str = "mastodon") -> None:
        self.kin = kin
        self.lock = threading.RLock()
        self.people = {
            "desk": {"id": "1001", "acct": "desk", "host": HOME},
            "carol": {"id": "1002", "acct": "carol@town.example", "host": "town.example"},
            "dan": {"id": "1003", "acct": "dan", "host": HOME},
        }
        self.posts: dict[str, Post] = {}  # by number, in the order in which they were said
        self.notes: list[dict[str, Any]] = []
        self.tokens = {"token-desk": "desk"}
        self.clients: dict[str, dict[str, str]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.keys: dict[str, str] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.policy = dict.fromkeys(
            ("for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions"), "accept"
        )
        self.streams: list[queue.Queue[tuple[str, str] | None]] = []
        self.beats = True
        self.count = itertools.count(110_000_000_000_000_000, 1000)

    # --- what people do ---

    def post(self, by: str, text: str, to: str | None = None, visibility: str = "public", **more: Any) -> str:
        """Somebody says something: its number. Whoever it names is told."""
        with self.lock:
            number = str(next(self.count))
            now = datetime.now(UTC)
            self.posts[number] = {
                "number": number,
                "by": by,
                "text": text,
                "to": to,
                "visibility": visibility,
                "at": now,
                "warning": "",
                "edited": None,
                "media": [],
                "touched": now,
                **more,
            }
            for name in self.named(text) - {by}:
                self.tell(name, "mention", number)
            self.event("update" if by == "desk" else "nothing", number)
            return number

    def named(self, text: str) -> set[str]:
        found = {(match[1], match[2] or HOME) for match in NAME.finditer(text)}
        return {name for name, person in self.people.items() if (name, person["host"]) in found}

    def tell(self, name: str, kind: str, number: str) -> None:
        if name == "desk":
            private = self.posts[number]["visibility"] == "direct"
            held = self.policy["for_not_following"] if not private else self.policy["for_private_mentions"]
            if held != "drop":
                note = {"id": str(next(self.count)), "type": kind, "post": number, "held": held == "filter"}
                self.notes.append({**note, "at": datetime.now(UTC)})
                self.event("notification", number)

    def event(self, kind: str, number: str) -> None:
        for stream in self.streams:
            stream.put((kind, json.dumps(self.view(self.posts[number]))))

    def end_streams(self) -> None:
        for stream in list(self.streams):
            stream.put(None)

    def edit(self, number: str, text: str) -> None:
        with self.lock:
            now = datetime.now(UTC)
            self.posts[number] |= {"text": text, "edited": now, "touched": now}

    def remove(self, number: str) -> None:
        with self.lock:
            del self.posts[number]
            self.notes = [note for note in self.notes if note["post"] != number]

    def consent(self, address: str, answer: str = "yes") -> dict[str, str]:
        """The owner signs in on the page at `address`: what they bring back with them."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["redirect_uri"] == self.clients[asked["client_id"]]["back"]
        assert asked["response_type"] == "code"
        if answer != "yes":
            return {"error": "access_denied", "state": asked["state"]}
        code = f"code-{next(self.count)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    # --- how it shows things ---

    def name_of(self, post: Post) -> str:
        """The post's id in answers."""
        if self.kin != "snac":
            return str(post["number"])
        return f"{int(post['touched'].timestamp())}{hashlib.md5(post['number'].encode()).hexdigest()}"

    def found(self, name: str) -> Post:
        for post in self.posts.values():
            if name == post["number"] or (self.kin == "snac" and name[10:] == self.name_of(post)[10:]):
                return post
        raise Refusal(404, "Record not found", html=self.kin == "snac")

    def person(self, name: str) -> dict[str, Any]:
        person = self.people[name]
        whole = person["acct"] if self.kin != "snac" else f"{name}@{person['host']}"
        url = f"https://{person['host']}/@{name}"
        known = {"id": person["id"], "username": name, "acct": whole, "display_name": name.title(), "url": url}
        return {
            **known,
            "uri": url,
            "avatar": f"{self.url}/img/{name}",
            "followers_count": 9,
            "bot": False,
            "emojis": [],
            **({"moved": {"acct": "desk@far.example"}} if "moved" in person else {}),
        }

    def view(self, post: Post) -> dict[str, Any]:
        content = post["text"]
        if isinstance(content, str):
            content = content if self.kin == "snac" else html.escape(content, quote=False)  # there any text is HTML
            content = NAME.sub(self.link, content).replace("\n", "<br>")
        above = self.posts.get(post["to"] or "")
        direct = post["visibility"] == "direct"
        mentions = [{**self.person(name)} for name in sorted(self.named(str(post["text"])))]
        return {
            "id": self.name_of(post),
            "uri": f"https://{self.people[post['by']]['host']}/posts/{post['number']}",
            "url": f"https://{self.people[post['by']]['host']}/@{post['by']}/{post['number']}",
            "account": self.person(post["by"]),
            "created_at": stamp(post["at"]),
            "edited_at": stamp(post["edited"]) if post["edited"] else None,
            "content": f"<p>{content}</p>" if isinstance(content, str) else content,
            "visibility": "private" if direct and self.kin == "snac" else post["visibility"],
            "spoiler_text": post["warning"],
            "sensitive": bool(post["warning"]),
            "language": post.get("language", "en"),
            "in_reply_to_id": self.name_of(above) if above else None,
            "in_reply_to_account_id": self.people[above["by"]]["id"] if above else None,
            "mentions": mentions if self.kin != "snac" else [],
            "media_attachments": [self.media[name] for name in post["media"]],
            "favourites_count": 3,
            **post.get("extra", {}),
        }

    def link(self, match: re.Match[str]) -> str:
        name, host = match[1], match[2] or HOME
        return f'<span class="h-card"><a href="https://{host}/@{name}" class="u-url mention">@<span>{name}</span></a></span>'
