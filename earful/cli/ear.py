"""Listening to one account: polls, takes hints, and looks whether known things changed.

Nothing that the network or the database does ends it; every trouble is written where a person sees it, and passes
without a hand.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

import psycopg
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts import leases, reaching
from earful.accounts.models import Account
from earful.accounts.rules import Poll
from earful.channels import registry
from earful.channels.contract import Adapter, Batch, Can, Expired, Failure, Retry
from earful.conversations import queries as conversations
from earful.kit import clock
from earful.kit.away import away
from earful.kit.logs import log
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop

CHECK_BACK = timedelta(days=3)
CHECK_MOST = 200
THREADS_MOST = 5
STUMBLED = 30.0
OVERLAP = timedelta(minutes=10)  # before the moment of connecting; the backfill's end and ours must meet
LONGEST_PAUSE = 3600.0  # seconds; who asks us to stay away for longer is asked again all the same
PATIENCE = 180.0  # seconds for one page, whatever the adapter itself allows
DATABASE_PAUSE = 2.0
FIRST_KNOCK, RAREST_KNOCK = 60.0, 900.0  # seconds between tries of a sign-in that was refused
SLOW = gettext_noop("The network takes too long to answer. It is asked again from the same place.")
P = ParamSpec("P")
R = TypeVar("R")
logger = log(__name__)


async def call(action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a room's action or query; a database connection that died is replaced first."""

    def run() -> R:
        close_old_connections()
        return action(*args, **kwargs)

    return await sync_to_async(run)()


