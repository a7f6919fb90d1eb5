"""Finding the conversation to which a thing that was said belongs: one matter, not one author."""

from earful.accounts.models import Account
from earful.channels.contract import Inbound, Reach
from earful.conversations import joining
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Turn
from earful.kit import clock


def matter(account: Account, inbound: Inbound) -> Conversation:
    """The conversation of a new turn, made if there is none.

    A reply belongs where what it answers stands. Under the brand's own post each first reply begins a matter of its
    own. What was answered before it arrived pulls its answers together, so the order of arrival does not matter.
    """
    parent = _turn(account, inbound.parent_id)
    homes = {} if parent is None or _begins_a_matter(parent) else {parent.conversation_id: parent.conversation}
    mine = not inbound.author or inbound.author.external_id == account.external_id
    if not (mine and inbound.parent_id is None):
        for child in _children(account, inbound.external_id):
            homes.setdefault(child.conversation_id, child.conversation)
    if not homes and parent is None and inbound.parent_id:
        root = _turn(account, inbound.root_id) or _turn_waiting_for(account, inbound.parent_id)
        if root and not _begins_a_matter(root):
            homes = {root.conversation_id: root.conversation}
    if not homes:
        return _open(account, inbound)
    first, *others = sorted(homes.values(), key=lambda c: c.pk)
    for other in others:
        joining.gather(first, other)
    return first


def _begins_a_matter(turn: Turn) -> bool:
    """Whether replies to this turn are matters of their own: it is the brand's own post, not an answer."""
    return turn.ours and not turn.parent_external_id


def _turn(account: Account, external_id: str | None) -> Turn | None:
    if not external_id:
        return None
    found = Turn.objects.select_related("conversation").filter(account=account, external_id=external_id)
    return found.first()


def _children(account: Account, external_id: str) -> list[Turn]:
    found = Turn.objects.select_related("conversation").filter(account=account, parent_external_id=external_id)
    return list(found.order_by("id")[:200])


def _turn_waiting_for(account: Account, parent_id: str) -> Turn | None:
    """A turn that answers the same missing post: the two are one matter until the post arrives."""
    found = Turn.objects.select_related("conversation").filter(account=account, parent_external_id=parent_id)
    return found.filter(ours=False).order_by("id").first() if parent_id else None


def _open(account: Account, inbound: Inbound) -> Conversation:
    conversation, made = Conversation.objects.get_or_create(
        account=account,
        anchor=inbound.external_id[:500],
        defaults={
            "workspace_id": account.workspace_id,
            "team_id": account.team_id,
            "private": inbound.reach is Reach.PRIVATE,
            "created_at": clock.now(),
        },
    )
    if made:
        write(conversation, What.OPENED)
    return conversation
