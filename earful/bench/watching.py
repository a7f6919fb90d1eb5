"""From arrival to screen: things arrive while pages are open, and each page tells when it had them."""

import asyncio
import random
import secrets
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from tqdm import tqdm

from earful import flow
from earful.accounts.models import Account
from earful.bench import speech
from earful.bench.screens import Screen
from earful.bench.serving import Desk, session
from earful.bench.world import World
from earful.channels.contract import Batch, Parcel
from earful.channels.sandbox import wire
from earful.conversations.models import Conversation, Turn
from earful.kit import clock

KINDS = (("all", False), ("needs", True), ("needs", True), ("mine", True), ("unassigned", False))
SETTLE = 2.5  # seconds for pages to open before anything arrives
LINGER = 6.0  # and for the last of it to be shown
FRESH = 0.4  # share of what arrives that begins a conversation; the rest answers in one that somebody has open


@dataclass(slots=True)
class Watched:
    """What arrived, and what came of it."""

    pages: int
    per_s: float
    arrived: int = 0
    looks: int = 0
    taken: list[float] = field(default_factory=list)  # milliseconds, one for each thing and each page it belongs on
    unseen: int = 0  # in an open conversation: must be none
    passed: int = 0  # pushed off a list by later things before the page looked


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing said: with which word in it, in which conversation (None: a new one), and when it was committed."""

    token: bytes
    conversation: int | None
    at: float


def watch(desk: Desk, world: World, dice: random.Random, pages: int, per_s: float, seconds: float) -> Watched:
    """Keep pages open while things arrive at this rate."""
    waiting = Conversation.objects.filter(workspace=world.workspace, status="open", snoozed_until=None)
    chosen = list(waiting.exclude(pk=world.endless).order_by("-last_at")[: pages + 5])
    screens: list[Screen] = []
    for number in range(pages):
        view, opened = KINDS[number % len(KINDS)]
        agent = world.agents[1 + number % (len(world.agents) - 1)]
        screens.append(Screen(desk, session(agent), agent.pk, view, chosen[number].pk if opened else None))
    open_ones = [screen.open_pk for screen in screens if screen.open_pk]
    said: list[Arrival] = []
    words = list(speech.sayings(dice, 200))
    crowd = _Crowd(world.accounts, {pk: _beneath(pk) for pk in open_ones}, dice, words, said)
    speaking = threading.Thread(target=crowd.speak, args=(per_s, seconds))
    asyncio.run(_open(screens, speaking, seconds))
    watched = Watched(pages, per_s, arrived=len(said), looks=sum(sum(screen.looks.values()) for screen in screens))
    for arrival in said:
        for screen in screens:
            _note(watched, arrival, screen)
    return watched


def _note(watched: Watched, arrival: Arrival, screen: Screen) -> None:
    belongs = screen.open_pk == arrival.conversation if arrival.conversation else screen.view == "all"
    if not belongs:
        return
    shown = (screen.read if arrival.conversation else screen.seen).get(arrival.token)
    if shown is not None:
        watched.taken.append((shown - arrival.at) * 1000)
    elif arrival.conversation:
        watched.unseen += 1
    else:
        watched.passed += 1


async def _open(screens: Sequence[Screen], speaking: threading.Thread, seconds: float) -> None:
    open_pages = [asyncio.create_task(screen.live()) for screen in screens]
    await asyncio.sleep(SETTLE)
    speaking.start()
    for _ in tqdm(range(int(seconds + LINGER)), desc=f"{len(screens)} pages", file=sys.stderr, disable=None):
        await asyncio.sleep(1)
        for page in open_pages:
            if page.done():
                page.result()
    await asyncio.to_thread(speaking.join)
    for page in open_pages:
        page.cancel()
    await asyncio.gather(*open_pages, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Beneath:
    """A conversation somebody has open, as those who answer in it see it: its customer, its last words, its first."""

    account: Account
    by: str
    parent: str
    root: str


def _beneath(conversation_id: int) -> _Beneath:
    last = Turn.objects.filter(conversation=conversation_id).select_related("account").order_by("-said_at", "-order")[0]
    conversation = Conversation.objects.select_related("asker").get(pk=conversation_id)
    by = conversation.asker.external_id if conversation.asker else "person:1"
    return _Beneath(last.account, by, last.external_id, conversation.anchor)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Customers who speak. What they answer was looked up before, so that speaking leaves the processors to the desk."""

    accounts: Sequence[Account]
    open_ones: Mapping[int, _Beneath]
    dice: random.Random
    words: Sequence[str]
    said: list[Arrival]

    def speak(self, per_s: float, seconds: float) -> None:
        """As often as was asked for, at any moment, whatever the desk makes of it."""
        begun = due = time.monotonic()
        while due < begun + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            token = f"zq{secrets.token_hex(5)}"
            fresh = not self.open_ones or self.dice.random() < FRESH
            below = None if fresh else self.dice.choice(list(self.open_ones))
            account, parcel = self._new(token) if below is None else self._answer(token, below)
            flow.arrive(account, Batch((parcel,)))
            self.said.append(Arrival(token.encode(), below, time.time()))
            due += self.dice.expovariate(per_s)
        connection.close()

    def _new(self, token: str) -> tuple[Account, Parcel]:
        account = self.dice.choice(self.accounts)
        return account, _parcel(token, f"person:{self.dice.randint(1, 500)}", self._text(token), None, None)

    def _answer(self, token: str, below: int) -> tuple[Account, Parcel]:
        there = self.open_ones[below]
        return there.account, _parcel(token, there.by, self._text(token), there.parent, there.root)

    def _text(self, token: str) -> str:
        return f"{token} {self.dice.choice(self.words)}, please help"


def _parcel(token: str, by: str, text: str, parent: str | None, root: str | None) -> Parcel:
    now = clock.now().isoformat()
    author = {"id": by, "handle": by.replace(":", ""), "name": by.replace(":", " "), "avatar": "", "page": ""}
    return wire.parcel(
        {
            "id": f"live:{token}", "version": "1", "change": "said", "author": author, "text": text, "said_at": now,
            "why": "reply" if parent else "mention", "reach": "public", "parent": parent, "root": root,
            "url": "", "pictures": [], "order": time.time_ns(),
        }
    )  # fmt: skip
