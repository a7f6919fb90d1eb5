"""Which matters may be urgent, but hardly are: shown without a colour, so that what is likelier is not lost among them."""

from collections.abc import Sequence

from django.db.models import Max, OuterRef, Subquery

from earful.conversations import levels
from earful.conversations.models import Conversation, Turn
from earful.kit.ready import Ready
from earful.triage.models import Verdict

_newest = Verdict.objects.filter(item=OuterRef("item")).order_by("-made_at", "-id").values("urgent_p")[:1]
_chances = Ready(
    lambda pks: (
        Turn.objects.filter(conversation_id__any=pks, urgency=levels.MAYBE, needs_answer=True, outcome="", ours=False)
        .order_by()
        .values_list("conversation_id")
        .annotate(most=Max(Subquery(_newest)))
    )
)


def among(conversations: Sequence[Conversation]) -> set[int]:
    """Their keys. Asks the database only where some of them may be urgent, and then once."""
    asked = [each.pk for each in conversations if each.urgency == levels.MAYBE and each.status == "open"]
    return {pk for pk, most in _chances(asked) if most is not None and most < levels.SLIGHT} if asked else set()
