"""Finding the conversation to which a thing that was said belongs: one matter, not one author.

Two turns belong together when one answers the other, unless what is answered is the brand's own post: under it each
first reply begins a matter of its own. A turn whose parent is missing belongs to the beginning of its thread, if that
is known and no such post. All this is true of turns however they arrived, so the order of arrival does not matter:
what comes late pulls together what belongs to it, and nothing has to be taken apart again.
"""

from dataclasses import dataclass

from django.db.models import Q

from earful.accounts.models import Account
from earful.channels.contract import Inbound, Reach
from earful.conversations import joining
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Turn
from earful.kit import clock

LONGEST = 500  # characters of an external id, as stored


@dataclass(frozen=True, slots=True)
class Home:
    """Where a turn belongs. `waits_below`: the beginning of its thread, while what it answers is missing."""

    conversation: Conversation
    waits_below: str


def matter(account: Account, inbound: Inbound) -> Home:
    """The conversation of a new turn, made if there is none."""
    parent = _turn(account, inbound.parent_id)
    above = parent
    waits_below = ""
    if parent is None and inbound.parent_id:
        above = _turn(account, inbound.root_id)
        waits_below = (inbound.root_id or "")[:LONGEST]
    homes: dict[int, Conversation] = {}
    if above is not None and not (above.ours and not above.parent_external_id):
        homes[above.conversation_id] = above.conversation
    own_post = not inbound.parent_id and (not inbound.author or inbound.author.external_id == account.external_id)
    if not own_post:
        homes.update((found.pk, found) for found in _below(account, inbound.external_id))
    if not homes:
        return Home(_open(account, inbound), waits_below)
    first, *others = sorted(homes.values(), key=lambda conversation: conversation.pk)
    for other in others:
        joining.gather(first, other)
    return Home(first, waits_below)


def _turn(account: Account, external_id: str | None) -> Turn | None:
    if not external_id:
        return None
    found = Turn.objects.select_related("conversation").filter(account=account, external_id=external_id[:LONGEST])
    return found.first()


def _below(account: Account, external_id: str) -> list[Conversation]:
    """The conversations of what answers this, and of what waits below it because the post between is missing."""
    name = external_id[:LONGEST]
    answers = Turn.objects.filter(account=account, parent_external_id=name).exclude(parent_external_id="")
    waiting = Turn.objects.filter(account=account, waits_below=name).exclude(waits_below="")
    here = Q(pk__in=answers.values("conversation")) | Q(pk__in=waiting.values("conversation"))
    return list(Conversation.objects.filter(here).order_by("id"))


def _open(account: Account, inbound: Inbound) -> Conversation:
    conversation, made = Conversation.objects.get_or_create(
        account=account,
        anchor=inbound.external_id[:LONGEST],
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
