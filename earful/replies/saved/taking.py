"""Taking a saved reply into a draft, which remembers it: what leaves is counted for what it came from."""

from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.replies import actions as writing
from earful.replies import queries as drafts
from earful.replies.models import Draft, SavedVariant, Taken
from earful.replies.saved import filling
from earful.replies.saved.rules import Filled
from earful.staff.models import Agent


@one_transaction
def mark(draft: Draft, variant: SavedVariant) -> None:
    """Note that it is in there."""
    if not Taken.objects.filter(draft=draft, variant=variant).exists():
        Taken.objects.create(workspace_id=draft.workspace_id, draft=draft, variant=variant, at=clock.now())


@one_transaction
def take(
    variant: SavedVariant, conversation: Conversation, agent: Agent, answers: Turn | None, links: filling.Links
) -> tuple[Draft, Filled]:
    """Filled in as far as can be, behind what stands in the draft."""
    draft = drafts.draft(conversation, agent)
    filled = filling.filled(variant, conversation, agent, answers, links, draft)
    text = f"{draft.text.rstrip()}\n\n{filled.text}".strip() if draft else filled.text
    kept = writing.save(conversation, agent, text, answers, draft.holds_until if draft else None)
    mark(kept, variant)
    return kept, filled
