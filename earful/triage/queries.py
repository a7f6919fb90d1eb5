"""Reading verdicts."""

from earful.triage.models import Verdict


def latest(item_id: int) -> Verdict | None:
    """What the newest triage thinks of an item."""
    return Verdict.objects.filter(item_id=item_id).order_by("-id").first()
