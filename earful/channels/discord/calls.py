"""Calls to Discord's interface, and what becomes of its answers: one of the four failures, or what they hold."""

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from earful.channels.contract import Expired, Failure, Refused, Retry, Uncertain, Upload
from earful.channels.discord import words
from earful.channels.discord.buckets import Buckets, seconds
from earful.channels.discord.shapes import Thing, count
from earful.channels.payloads import mapping
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable

AGAIN = 15.0
SHORT = 3.0  # seconds that are waited without a word
MOST = 20 * 1024 * 1024
AGENT = "DiscordBot (https://earful.invalid, 1.0)"  # Discord turns away what does not begin so, with an address
LATER = frozenset(
    {20016, 20022, 20028, 20029, 30046, 40003, 40004, 40006, 40062, 130000}
)  # too much, or out of order for now
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


class Denied(Exception):
    """Discord said no. `code` is its own number for why; `detail` what it says of single fields."""

    def __init__(self, status: int, code: int, detail: str) -> None:
        super().__init__(str(code))
        self.status, self.code, self.detail = status, code, detail


@dataclass(frozen=True, slots=True)
class Bot:
    """One bot. `api`: where the interface is, with its version."""

    api: str
    token: str = field(repr=False)
    transport: Transport = field(repr=False)
    buckets: Buckets = field(default_factory=Buckets, repr=False)

    async def get(self, *path: str, **params: Any) -> Any:
        """What stands there. Raises Retry, Refused, Expired, Denied."""
        return await self._call("GET", path, {"params": params} if params else {})

    async def post(self, *path: str, fields: Thing, uploads: Sequence[Upload] = ()) -> Thing:
        """Something new. Raises Uncertain as well."""
        more = _form(fields, uploads) if uploads else {"json": fields}
        return mapping(await self._call("POST", path, more, sending=True))

    async def patch(self, *path: str, fields: Thing) -> Thing:
        """Something changes. Raises Uncertain as well."""
        return mapping(await self._call("PATCH", path, {"json": fields}, sending=True))

    async def delete(self, *path: str) -> None:
        """Something goes. Raises Uncertain as well."""
        await self._call("DELETE", path, {}, sending=True)

    async def _call(self, method: str, path: tuple[str, ...], more: dict[str, Any], *, sending: bool = False) -> Any:
        wait = self.buckets.wait(method, path)
        if wait > SHORT:
            raise Retry(words.BUSY, wait)
        await asyncio.sleep(max(wait, 0.0))
        url = "/".join((self.api, *(quote(step, safe="@") for step in path)))
        headers = {"authorization": f"Bot {self.token}", "user-agent": AGENT, **more.pop("headers", {})}
        try:
            answer = await self.transport.request(method, url, headers=headers, max_bytes=MOST, **more)
        except Forbidden as error:
            raise Refused(words.INTERNAL) from error
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TransportError as error:
            raise Uncertain(words.LOST) if sending else Retry(words.AWAY, AGAIN) from error
        self.buckets.note(method, path, answer.headers)
        return self._understood(method, path, answer, sending=sending)

    def _understood(self, method: str, path: tuple[str, ...], answer: Response, *, sending: bool) -> Any:
        """What an answer holds."""
        try:
            found = answer.json() if answer.content else None
        except ValueError:
            found = answer  # no JSON: not what was asked
        told = mapping(found)
        if answer.status == 429:
            after = seconds(told.get("retry_after")) or seconds(answer.headers.get("retry-after", "")) or AGAIN
            everything = not told or told.get("global") is True or answer.headers.get("x-ratelimit-scope") == "global"
            self.buckets.refused(method, path, after, everything=everything)
            raise Retry(words.BUSY, max(after, 1.0))
        if answer.status == 401:
            raise Expired(words.EXPIRED)
        if answer.ok and found is not answer:
            return found
        if answer.ok or answer.status >= 500:
            raise _doubt(words.STRANGE if answer.ok else words.AWAY, sending=sending)
        if found is answer and answer.status == 403:  # the guard before Discord's doors
            raise Retry(words.BLOCKED, 300.0)
        code = count(told.get("code")) or 0
        if code in LATER:  # nothing was done
            raise Retry(words.BUSY, AGAIN)
        raise Denied(answer.status, code, json.dumps(told.get("errors", ""))[:2000])


def _doubt(said: str, *, sending: bool) -> Failure:
    return Uncertain(words.LOST) if sending else Retry(said, AGAIN)


def _form(fields: Thing, uploads: Sequence[Upload]) -> dict[str, Any]:
    """Words and pictures as one form."""
    mark = secrets.token_hex(16)
    named = [f"picture{number}.{ENDINGS.get(one.mime, 'bin')}" for number, one in enumerate(uploads)]
    shown = [
        {"id": number, "filename": name, "description": one.alt[:1024]}
        for number, (name, one) in enumerate(zip(named, uploads, strict=True))
    ]
    kept = json.dumps({**fields, "attachments": shown})
    parts = [
        f'--{mark}\r\ncontent-disposition: form-data; name="payload_json"\r\n'
        f"content-type: application/json\r\n\r\n{kept}\r\n".encode()
    ]
    for number, (name, one) in enumerate(zip(named, uploads, strict=True)):
        head = f'--{mark}\r\ncontent-disposition: form-data; name="files[{number}]"; filename="{name}"\r\n'
        parts.append(f"{head}content-type: {one.mime}\r\n\r\n".encode() + one.content + b"\r\n")
    headers = {"content-type": f"multipart/form-data; boundary={mark}"}
    return {"content": b"".join((*parts, f"--{mark}--\r\n".encode())), "headers": headers}
