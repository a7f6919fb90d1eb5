"""A desk where answers of somebody new are read first: Ana is new, Lea leads, Bo was given the right to approve."""

from dataclasses import dataclass
from typing import Any

from town import a_workspace, an_account, an_agent, seen_by, somebody_says

from earful import approving, flow
from earful.accounts.models import Account
from earful.conversations.models import Conversation, Turn
from earful.outbox.approval import actions
from earful.outbox.approval.models import Approval
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.staff import changes
from earful.staff.models import Agent
from earful.staff.rules import Role

WORDS = "It stands in Linz, and leaves again at 16:20 from platform 7."


@dataclass
class Approving:
    """Three people and an account."""

    ana: Agent
    bo: Agent
    lea: Agent
    account: Account

    def hears(self, text: str = "Where is my train?", **how: Any) -> Turn:
        """A customer speaks."""
        return somebody_says(self.account, text, **how)

    def asks(self, turn: Turn, text: str = WORDS, agent: Agent | None = None) -> Approval:
        """An answer is sent, and has to wait."""
        found = self.sends(turn, text, agent or self.ana)
        assert isinstance(found, Approval), found
        return found

    def sends(self, turn: Turn, text: str, agent: Agent) -> Dispatch | Approval | None:
        """Somebody presses send, and sees everything."""
        conversation = Conversation.objects.get(pk=turn.conversation_id)
        draft = replies.save(conversation, agent, text, turn)
        return flow.reply(draft, seen_by(agent, conversation))[1]

    def approves(self, approval: Approval, agent: Agent | None = None, text: str | None = None) -> Dispatch:
        """Somebody approves it; nothing is in the way."""
        reviewed, dispatch = approving.approve(approval, agent or self.lea, text)
        assert dispatch is not None, reviewed
        return dispatch


def an_approving_desk() -> Approving:
    """Ana's next twenty answers are read first."""
    desk = a_workspace()
    ana, bo = an_agent(desk, name="Ana Ortega"), an_agent(desk, name="Bo Blom")
    lea = an_agent(desk, name="Lea Lind", role=Role.LEAD)
    changes.let_approve(bo, approves=True)
    actions.make(lea, ana, answers=20, why="She began on Monday.")
    return Approving(ana, bo, lea, an_account(desk))
