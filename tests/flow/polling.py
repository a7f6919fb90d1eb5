"""Listening for one turn, without the process that listens."""

from asgiref.sync import async_to_sync

from earful import flow
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import Batch


def poll(account: Account) -> None:
    """As the listener does it: a batch is stored with its cursor, then understood."""

    async def fetch() -> list[Batch]:
        async with reaching.adapter(account) as (adapter, _):
            return [batch async for batch in adapter.poll(account.cursor)]

    for batch in async_to_sync(fetch)():
        for item_id in flow.arrive(account, batch):
            flow.understand(item_id)
    account.refresh_from_db()
