"""Trouble that a person can order in the town, by name, and how it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earful.channels.contract import Refused, Retry
from earful.channels.sandbox.asking import AWAY, NONSENSE, PATIENCE, mapping
from earful.kit.transport import Transport, TransportError
from earful.kit.words import gettext_noop

REVOKED = "signed out for good"


@dataclass(frozen=True, slots=True)
class Choice:
    """One trouble: what it is, and what can be seen meanwhile. `faults` empty: the storm of that name."""

    name: str
    title: str
    words: str
    faults: tuple[Mapping[str, Any], ...] = ()


CHOICES = (
    Choice(
        "bad line",
        gettext_noop("A bad line"),
        gettext_noop(
            "Connections end in the middle and answers get lost. A reply that nobody is sure of says so, is looked "
            "for in the town, and is never there twice."
        ),
    ),
    Choice(
        "rush",
        gettext_noop("Too many at once"),
        gettext_noop("The town asks to be left alone for a while. Earful waits as it is told, and so do the replies."),
    ),
    Choice(
        "silence",
        gettext_noop("Silence"),
        gettext_noop(
            "The town takes every question and never answers, and its stream says nothing. The dot turns, a sentence "
            "says why, and what was said meanwhile is fetched afterwards."
        ),
        ({"path": "", "kind": "silent"},),
    ),
    Choice(
        "nonsense",
        gettext_noop("Nonsense"),
        gettext_noop("Some answers cannot be read. Earful asks again from the same place, so that nothing is lost."),
    ),
    Choice(
        "disorder",
        gettext_noop("Late, twice and out of order"),
        gettext_noop("Posts come late, again, or before what they answer. Each stands once, where it belongs."),
    ),
    Choice(
        "giants",
        gettext_noop("Giants and tangles"),
        gettext_noop(
            "A few posts are far too long, name thousands of people, or make no sense. They are kept as far as they "
            "can be, the ledger shows them, and nothing waits for them."
        ),
    ),
    Choice(
        "wrong clock",
        gettext_noop("A wrong clock"),
        gettext_noop("The town's clock is an hour ahead. Nothing waits for that hour."),
        ({"path": "/feed", "kind": "clock", "by": 3600},),
    ),
    Choice(
        "refused",
        gettext_noop("The town says no"),
        gettext_noop("No reply is accepted. Each says so in the town's own words, and the customer still waits."),
        ({"path": "/posts", "kind": "refused", "words": gettext_noop("Nobody may answer here today.")},),
    ),
    Choice(
        "signed out",
        gettext_noop("The town forgets us for a while"),
        gettext_noop(
            "The account says that it is signed out and replies wait. Earful knocks now and then; when it is known "
            "again it catches up by itself."
        ),
        ({"path": "", "kind": "signed out"},),
    ),
    Choice(
        REVOKED,
        gettext_noop("The sign-in ends for good"),
        gettext_noop("Replies wait until you sign in again, with the button on this page. Then everything catches up."),
    ),
    Choice(
        "storm",
        gettext_noop("Everything at once"),
        gettext_noop("All of it mixed, but for what only a person can put right. Nothing is lost or said twice."),
    ),
)
BY_NAME = {choice.name: choice for choice in CHOICES}


async def order(url: str, transport: Transport, name: str, *, brand: str, seconds: float, seed: int = 1) -> None:
    """Order trouble for a brand ("" for all), in place of what was ordered. Raises Refused, Retry."""
    choice = BY_NAME[name]
    if name == REVOKED:
        await _post(url, transport, "/revoke", {"brand": brand})
        return
    shared = {"brand": brand, "seconds": seconds, "seed": seed}
    faults = [{"times": 0, **fault, **shared} for fault in choice.faults]
    await _post(url, transport, "/faults", {"faults": faults} if faults else {"storm": name, **shared})


async def calm(url: str, transport: Transport) -> None:
    """End all trouble that ends. Raises Refused, Retry."""
    await _post(url, transport, "/faults", {"faults": []})


async def standing(url: str, transport: Transport) -> Sequence[Mapping[str, Any]]:
    """What is ordered now. Raises Refused, Retry."""
    found = (await _ask(url, transport, "GET", "/faults")).get("faults")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


async def _post(url: str, transport: Transport, path: str, body: Mapping[str, Any]) -> None:
    await _ask(url, transport, "POST", path, json=body)


async def _ask(url: str, transport: Transport, method: str, path: str, **more: Any) -> Mapping[str, Any]:
    try:
        answer = await transport.request(method, f"{url.rstrip('/')}{path}", **more)
        read = mapping(answer)
    except TransportError as error:
        raise Retry(AWAY, PATIENCE) from error
    except ValueError as error:
        raise Retry(NONSENSE, PATIENCE) from error
    if not answer.ok:
        raise Refused(str(read.get("words") or NONSENSE))
    return read
