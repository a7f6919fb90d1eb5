"""Trouble to order for an account in the sandbox town, to see how the desk copes. It touches no other network."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from asgiref.sync import async_to_sync

from earful.accounts.models import Account
from earful.channels.sandbox import trouble
from earful.channels.sandbox.trouble import CHOICES, REVOKED, Choice
from earful.kit.transaction import on_the_wire
from earful.kit.transport import Transport

__all__ = ["CHOICES", "NETWORK", "REVOKED", "Choice", "calm", "login", "order", "standing"]
NETWORK = "sandbox"
T = TypeVar("T")


def order(account: Account, name: str, seconds: float) -> None:
    """Let trouble begin for this account. Raises KeyError, Refused, Retry."""
    _through(
        account,
        lambda url, door: trouble.order(url, door, name, brand=account.handle, seconds=seconds, seed=account.pk),
    )


def calm(account: Account) -> None:
    """Let it end. Raises Refused, Retry."""
    _through(account, trouble.calm)


def standing(account: Account) -> Sequence[Mapping[str, Any]]:
    """What is going on now for this account. Raises Refused, Retry."""
    found = _through(account, trouble.standing)
    return [one for one in found if one.get("brand") in ("", account.handle)]


def login(account: Account) -> dict[str, str]:
    """What signs this account in to the town again."""
    return {"brand": account.handle, "url": _url(account)}


def _url(account: Account) -> str:
    return str(account.settings.get("url") or "")


def _through(account: Account, call: Callable[[str, Transport], Awaitable[T]]) -> T:
    on_the_wire()

    async def run() -> T:
        async with Transport() as door:
            return await call(_url(account), door)

    return async_to_sync(run)()
