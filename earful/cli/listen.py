"""`earful listen`: one process listens to every account it holds a lease on, each in a task of its own."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Adapter, Batch, Can, Expired, Failure, Retry
from earful.conversations import queries as conversations
from earful.kit import clock, environment
from earful.kit.logs import log

LEASE_EVERY = 5.0
CHECK_BACK = timedelta(days=3)
CHECK_MOST = 200
THREADS_MOST = 5
STUMBLED = 30.0
OVERLAP = timedelta(minutes=10)  # before the moment of connecting; the backfill's end and ours must meet
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
    """Listens to one account: polls, takes hints, and looks whether known things changed, at least `check` s apart."""

    def __init__(self, account: Account, check: float) -> None:
        self.account = account
        self._check_every = check
        self.can: Can = registry.get(account.network).can
        self._cursor = account.cursor
        self._hint = asyncio.Event()

    async def run(self) -> None:
        """Listen until cancelled or signed out; every trouble is written where a person sees it."""
        while True:
            try:
                async with reaching.adapter(self.account) as adapter:
                    await self._listen(adapter)
            except Expired as failure:
                await call(accounts.note_trouble, self.account.pk, failure.words, signed_out=True)
                return
            except Retry as failure:
                await call(accounts.note_trouble, self.account.pk, failure.words)
                await asyncio.sleep(max(1.0, failure.after))
            except Failure as failure:
                await call(accounts.note_trouble, self.account.pk, failure.words)
                await asyncio.sleep(STUMBLED)

    async def _listen(self, adapter: Adapter) -> None:
        hints = asyncio.create_task(self._hints(adapter)) if self.can.listens else None
        checked = asyncio.get_running_loop().time()
        try:
            while True:
                self._hint.clear()
                if self._cursor is None:
                    await self._begin(adapter)
                async for batch in adapter.poll(self._cursor):
                    await self._take(batch)
                await call(accounts.note_poll, self.account.pk)
                if asyncio.get_running_loop().time() - checked >= self._check_every:
                    await self._check(adapter)
                    checked = asyncio.get_running_loop().time()
                await self._pause()
        finally:
            if hints:
                hints.cancel()
                await asyncio.gather(hints, return_exceptions=True)

    async def _begin(self, adapter: Adapter) -> None:
        """Take a first place to go on from, and hear what was said between connecting and now before keeping it.

        The fetching of earlier days may have ended before this; killed half-way, all of it happens again.
        """
        first = [batch async for batch in adapter.poll(None)]
        async for batch in adapter.look_back(self.account.connected_at - OVERLAP):
            await self._arrive(batch)
        for batch in first:
            await self._take(batch)

    async def _take(self, batch: Batch) -> None:
        await call(flow.arrive, self.account, batch)
        self._cursor = self._cursor if batch.cursor is None else batch.cursor

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._hint.wait(), self.can.poll_seconds)
        except TimeoutError:
            return

    async def _hints(self, adapter: Adapter) -> None:
        """A stream that ends is opened again; the poll goes on meanwhile and is the truth."""
        while True:
            try:
                async for _ in adapter.listen():
                    self._hint.set()
            except Failure as failure:
                logger.info("stream_ended", account=self.account.pk, why=failure.words)
            self._hint.set()
            await asyncio.sleep(5.0)

    async def _check(self, adapter: Adapter) -> None:
        """Edits and removals of what people are working on, and answers by others that did not name us."""
        if self.can.checks:
            known = await call(conversations.watched, self.account.pk, clock.now() - CHECK_BACK, CHECK_MOST)
            for start in range(0, len(known), self.can.checks):
                await self._arrive(await adapter.check(known[start : start + self.can.checks]))
        for anchor in await call(conversations.lively, self.account.pk, THREADS_MOST):
            await self._arrive(await adapter.thread(anchor))

    async def _arrive(self, batch: Batch) -> None:
        await call(flow.arrive, self.account, Batch(batch.parcels))


async def listen(check: float) -> None:
    """Hold leases, run an Ear for each, give everything back at the end. `check`: seconds between looks for changes."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    ending = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, ending.set)
    ears: dict[int, asyncio.Task[None]] = {}
    while not ending.is_set():
        try:
            await _keep(name, ears, check)
        except Exception as error:  # noqa: BLE001 -- the database may be away for a while; listening goes on after
            logger.warning("lease_failed", error=type(error).__name__)
        try:
            await asyncio.wait_for(ending.wait(), LEASE_EVERY)
        except TimeoutError:
            continue
    await _end(list(ears.values()))
    await call(accounts.release, name)


async def _keep(name: str, ears: dict[int, asyncio.Task[None]], check: float) -> None:
    held = {account.pk: account for account in await call(accounts.lease, name)}
    for pk in [pk for pk, ear in ears.items() if pk not in held or ear.done()]:
        ear = ears.pop(pk)
        if ear.done() and not ear.cancelled() and ear.exception() is not None:
            logger.error("ear_stumbled", account=pk, error=type(ear.exception()).__name__, exc_info=ear.exception())
            await call(accounts.note_trouble, pk, "Earful stumbled while listening and is trying again.")
        await _end([ear])
    for pk, account in held.items():
        if pk not in ears:
            ears[pk] = asyncio.create_task(Ear(account, check).run())


async def _end(ears: list[asyncio.Task[None]]) -> None:
    for ear in ears:
        ear.cancel()
    await asyncio.gather(*ears, return_exceptions=True)


def run() -> int:
    """Listen until told to stop."""
    asyncio.run(listen(environment.read(os.environ).check_seconds))
    return 0
