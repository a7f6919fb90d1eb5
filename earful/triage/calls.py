"""How often the language model of a workspace may be called this month, and was."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from earful.kit import clock
from earful.staff.models import Workspace
from earful.triage.models import Adviser


def left(adviser: Adviser) -> int:
    """How many calls are left this month."""
    return max(0, adviser.ceiling - made(adviser))


def made(adviser: Adviser) -> int:
    """How often it was called this month."""
    return adviser.calls if adviser.month == month(adviser.workspace) else 0


def month(workspace: Workspace) -> date:
    """The first day of this month, where the workspace is."""
    return clock.now().astimezone(ZoneInfo(workspace.time_zone)).date().replace(day=1)


def month_begins(workspace: Workspace) -> datetime:
    """The moment at which it began."""
    first = month(workspace)
    return datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(workspace.time_zone))


def one_more(workspace_id: int, **only: bool) -> Adviser | None:
    """One call more, not yet written down; None if there may be none."""
    rows = Adviser.objects.select_for_update(of=("self",)).select_related("workspace")
    adviser = rows.filter(pk=workspace_id, **only).exclude(address="").first()
    rests = adviser is not None and only and adviser.quiet_until is not None and adviser.quiet_until > clock.now()
    if adviser is None or rests or not left(adviser):
        return None
    this = month(adviser.workspace)
    adviser.calls = adviser.calls + 1 if adviser.month == this else 1
    adviser.month = this
    return adviser
