"""The automatic acknowledgement of an account: once to whoever writes privately, when nobody has said anything yet.

It is sent only where an owner switched on that exact text, never where others read it, and is no answer (law 6).
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta

from earful.accounts.models import Account
from earful.channels.contract import Readers
from earful.channels.ours import is_page
from earful.conversations.models import Manner, Turn
from earful.kit import clock
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.outbox.approval.queries import crisis
from earful.outbox.models import Dispatch
from earful.replies import actions as writing
from earful.replies.models import Draft

FRESH = timedelta(hours=1)  # to what was said longer ago it would come too late to be of use
logger = log(__name__)
PAUSE = timedelta(seconds=20)  # a person who answers at once makes it needless


def wanted(account: Account, turns: Iterable[Turn]) -> Iterator[Dispatch]:
    """Those of new things that were said to which one is sent; the rows of their conversations must be held."""
    text, by = account.acknowledgement.strip(), account.acknowledged_by_id
    if not text or by is None or account.state != Account.State.LISTENING or crisis(account.workspace_id):
        return
    for turn in turns:
        private = turn.conversation.private and turn.readers in {"", Readers.NAMED} and not is_page(turn.external_id)
        waits = not turn.ours and turn.needs_answer and not turn.outcome
        if private and waits and turn.said_at > clock.now() - FRESH and not _spoken(turn.conversation_id):
            if writing.review(_draft(turn, text, by)).refused():
                logger.warning("not_acknowledged", account=account.pk)
            else:
                yield _queued(account, turn, text, by)


def _draft(turn: Turn, text: str, by: int) -> Draft:
    """For the guard, which rules on every text; it is never stored."""
    return Draft(workspace_id=turn.workspace_id, conversation=turn.conversation, agent_id=by, text=text, answers=turn)


def _spoken(conversation_id: int) -> bool:
    """Whether anything was said here by us, or is about to be, also by ourselves before."""
    ours = Turn.objects.filter(conversation=conversation_id, ours=True)
    return ours.exists() or Dispatch.objects.filter(conversation=conversation_id).exists()


def _queued(account: Account, turn: Turn, text: str, by: int) -> Dispatch:
    now = clock.now()
    return Dispatch.objects.create(
        workspace_id=turn.workspace_id,
        conversation_id=turn.conversation_id,
        account=account,
        agent_id=by,
        answers=turn,
        key=uuid.uuid4(),
        text=text,
        written=text,
        created_at=now,
        release_at=now + PAUSE,
        manner=Manner.ROBOT,
        readers=Readers.NAMED,
    )


@one_transaction
def needless(dispatch: Dispatch) -> bool:
    """Whether one that was claimed is not sent after all: somebody has answered meanwhile, or crisis mode is on."""
    if dispatch.manner != Manner.ROBOT:
        return False
    others = Dispatch.objects.filter(conversation=dispatch.conversation_id).exclude(pk=dispatch.pk)
    others = others.exclude(state=Dispatch.State.UNDONE)
    spoken = Turn.objects.filter(conversation=dispatch.conversation_id, ours=True).exists()
    if not spoken and not others.exists() and crisis(dispatch.workspace_id) is None:
        return False
    claimed = Dispatch.objects.filter(pk=dispatch.pk, state=Dispatch.State.CLAIMED)
    claimed.update(state=Dispatch.State.UNDONE, settled_at=clock.now())
    return True
