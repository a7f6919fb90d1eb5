"""Taking the next one; and, where a workspace wants it so, taking nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from earful.conversations import ordering
from earful.conversations.models import Conversation
from earful.conversations.refusing import CannotDo
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.queues.sharing import needs
from earful.queues.sharing.giving import COLUMNS, give_all, lying
from earful.queues.sharing.people import people
from earful.queues.sharing.rules import Person, can
from earful.staff.models import Agent
from earful.staff.rules import Role

PAGE = 100
NO_PICKING = gettext_noop("Here one takes what comes first: press Next. Everything can be read by everybody.")
NOTHING = gettext_noop("Nothing waits that nobody has.")
FOR_OTHERS = gettext_noop("What waits is for other teams, skills or languages than yours.")
FULL = gettext_noop("You have as many open matters as you can have at once. Answer one of them first.")


@dataclass(frozen=True, slots=True)
class Next:
    """What somebody was handed, or why nothing."""

    conversation: int | None
    words: str = ""


@one_transaction
def take_next(agent: Agent) -> Next:
    """Hand somebody what comes first of all they can answer. Of two who ask at once each gets another."""
    workspace_id = agent.workspace_id or 0
    alone("hand out", workspace_id)
    me = next((person for person in people(workspace_id) if person.id == agent.pk), None)
    if me is None or me.full:
        return Next(None, FULL)
    mark, more, others = "", True, False
    while more:
        page = ordering.BY_NEED.page(lying(workspace_id).only(*COLUMNS), mark, PAGE)
        mark, more, others = page.next, bool(page.next), others or bool(page.rows)
        for pk in _mine(workspace_id, me, page.rows):
            if give_all(workspace_id, {pk: (me, "next")}):
                return Next(pk)
    return Next(None, FOR_OTHERS if others else NOTHING)


def _mine(workspace_id: int, me: Person, rows: Sequence[Conversation]) -> list[int]:
    """Those that somebody can answer and did not lay back, in their order."""
    matters = [needs.matter(row) for row in rows]
    known = needs.plain(workspace_id, matters)
    could = [one for one in matters if can(me, known[one.id])]
    known |= needs.with_people(workspace_id, could, known)
    return [one.id for one in could if known[one.id].not_to != me.id]


def may_pick(agent: Agent) -> bool:
    """Whether somebody may take what they like; leads always may."""
    return not agent.workspace.no_picking or agent.role in {Role.OWNER, Role.LEAD}


def check(conversation: Conversation, to: Agent | None, by: Agent) -> None:
    """Taking what nobody has, or what another has, for oneself. Raises CannotDo where one takes what comes first."""
    if to is not None and to.pk == by.pk and conversation.assignee_id != by.pk and not may_pick(by):
        raise CannotDo(NO_PICKING)


def barred(conversation: Conversation, agent: Agent) -> str:
    """Why somebody may not answer what nobody has: answering is taking; "" when they may."""
    return NO_PICKING if conversation.assignee_id is None and not may_pick(agent) else ""
