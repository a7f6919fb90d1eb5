"""Experts who were asked, as they stand in the thread: who, what, and how far their mail and they have come."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from earful.conversations.experts import queries
from earful.conversations.experts.rules import Door
from earful.conversations.experts.telling import door_of
from earful.conversations.history import What
from earful.conversations.models import Invitation, Letter
from earful.conversations.queries import Whole
from earful.web import shown
from earful.web.desk.said import Said, said

State = Letter.State


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation. `tone`: "", "urgent" or "waiting"; `again`: a link can be made anew."""

    pk: int
    who: str
    name: str
    said: Said
    at: datetime
    words: str
    tone: str
    since: datetime | None
    open: bool
    again: str


def of(whole: Whole) -> list[Asked]:
    """Everybody who was asked here; nothing is looked up where nobody was."""
    if not any(event.what == What.EXPERT for event in whole.events):
        return []
    return [_asked(one) for one in queries.of_conversation(whole.conversation.pk) if one.name]


def expert(invitation: Invitation) -> str:
    """An expert's name as it stands above their words."""
    return _("%(name)s (expert)") % {"name": invitation.name} if invitation.name else _("An expert")


def _asked(one: Invitation) -> Asked:
    letters = sorted(one.letters.all(), key=lambda letter: letter.pk)
    last, is_open = (letters[-1] if letters else None), door_of(one) is Door.OPEN
    words, tone, since = _stands(one, last)
    again = ""
    if is_open and not one.answered_at and (last is None or last.state in (State.FAILED, State.UNCERTAIN)):
        again = _("Send it again")
    elif is_open and last is not None and last.state == State.SHOWN:
        again = _("Make a new link")
    return Asked(
        one.pk, one.by.name, one.name, said(one.question, ()), one.created_at, words, tone, since, is_open, again
    )


def _stands(one: Invitation, last: Letter | None) -> tuple[str, str, datetime | None]:
    """Where it stands, how that is shown, and since when."""
    if one.revoked_at:
        return _("Withdrawn"), "", one.revoked_at
    if last is not None and not one.answered_at and last.trouble:
        return _letter(one, last)
    if one.answered_at:
        return _("Answered"), "", one.answered_at
    if door_of(one) is not Door.OPEN:
        return _("The time to answer is over"), "", one.expires_at
    if one.seen_at:
        return _("Seen"), "", one.seen_at
    return _letter(one, last)


def _letter(one: Invitation, last: Letter | None) -> tuple[str, str, datetime | None]:
    names = {"name": one.name, "why": _(last.trouble) if last else "", "address": one.address}
    if last is None or last.state == State.FAILED:
        return _("The mail to %(name)s did not leave: %(why)s") % names, "urgent", None
    if last.state == State.UNCERTAIN:
        return _("Nobody knows whether the mail to %(name)s left: %(why)s") % names, "waiting", None
    if last.state == State.SHOWN:
        return _("Hand the link over; it was not opened yet"), "", None
    if last.state == State.SENT:
        return _("Mail sent to %(address)s, not opened yet") % names, "", last.settled_at
    if last.trouble:
        return _("The mail to %(name)s has not left yet and is tried again: %(why)s") % names, "waiting", None
    return _("The mail to %(name)s is about to leave") % names, "", None


def until(invitation: Invitation) -> str:
    """By when an invitation holds."""
    return shown.exact(invitation.expires_at)
