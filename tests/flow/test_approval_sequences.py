"""Whatever people do in whatever order: an answer that needs approval leaves at most once, and never unapproved."""

import pytest
from approvals import WORDS, an_approving_desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from town import it_leaves, seen_by

from earful import approving, flow
from earful.conversations.models import Conversation
from earful.conversations.refusing import CannotDo
from earful.kit.transaction import one_transaction
from earful.outbox import actions as outbox
from earful.outbox.actions import TooLate
from earful.outbox.approval import actions, deciding
from earful.outbox.approval.models import Approval
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.replies import queries as drafts

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = (
    "write",
    "approve",
    "approve as bo",
    "edit",
    "own",
    "send back",
    "withdraw",
    "undo",
    "crash",
    "leave",
    "crisis",
    "calm",
)


class Died(Exception):
    """A process was killed in the middle of a transaction."""


class Story:
    """One conversation in which Ana, who is new, answers; Lea and Bo decide."""

    def __init__(self) -> None:
        self.desk = an_approving_desk()
        self.turn = self.desk.hears()
        self.left: list[Dispatch] = []

    @property
    def talk(self) -> Conversation:
        return Conversation.objects.get(pk=self.turn.conversation_id)

    @property
    def dispatches(self):
        return Dispatch.objects.filter(workspace=self.desk.ana.workspace)

    def waiting(self) -> Approval | None:
        return Approval.objects.filter(conversation=self.turn.conversation_id).order_by("-pk").first()

    def do(self, act: str) -> None:
        try:
            getattr(self, act.replace(" ", "_"))()
        except (TooLate, CannotDo, Died):
            return

    def write(self) -> None:
        text = self.talk.drafts.filter(agent=self.desk.ana).values_list("text", flat=True).first() or WORDS
        draft = replies.save(self.talk, self.desk.ana, text, self.turn)
        flow.reply(draft, seen_by(self.desk.ana, self.talk))

    def _approve(self, agent, text=None, *, dies=False) -> None:
        if (found := self.waiting()) is None:
            return

        @one_transaction
        def whole() -> None:
            approving.approve(found, agent, text, seen_by(agent, self.talk))
            if dies:
                raise Died

        whole()

    def approve(self) -> None:
        self._approve(self.desk.lea)

    def approve_as_bo(self) -> None:
        self._approve(self.desk.bo)

    def edit(self) -> None:
        self._approve(self.desk.lea, WORDS.replace("7", "9"))

    def own(self) -> None:
        self._approve(self.desk.ana)

    def crash(self) -> None:
        self._approve(self.desk.lea, dies=True)

    def send_back(self) -> None:
        if found := self.waiting():
            deciding.send_back(found, self.desk.lea, "Kinder.")

    def withdraw(self) -> None:
        if found := self.waiting():
            deciding.withdraw(found, self.desk.ana)

    def undo(self) -> None:
        if held := self.dispatches.filter(state=Dispatch.State.HELD).first():
            outbox.take_back(held)

    def leave(self) -> None:
        if held := self.dispatches.filter(state=Dispatch.State.HELD).first():
            it_leaves(held)
            self.left.append(held)

    def crisis(self) -> None:
        actions.begin_crisis(self.desk.lea, "The line is closed.")

    def calm(self) -> None:
        actions.end_crisis(self.desk.lea)

    def holds(self) -> None:
        for dispatch in self.dispatches.filter(agent=self.desk.ana):
            approval = Approval.objects.get(dispatch=dispatch)
            assert dispatch.approved_by is not None
            assert dispatch.approved_by_id == approval.by_id != self.desk.ana.pk
            assert approval.state == Approval.State.APPROVED
            assert dispatch.written == approval.text
        asked = Approval.objects.filter(workspace=self.desk.ana.workspace)
        assert self.dispatches.count() == asked.filter(state=Approval.State.APPROVED).count()
        assert asked.filter(state=Approval.State.WAITING).count() <= 1
        sent = self.dispatches.filter(state=Dispatch.State.SENT).count()
        assert sent == len(self.left)
        written = drafts.draft(self.talk, self.desk.ana)
        alive = asked.filter(state=Approval.State.WAITING).exists() or written or sent
        alive = alive or self.dispatches.filter(state=Dispatch.State.HELD).exists()
        assert alive or not asked.exists(), "her words are lost"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(ACTS), min_size=3, max_size=9))
def test_it_leaves_at_most_once_and_never_unapproved(acts):
    story = Story()
    story.do("write")
    for act in acts:
        story.do(act)
        story.holds()
