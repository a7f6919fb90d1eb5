"""Reaching an account on its network: opens its adapter, and gives the synchronous rooms plain calls."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings

from earful.accounts.hosts import SharedPace
from earful.accounts.models import Account
from earful.accounts.sessions import StoredSession
from earful.channels import ours, registry
from earful.channels.amending import Amending, Amends, Withdraws
from earful.channels.calling import LooksUp
from earful.channels.contract import (
    Adapter,
    Batch,
    Connected,
    Departure,
    Hindrance,
    Inbound,
    Json,
    Outbound,
    Parcel,
    Receipt,
    Refused,
    SignIn,
    SignsInThere,
    Subscription,
    Unreadable,
    Us,
)
from earful.channels.moderating import Moderates, Verdict
from earful.channels.privately import FEW, Privately, WritesPrivately, readers_of, wider
from earful.channels.seeking import Asked, Completes, Seeks, Seen
from earful.kit import seal
from earful.kit.transaction import on_the_wire
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop

T = TypeVar("T")
UNABLE = gettext_noop("This network does not let anything be changed that was posted.")
UNSOUGHT = gettext_noop("Earful cannot search this network.")
SIGNS_IN_HERE = gettext_noop("On this network one does not sign in on its own pages.")


NO_WAY = gettext_noop("Earful cannot write private messages on this network.")
NOT_THERE = gettext_noop("This belongs on a private page and never leaves for a network.")


def read(account: Account, external_id: str, raw: Json) -> Inbound:
    """What a stored payload says. Pure but for its account. Raises Unreadable, UnknownNetwork."""
    if ours.is_page(external_id):
        return ours.read(external_id, raw, us(account))
    return registry.get(account.network).read(raw, us(account))


def us(account: Account) -> Us:
    """The account as its network knows it."""
    return Us(account.external_id, account.handle)


@asynccontextmanager
async def adapter(account: Account) -> AsyncIterator[tuple[Adapter, Transport]]:
    """The account's adapter and its own door, which is closed at the end. Raises UnknownNetwork, Unsealable."""
    network = registry.get(account.network)
    secrets = seal.unseal(account.sealed_secrets, settings.SEALING_KEY)
    async with Transport(pace=SharedPace()) as door:
        yield network.open(us(account), account.settings, secrets, StoredSession(account.pk), door), door


def _through(account: Account, call: Callable[[Adapter], Awaitable[T]]) -> T:
    """One call through a fresh adapter, never inside a transaction."""
    on_the_wire()

    async def run() -> T:
        async with adapter(account) as (opened, _):
            return await call(opened)

    return async_to_sync(run)()


def send(account: Account, outbound: Outbound) -> Receipt:
    """Send once; the four failures pass through.

    What is for fewer than read what it answers leaves only through an adapter that keeps to that, and only when the
    network says, asked just before, that its reader can be written to so.
    """

    async def run(opened: Adapter) -> Receipt:
        if ours.is_page(outbound.parent_id):
            raise Refused(NOT_THERE)
        if _narrows(account, outbound) and not (told := await _privately(opened, outbound.parent_raw)).can:
            raise Refused(told.words or NO_WAY)
        return await opened.send(outbound)

    return _through(account, run)


def privately(account: Account, parent: Json) -> Privately:
    """Whether whoever wrote `parent` can be written to alone, asked of the network now."""
    return _through(account, lambda opened: _privately(opened, parent))


async def _privately(opened: Adapter, parent: Json) -> Privately:
    return await opened.privately(parent) if isinstance(opened, WritesPrivately) else Privately(False, NO_WAY)


def _narrows(account: Account, outbound: Outbound) -> bool:
    """Whether an answer is for fewer than read what it answers."""
    if outbound.readers not in FEW:
        return False
    try:
        above = registry.get(account.network).read(outbound.parent_raw, us(account))
    except Unreadable:
        return True
    return wider(readers_of(above), outbound.readers or "")


def find(account: Account, outbound: Outbound) -> Receipt | None:
    """Look for an uncertain send."""
    return _through(account, lambda opened: opened.find(outbound))


def amend(account: Account, amending: Amending) -> Receipt:
    """Change a post of ours; the four failures pass through."""
    return _through(account, lambda opened: _amends(opened).amend(amending))


def amended(account: Account, amending: Amending) -> Receipt | None:
    """Look whether it was changed."""
    return _through(account, lambda opened: _amends(opened).amended(amending))


def withdraw(account: Account, external_id: str) -> Parcel:
    """Take a post of ours back; the four failures pass through."""
    return _through(account, lambda opened: _withdraws(opened).withdraw(external_id))


