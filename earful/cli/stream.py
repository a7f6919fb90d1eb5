"""Reading streams of everything that is posted, one connection for all workspaces that listen there."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg
from django.db import Error

from earful.accounts import reaching
from earful.channels.bluesky import jetstream
from earful.channels.bluesky.jetstream import Told
from earful.channels.contract import Failure
from earful.cli.ear import DATABASE_PAUSE, call
from earful.kit.away import away
from earful.kit.logs import log
from earful.kit.sockets import messages
from earful.kit.transport import Forbidden, Transport, TransportError
from earful.kit.words import gettext_noop
from earful.listening import searching
from earful.listening.models import Source
from earful.streaming import Hit, Listener

TOGETHER, SOON = 500, 0.25  # so many things, or what came in so many seconds, are looked at together
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
AWAY = gettext_noop("The stream of what is posted cannot be reached. Earful tries again, and goes on where it stopped.")
INTERNAL = gettext_noop("The stream's address is not allowed: it must begin with wss, or the owner must allow it in EARFUL_TRUSTED_HOSTS.")  # fmt: skip
logger = log(__name__)


class Streams:
    """One reader for each address that this process holds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._readers: dict[str, tuple[frozenset[int], asyncio.Task[None]]] = {}

    async def look_after(self) -> None:
        """Begin, end and begin anew as the sources say. Raises what the database raises."""
        held: dict[str, list[Source]] = {}
        for source in await call(searching.hold, self._name):
            held.setdefault(source.address or jetstream.USUAL, []).append(source)
        for address, (those, task) in list(self._readers.items()):
            if frozenset(source.pk for source in held.get(address, ())) != those or task.done():
                await self._drop(address)
        for address, sources in held.items():
            if address not in self._readers:
                task = asyncio.create_task(Reader(address, Listener(self._name, sources)).run())
                self._readers[address] = frozenset(source.pk for source in sources), task

    async def _drop(self, address: str) -> None:
        _, task = self._readers.pop(address)
        task.cancel()
        (ended,) = await asyncio.gather(task, return_exceptions=True)
        if isinstance(ended, Exception) and not isinstance(ended, searching.Lost):
            logger.error("reader_stumbled", address=address, error=type(ended).__name__, exc_info=ended)

    async def stop(self) -> None:
        """End them all; another process may go on at once."""
        for address in list(self._readers):
            await self._drop(address)
        with suppress(Error):  # then the leases end by themselves
            await call(searching.release, self._name)


class Reader:
    """Reads one stream until cancelled, or until somebody else does."""

    def __init__(self, address: str, listener: Listener) -> None:
        self._address, self._listener = address, listener
        self._pause = FIRST_PAUSE

    async def run(self) -> None:
        """Again and again, each time from where it stopped."""
        while True:
            try:
                async with Transport() as door:
                    await self._read(door)
            except TransportError as error:
                words = INTERNAL if isinstance(error, Forbidden) else AWAY
                logger.info("stream_ended", address=self._address, why=str(error))
                if self._pause > FIRST_PAUSE:  # once is no trouble: it goes on where it stopped
                    await call(searching.note_trouble, list(self._listener.sources), words)
            except (Error, psycopg.Error) as error:
                if away(error) is None:
                    raise
                await asyncio.sleep(DATABASE_PAUSE)
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _read(self, door: Transport) -> None:
        first = True
        async with messages(door, jetstream.address(self._address, self._listener.cursor())) as frames:
            async for lot in together(frames):
                said = [one for one in map(jetstream.told, lot) if one is not None]
                if first and said:
                    first, self._pause = False, FIRST_PAUSE
                    await call(self._listener.skipped, said[0].at)
                await self._take(said)

    async def _take(self, said: list[Told]) -> None:
        hits = await call(self._listener.hits, said)
        await asyncio.gather(*(self._complete(hit) for hit in hits if hit.new))
        if said:
            await call(self._listener.take, hits, max(one.at for one in said))

    async def _complete(self, hit: Hit) -> None:
        """Names and pictures; a post without them is better than none."""
        try:
            hit.new = list(await reaching.complete(hit.source.account, hit.new))
        except Failure as failure:
            logger.info("without_names", source=hit.source.pk, why=failure.words)


async def together(frames: AsyncIterator[str]) -> AsyncIterator[list[str]]:
    """Messages in lots: what came in a moment, and never so many that they pile up. Whatever ends them is raised last."""
    lot: list[str] = []
    since = time.monotonic()
    following = asyncio.ensure_future(anext(frames))
    try:
        while True:
            done, _ = await asyncio.wait({following}, timeout=max(since + SOON - time.monotonic(), 0))
            if done:
                lot.append(following.result())
                following = asyncio.ensure_future(anext(frames))
            if lot and (len(lot) >= TOGETHER or time.monotonic() - since >= SOON):
                yield lot
                lot, since = [], time.monotonic()
            elif not lot and not done:
                since = time.monotonic()
    except StopAsyncIteration:
        if lot:
            yield lot
    except TransportError:
        if lot:
            yield lot
        raise
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
