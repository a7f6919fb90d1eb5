"""What happens at that desk, step by step: words arrive, people come and go, the desk hands out, people answer."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection

from earful import flow, upkeep
from earful.bench.month import ASKS
from earful.bench.routing_desk import MINUTE, STEP, Colleague, Desk
from earful.bench.routing_truth import Fact, Line, Truth, works
from earful.channels.contract import Batch
from earful.channels.sandbox import wire
from earful.conversations import actions as conversations
from earful.conversations.models import Conversation, Event, Outcome
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues import taking_back
from earful.queues.models import Queued
from earful.queues.sharing import giving, needs, picking
from earful.staff import changes

HERE = """
insert into queues_presence (workspace_id, agent_id, page, beat_at, opened_at)
select %s, id, 'bench', %s, %s from unnest(%s::bigint[]) as id
on conflict (agent_id, page) do update set beat_at = excluded.beat_at
"""
LOOK = 4  # in each so many-eth step everything that is queued is held against everybody
BUSY = 3  # matters each, below which one more or less says nothing of how level it is
GERMAN = [one for one in ASKS if one.startswith(("Wann", "Die", "Kann"))]
SPANISH = [one for one in ASKS if "pedido" in one]
ENGLISH = [one for one in ASKS if one not in {*GERMAN, *SPANISH}]
SPOKEN = (ENGLISH, ENGLISH, GERMAN, ENGLISH, SPANISH)


class Lived:
    """The desk, and what is noted beside it."""

    def __init__(self, desk: Desk, dice: random.Random, customers: int) -> None:
        self._desk, self._dice, self._customers = desk, dice, customers
        self.items = self.bare = self.statements = self.placed_statements = self.most_queued = 0
        self.sharing_s = self.placing_s = 0.0
        self.facts: dict[int, Fact] = {}
        self.truth = Truth(desk.by_id, self.facts)
        self.idle = self._read = self._steps = 0
        self.hours_here: Counter[int] = Counter()
        self.spreads: list[float] = []
        self.reasons: Counter[str] = Counter()

    def step(self, arrivals: int) -> None:
        """Ten minutes."""
        now = clock.now()
        here = [one for one in self._desk.people if one.is_there(now)]
        self._come_and_go(now, here)
        self._arrive(now, arrivals)
        self.sharing_s += self._counted("statements", lambda: upkeep.share(0))
        self._note()
        for one in here:
            self._work(one)

    def _counted(self, name: str, act: Callable[[], object]) -> float:
        """How long it takes; its statements are added up."""
        asked = 0

        def count(execute: Any, *given: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*given)

        begun = time.perf_counter()
        with connection.execute_wrapper(count):
            act()
        setattr(self, name, getattr(self, name) + asked)
        return time.perf_counter() - begun

    def _come_and_go(self, now: datetime, here: list[Colleague]) -> None:
        ids = [one.agent.pk for one in here]
        with connection.cursor() as cursor:
            cursor.execute("delete from queues_presence where not agent_id = any(%s)", [ids])
            cursor.execute(HERE, [self._desk.workspace.pk, now, now, ids])
        for one in self._desk.people:
            begins = next(((a, b) for a, b in one.away if a <= now < a + STEP), None)
            if begins is not None:
                changes.go_away(one.agent, begins[0], begins[1], None)
        taking_back.note_seen()
        taking_back.take_back(self._desk.workspace)

    def _arrive(self, now: datetime, arrivals: int) -> None:
        for account in self._desk.accounts:
            some = [self._said(now, place) for place in range(arrivals // 3 + (arrivals % 3 > account.pk % 3))]
            self.items += len(some)
            fresh = flow.arrive(account, Batch(tuple(wire.parcel(one) for one in some)))
            if fresh:
                self.placing_s += self._counted("placed_statements", partial(flow.understand_some, fresh))

    def _said(self, now: datetime, place: int) -> dict[str, Any]:
        customer, number = self._dice.randrange(self._customers), self.items + place
        who, words = f"c{customer}", SPOKEN[customer % len(SPOKEN)]  # everybody keeps to their language
        at = now - self._dice.randrange(10) * MINUTE
        return {
            "id": f"town:{number}", "version": "1", "change": "said", "text": self._dice.choice(words),
            "author": {"id": who, "handle": f"{who}.test", "name": who, "avatar": "", "page": ""},
            "said_at": at.isoformat(), "why": "mention", "reach": "public", "parent": None, "root": None,
            "url": f"http://town.test/{number}", "pictures": [], "order": number,
        }  # fmt: skip

    def _note(self) -> None:
        """What stands there after a hand-out: facts of what is new, and what has neither owner nor reason."""
        lying = giving.lying(self._desk.workspace.pk)
        self.bare += lying.exclude(pk__in=Queued.objects.values("conversation")).count()
        new = Conversation.objects.filter(pk__gt=next(reversed(self.facts), 0)).select_related("asker").order_by("pk")
        rows = [row for row in new if row.asker is not None]
        needed = needs.plain(self._desk.workspace.pk, [needs.matter(row) for row in rows])
        for row in rows:
            need = needed[row.pk]
            self.facts[row.pk] = Fact(row.language, row.team_id, need.skill, row.asker.customer_id if row.asker else 0)
        self.read_on()
        queued = dict(Queued.objects.values_list("conversation_id", "why"))
        self.most_queued = max(self.most_queued, len(queued))
        self.reasons.update(queued.values())
        self._steps += 1
        if self._steps % LOOK == 0:
            self.idle += sum(bool(self.truth.could(pk, clock.now())) for pk in queued)
        self._spread()

    def read_on(self) -> None:
        """What was written into the history since."""
        found = Event.objects.filter(what__in=["assigned", "ended"], pk__gt=self._read).order_by("id")
        rows = list(found.values_list("id", "what", "at", "conversation_id", "agent_id", "details"))
        self._read = rows[-1][0] if rows else self._read
        self.truth.read(
            Line(what, at, conversation, agent, told.get("to"), told.get("before"), str(told.get("why") or ""))
            for _id, what, at, conversation, agent, told in rows
        )

    def _spread(self) -> None:
        """Within each group of people who are equal, and here: the most less the least, over what they have on average."""
        loads = Counter(
            Conversation.objects.filter(status="open", assignee__isnull=False).values_list("assignee", flat=True)
        )
        now = clock.now()
        groups: dict[int, list[int]] = {}
        for one in self._desk.people:
            if one.is_there(now) and works(one, now):
                groups.setdefault(one.group, []).append(loads[one.agent.pk])
                self.hours_here[one.agent.pk] += 1
        for some in groups.values():
            if len(some) > 1 and sum(some) >= BUSY * len(some):
                self.spreads.append((max(some) - min(some)) / (sum(some) / len(some)))

    def _work(self, one: Colleague) -> None:
        """They answer what comes first of theirs, lay something back now and then, or ask for the next one."""
        mine = Conversation.objects.filter(assignee=one.agent, status="open", snoozed_until=None)
        rows = list(mine.order_by("-urgency", "waiting_since", "id")[:3])
        if rows and self._dice.random() < 0.01:
            queues.assign(rows[0], None, one.agent)
            return
        if not rows and self._dice.random() < 0.2:
            picking.take_next(one.agent)
            return
        for row in rows[: self._dice.choice((0, 1, 2, 2, 3))]:
            conversations.end(row, one.agent, Outcome.ANSWERED)
