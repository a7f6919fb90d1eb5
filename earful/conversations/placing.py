"""Finding the conversation to which a thing that was said belongs: one matter, not one author.

Two turns belong together when one answers the other, unless what is answered is the brand's own post: under it each
first reply begins a matter of its own. A turn whose parent is missing belongs to the beginning of its thread, if that
is known and no such post. All this is true of turns however they arrived, so the order of arrival does not matter:
what comes late pulls together what belongs to it, and nothing has to be taken apart again.
"""

from dataclasses import dataclass

from earful.channels.contract import Inbound
from earful.conversations.around import Around, own_post, short
from earful.conversations.models import Conversation


@dataclass(frozen=True, slots=True)
class Home:
    """Where a turn belongs: the matter (none yet: a new one begins), and others that turn out to be the same.

    `waits_below`: the beginning of its thread, while what it answers is missing.
    """

    conversation: Conversation | None
    others: tuple[Conversation, ...]
    waits_below: str


def matter(around: Around, inbound: Inbound) -> Home:
    """The conversation of a new turn."""
    parent = around.turn(inbound.parent_id)
    above = parent
    waits_below = ""
    if parent is None and inbound.parent_id:
        above = around.turn(inbound.root_id)
        waits_below = short(inbound.root_id)
    homes: dict[int, Conversation] = {}
    if above is not None and not (above.ours and not above.parent_external_id):
        homes[above.conversation_id] = above.conversation
    if not own_post(around.account, inbound):
        homes.update((turn.conversation_id, turn.conversation) for turn in around.below(inbound.external_id))
    if not homes:
        return Home(around.anchored(inbound.external_id), (), waits_below)
    first, *others = sorted(homes.values(), key=lambda conversation: conversation.pk)
    return Home(first, tuple(others), waits_below)
