"""A reply on its way: what its state means in words, and whether it can still be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from earful.channels.contract import Readers
from earful.conversations.models import Manner, Way
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.outbox.sight import Scene, unpacked
from earful.staff.models import Agent
from earful.web import shown
from earful.web.desk.came import Came, came
from earful.web.desk.said import Said, said

State = Dispatch.State


@dataclass(frozen=True, slots=True)
class Sending:
    """A reply that is not yet, or not certainly, on the network."""

    pk: int
    state: str
    words: str
    trouble: str
    name: str
    approved_by: str
    initials: str
    tone: int
    said: Said
    pictures: Sequence[int]
    release_at: datetime
    undoable: bool
    failed: bool
    mine: bool
    url: str
    came: Sequence[Came]
    confirm: str  # the mark of somebody who has read what came
    secret: str


def sending(dispatch: Dispatch, agent: Agent, stands: Scene) -> Sending:
    """A reply on its way, with where it stands in words, and what came since it was written."""
    held = dispatch.state == State.HELD and dispatch.attempts == 0
    waits = dispatch.state == State.FAILED or (dispatch.state == State.HELD and bool(dispatch.seen))
    if dispatch.state == State.HELD:  # what its writer said after it is no news to it
        known = [one for one in stands.dispatches if one.agent_id != dispatch.agent_id or one.pk <= dispatch.pk]
        stands = replace(stands, dispatches=known)
    news = stands.since(unpacked(dispatch.seen), agent, besides=dispatch.pk) if waits else ()
    if held:  # who has it was asked when it was sent
        news = tuple(one for one in news if one.kind != "taken")
    robot = dispatch.manner == Manner.ROBOT
    return Sending(
        pk=dispatch.pk,
        state=dispatch.state,
        words=_state_words(dispatch),
        trouble=_(dispatch.trouble) if dispatch.trouble else "",
        name=_("nobody: an automatic message") if robot else dispatch.agent.name,
        approved_by=dispatch.approved_by.name if dispatch.approved_by else "",
        initials="" if robot else dispatch.agent.initials,
        tone=dispatch.agent_id,
        said=said(dispatch.text, ()),
        pictures=dispatch.enclosure_ids,
        release_at=dispatch.release_at,
        undoable=held and dispatch.release_at > clock.now(),
        failed=dispatch.state == State.FAILED,
        mine=dispatch.agent_id == agent.pk and not robot,
        url=dispatch.url if dispatch.url.startswith(("https://", "http://")) else "",
        came=came(news),
        confirm=stands.confirming(agent) if news else "",
        secret=_secret(dispatch),
    )


def _secret(dispatch: Dispatch) -> str:
    """Who will read it, where that is not everybody."""
    if dispatch.way == Way.PAGE:
        return _("private page")
    return _("private") if dispatch.readers == Readers.NAMED else ""


def _state_words(dispatch: Dispatch) -> str:
    if dispatch.state == State.HELD and dispatch.attempts:
        when = shown.clock_time(dispatch.release_at)
        return _("Not sent yet. Trying again at %(when)s.") % {"when": when}
    if dispatch.state == State.HELD and dispatch.trouble:
        return _("Not sent yet. It leaves by itself once the account is signed in again.")
    return {
        State.HELD: _("Sending"),
        State.CLAIMED: _("Sending"),
        State.SENT: _("Sent"),
        State.UNCERTAIN: _("Nobody knows yet whether this arrived. Earful is looking; it will not be sent twice."),
        State.FAILED: _("Not sent. The customer still waits."),
    }[State(dispatch.state)]
