"""A desk whose people answer only part of what is asked, and what they were seen to do."""

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync

from earful import flow, reconciling
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.bench.ignored_town import BRAND, OurTown
from earful.bench.ignored_truth import Seen
from earful.channels import registry
from earful.channels.contract import Batch, Connected
from earful.conversations import actions as conversations
from earful.conversations.models import Conversation, Outcome, Turn
from earful.intake import queries as ledger
from earful.kit import clock
from earful.kit.transport import Transport
from earful.outbox import sight
from earful.outbox.models import Dispatch
from earful.queues.promises import ringing, settling
from earful.replies import actions as replies
from earful.staff.actions import open_workspace
from earful.staff.models import Agent, Workspace


class Desk:
    """One brand of the town, one agent, and what they do."""

    def __init__(self, town: OurTown, within: timedelta) -> None:
        self.agent: Agent = open_workspace("Ignored")
        Workspace.objects.update(
            created_at=clock.now() - timedelta(days=400), answer_within_minutes=int(within.total_seconds() // 60)
        )
        self.workspace = Workspace.objects.get()
        self.account: Account = accounts.connect(self.workspace, "sandbox", async_to_sync(_connected)(town.url))
        self.seen = Seen()
        self.doubled = 0

    def listen(self) -> None:
        """One poll, as the listener does it; everything is understood, and judged by a person as it really is."""
        self.account.refresh_from_db()
        for batch in async_to_sync(_polled)(self.account):
            flow.arrive(self.account, batch)
        accounts.note_poll(self.account.pk)
        self.understand()

    def understand(self) -> None:
        """What has arrived; a person says of each whether it needs an answer, where triage says otherwise."""
        for item in ledger.left_behind(clock.now() + timedelta(hours=1)):
            flow.understand(item)
        for turn in Turn.objects.filter(
            ours=False, judged_by=None, removed_at=None, why__in=["mention", "reply", "message"]
        ):
            wants = "?" in turn.text
            if turn.needs_answer != wants:
                conversations.judge(turn, self.agent, needs_answer=wants, reason="" if wants else "Nothing is asked.")
        settling.settle_stirred()
        ringing.ring(clock.now())

    def pass_over(self) -> None:
        """Polls go on from now: what was said since the last one is known to the network, and to nobody here."""
        self.account.refresh_from_db()
        (first,) = async_to_sync(_polled)(self.account, begin=True)[-1:]
        Account.objects.filter(pk=self.account.pk).update(cursor=first.cursor)

    def look(self) -> None:
        """Compare with the network's own list."""
        reconciling.reconcile(self.account.pk)
        self.understand()

    def conversation(self, post: str) -> Conversation | None:
        """Where a post has come to."""
        turn = Turn.objects.filter(external_id=post).select_related("conversation__account").first()
        return turn.conversation if turn is not None else None

    def answers(self, post: str, text: str, holds_until: datetime | None = None) -> None:
        """By a dispatch that leaves for the town, and whose words come back through the ledger."""
        talk = self.conversation(post)
        if talk is None or talk.status == Conversation.Status.ENDED:
            return
        draft = replies.save(talk, self.agent, text, None, holds_until)
        _reviewed, dispatch = flow.reply(draft, sight.scene(talk).confirming(self.agent), timedelta())
        if dispatch is None:
            return
        flow.send(dispatch.pk)
        sent = Dispatch.objects.get(pk=dispatch.pk)
        if holds_until is not None and sent.state == Dispatch.State.SENT:
            self.seen.held[sent.external_id] = holds_until
        self.understand()

    def closes(self, post: str, *, answered: bool) -> None:
        """Somebody says that it needs no answer, or that it was answered, without a word."""
        talk = self.conversation(post)
        if talk is None or talk.status != Conversation.Status.OPEN:
            return
        outcome = Outcome.ANSWERED if answered else Outcome.NOT_NEEDED
        conversations.end(talk, self.agent, outcome, "By phone")
        (self.seen.ended if answered else self.seen.closed).add(post)
        settling.settle_stirred()


async def _connected(url: str) -> Connected:
    async with Transport() as door:
        return await registry.get("sandbox").connect({"url": url, "brand": BRAND}, door)


async def _polled(account: Account, *, begin: bool = False) -> list[Batch]:
    async with reaching.adapter(account) as (adapter, _):
        return [batch async for batch in adapter.poll(None if begin else account.cursor)]
