"""The history of a conversation as sentences, and which of its lines this person can take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from earful.conversations.history import What
from earful.conversations.models import Event, Outcome
from earful.kit import clock
from earful.kit.words import gettext_noop
from earful.staff.models import Agent
from earful.web import shown

SHOWN_OTHERWISE = {What.NOTED, What.SENT, What.OPENED, What.TOLD}  # these themselves stand in the thread
IN_THREAD = {"asked", "wrote", "proposed"}  # of what happens around an expert, what stands there too
UNDONE_BY_PAIR = {What.ASSIGNED, What.TAGGED, What.UNTAGGED, What.TOPIC}
UNDONE_BY_EVENT = {What.ENDED, What.MERGED, What.SPLIT, What.JOINED, What.APART, What.SNOOZED, What.CORRECTED}
UNDO_FOR = timedelta(minutes=10)
RETURNED = {
    "time": gettext_noop("Back at its time: %(reason)s"),
    "customer": gettext_noop("Back because the customer wrote"),
    "merged": gettext_noop("Back because it was joined with a conversation that is not put away"),
    "deleted": gettext_noop("Back because our answer is gone and the customer waits again"),
    "undone": gettext_noop("%(who)s undid the putting away"),
}
EXPERT = {
    "asked": gettext_noop("%(who)s asked %(name)s, an expert"),
    "came": gettext_noop("%(name)s (expert) opened this"),
    "wrote": gettext_noop("%(name)s (expert) left a note"),
    "proposed": gettext_noop("%(name)s (expert) proposed an answer"),
    "withdrew": gettext_noop("%(who)s withdrew the invitation of %(name)s (expert)"),
}
APPROVAL = {
    "asked": gettext_noop("%(who)s asked for approval of an answer"),
    "approved": gettext_noop("%(who)s approved an answer by %(name)s"),
    "changed": gettext_noop("%(who)s changed and approved an answer by %(name)s"),
    "returned": gettext_noop("%(who)s sent an answer back to %(name)s"),
}
DECIDED = gettext_noop("%(who)s decided about an answer that waited for approval")
PRIVATE = {
    "opened": gettext_noop("%(who)s opened a private page"),
    "came": gettext_noop("The customer came to the private page by the link in their mail"),
    "let_in": gettext_noop("%(who)s let a visitor of the private page in as the customer"),
    "shut_out": gettext_noop("%(who)s shut a visitor out of the private page"),
    "closed": gettext_noop("%(who)s closed a private page"),
    "asked": gettext_noop("%(who)s asked the customer privately whether it is solved"),
    "confirmed": gettext_noop("%(who)s wrote down that the customer calls it solved"),
    "said_solved": gettext_noop("The customer says that it is solved"),
    "said_not_yet": gettext_noop("The customer says that it is not solved yet"),
    "not_closed": gettext_noop("%(who)s leaves it without a public ending: %(reason)s"),
}
BESIDE = gettext_noop("%(who)s went on with this in private")
FORGOTTEN = gettext_noop("An expert was asked; who it was is kept no longer")
BROUGHT_BACK = gettext_noop("%(who)s brought this back")
OURS = {
    (What.EDITED, "here"): gettext_noop("%(who)s edited our answer"),
    (What.EDITED, "native"): gettext_noop("Our answer was edited in the network's own app"),
    (What.REMOVED, "here"): gettext_noop("%(who)s deleted our answer"),
    (What.REMOVED, "native"): gettext_noop("Our answer was removed in the network's own app"),
    (What.NOT_CHANGED, "edit"): gettext_noop("An edit by %(who)s was not made: %(words)s"),
    (What.NOT_CHANGED, "delete"): gettext_noop("A deletion by %(who)s was not made: %(words)s"),
}
PLAIN = {
    What.OPENED: gettext_noop("The conversation began"),
    What.TEAM: gettext_noop("%(who)s handed this to %(team)s"),
    What.ENDED: gettext_noop("%(who)s ended this: %(outcome)s"),
    What.CORRECTED: gettext_noop("%(who)s said what this is: %(what)s"),
    What.REOPENED: gettext_noop("%(who)s opened this again"),
    What.TAGGED: gettext_noop("%(who)s tagged this #%(tag)s"),
    What.UNTAGGED: gettext_noop("%(who)s removed the tag #%(tag)s"),
    What.NOTED: gettext_noop("%(who)s left a note"),
    What.OUTCOME: gettext_noop("%(who)s set the outcome: %(outcome)s"),
    What.MERGED: gettext_noop("%(who)s merged another conversation into this one"),
    What.SPLIT: gettext_noop("%(who)s moved a message to a conversation of its own"),
    What.JOINED: gettext_noop("%(who)s said that this is one matter with another conversation"),
    What.APART: gettext_noop("%(who)s said that this and another conversation are two matters"),
    What.SENT: gettext_noop("%(who)s answered"),
    What.NOT_SENT: gettext_noop("An answer by %(who)s was not sent: %(words)s"),
    What.UNDONE: gettext_noop("%(who)s undid that"),
    What.ANSWERED_NATIVELY: gettext_noop("Answered in the network's own app"),
    What.REMOVED: gettext_noop("A message was removed by its author"),
    What.EDITED: gettext_noop("A message was edited by its author"),
    What.TOPIC: gettext_noop("%(who)s put a message under the topic %(name)s"),
    What.URGENCY: gettext_noop("%(who)s said how urgent this is: %(what)s"),
    What.LET_IN: gettext_noop("%(who)s decided about a message that its site held back"),
    What.TOLD: gettext_noop("%(who)s left a note: %(words)s"),
    What.SNOOZED: gettext_noop("%(who)s put this away until %(until)s: %(reason)s"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of history."""

    pk: int
    what: str
    words: str
    at: datetime
    undoable: bool


