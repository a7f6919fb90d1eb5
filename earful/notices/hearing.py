"""Reading on what happened in a workspace, and telling whom it concerns: one transaction, so each thing is told once."""

from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.notices import escalating, events, marks, signs, troubles
from earful.notices.models import Letter
from earful.notices.people import People
from earful.notices.post import Post
from earful.staff.models import Workspace


@one_transaction
def hear(workspace: Workspace) -> tuple[list[Letter], bool]:
    """What is new; the letters that were begun for it, and whether there may be more."""
    now = clock.now()
    if marks.begin(workspace.pk):
        return [], False
    fresh_signs, more_signs = marks.fresh(workspace.pk, "signs", now)
    fresh_events, more_events = marks.fresh(workspace.pk, "events", now)
    rung, written = signs.read(fresh_signs) if fresh_signs else [], events.read(fresh_events) if fresh_events else []
    people = People(workspace.pk, now)
    escalating.begin(workspace.pk, rung, written, now)
    sayings = [
        *signs.sayings(rung, people),
        *events.sayings(written, people),
        *troubles.sayings(workspace.pk, people, now),
        *escalating.go_on(workspace.pk, people, now),
    ]
    sayings = [one for one in sayings if one.to or one.conversation_id is not None]
    return (Post(workspace, people, now).tell(sayings) if sayings else []), more_signs or more_events
