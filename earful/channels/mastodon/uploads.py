"""Pictures on their way: handed to the server, described, and waited for; nothing is posted before all are ready."""

import asyncio
import secrets
from typing import Any
from urllib.parse import quote

from earful.channels.contract import Refused, Retry, Upload
from earful.channels.mastodon import words
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.calls import NOT_FOUND, Call, Denied, understand
from earful.channels.mastodon.tidy import mapping, well_formed

ALT_MOST = 1500
LOOKS, FIRST_LOOK, LONGEST_LOOK = 25, 0.2, 5.0
OK, ACCEPTED, PARTIAL = 200, 202, 206
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


async def upload(account: Account, picture: Upload) -> str:
    """Hand over one picture: its name on the server, once it can be used. Raises Retry, Refused, Expired."""
    content, kind = form(picture)
    for path in ("/api/v2/media", "/api/v1/media"):
        call = Call("POST", path, content=content, headers={"content-type": kind})
        try:
            answer = await account.answer(call)
            found = mapping(understand(answer, call))
        except Denied as denied:
            if denied.status in (NOT_FOUND, 405) and path.startswith("/api/v2"):
                continue
            raise Refused(words.PICTURE_BAD if denied.status == NOT_FOUND else denied.words) from denied
        name = str(found.get("id") or "")
        if not name:
            raise Retry(words.STRANGE, 60)
        if answer.status == ACCEPTED or not found.get("url"):
            await _ready(account, name)
        return name
    raise Refused(words.PICTURE_BAD)


async def _ready(account: Account, name: str) -> None:
    """Wait until the server has worked on a picture. Raises Retry when that takes too long."""
    pause = FIRST_LOOK
    for _ in range(LOOKS):
        call = Call("GET", f"/api/v1/media/{quote(name, safe='')}")
        answer = await account.answer(call)
        if answer.status not in (OK, PARTIAL):
            try:
                understand(answer, call)
            except Denied as denied:
                raise Refused(words.PICTURE_BAD) from denied
        found: Any = understand(answer, call)
        if answer.status == OK and mapping(found).get("url"):
            return
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_LOOK)
    raise Retry(words.PICTURE_SLOW, 60)


def form(picture: Upload) -> tuple[bytes, str]:
    """A picture and its description as a form with a file: the content and its type."""
    mark = "earful" + secrets.token_hex(16)
    parts = []
    if alt := well_formed(picture.alt).strip():
        short = alt if len(alt) <= ALT_MOST else alt[: ALT_MOST - 1] + "…"
        parts.append(f'--{mark}\r\ncontent-disposition: form-data; name="description"\r\n\r\n{short}\r\n'.encode())
    ending = ENDINGS.get(picture.mime, "bin")
    head = f'--{mark}\r\ncontent-disposition: form-data; name="file"; filename="picture.{ending}"\r\n'
    parts.append(f"{head}content-type: {picture.mime}\r\n\r\n".encode() + picture.content + b"\r\n")
    return b"".join((*parts, f"--{mark}--\r\n".encode())), f"multipart/form-data; boundary={mark}"
