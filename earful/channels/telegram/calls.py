"""Calls to Telegram's Bot API, and what becomes of its answers: one of the four failures, or what it holds."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from earful.channels.contract import Expired, Refused, Retry, Uncertain, Upload
from earful.channels.telegram import words
from earful.channels.telegram.shapes import Thing, mapping, number, text, things
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable

AGAIN, LONGEST = 15.0, 3600.0
MOST = 5 * 1024 * 1024
ALLOWED = ("message", "edited_message")
PAGE = 100


class Denied(Exception):
    """Telegram said no. `said`: its own words, in small letters. `moved_to`: the chat is called so from now on."""

    def __init__(self, status: int, said: str, moved_to: int | None) -> None:
        super().__init__(said)
        self.status, self.said, self.moved_to = status, said, moved_to


@dataclass(frozen=True, slots=True)
class Bot:
    """One bot. `api`: where the Bot API is, without the token."""

    api: str
    token: str = field(repr=False)
    transport: Transport = field(repr=False)

    async def ask(self, method: str, *, wait: int = 0, **fields: Any) -> Any:
        """What a call answers. Raises Retry, Refused, Expired, Denied."""
        return await self._call(method, {"json": fields, "timeout": wait + 20.0})

    async def send(self, method: str, **fields: Any) -> Thing:
        """Send something that people see. Raises Uncertain as well."""
        made = mapping(await self._call(method, {"json": fields}, sending=True))
        if number(made.get("message_id")) is None:
            raise Uncertain(words.LOST)
        return made

    async def send_photo(self, upload: Upload, fields: Mapping[str, str]) -> Thing:
        """Send a picture with words below it."""
        mark = secrets.token_hex(16)
        parts = [
            f'--{mark}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = f'--{mark}\r\ncontent-disposition: form-data; name="photo"; filename="picture"\r\ncontent-type: {upload.mime}\r\n\r\n'
        body = (
            "".join(parts).encode("utf-8", "replace") + head.encode() + upload.content + f"\r\n--{mark}--\r\n".encode()
        )
        headers = {"content-type": f"multipart/form-data; boundary={mark}"}
        made = mapping(await self._call("sendPhoto", {"content": body, "headers": headers}, sending=True))
        if number(made.get("message_id")) is None:
            raise Uncertain(words.LOST)
        return made

    async def updates(self, offset: int, wait: int) -> list[Thing]:
        """What the bot heard from `offset` on; what lies before it is forgotten there. Waits until there is something."""
        more = {"offset": offset} if offset else {}
        try:
            told = await self.ask("getUpdates", wait=wait, timeout=wait, limit=PAGE, allowed_updates=ALLOWED, **more)
        except Denied as denied:
            if denied.status == 409:
                raise Retry(words.HOOKED if "webhook" in denied.said else words.ANOTHER, AGAIN) from denied
            raise Retry(words.STRANGE, AGAIN) from denied
        if not isinstance(told, list):
            raise Retry(words.STRANGE, AGAIN)
        return [one for one in things(told) if number(one.get("update_id")) is not None]

    async def file(self, path: str, most: int) -> Response:
        """A file that somebody sent. Raises Refused, Retry."""
        try:
            answer = await self.transport.request("GET", f"{self.api}/file/bot{self.token}/{path}", max_bytes=most)
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TransportError as error:
            raise Refused(words.NO_PICTURE) from error
        if not answer.ok:
            raise Refused(words.NO_PICTURE)
        return answer

    async def _call(self, method: str, more: dict[str, Any], *, sending: bool = False) -> Any:
        try:
            answer = await self.transport.request(
                "POST", f"{self.api}/bot{self.token}/{method}", max_bytes=MOST, **more
            )
        except Forbidden as error:
            raise Refused(words.INTERNAL) from error
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TransportError as error:
            raise Uncertain(words.LOST) if sending else Retry(words.AWAY, AGAIN) from error
        return understood(answer, sending=sending)


def understood(answer: Response, *, sending: bool) -> Any:
    """What an answer holds."""
    try:
        told = mapping(answer.json())
    except ValueError:
        told = {}
    if answer.ok and told.get("ok") is True:
        return told.get("result")
    more = mapping(told.get("parameters"))
    if answer.status == 429:
        asked = number(more.get("retry_after"))
        raise Retry(words.BUSY, min(max(float(asked), 1.0), LONGEST) if asked else AGAIN)
    if answer.status in (401, 404):
        raise Expired(words.EXPIRED)
    if answer.ok or answer.status >= 500:
        raise Uncertain(words.LOST) if sending else Retry(words.STRANGE if answer.ok else words.AWAY, AGAIN)
    raise Denied(answer.status, text(told.get("description"))[:300].lower(), number(more.get("migrate_to_chat_id")))
