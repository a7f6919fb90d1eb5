"""Reaching an account on its network: opens its adapter, and gives the synchronous rooms plain calls."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings

from earful.accounts.models import Account
from earful.accounts.sessions import StoredSession
from earful.channels import registry
from earful.channels.contract import Adapter, Batch, Connected, Outbound, Receipt, Us
from earful.kit import seal
from earful.kit.transaction import on_the_wire
from earful.kit.transport import Transport

T = TypeVar("T")


def us(account: Account) -> Us:
    """The account as its network knows it."""
    return Us(account.external_id, account.handle)


@asynccontextmanager
async def adapter(account: Account) -> AsyncIterator[Adapter]:
    """The account's adapter with a door of its own, closed at the end. Raises UnknownNetwork, Unsealable."""
    network = registry.get(account.network)
    secrets = seal.unseal(account.sealed_secrets, settings.SEALING_KEY)
    async with Transport() as door:
        yield network.open(us(account), account.settings, secrets, StoredSession(account.pk), door)


def _through(account: Account, call: Callable[[Adapter], Awaitable[T]]) -> T:
    """One call through a fresh adapter, never inside a transaction."""
    on_the_wire()

    async def run() -> T:
        async with adapter(account) as opened:
            return await call(opened)

    return async_to_sync(run)()


def send(account: Account, outbound: Outbound) -> Receipt:
    """Send once; the four failures pass through."""
    return _through(account, lambda opened: opened.send(outbound))


def find(account: Account, outbound: Outbound) -> Receipt | None:
    """Look for an uncertain send."""
    return _through(account, lambda opened: opened.find(outbound))


def thread(account: Account, external_id: str) -> Batch:
    """What stands around one post."""
    return _through(account, lambda opened: opened.thread(external_id))


def check(account: Account, external_ids: Sequence[str]) -> Batch:
    """The present state of known things."""
    return _through(account, lambda opened: opened.check(external_ids))


def picture(account: Account, url: str) -> tuple[bytes, str]:
    """A picture that this account's network gave us."""
    return _through(account, lambda opened: opened.picture(url))


def look_back(account: Account, since: datetime, receive: Callable[[Batch], object]) -> None:
    """Everything since a moment, handed over batch by batch."""

    async def run(opened: Adapter) -> None:
        async for batch in opened.look_back(since):
            await sync_to_async(receive)(batch)

    _through(account, run)


def connect(network: str, values: Mapping[str, str]) -> Connected:
    """Try a login. Raises the contract's failures and UnknownNetwork."""
    on_the_wire()

    async def run() -> Connected:
        async with Transport() as door:
            return await registry.get(network).connect(values, door)

    return async_to_sync(run)()
