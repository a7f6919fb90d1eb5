"""Somebody on a fediverse server with a client of their own: the plain HTTP API that every such client speaks.

What it reads is what the customer's own server shows, which may hear of things seconds after they were said elsewhere.
"""

import html
import re
import time
from typing import Any

import httpx

Status = dict[str, Any]
CLOSE = {"connection": "close"}  # snac promises to keep connections open and does not: an old one ends in a reset


def words(status: Status) -> str:
    """What somebody reads in a post."""
    broken = re.sub(r"<(?:br ?/?|/p)>", "\n", status["content"])
    return html.unescape(re.sub(r"<[^>]+>", "", broken)).strip()


class Customer:
    """A person, and what they do on their own server."""

    def __init__(self, account: dict[str, str]) -> None:
        self.server, self.handle, self.token = account["url"], account["user"].removeprefix("@"), account["token"]
        self.password = account.get("password", "")
        headers = {"authorization": f"Bearer {self.token}", **CLOSE}
        self.client = httpx.Client(base_url=self.server, timeout=30, headers=headers)

    def close(self) -> None:
        self.client.close()

    def ask(self, method: str, path: str, **how: Any) -> Any:
        answer = self.client.request(method, f"/api/{path}", **how)
        for _ in range(3):
            if answer.status_code != 500:
                break
            time.sleep(1)  # the mock of Mastodon stumbles when two write at once, and has then stored nothing
            answer = self.client.request(method, f"/api/{path}", **how)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content.strip() else {}

    # --- saying

    def post(self, text: str, *, below: Status | None = None, **more: Any) -> Status:
        """In public, unless `visibility` says otherwise; `below` answers something."""
        form = {"status": text, "visibility": "public", **({"in_reply_to_id": below["id"]} if below else {}), **more}
        made: Status = self.ask("POST", "v1/statuses", data=form)
        return made

    def direct(self, text: str, *, below: Status | None = None) -> Status:
        """To those who are named in it, and to nobody else."""
        return self.post(text, below=below, visibility="direct")

    def post_with_picture(self, text: str, picture: bytes, alt: str) -> Status:
        media = self.ask(
            "POST", "v2/media", files={"file": ("left.png", picture, "image/png")}, data={"description": alt}
        )
        return self.post(text, **{"media_ids[]": [media["id"]]})

    def edit(self, status: Status, text: str) -> Status:
        made: Status = self.ask("PUT", f"v1/statuses/{status['id']}", data={"status": text})
        return made

    def remove(self, status: Status) -> None:
        """On the server's own page: snac's API cannot."""
        name = self.handle.partition("@")[0]
        form = {"id": status["uri"], "action": "Delete"}
        door = (name, self.password)
        answer = httpx.post(f"{self.server}/{name}/admin/action", data=form, auth=door, headers=CLOSE, timeout=30)
        assert answer.status_code in {200, 303}, answer.status_code

    # --- reading

    def below(self, status: Status) -> list[Status]:
        """Everything that stands below something, oldest first."""
        found = self.ask("GET", f"v1/statuses/{status['id']}/context")["descendants"]
        return sorted(found, key=lambda one: one["created_at"])

    def at_home(self) -> list[Status]:
        """What this person reads when they open their client."""
        found: list[Status] = self.ask("GET", "v1/timelines/home", params={"limit": 40})
        return found

    def mentions(self) -> list[Status]:
        """What named this person, newest first."""
        told = self.ask("GET", "v1/notifications", params={"limit": 80})
        return [one["status"] for one in told if one["type"] == "mention" and one.get("status")]

    def told(self, text: str) -> list[Status]:
        """What named this person and holds some words."""
        return [status for status in self.mentions() if text in words(status)]
