"""What each kind of trouble does: says something else, spoils what is said, or ends the line in the middle of it."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from earful.channels.sandbox.town import asgi, faults
from earful.channels.sandbox.town.asgi import Answer, said
from earful.channels.sandbox.town.dice import dice
from earful.channels.sandbox.town.faults import Fault
from earful.kit import clock

MEGABYTES = 10
PEOPLE = 10_000
DEEP = 100_000
NEST = "\0nest"  # stands where a post will be put that JSON's own writer cannot write
TIMES = ("said_at", "at")
Payload = dict[str, Any]
Left = Callable[[], Awaitable[None]]


def instead(fault: Fault) -> Answer | None:
    """What is answered in place of doing what was asked, if it is not done."""
    if status := faults.SAYINGS.get(fault.kind):
        headers = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        if fault.reset is not None:
            headers["x-ratelimit-reset"] = str(int(clock.now().timestamp()) + fault.reset)
        return said({"words": fault.words}, fault.status or status, headers)
    return said({}) if fault.kind == faults.LOST_REQUEST or not fault.done else None


def spoilt(fault: Fault, answer: Answer) -> Answer:
    """The answer as this trouble leaves it."""
    if fault.kind == faults.NOT_JSON:
        return replace(answer, content=b"<!doctype html><title>Down for cleaning</title><p>Back soon.", media=asgi.HTML)
    if fault.kind == faults.TRUNCATED:
        return replace(answer, content=answer.content[: len(answer.content) * 2 // 3])
    if fault.kind == faults.WRONG_TYPES:
        return replace(answer, content=_of_wrong_types(answer.content))
    return answer


def _of_wrong_types(content: bytes) -> bytes:
    try:
        body = json.loads(content)
    except ValueError:
        return b"7"
    wrong = {name: {"no": value} if isinstance(value, list) else [value] for name, value in body.items()}
    return json.dumps(wrong).encode()


def changed(changes: list[Fault], answer: Answer) -> Answer:
    """The answer with its posts as these troubles leave them."""
    if not changes or answer.status != 200:
        return answer
    body = json.loads(answer.content)
    nested: list[str] = []
    for fault in changes:
        body["items"] = _posts(fault, body["items"], nested)
    content = json.dumps(body, ensure_ascii=False)
    for place, post in enumerate(nested):
        content = content.replace(json.dumps(f"{NEST}{place}"), post)
    return replace(answer, content=content.encode())


def _posts(fault: Fault, items: list[Any], nested: list[str]) -> list[Any]:
    if fault.kind in faults.GIANTS:
        return [_other(fault, item, nested) for item in items]
    if not items or not fault.strikes():
        return items
    match fault.kind:
        case faults.REPEATED:
            return items + items[: len(items) // 2 + 1]
        case faults.SHUFFLED:
            return dice(fault.seed, fault.kind, fault.met).sample(items, len(items))
        case faults.OLDER:
            return [_moved(item, -abs(fault.by)) for item in items]
        case _:
            return [_moved(item, fault.by) for item in items]


def _other(fault: Fault, item: Any, nested: list[str]) -> Any:
    if not isinstance(item, dict) or not fault.strikes(str(item.get("id"))):
        return item
    match fault.kind:
        case faults.HUGE:
            return item | {"text": str(item.get("text") or "") + " and on" * (MEGABYTES * 2**20 // 7)}
        case faults.MENTIONS:
            crowd = " ".join(f"@neighbour{number}" for number in range(PEOPLE))
            return item | {"text": f"{item.get('text') or ''} {crowd}"}
        case faults.NESTED:
            nested.append(_nested(item))
            return f"{NEST}{len(nested) - 1}"
        case _:
            return item | {"author": 7, "said_at": "the day before yesterday", "text": None, "pictures": "two"}


def _nested(item: Payload) -> str:
    """A post with a box in a box in a box; written by hand, for what writes JSON cannot go so deep either."""
    return json.dumps(item, ensure_ascii=False)[:-1] + ', "box": ' + "[" * DEEP + "]" * DEEP + "}"


def _moved(item: Payload, by: float) -> Payload:
    times = {name: item[name] for name in TIMES if isinstance(item.get(name), str)}
    shifted = {name: clock.parse(moment) + timedelta(seconds=by) for name, moment in times.items()}
    return item | {name: _iso(moment) for name, moment in shifted.items()}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


# --- on the line ---


async def answer_badly(send: asgi.Send, fault: Fault, answer: Answer, left: Left) -> None:
    """Answer as a bad line does. `left` returns when the other side has gone, or the town closes."""
    half = answer.content[: len(answer.content) // 2]
    match fault.kind:
        case faults.LOST_REQUEST | faults.LOST_ANSWER:
            await asgi.break_off(send, answer)
        case faults.CUT:
            await _begun(send, answer, half)
            await asyncio.sleep(0.02)  # what was written leaves before the line is cut
            _cut(send)
        case faults.HALF_CLOSED:
            await _begun(send, answer, half)
            _line(send).write_eof()
            await left()
        case faults.DRIP:
            await asgi.begin(send, answer, len(answer.content))
            await _drip(send, answer.content, left)
        case faults.SILENT:
            await left()
        case _:
            await asgi.reply(send, answer)


async def stall(send: asgi.Send, fault: Fault, left: Left) -> None:
    """A stream of hints that is open and says nothing, or is cut a moment after it began."""
    await asgi.begin(send, Answer(b"", "text/event-stream"), None)
    await send({"type": "http.response.body", "body": b"", "more_body": True})
    if fault.kind == faults.CUT:
        await asyncio.sleep(0.02)
        _cut(send)
    else:
        await left()


async def _begun(send: asgi.Send, answer: Answer, part: bytes) -> None:
    await asgi.begin(send, answer, len(answer.content))
    await send({"type": "http.response.body", "body": part, "more_body": True})


async def _drip(send: asgi.Send, content: bytes, left: Left) -> None:
    gone = asyncio.ensure_future(left())
    for place in range(len(content)):
        await send({"type": "http.response.body", "body": content[place : place + 1], "more_body": True})
        done, _ = await asyncio.wait([gone], timeout=1.0)
        if done:
            return
    gone.cancel()
    await send({"type": "http.response.body", "body": b""})


def _line(send: asgi.Send) -> asyncio.Transport:
    """The connection below; ASGI has no word for it, and a cut line cannot be had without."""
    line = getattr(getattr(send, "__self__", None), "transport", None)
    assert isinstance(line, asyncio.Transport)
    return line


def _cut(send: asgi.Send) -> None:
    """Reset the connection: the other side is told nothing but that."""
    line = _line(send)
    line.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.abort()
