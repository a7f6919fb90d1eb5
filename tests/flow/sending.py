"""A desk with one account on a scripted network, and the words for stories about sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from scripted import US, Scripted, parcel, words

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.channels.contract import Batch, Connected
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.outbox import sight
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.staff.actions import invite, open_workspace
from earful.staff.models import Agent
from earful.staff.rules import Role

State = Dispatch.State


@dataclass
class Desk:
    """One agent, one account, and the network behind it."""

    net: Scripted
    agent: Agent
    account: Account

    def hears(self, text: str, by: str = "town:maria", parent: str | None = None) -> Turn:
        """A customer speaks; the turn that came of it."""
        raw = words(text, by=by, parent=parent, why="reply" if parent else "mention")
        for item_id in flow.arrive(self.account, Batch((parcel(raw),))):
            flow.understand(item_id)
        return Turn.objects.get(account=self.account, external_id=raw["id"])

    def answers(self, turn: Turn, text: str = "It is on its way.", agent: Agent | None = None) -> Dispatch:
        """An agent presses send; the undo window begins."""
        draft = replies.save(turn.conversation, agent or self.agent, text, turn)
        reviewed, dispatch = flow.reply(draft, sight.scene(standing(turn)).confirming(draft.agent))
        assert dispatch is not None, reviewed.rulings
        return dispatch

    def leaves(self, dispatch: Dispatch) -> Dispatch:
        """The undo window ends, and a worker takes the reply."""
        due(dispatch)
        flow.send(dispatch.pk)
        return now(dispatch)

    def comes_back(self) -> None:
        """Everything in the ledger is understood, as workers would."""
        for item in self.account.items.filter(state="fresh"):
            flow.understand(item.pk)


def a_desk(net: Scripted) -> Desk:
    """A desk of its own; jobs of earlier tests are gone."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")
    workspace = open_workspace("Northwind").workspace
    agent = invite(workspace, "ana", "Ana Ortega", Role.AGENT)
    account = accounts.connect(workspace, net.name, Connected(US, "Northwind", secrets={"password": "p"}))
    return Desk(net, agent, account)


def due(dispatch: Dispatch) -> None:
    """Time passes until its next moment has come."""
    moment = clock.now() - timedelta(seconds=1)
    Dispatch.objects.filter(pk=dispatch.pk, state=State.HELD).update(release_at=moment)


def now(dispatch: Dispatch) -> Dispatch:
    """The dispatch as it stands in the database."""
    return Dispatch.objects.select_related("conversation", "account").get(pk=dispatch.pk)


def jobs(task: str, status: str = "todo") -> Sequence[ProcrastinateJob]:
    """Jobs of one sort, oldest first."""
    return list(ProcrastinateJob.objects.filter(task_name=task, status=status).order_by("id"))


def standing(turn: Turn) -> Conversation:
    """The conversation of a turn as it stands now."""
    return Conversation.objects.get(pk=turn.conversation_id)


def a_dead_worker_holds(job_id: int) -> None:
    """A job is marked as running by a worker that has given no sign of life for a minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
        )
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
            [cursor.fetchone()[0], job_id],
        )