def withdrawn(account: Account, external_id: str) -> Parcel | None:
    """Look whether it is gone."""
    return _through(account, lambda opened: _withdraws(opened).withdrawn(external_id))


def _amends(opened: Adapter) -> Amends:
    if not isinstance(opened, Amends):
        raise Refused(UNABLE)
    return opened


def _withdraws(opened: Adapter) -> Withdraws:
    if not isinstance(opened, Withdraws):
        raise Refused(UNABLE)
    return opened


def thread(account: Account, external_id: str) -> Batch:
    """What stands around one post."""
    return _through(account, lambda opened: opened.thread(external_id))


def check(account: Account, external_ids: Sequence[str]) -> Batch:
    """The present state of known things."""
    return _through(account, lambda opened: opened.check(external_ids))


def look_up(account: Account, told: Json, *, known: bool) -> Batch:
    """What really stands where somebody said. Raises the failures."""

    async def run(opened: Adapter) -> Batch:
        if not isinstance(opened, LooksUp):
            raise Refused(UNSOUGHT)
        return await opened.look(told, known=known)

    return _through(account, run)


def picture(account: Account, url: str) -> tuple[bytes, str]:
    """A picture that this account's network gave us."""
    return _through(account, lambda opened: opened.picture(url))


def look_back(account: Account, since: datetime, receive: Callable[[Batch], object]) -> None:
    """Everything since a moment, handed over batch by batch."""

    async def run(opened: Adapter) -> None:
        async for batch in opened.look_back(since):
            await sync_to_async(receive)(batch)

    _through(account, run)


def seek(account: Account, asked: Asked, place: str | None, since: datetime, receive: Callable[[Seen], object]) -> None:
    """What its network finds of one thing, handed over page by page. Raises the contract's failures."""

    async def run(opened: Adapter) -> None:
        if not isinstance(opened, Seeks):
            raise Refused(UNSOUGHT)
        async for seen in opened.seek(asked, place, since):
            await sync_to_async(receive)(seen)

    _through(account, run)


async def complete(account: Account, parcels: Sequence[Parcel]) -> tuple[Parcel, ...]:
    """The same parcels, with names and pictures, where the network can add them to what its stream says."""
    async with adapter(account) as (opened, _):
        return await opened.complete(parcels) if isinstance(opened, Completes) else tuple(parcels)


def decide(account: Account, external_id: str, verdict: Verdict) -> Parcel:
    """Let a message through that its site holds back, or take it for spam. Raises the contract's failures, and Gone."""

    async def ask(opened: Adapter) -> Parcel:
        if not isinstance(opened, Moderates):
            raise Refused(UNABLE)
        return await opened.decide(external_id, verdict)

    return _through(account, ask)


def standing(account: Account) -> tuple[SignIn, Subscription | None]:
    """How long the network will know us, and how its promise to call us stands there."""

    async def ask(opened: Adapter) -> tuple[SignIn, Subscription | None]:
        return await opened.sign_in(), await opened.subscription()

    return _through(account, ask)


def hindrances(account: Account) -> tuple[Hindrance, ...]:
    """Settings of the account on its network that hide what customers say."""
    return _through(account, lambda opened: opened.hindrances())


def lift(account: Account, code: str) -> None:
    """Put one of them right; only when the owner has agreed."""
    _through(account, lambda opened: opened.lift(code))


def connect(network: str, values: Mapping[str, str]) -> Connected:
    """Try a login. Raises the contract's failures and UnknownNetwork."""
    on_the_wire()

    async def run() -> Connected:
        async with Transport(pace=SharedPace()) as door:
            return await registry.get(network).connect(values, door)

    return async_to_sync(run)()


def depart(network: str, values: Mapping[str, str], back: str) -> Departure:
    """Where the owner signs in on the network's own page. Raises the contract's failures and UnknownNetwork."""
    on_the_wire()

    async def run() -> Departure:
        async with Transport(pace=SharedPace()) as door:
            return await _signs_in_there(network).depart(values, back, door)

    return async_to_sync(run)()


def come_back(network: str, kept: Json, query: Mapping[str, str]) -> Connected:
    """The owner is back from there. Raises the contract's failures and UnknownNetwork."""
    on_the_wire()

    async def run() -> Connected:
        async with Transport(pace=SharedPace()) as door:
            return await _signs_in_there(network).come_back(kept, query, door)

    return async_to_sync(run)()


def _signs_in_there(name: str) -> SignsInThere:
    network = registry.get(name)
    if not isinstance(network, SignsInThere):
        raise Refused(SIGNS_IN_HERE)
    return network
