"""The one database connection of this process: it hears every nudge, and answers who still works here."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import psycopg
from psycopg import sql

from earful.conversations.models import Conversation
from earful.kit.announce import CHANNEL
from earful.kit.logs import log
from earful.live.hub import Nudge, Stands, understood
from earful.staff import rules
from earful.staff.models import Agent

PULSE = 30.0  # seconds of silence after which the connection is tried
PATIENCE = 5.0  # seconds for the database to answer
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
LISTEN = sql.SQL("listen {}").format(sql.Identifier(CHANNEL))
ROLES = sql.SQL("select id, workspace_id, role from {} where is_active and id = any(%s)").format(
    sql.Identifier(Agent._meta.db_table)  # noqa: SLF001 -- Django's documented way to ask
)
STANDS = sql.SQL(
    "select id, status, assignee_id, snoozed_until is not null, urgency, waiting_since from {} where id = any(%s)"
).format(sql.Identifier(Conversation._meta.db_table))  # noqa: SLF001 -- likewise
dice = random.SystemRandom()
logger = log(__name__)


class Deaf(Exception):
    """The database is not listening just now."""


class Ear:
    """Listens for ever. `hear` gets each nudge; `back` is called whenever nudges may have been missed."""

    def __init__(self, conninfo: str, hear: Callable[[Nudge], None], back: Callable[[], None]) -> None:
        self._conninfo, self._hear, self._back = conninfo, hear, back
        self._stir = asyncio.Event()
        self._questions: list[tuple[int, int, asyncio.Future[bool]]] = []
        self._heard: list[Nudge] = []
        self.listening = False

    async def run(self) -> None:
        """Connect, listen, and connect again when the connection is lost; ends only when cancelled."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with await self._connected() as connection:
                    await connection.execute(LISTEN)
                    self.listening, pause, self._heard = True, FIRST_PAUSE, []
                    self._back()
                    await self._listen(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                logger.warning("deaf", error=type(error).__name__, again_in=pause)
            finally:
                self.listening = False
                self._refuse_questions()
            await asyncio.sleep(pause * dice.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def may_listen(self, workspace: int, agent: int) -> bool:
        """Whether this person still works here. Raises Deaf."""
        if not self.listening:
            raise Deaf
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._questions.append((workspace, agent, answer))
        self._stir.set()
        return await answer

    async def _connected(self) -> psycopg.AsyncConnection:
        connection = await psycopg.AsyncConnection.connect(
            self._conninfo, autocommit=True, connect_timeout=int(PATIENCE), application_name="earful-live"
        )
        connection.add_notify_handler(lambda notify: self._understand(notify.payload))
        return connection

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            if not await self._stirred(connection):
                await self._ask(connection, [])
            if self._questions:
                await self._answer(connection)
            connection.pgconn.consume_input()
            while notify := connection.pgconn.notifies():
                self._understand(notify.extra.decode())
            while self._heard:
                await self._pass_on(connection)

    async def _stirred(self, connection: psycopg.AsyncConnection) -> bool:
        """Wait, without holding the connection, until it has something to say or somebody asks. False: nothing came."""
        loop, socket = asyncio.get_running_loop(), connection.fileno()
        loop.add_reader(socket, self._stir.set)
        try:
            async with asyncio.timeout(PULSE):
                await self._stir.wait()
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(socket)
        self._stir.clear()
        return True

    async def _answer(self, connection: psycopg.AsyncConnection) -> None:
        """Answer everybody who asks, in one query."""
        asked = list(self._questions)
        roles = await self._ask(connection, [agent for _, agent, _ in asked])
        del self._questions[: len(asked)]
        for workspace, agent, answer in asked:
            if not answer.done():
                answer.set_result(rules.may(roles.get((workspace, agent), ""), rules.Act.READ))

    async def _ask(self, connection: psycopg.AsyncConnection, agents: list[int]) -> dict[tuple[int | None, int], str]:
        async with asyncio.timeout(PATIENCE):
            rows = await (await connection.execute(ROLES, [agents])).fetchall()
        return {(workspace, agent): role for agent, workspace, role in rows}

    def _refuse_questions(self) -> None:
        asked, self._questions = self._questions, []
        for _, _, answer in asked:
            if not answer.done():
                answer.set_exception(Deaf())

    async def _pass_on(self, connection: psycopg.AsyncConnection) -> None:
        """Pass on what was heard; of conversations also where they stand, looked up for all of them in one query."""
        heard, self._heard = self._heard, []
        ids = list({nudge.id for nudge in heard if nudge.topic == "conversation"})
        stands: dict[int, Stands] = {}
        if ids:
            async with asyncio.timeout(PATIENCE):
                rows = await (await connection.execute(STANDS, [ids])).fetchall()
            stands = {
                row: Stands(status, who, away, urgency, _iso(since)) for row, status, who, away, urgency, since in rows
            }
        for nudge in heard:
            about = stands.get(nudge.id) if nudge.topic == "conversation" else None
            self._hear(replace(nudge, stands=about))

    def _understand(self, payload: str) -> None:
        nudge = understood(payload)
        if nudge is not None:
            self._heard.append(nudge)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
