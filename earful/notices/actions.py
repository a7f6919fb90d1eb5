"""What people do about notices: read them, take what is urgent, say along whom it goes."""

from collections.abc import Sequence

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import alone, one_transaction
from earful.notices import escalating
from earful.notices.models import Escalation, Notice
from earful.queues import actions as queues
from earful.staff.models import Agent, Workspace


@one_transaction
def read(agent: Agent, ids: Sequence[int] | None = None) -> int:
    """Somebody has read these notices, and others about the same conversations; all of theirs without `ids`."""
    mine = Notice.objects.filter(agent=agent, read_at=None)
    if ids is not None:
        about = Notice.objects.filter(agent=agent, pk__in=ids, conversation__isnull=False)
        mine = mine.filter(pk__in=ids) | mine.filter(conversation__in=about.values("conversation"))
    count = mine.update(read_at=clock.now())
    if count:
        announce(agent.workspace_id or 0, "notice", agent.pk)
    return count


@one_transaction
def take(conversation: Conversation, agent: Agent) -> None:
    """Somebody says that it is theirs now: they have it, and it goes no further along the chain."""
    queues.assign(conversation, agent, agent)
    running = Escalation.objects.select_for_update().filter(conversation=conversation, ended_at=None).first()
    if running is not None:
        escalating.end(running, Escalation.How.TAKEN, agent.pk, clock.now())
    told = Notice.objects.filter(agent=agent, conversation=conversation, read_at=None)
    if told.update(read_at=clock.now()) or running is not None:
        announce(agent.workspace_id or 0, "notice", agent.pk)


@one_transaction
def set_chain(workspace: Workspace, rungs: Sequence[tuple[Agent, int]]) -> None:
    """Along whom what is urgent and late goes, with the minutes each has; nobody for no chain."""
    alone("escalation", workspace.pk)
    escalating.replace(workspace.pk, rungs)