def lines(events: Sequence[Event]) -> list[Line]:
    """All of the history, oldest first. Merges, splits and endings can be undone for as long as they stand."""
    return [Line(e.pk, e.what, sentence(e), e.at, e.undone_at is None and undoable_by_event(e)) for e in events]


def undoable_by_event(event: Event) -> bool:
    """Whether the line itself says how it was before."""
    judged = event.what == What.NEEDS_ANSWER and "correction" in event.details
    return judged or What(event.what) in UNDONE_BY_EVENT


def in_thread(events: Sequence[Event]) -> list[Line]:
    """The lines that say something the thread itself does not."""
    return lines([e for e in events if not _stands_there(e) or e.details.get("split_from")])


def _stands_there(event: Event) -> bool:
    if event.what == What.NOT_CHANGED or (event.what in {What.EDITED, What.REMOVED} and event.agent_id):
        return True  # below the answer itself
    return event.what in SHOWN_OTHERWISE or (event.what == What.EXPERT and event.details.get("did") in IN_THREAD)


def last_undoable(events: Sequence[Event], agent: Agent) -> Line | None:
    """What this person did last, if it was a moment ago and nobody has done the like since."""
    since: set[str] = set()
    for event in reversed(events):
        if _stands_there(event) or event.what in {What.EXPERT, What.APPROVAL}:
            continue
        if event.agent_id != agent.pk:
            since.add(event.what)
            continue
        fresh = clock.now() - event.at < UNDO_FOR and event.undone_at is None and event.what not in since
        known = undoable_by_event(event) or What(event.what) in UNDONE_BY_PAIR
        return Line(event.pk, event.what, sentence(event), event.at, undoable=True) if fresh and known else None
    return None


def sentence(event: Event) -> str:
    """Who did what."""
    details: dict[str, Any] = event.details
    who = event.agent.name if event.agent else by_rule(details) or _("Earful")
    return _sentence(What(event.what), details, event.agent_id) % {
        "who": who,
        "name": details.get("name", ""),
        "team": details.get("team", ""),
        "tag": details.get("tag", ""),
        "outcome": _outcome(str(details.get("outcome", ""))),
        "reason": details.get("reason", ""),
        "words": details.get("words", ""),
        "what": shown.answer(str(details.get("question", "")), str(details.get("answer", ""))),
        "until": shown.exact(clock.parse(details["until"])) if "until" in details else "",
    }


