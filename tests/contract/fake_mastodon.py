"""A server of the fediverse on the loopback, as Mastodon 4.5 answers, or as one of its kin does.

`kin="mastodon"` keeps every promise of the documentation. `kin="snac"` answers as snac2 2.75 was seen to: no second
version of anything, no keys, no streams, `min_id` gives the newest page, direct posts are "private", the names of posts
begin with the time of their last change, people they name are not listed, and errors are pages.
"""

import base64
import hashlib
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from typing import Any

from fake_mastodon_door import Answering, Ask, Drop, Refusal, Told
from fake_mastodon_people import HOME, People, stamp

SCOPES = "read read:accounts read:notifications read:statuses read:search write write:statuses write:media"


class FakeMastodon(People):
    """The answers the server gives, and trouble on demand."""

    def __init__(self, kin: str = "mastodon") -> None:
        super().__init__(kin)
        self.trouble: Callable[[Ask], None] = lambda _: None
        self.refreshes: dict[str, str] = {}
        self.limited_until: float | None = None
        self.next_post = self.next_change = ""
        self.limit, self.cap = 500, 80
        self.calls: list[str] = []
        self.policy_form = "v2"
        self.media_form, self.working = "v2", 1  # how many looks a picture needs until it is ready
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.network = self  # type: ignore[attr-defined]  # -- how http.server passes things on
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.end_streams()
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()

    # --- what it answers ---

    def answer(self, ask: Ask) -> Told:
        with self.lock:
            self.calls.append(f"{ask.method} {ask.path}")
            if self.limited_until and ask.path.startswith("/api"):
                moment = datetime.fromtimestamp(self.limited_until, UTC)
                raise Refusal(429, "Too many requests", x_ratelimit_remaining="0", x_ratelimit_reset=stamp(moment))
            self.trouble(ask)
            for pattern, reply in self.routes().items():
                if match := re.fullmatch(pattern, f"{ask.method} {ask.path}"):
                    return reply(ask, *match.groups())
            raise Refusal(404, "Not found", html=self.kin == "snac")

    def routes(self) -> dict[str, Callable[..., Told]]:
        both = {
            r"GET /\.well-known/nodeinfo": self.card_place,
            r"GET /card": lambda _: Told({"software": {"name": self.kin, "version": "4.5.1"}}),
            r"GET /api/v1/instance": lambda _: Told(self.instance_once()),
            r"POST /api/v1/apps": self.register,
            r"POST /oauth/token": self.token,
            r"GET /api/v1/accounts/verify_credentials": lambda ask: Told(self.person(self.whoever(ask.token))),
            r"GET /api/v1/notifications": self.list_notes,
            r"GET /api/v1/accounts/1001/statuses": self.list_own,
            r"GET /api/v1/statuses/([0-9a-f]+)": self.show,
            r"GET /api/v1/statuses/([0-9a-f]+)/context": self.context,
            r"POST /api/v1/statuses": self.take,
            r"PUT /api/v1/statuses/([0-9a-f]+)": self.rewrite,
            r"GET /api/v1/statuses/([0-9a-f]+)/source": self.source,
            r"GET /img/([\w.]+)": self.picture,
            rf"POST /api/{self.media_form}/media": self.upload,
        }
        if self.kin == "snac":
            return both
        return both | {
            r"GET /api/v2/instance": lambda _: Told(self.instance()),
            r"GET /\.well-known/oauth-authorization-server": self.metadata,
            r"GET /api/v1/statuses": self.show_many,
            r"DELETE /api/v1/statuses/(\d+)": self.delete,
            r"GET /api/v1/media/(\d+)": self.media_state,
            rf"GET /api/{self.policy_form}/notifications/policy": lambda _: Told(self.policy_shown()),
            rf"(?:PATCH|PUT) /api/{self.policy_form}/notifications/policy": self.set_policy,
            r"GET /api/v1/accounts/relationships": self.relations,
            r"GET /api/v1/streaming/user": lambda ask: Told(self.whoever(ask.token)),
        }

    def relations(self, ask: Ask) -> Told:
        dan = self.people["dan"]["id"]  # has blocked us
        return Told([{"id": one, "blocked_by": one == dan} for one in ask.params.get("id[]", [])])

    def whoever(self, token: str) -> str:
        if token not in self.tokens:
            raise Refusal(401, "The access token is invalid", html=self.kin == "snac")
        return self.tokens[token]

    def card_place(self, _: Ask) -> Told:
        return Told({"links": [{"rel": "nodeinfo 2.0", "href": f"{self.url}/card"}]})

    def instance(self) -> dict[str, Any]:
        statuses = {"max_characters": self.limit, "characters_reserved_per_url": 23, "max_media_attachments": 4}
        media = {"supported_mime_types": ["image/jpeg", "image/png", "video/mp4"], "image_size_limit": 16_000_000}
        urls = {"streaming": self.url.replace("http", "ws")}
        configuration = {"statuses": statuses, "media_attachments": media, "urls": urls}
        return {"domain": HOME, "title": "Desk", "version": "4.5.1", "configuration": configuration}

    def instance_once(self) -> dict[str, Any]:
        once = self.instance()
        return {**once, "uri": HOME, "domain": HOME, "version": f"4.0.0 (not true; really {self.kin}/2.75)"}

    def metadata(self, _: Ask) -> Told:
        ends = {"authorization_endpoint": f"{self.url}/oauth/authorize", "token_endpoint": f"{self.url}/oauth/token"}
        return Told({**ends, "scopes_supported": [*SCOPES.split(), "write:notifications"]})

    def register(self, ask: Ask) -> Told:
        number = str(next(self.count))
        self.clients[number] = {
            "back": ask.one("redirect_uris"),
            "secret": f"secret-{number}",
            "scopes": ask.one("scopes"),
        }
        return Told({"client_id": number, "client_secret": f"secret-{number}", "name": ask.one("client_name")})

    def token(self, ask: Ask) -> Told:
        client = self.clients.get(ask.one("client_id"))
        if ask.one("grant_type") == "refresh_token":
            if not client or self.refreshes.pop(ask.one("refresh_token"), None) is None:
                raise Refusal(400, "invalid_grant")
            return self.granted(client["scopes"])
        asked = self.codes.pop(ask.one("code"), None)
        if not asked or not client or client["secret"] != ask.one("client_secret"):
            raise Refusal(400, "invalid_grant")
        digest = hashlib.sha256(ask.one("code_verifier").encode()).digest()
        if self.kin != "snac" and base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            raise Refusal(400, "invalid_grant")
        return self.granted(asked["scope"])

    def granted(self, scopes: str) -> Told:
        number = next(self.count)
        self.tokens[f"token-{number}"] = "desk"
        told = {"access_token": f"token-{number}", "token_type": "Bearer", "scope": scopes}
        if self.kin != "pleroma":
            return Told(told)
        self.refreshes[f"refresh-{number}"] = "desk"
        return Told({**told, "refresh_token": f"refresh-{number}", "expires_in": 600})

    def page(self, ask: Ask, items: list[dict[str, Any]]) -> Told:
        """One page of a list of views, oldest first in `items`: by what `min_id` or `max_id` mean here."""
        most = min(int(ask.one("limit", "40")), self.cap)
        least, below = ask.one("min_id"), ask.one("max_id")
        if below:
            items = [item for item in items if item["order"] < int(below)]
        if least and not (self.kin == "snac" and ask.path.endswith("/statuses")):  # it forgets to look at min_id there
            items = [item for item in items if item["order"] > int(least)]
        forward = bool(least) and self.kin != "snac"
        shown = items[:most] if forward else items[-most:]
        shown = [{name: value for name, value in item.items() if name != "order"} for item in reversed(shown)]
        if self.kin == "snac" or not shown:
            return Told(shown)
        there = f'<{self.url}{ask.path}?max_id={shown[-1]["id"]}>; rel="next"'
        return Told(shown, headers={"link": f'{there}, <{self.url}{ask.path}?min_id={shown[0]["id"]}>; rel="prev"'})

    def list_notes(self, ask: Ask) -> Told:
        self.whoever(ask.token)
        kinds = ask.params.get("types[]") if self.kin != "snac" else None
        shown = [
            {
                "id": note["id"],
                "type": note["type"],
                "created_at": stamp(note["at"]),
                "order": int(note["id"]),
                "status": self.view(self.posts[note["post"]]),
                "account": self.person(self.posts[note["post"]]["by"]),
            }
            for note in self.notes
            if (not note["held"] or ask.one("include_filtered") == "true") and (not kinds or note["type"] in kinds)
        ]
        return self.page(ask, shown)

    def list_own(self, ask: Ask) -> Told:
        self.whoever(ask.token)
        mine = [p for p in self.posts.values() if p["by"] == "desk"]
        if self.kin == "snac":
            mine = [post for post in mine if post["visibility"] == "public"]
            if ask.one("max_id"):
                numbers = [p["number"] for p in mine if self.name_of(p)[10:] == ask.one("max_id")[10:]]
                ask.params["max_id"] = numbers or ["0"]
        return self.page(ask, [{**self.view(post), "order": int(post["number"])} for post in mine])

    def show(self, ask: Ask, name: str) -> Told:
        self.whoever(ask.token)
        return Told(self.view(self.found(name)))

    def show_many(self, ask: Ask) -> Told:
        self.whoever(ask.token)
        return Told([self.view(self.posts[name]) for name in ask.params.get("id[]", ()) if name in self.posts])

    def context(self, ask: Ask, name: str) -> Told:
        self.whoever(ask.token)
        post = self.found(name)
        above, below, ends = [], [], [post["number"]]
        while upper := self.posts.get(post["to"] or ""):
            above.insert(0, self.view(upper))
            post = upper
        for other in self.posts.values():
            if other["to"] in ends:
                ends.append(other["number"])
                below.append(self.view(other))
        return Told({"ancestors": above, "descendants": below})

    def take(self, ask: Ask) -> Told:
        name = self.whoever(ask.token)
        trouble, self.next_post = self.next_post, ""
        if trouble == "lose request":
            raise Drop
        text = ask.one("status")
        if trouble == "deny" or len(text) > self.limit + 100:
            raise Refusal(422, "Validation failed: Text character limit of 500 exceeded")
        if trouble == "quote":
            raise Refusal(422, f"Validation failed: we do not like \u201c{text}\u201d")
        if ask.key in self.keys and self.kin != "snac":
            return Told(self.view(self.posts[self.keys[ask.key]]))
        above = self.found(ask.one("in_reply_to_id"))["number"] if ask.one("in_reply_to_id") else None
        media = ask.form.get("media_ids[]", [])
        if any(self.media[one]["url"] is None for one in media):
            raise Refusal(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        visibility = "public" if trouble == "everybody" else ask.one("visibility", "public")
        more = {"warning": ask.one("spoiler_text"), "media": media, "language": ask.one("language", "en")}
        number = self.keys[ask.key] = self.post(name, text, above, visibility, **more)
        if trouble == "lose answer":
            raise Drop
        return Told(self.view(self.posts[number]))

    def delete(self, ask: Ask, number: str) -> Told:
        post = self.mine(ask, number)
        trouble, self.next_change = self.next_change, ""
        if trouble == "lose request":
            raise Drop
        shown = self.view(post)
        self.remove(number)
        if trouble == "lose answer":
            raise Drop
        return Told(shown)

    def mine(self, ask: Ask, name: str) -> dict[str, Any]:
        post = self.found(name)
        if post["by"] != self.whoever(ask.token):
            raise Refusal(404, "Record not found", html=self.kin == "snac")
        return post

    def source(self, ask: Ask, name: str) -> Told:
        post = self.mine(ask, name)
        return Told({"id": self.name_of(post), "text": post["text"], "spoiler_text": post["warning"]})

    def rewrite(self, ask: Ask, name: str) -> Told:
        """Everything anew: a picture that is not named again is gone from it."""
        post = self.mine(ask, name)
        trouble, self.next_change = self.next_change, ""
        if trouble == "lose request":
            raise Drop
        if len(ask.one("status")) > self.limit + 100:
            raise Refusal(422, "Validation failed: Text character limit of 500 exceeded")
        if self.kin != "snac":  # which keeps its pictures as they were
            post["media"] = ask.form.get("media_ids[]", [])
            post["warning"] = ask.one("spoiler_text")
            names = ask.form.get("media_attributes[][id]", [])
            for one, alt in zip(names, ask.form.get("media_attributes[][description]", []), strict=True):
                self.media[one]["description"] = alt
        self.edit(post["number"], ask.one("status"))
        if trouble == "lose answer":
            raise Drop
        return Told(self.view(post))

    def upload(self, ask: Ask) -> Told:
        self.whoever(ask.token)
        content, mime = ask.files["file"]
        number = str(next(self.count))
        shown = {"id": number, "type": "image", "description": ask.one("description") or None, "url": None}
        self.media[number] = {**shown, "content_": base64.b64encode(content).decode(), "mime_": mime}
        if self.media_form == "v1" or self.kin == "snac":
            self.media[number] |= {"url": f"{self.url}/img/{number}"}
            return Told(self.media[number])
        self.media[number] |= {"looks_": self.working}
        return Told(self.media[number], 202)

    def media_state(self, _: Ask, number: str) -> Told:
        media = self.media[number]
        media["looks_"] -= 1
        if media["looks_"] < 0:
            media["url"] = f"{self.url}/img/{number}"
        return Told(media, 200 if media["url"] else 206)

    def picture(self, _: Ask, name: str) -> Told:
        if name not in self.media:
            raise Refusal(404, "no picture", html=True)
        return Told(base64.b64decode(self.media[name]["content_"]), mime=self.media[name]["mime_"])

    def policy_shown(self) -> dict[str, Any]:
        if self.policy_form == "v2":
            return {**self.policy, "summary": {"pending_requests_count": 0}}
        return {name.replace("for_", "filter_"): value != "accept" for name, value in self.policy.items()}

    def set_policy(self, ask: Ask) -> Told:
        for name, (value, *_) in ask.form.items():
            self.policy[name.replace("filter_", "for_")] = {"false": "accept", "true": "filter"}.get(value, value)
        return Told(self.policy_shown())
