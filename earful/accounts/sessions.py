"""Sign-ins that outlive a process: sealed in the account's row, renewed by one process at a time."""

from collections.abc import Awaitable, Callable

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings

from earful.accounts.models import Account
from earful.channels.contract import Session
from earful.kit import seal


class StoredSession:
    """A SessionKeeper whose session lies sealed in the account's row.

    Renewing is serialised over all processes by an advisory lock held by a connection of its own, outside any
    transaction, because the renewal speaks to the network.
    """

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id

    async def current(self) -> Session:
        """The session as last stored."""
        return await sync_to_async(self._load)()

    async def renew(self, stale: Session, renewal: Callable[[Session], Awaitable[Session]]) -> Session:
        """Renew once however many processes ask; see contract.SessionKeeper."""
        async with await psycopg.AsyncConnection.connect(settings.LISTEN_URL, autocommit=True) as connection:
            await connection.execute("select pg_advisory_lock(hashtextextended('session', %s))", [self._account_id])
            stored = await self.current()
            if stored and stored != stale:
                return stored
            fresh = await renewal(stored)
            await sync_to_async(self._store)(fresh)
            return fresh

    def _load(self) -> Session:
        sealed = Account.objects.values_list("sealed_session", flat=True).get(pk=self._account_id)
        return seal.unseal(sealed, settings.SEALING_KEY)

    def _store(self, session: Session) -> None:
        sealed = seal.seal(session, settings.SEALING_KEY)
        Account.objects.filter(pk=self._account_id).update(sealed_session=sealed)
