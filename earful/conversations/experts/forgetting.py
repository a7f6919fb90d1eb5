"""Experts of matters whose words are past their time: who they were, what they were asked, and their links go."""

from collections.abc import Sequence

from earful.conversations.history import What
from earful.conversations.models import Event, Invitation, Letter
from earful.kit import clock


def forget(conversation_ids: Sequence[int]) -> int:
    """Joins the caller's transaction; how many invitations were there. What experts wrote are notes, which go as notes."""
    rows = Invitation.objects.filter(conversation__in=conversation_ids)
    found = list(rows.values_list("pk", flat=True))
    if not found:
        return 0
    Letter.objects.filter(invitation__in=found).delete()
    rows.filter(revoked_at=None).update(revoked_at=clock.now())
    rows.update(name="", address="", question="")
    for event in Event.objects.filter(conversation__in=conversation_ids, what=What.EXPERT):
        event.details = {**event.details, "name": ""}
        event.save(update_fields=["details"])
    return len(found)
