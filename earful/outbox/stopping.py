"""What stops a reply at the last moment, when it was claimed and nothing was said to the network yet."""

from earful.kit.words import gettext_noop
from earful.outbox import sight
from earful.outbox.approval import asking
from earful.outbox.models import Dispatch

TAKEN_AWAY = gettext_noop("The message you are answering was removed by its author.")
OVERTAKEN = gettext_noop("Somebody answered in the network's own app before this left. Read it, then decide.")
UNAPPROVED = gettext_noop(
    "Crisis mode was switched on before this left. Change it to a draft and send it again: a colleague reads it then."
)


def stopped(dispatch: Dispatch) -> str:
    """Why one that was claimed does not leave after all; "" when it does."""
    if dispatch.answers.removed_at is not None:
        return TAKEN_AWAY
    if asking.unapproved(dispatch):
        return UNAPPROVED
    return OVERTAKEN if sight.overtaken(dispatch) else ""
