"""Finding what an address names, within the asker's own workspace; anything else does not exist. All raise No."""

from typing import TypeVar

from django.utils.translation import gettext as _

from earful.accounts import queries as accounts
from earful.accounts.models import Account
from earful.api.permission import No
from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Event, Turn
from earful.customers import queries as customers
from earful.customers.models import Customer, Joining
from earful.intake.models import Item
from earful.kit import paging
from earful.outbox import queries as outbox
from earful.outbox.models import Dispatch
from earful.replies import queries as replies
from earful.replies.models import Draft, Enclosure
from earful.staff.models import Agent, ApiToken, Workspace

T = TypeVar("T")


def there(found: T | None) -> T:
    """What was looked for, or "there is nothing here"."""
    if found is None:
        raise No(404, _("There is nothing here."))
    return found


def place(mark: str) -> int:
    """The id in a mark of a list that is ordered by it; 0 for none."""
    if not mark:
        return 0
    key = paging.read_mark(mark)
    if not key or len(key) != 1 or not isinstance(key[0], int) or not 0 <= key[0] < 2**63:
        raise No(422, _("This mark is not one of ours. Begin again without it."))
    return key[0]


def workspace(agent: Agent) -> Workspace:
    """Where somebody works."""
    return agent.workspace


def conversation(agent: Agent, conversation_id: int) -> Conversation:
    """A conversation; if it was merged, the one it went into."""
    return there(conversations.one(workspace(agent).pk, conversation_id))


def turn(agent: Agent, turn_id: int) -> Turn:
    """One thing that was said."""
    return there(conversations.turn(workspace(agent).pk, turn_id))


def event(agent: Agent, event_id: int) -> Event:
    """A line of history."""
    rows = Event.objects.select_related("conversation", "agent")
    return there(rows.filter(workspace=workspace(agent), pk=event_id).first())


def draft(agent: Agent, conversation_id: int) -> Draft:
    """What this person is writing in a conversation."""
    found = replies.draft(conversation(agent, conversation_id), agent)
    if found is None:
        raise No(404, _("You have no draft in this conversation."))
    return found


def enclosure(agent: Agent, enclosure_id: int) -> Enclosure:
    """A picture of the person's own draft."""
    found = there(replies.enclosure(workspace(agent).pk, enclosure_id))
    return there(found if found.draft is not None and found.draft.agent_id == agent.pk else None)


def dispatch(agent: Agent, dispatch_id: int) -> Dispatch:
    """A reply on its way."""
    there(outbox.of_workspace(workspace(agent).pk, dispatch_id))
    return outbox.get(dispatch_id)


def customer(agent: Agent, customer_id: int) -> Customer:
    """A person who writes."""
    return there(customers.customer(workspace(agent).pk, customer_id))


def joining(agent: Agent, joining_id: int) -> Joining:
    """A saying that two are one."""
    return there(Joining.objects.filter(workspace=workspace(agent), pk=joining_id).first())


def account(agent: Agent, account_id: int) -> Account:
    """One of the brand's accounts."""
    return there(accounts.accounts(workspace(agent).pk).select_related("team").filter(pk=account_id).first())


def item(agent: Agent, item_id: int) -> Item:
    """Something in the ledger."""
    rows = Item.objects.select_related("account")
    return there(rows.filter(workspace=workspace(agent), pk=item_id).first())


def colleague(agent: Agent, agent_id: int) -> Agent:
    """Somebody who works here, or did."""
    return there(Agent.objects.filter(workspace=workspace(agent), pk=agent_id).first())


def token(agent: Agent, token_id: int) -> ApiToken:
    """One of the person's own tokens."""
    return there(ApiToken.objects.filter(agent=agent, pk=token_id).first())
