"""Asking a connected language model, over the one door to the outside and never inside a transaction."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from asgiref.sync import async_to_sync

from earful.kit import clock
from earful.kit.transaction import on_the_wire
from earful.kit.transport import Forbidden, Response, TooLarge, Transport, TransportError, Unreachable
from earful.triage import opinions
from earful.triage.opinions import Answer, Question
from earful.triage.ungiven import Failed, Ungiven, wait
from earful.triage.whereabouts import CHAT, loopback

PATIENCE = 60.0  # seconds for a whole answer
MOST = 64 * 1024  # bytes of an answer
TOO_MANY, AWAY, SERVER_ERROR = 429, 503, 500


@dataclass(frozen=True, slots=True)
class Way:
    """Where a model is, and what it wants to be told."""

    address: str
    model: str
    key: str = field(default="", repr=False)


def ask(way: Way, question: Question, patience: float | None = None) -> tuple[Answer, int]:
    """A second opinion, and how many milliseconds it took. Raises Ungiven, whatever comes back or does not."""
    said, took_ms = chat(way, opinions.messages(question), PATIENCE if patience is None else patience)
    return opinions.read(said), took_ms


def chat(way: Way, messages: Sequence[dict[str, str]], patience: float) -> tuple[object, int]:
    """What a model's chat completions say to these messages, as JSON, and how many milliseconds it took. Raises Ungiven."""
    on_the_wire()
    begun = time.monotonic()
    said = async_to_sync(_chat)(way, messages, patience)
    return said, round(1000 * (time.monotonic() - begun))


async def _chat(way: Way, messages: Sequence[dict[str, str]], patience: float) -> object:
    headers = {"accept": "application/json", **({"authorization": f"Bearer {way.key}"} if way.key else {})}
    body = {"model": way.model, "messages": list(messages), "stream": False}
    try:
        async with asyncio.timeout(patience), Transport(trusted=loopback(way.address), max_bytes=MOST) as door:
            url = way.address + CHAT
            answer = await door.request("POST", url, json=body, headers=headers, timeout=patience + 1)
    except TimeoutError as error:
        raise Ungiven(Failed.SLOW) from error
    except Forbidden as error:
        raise Ungiven(Failed.INTERNAL) from error
    except Unreachable as error:
        raise Ungiven(Failed.UNREACHABLE) from error
    except TooLarge as error:
        raise Ungiven(Failed.LARGE) from error
    except TransportError as error:
        raise Ungiven(Failed.BROKEN) from error
    return _said(answer)


def _said(answer: Response) -> object:
    """The body of an answer that is one. Raises Ungiven."""
    waits = answer.headers.get("retry-after", "")
    if answer.status == TOO_MANY or (answer.status == AWAY and waits):
        raise Ungiven(Failed.BUSY, wait(waits, clock.now()), answer.status)
    if answer.status >= SERVER_ERROR:
        raise Ungiven(Failed.BROKEN, status=answer.status)
    if not answer.ok:
        raise Ungiven(Failed.REFUSED, status=answer.status)
    try:
        return answer.json()
    except ValueError as error:
        raise Ungiven(Failed.UNREADABLE) from error