class Ear:
    """Listens to one account, as `listener`. `check`: seconds between looks for changes, at least."""

    def __init__(self, account: Account, check: float, listener: str) -> None:
        self.account = account
        self._listener = listener
        self._check_every = check
        self.can: Can = registry.get(account.network).can
        self._cursor = account.cursor
        self._hint = asyncio.Event()
        self._knock = FIRST_KNOCK
        self._away = False
        self._stream_since: datetime | None = None
        self._hinted_at: datetime | None = None
        self._checked: set[str] = set()

    def outdated(self, account: Account) -> bool:
        """Whether the account was connected anew, with another login."""
        ours = self.account
        return (ours.sealed_secrets, ours.settings) != (account.sealed_secrets, account.settings)

    async def run(self) -> None:
        """Listen until cancelled, or until somebody else listens.

        While the database is away nothing is asked of the network: what cannot be stored need not be fetched. The
        place to go on from is the one that was stored last.
        """
        while True:
            try:
                await asyncio.sleep(await self._turn())
            except leases.Lost:
                logger.info("overtaken", account=self.account.pk)
                return
            except (Error, psycopg.Error) as error:
                why = away(error)
                if why is None:
                    raise
                if not self._away:
                    logger.warning("database_away", account=self.account.pk, why=why)
                self._away = True
                await asyncio.sleep(DATABASE_PAUSE)

    async def _turn(self) -> float:
        """Listen until something goes wrong, say so, and how many seconds to wait before the next try."""
        try:
            if self._away:
                await self._find_place()
            async with reaching.adapter(self.account) as (adapter, door):
                await self._listen(adapter, door)
        except Expired as failure:
            await self._trouble(failure.words, signed_out=True)
            pause, self._knock = self._knock, min(self._knock * 2, RAREST_KNOCK)
            return pause
        except Retry as failure:
            await self._trouble(failure.words)
            return min(max(1.0, failure.after), LONGEST_PAUSE)
        except Failure as failure:
            await self._trouble(failure.words)
        except TimeoutError:
            await self._trouble(SLOW)
        return STUMBLED

    async def _trouble(self, words: str, *, signed_out: bool = False) -> None:
        await self._store(accounts.note_trouble, self.account.pk, words, signed_out=signed_out)

    async def _store(self, action: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """What counts only as long as nobody else has taken over. Raises Lost."""
        await call(leases.as_listener, self.account.pk, self._listener, action, *args, **kwargs)

    async def _find_place(self) -> None:
        """A batch whose storing was cut short may be stored or not: the database knows how far we came."""
        self._cursor = await call(accounts.place, self.account.pk)
        self._away = False
        logger.info("database_back", account=self.account.pk)

    async def _listen(self, adapter: Adapter, door: Transport) -> None:
        hints = asyncio.create_task(self._hints(adapter)) if self.can.listens else None
        checked = asyncio.get_running_loop().time()
        try:
            while True:
                self._hint.clear()
                began = clock.now()
                if self._cursor is None:
                    await self._begin(adapter)
                async for batch in in_time(adapter.poll(self._cursor)):
                    await self._take(batch)
                poll = Poll(began, self.can.poll_seconds, self._stream_since, self._hinted_at, door.rate)
                await self._store(accounts.note_poll, self.account.pk, poll)
                self._knock = FIRST_KNOCK
                if asyncio.get_running_loop().time() - checked >= self._check_every:
                    await self._check(adapter)
                    checked = asyncio.get_running_loop().time()
                await self._pause()
        finally:
            self._stream_since = None
            if hints:
                hints.cancel()
                await asyncio.gather(hints, return_exceptions=True)

    async def _begin(self, adapter: Adapter) -> None:
        """Take a first place to go on from, and hear what was said between connecting and now before keeping it.

        The fetching of earlier days may have ended before this; killed half-way, all of it happens again.
        """
        first = [batch async for batch in in_time(adapter.poll(None))]
        async for batch in in_time(adapter.look_back(self.account.connected_at - OVERLAP)):
            await self._arrive(batch)
        for batch in first:
            await self._take(batch)

    async def _take(self, batch: Batch) -> None:
        await self._store(flow.arrive, self.account, batch)
        self._cursor = self._cursor if batch.cursor is None else batch.cursor

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hint.wait(), self.can.poll_seconds)

    async def _hints(self, adapter: Adapter) -> None:
        """A stream that ends, or falls silent for longer than the door allows, is opened again.

        The poll goes on meanwhile and is the truth; so is whatever else befalls the stream.
        """
        while True:
            try:
                async for _ in adapter.listen():
                    self._hinted_at = clock.now()
                    self._stream_since = self._stream_since or self._hinted_at
                    self._hint.set()
            except Failure as failure:
                logger.info("stream_ended", account=self.account.pk, why=failure.words)
            except (Error, psycopg.Error) as error:  # a sign-in is kept in the database
                logger.info("stream_ended", account=self.account.pk, why=type(error).__name__)
            self._stream_since = None
            self._hint.set()
            await asyncio.sleep(5.0)

    async def _check(self, adapter: Adapter) -> None:
        """Edits and removals of what people are working on, and answers by others that did not name us.

        The network may fail to tell: then the next look finds them, and listening itself is not the worse for it.
        """
        if self.can.checks:
            now, hours = clock.now(), self.can.remembers_hours
            oldest = None if hours is None else now - timedelta(hours=hours)
            known = await call(conversations.watched, self.account.pk, now - CHECK_BACK, CHECK_MOST, oldest)
            if not await self._check_in_turn(adapter, known):
                return
        if not self.can.threads:
            return
        for anchor in await call(conversations.lively, self.account.pk, THREADS_MOST):
            if not await self._look(adapter.thread(anchor)):
                return

    async def _check_in_turn(self, adapter: Adapter, known: Sequence[str]) -> bool:
        """Whether all could be asked for. Where a network allows too few requests, the next round begins with the rest.

        What fails although it was asked for first has had its turn: it must not hold up the others for ever.
        """
        self._checked = set() if self._checked.issuperset(known) else self._checked.intersection(known)
        in_turn = sorted(known, key=self._checked.__contains__)
        for start in range(0, len(in_turn), self.can.checks):
            some = in_turn[start : start + self.can.checks]
            well = await self._look(adapter.check(some))
            if well or start == 0:
                self._checked.update(some)
            if not well:
                return False
        return True

    async def _look(self, answer: Awaitable[Batch]) -> bool:
        """Whether it is worth while to go on looking: where nobody answers, listening must not wait for it."""
        try:
            batch = await asyncio.wait_for(answer, PATIENCE)
        except Expired:
            raise
        except (Failure, TimeoutError) as failure:
            logger.info("look_failed", account=self.account.pk, why=getattr(failure, "words", SLOW))
            return not isinstance(failure, Retry | TimeoutError)
        await self._arrive(batch)
        return True

    async def _arrive(self, batch: Batch) -> None:
        await self._store(flow.arrive, self.account, Batch(batch.parcels))


async def in_time(batches: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
    """The same batches; each must come in time. Raises TimeoutError."""
    while True:
        try:
            batch = await asyncio.wait_for(anext(batches), PATIENCE)
        except StopAsyncIteration:
            return
        yield batch
