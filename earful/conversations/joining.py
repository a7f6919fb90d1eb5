"""Merging and splitting conversations, with undo."""

from earful.channels.contract import Readers
from earful.conversations.away import lift
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Event, Invitation, Note, Tag, Turn
from earful.conversations.standing import refresh
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent


class CannotJoin(Exception):
    """Why conversations cannot be merged or split, in a sentence."""


def gather(kept: Conversation, other: Conversation, by: Agent | None = None) -> Event:
    """Move everything of `other` into `kept`; joins the caller's transaction."""
    turns = list(Turn.objects.filter(conversation=other).values_list("pk", flat=True))
    notes = list(Note.objects.filter(conversation=other).values_list("pk", flat=True))
    if kept.private != other.private:  # each goes on being read by whom it was
        for one in (kept, other):
            known = Readers.NAMED if one.private else Readers.EVERYBODY
            Turn.objects.filter(conversation=one, readers="").update(readers=known)
    Turn.objects.filter(pk__in=turns).update(conversation=kept)
    Note.objects.filter(pk__in=notes).update(conversation=kept)
    asked = list(Invitation.objects.filter(conversation=other).values_list("pk", flat=True))
    if asked:
        Invitation.objects.filter(pk__in=asked).update(conversation=kept)
    tags = [tag.pk for tag in Tag.objects.filter(conversations=other).exclude(conversations=kept)]
    kept.tags.add(*tags)
    if kept.assignee_id is None and other.assignee_id is not None:
        kept.assignee_id = other.assignee_id
        kept.save(update_fields=["assignee"])
    if other.snoozed_until is None:
        lift(kept, "merged")
    Conversation.objects.filter(merged_into=other).update(merged_into=kept)
    Conversation.objects.filter(pk=other.pk).update(merged_into=kept)
    return write(kept, What.MERGED, by, other=other.pk, turns=turns, notes=notes, tags=tags, asked=asked)


@one_transaction
def merge(kept: Conversation, other: Conversation, by: Agent) -> Event:
    """A person says that two conversations are one matter. Raises CannotJoin."""
    kept, other = _both(kept, other)
    if kept.account_id != other.account_id:
        raise CannotJoin(
            gettext_noop("Only conversations of one account can be merged: an answer must go where the customer spoke.")
        )
    event = gather(kept, other, by)
    for conversation in (kept, other):
        refresh(conversation)
        announce(conversation.workspace_id, "conversation", conversation.pk, conversation.version)
    return event


def _both(kept: Conversation, other: Conversation) -> tuple[Conversation, Conversation]:
    if kept.pk == other.pk:
        raise CannotJoin(gettext_noop("This is the same conversation."))
    rows = {c.pk: c for c in Conversation.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk")}
    if len(rows) < 2 or kept.workspace_id != other.workspace_id or any(c.merged_into_id for c in rows.values()):
        raise CannotJoin(
            gettext_noop("One of these conversations was merged already. Open it again to see where it went.")
        )
    return rows[kept.pk], rows[other.pk]


@one_transaction
def split(conversation: Conversation, turn: Turn, by: Agent) -> Conversation:
    """A person says that a turn, and all that answers it, is a matter of its own. Raises CannotJoin."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    turns = list(Turn.objects.filter(conversation=conversation).order_by("said_at", "order", "id"))
    moving = _branch(turns, turn)
    if turn.conversation_id != conversation.pk or len(moving) == len(turns):
        raise CannotJoin(gettext_noop("Choose a message that is not the beginning of the conversation."))
    anchor = f"split:{turn.external_id}"[:500]
    made, _ = Conversation.objects.update_or_create(
        account_id=conversation.account_id,
        anchor=anchor,
        defaults={"merged_into": None, "team_id": conversation.team_id, "assignee_id": conversation.assignee_id},
        create_defaults={
            "workspace_id": conversation.workspace_id,
            "team_id": conversation.team_id,
            "assignee_id": conversation.assignee_id,
            "private": conversation.private,
            "created_at": clock.now(),
        },
    )
    Turn.objects.filter(pk__in=moving).update(conversation=made)
    write(made, What.OPENED, by, split_from=conversation.pk)
    write(conversation, What.SPLIT, by, other=made.pk, turns=moving, notes=[], tags=[])
    for each in (conversation, made):
        refresh(each)
        announce(each.workspace_id, "conversation", each.pk, each.version)
    return made


def _branch(turns: list[Turn], turn: Turn) -> list[int]:
    taken = {turn.external_id}
    grown = True
    while grown:  # answers may stand before what they answer when clocks of servers differ
        found = {t.external_id for t in turns if t.parent_external_id in taken}
        grown = not found <= taken
        taken |= found
    return [t.pk for t in turns if t.external_id in taken]


@one_transaction
def undo(event: Event, by: Agent) -> None:
    """Take a merge or a split back: what moved returns to where it was. Raises CannotJoin."""
    event = Event.objects.select_for_update().select_related("conversation").get(pk=event.pk)
    if event.undone_at or event.what not in {What.MERGED, What.SPLIT}:
        raise CannotJoin(gettext_noop("This was already undone."))
    here = Conversation.objects.select_for_update().get(pk=event.conversation_id)
    other = Conversation.objects.select_for_update().get(pk=event.details["other"])
    if event.what == What.MERGED:
        Conversation.objects.filter(pk=other.pk).update(merged_into=None)
        source, target = here, other
    else:
        Conversation.objects.filter(pk=other.pk).update(merged_into=here)
        source, target = other, here
    turns, notes = Turn.objects.filter(conversation=source), Note.objects.filter(conversation=source)
    if event.what == What.MERGED:  # what came since stays; after a split, what came since belongs to what it answers
        turns, notes = turns.filter(pk__in=event.details["turns"]), notes.filter(pk__in=event.details["notes"])
    turns.update(conversation=target)
    notes.update(conversation=target)
    if event.what == What.MERGED:
        Invitation.objects.filter(pk__in=event.details.get("asked", ())).update(conversation=target)
        here.tags.remove(*event.details["tags"])
    event.undone_at = clock.now()
    event.save(update_fields=["undone_at"])
    write(here, What.UNDONE, by, event=event.pk)
    for each in (here, other):
        each.refresh_from_db()
        refresh(each)
        announce(each.workspace_id, "conversation", each.pk, each.version)