def by_rule(details: Mapping[str, Any]) -> str:
    """The rule of the house that did it, if one did."""
    return _("The rule “%(name)s”") % {"name": details.get("rule_name", "")} if "rule" in details else ""


def _outcome(value: str) -> str:
    return str(Outcome(value).label) if value in Outcome.values else value


def _sentence(what: What, details: dict[str, Any], by: int | None) -> str:
    match what:
        case What.ASSIGNED:
            return _assigned(details, by)
        case What.TEAM if not details.get("team"):
            return _("%(who)s took this from its team")
        case What.ENDED if details.get("reason"):
            return _("%(who)s ended this: %(outcome)s. %(reason)s")
        case What.NEEDS_ANSWER:
            return _judged(details)
        case What.OPENED if details.get("split_from"):
            return _("%(who)s made this a conversation of its own")
    return _of_ours(what, details, by) or _plain(what, details)


def _judged(details: dict[str, Any]) -> str:
    if details.get("needs_answer"):
        return _("%(who)s said that this needs an answer")
    with_reason = _("%(who)s said that no answer is needed: %(reason)s")
    return with_reason if details.get("reason") else _("%(who)s said that no answer is needed")


def _of_ours(what: What, details: dict[str, Any], by: int | None) -> str:
    """Something became of an answer of ours after it left; "" for everything else."""
    if what is What.NOT_CHANGED:
        return _(OURS[what, str(details.get("did"))])
    ours = what in {What.EDITED, What.REMOVED} and details.get("ours")
    return _(OURS[what, "native" if by is None else "here"]) if ours else ""


def _plain(what: What, details: dict[str, Any]) -> str:
    if what is What.TOPIC and not details.get("holds"):
        return _("%(who)s took a message off the topic %(name)s")
    if what is What.TOLD and details.get("to"):
        return _("%(who)s tells %(name)s: %(words)s")
    if what is What.RETURNED:
        return _returned(str(details.get("why", "")))
    if what is What.SENT and details.get("assisted"):
        return _("%(who)s answered, with the help of the assistant")
    if what in {What.APPROVAL, What.EXPERT, What.PRIVATE}:
        return _(_did(what, details, str(details.get("did", ""))))
    return _(PLAIN[what])


def _did(what: What, details: dict[str, Any], did: str) -> str:
    """Around an approval, an expert or a private page."""
    if what is What.PRIVATE:
        return PRIVATE.get(did, BESIDE)
    if what is What.APPROVAL:
        return APPROVAL.get("changed" if details.get("changed") else did, DECIDED)
    return EXPERT.get(did, FORGOTTEN) if details.get("name") else FORGOTTEN


def _returned(why: str) -> str:
    return _(RETURNED.get(why, BROUGHT_BACK))


def _absent(why: str, *, to: bool) -> str:
    """Taken back from somebody who was not there for it."""
    if why == "away":
        return _("%(name)s has this: whoever had it is away") if to else _("Taken back: whoever had it is away")
    told = {
        "left": _("Taken back: whoever had it does not answer here any more"),
        "offline": _("Taken back: whoever had it was not here for long"),
        "silent": _("Taken back: it lay long past its promise"),
    }
    return told.get(why, "")


def _assigned(details: dict[str, Any], by: int | None) -> str:
    if words := _absent(str(details.get("why") or ""), to=details.get("to") is not None):
        return words
    if details.get("to") is None:
        return _("%(who)s laid this back")
    handed = {
        "continuity": _("%(name)s has this: they answered this customer before"),
        "level": _("%(name)s has this: of those who can answer it and were here they had least"),
        "next": _("%(name)s asked for the next one, and this came first"),
    }
    if words := handed.get(str(details.get("why") or ""), ""):
        return words
    return _("%(who)s took this") if details.get("to") == by else _("%(who)s gave this to %(name)s")
