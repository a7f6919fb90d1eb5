"""`earful listen`: one process listens to every account it holds a lease on, each in a task of its own."""

import asyncio
import os
import secrets
import signal
import socket
from contextlib import suppress

from django.db import Error

from earful.accounts import actions as accounts
from earful.accounts import leases
from earful.cli.ear import Ear, call
from earful.cli.stream import Streams
from earful.kit import environment
from earful.kit.away import away
from earful.kit.logs import log

LEASE_EVERY = 5.0
STUMBLED = "Earful stumbled while listening and is trying again."
logger = log(__name__)


class Ears:
    """An Ear for each account of which this process holds the lease. `check`: seconds between looks for changes."""

    def __init__(self, name: str, check: float) -> None:
        self._name, self._check = name, check
        self._ears: dict[int, tuple[Ear, asyncio.Task[None]]] = {}
        self._streams = Streams(name)
        self._away = False

    async def look_after(self) -> None:
        """Renew the leases; begin, end and begin anew as they say. The database may be away for a while."""
        try:
            await self._keep()
            await self._streams.look_after()
        except Exception as error:
            why = away(error)
            if why is None:
                logger.exception("lease_failed", error=type(error).__name__)
            elif not self._away:
                logger.warning("database_away", why=why)
            self._away = why is not None
        else:
            self._away = False

    async def _keep(self) -> None:
        held = {account.pk: account for account in await call(leases.lease, self._name)}
        for pk in [pk for pk, (ear, task) in self._ears.items() if pk not in held or task.done()]:
            await self._drop(pk)
        for pk, account in held.items():
            if pk in self._ears and self._ears[pk][0].outdated(account):
                await self._drop(pk)
            if pk not in self._ears:
                ear = Ear(account, self._check, self._name)
                self._ears[pk] = ear, asyncio.create_task(ear.run())

    async def _drop(self, pk: int) -> None:
        _, task = self._ears.pop(pk)
        await end([task])
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("ear_stumbled", account=pk, error=type(error).__name__, exc_info=error)
            await call(accounts.note_trouble, pk, STUMBLED)

    async def stop(self) -> None:
        """End them all and give the leases back."""
        await end([task for _, task in self._ears.values()])
        await self._streams.stop()
        with suppress(Error):  # then the leases end by themselves
            await call(leases.release, self._name)


async def end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel, and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def listen(check: float) -> None:
    """Hold leases, listen, give everything back at the end."""
    ears = Ears(f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}", check)
    ending = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, ending.set)
    while not ending.is_set():
        await ears.look_after()
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), LEASE_EVERY)
    await ears.stop()


def run() -> int:
    """Listen until told to stop."""
    asyncio.run(listen(environment.read(os.environ).check_seconds))
    return 0
