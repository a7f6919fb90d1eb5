"""The middle of a conversation: turns, notes, replies on their way and folded events, in the order of reading."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from earful.accounts.models import Account
from earful.channels import ours
from earful.conversations.history import What
from earful.conversations.links import showing
from earful.conversations.models import Conversation, Event, Note, Turn
from earful.conversations.queries import Whole
from earful.customers.models import Handle
from earful.outbox.models import Approval, Dispatch
from earful.outbox.sight import Scene, heard
from earful.queues.models import Clock
from earful.queues.promises.queries import running
from earful.staff.models import Agent
from earful.staff.rules import initials
from earful.web import shown
from earful.web.desk import about, approval, asked, events, found_by, held, privacy, solved_words, thread, verdicts
from earful.web.desk.about import TopicShown
from earful.web.desk.changed import After, after
from earful.web.desk.found_by import FoundShown
from earful.web.desk.held import HeldShown
from earful.web.desk.said import Said, said
from earful.web.desk.sending import sending
from earful.web.desk.verdicts import Judgement


@dataclass(frozen=True, slots=True)
class TurnShown:
    """One thing that was said, as it is shown."""

    pk: int
    depth: int
    ours: bool
    above: bool
    name: str
    handle: str
    initials: str
    tone: int
    face: str
    profile: str
    who: str
    answers: str
    said: Said
    warning: str
    secret: str
    readers: str
    language: str
    said_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    emptied_at: datetime | None
    pictures: Sequence[Mapping[str, Any]]
    url: str
    judgement: Judgement | None
    outcome: str
    waits: bool
    wait: str
    wait_words: str
    opens_with: str
    topics: Sequence[TopicShown] = ()
    links: int = 0
    due: str = ""
    after: After | None = None  # of an answer that left from here
    found: FoundShown | None = None  # by which queries
    held: HeldShown | None = None  # its site shows it to nobody yet
    open: bool = False  # what `secret` says is that everybody reads it


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of the thread; `sort` names the template that shows it."""

    sort: str
    key: str
    thing: Any
    more: Sequence[Any] = field(default=())


def entries(
    whole: Whole, dispatches: Sequence[Dispatch], agent: Agent, waiting: Approval | None = None, *, both: bool = False
) -> list[Entry]:
    """Everything in the order of reading; an answer that waits for approval stands last.

    `both`: some is read by everybody and some by few, so each says which.
    """
    conversation = whole.conversation
    order = thread.placed(whole.turns)
    theirs = [turn.item_id for turn in whole.turns if not turn.ours]
    judged, topics = verdicts.of_items(theirs), about.of_items(theirs)
    by_name, held_back = found_by.of_turns(whole.turns), held.of_turns(conversation, whole.turns)
    asides = _asides(whole, dispatches, order, agent)
    clocks = running(conversation)
    found = [_turn_entry(turn, 0, conversation, judged, above=True) for turn in whole.above]
    found += asides[-1]
    left = after(conversation, dispatches, agent)
    names = {turn.external_id: _speaker(turn, conversation) for turn in whole.turns}
    before = ""
    for number, (turn, depth) in enumerate(order):
        answers = names.get(turn.parent_external_id, "") if turn.parent_external_id != before else ""
        entry = _turn_entry(turn, depth, conversation, judged, answers=answers, topics=topics.get(turn.item_id, ()))
        secret, is_open = privacy.mark(turn, conversation, both=both)
        more = {"found": by_name.get(turn.item_id), "held": held_back.get(turn.pk)}
        entry = replace(entry, thing=replace(entry.thing, secret=secret, open=is_open, **more))
        became = _left(_approved(entry, turn, dispatches), left.get(turn.external_id))
        found.append(_promised(became, clocks.get(turn.pk)))
        found += asides[number]
        before = turn.external_id
    if waiting is not None:
        found.append(Entry("approval", f"approval-{waiting.pk}", approval.shown(waiting, agent)))
    return found


def _approved(entry: Entry, turn: Turn, dispatches: Sequence[Dispatch]) -> Entry:
    """A turn of ours with who read it before it left, if somebody did."""
    named = (one.approved_by for one in dispatches if one.approved_by and one.external_id == turn.external_id)
    by = next(named, None) if turn.ours else None
    if by is None:
        return entry
    who = _("%(who)s, approved by %(name)s") % {"who": entry.thing.who, "name": by.name}
    return replace(entry, thing=replace(entry.thing, who=who))


def _promised(entry: Entry, ticking: Clock | None) -> Entry:
    """A turn with by when it is to be answered, if somebody waits."""
    if ticking is None or not entry.thing.waits:
        return entry
    wait, words = shown.waiting(ticking.warn_at, ticking.due_at)
    return replace(entry, thing=replace(entry.thing, wait=wait, wait_words=words, due=shown.due(ticking.due_at)))


def _left(entry: Entry, became: After | None) -> Entry:
    """An answer with what became of it since it left."""
    return replace(entry, thing=replace(entry.thing, after=became)) if became and entry.thing.ours else entry


def _asides(
    whole: Whole, dispatches: Sequence[Dispatch], order: Sequence[tuple[Turn, int]], agent: Agent
) -> dict[int, list[Entry]]:
    """Notes, folded events and replies on their way, by the place of the turn behind which they stand."""
    timed: list[tuple[int, datetime, Entry]] = [
        (thread.place_of(note.at, order), note.at, Entry("note", f"note-{note.pk}", _note(note)))
        for note in whole.notes
    ]
    timed += [
        (thread.place_of(one.at, order), one.at, Entry("asked", f"asked-{one.pk}", one)) for one in asked.of(whole)
    ]
    timed += [
        (thread.place_of(line.at, order), line.at, Entry("events", f"event-{line.pk}", line))
        for line in [*events.in_thread(whole.events), *solved_words.lines(whole)]
    ]
    timed += [
        (thread.place_of(event.at, order), event.at, Entry("note", f"told-{event.pk}", _told(event)))
        for event in whole.events
        if event.what == What.TOLD
    ]
    stand = heard(whole.conversation, whole.turns, dispatches, whole.earlier)
    stands = Scene(whole.conversation, whole.turns, dispatches, whole.events)
    for one in dispatches:
        if one.pk in stand:  # shown as what it became
            continue
        timed.append(
            (len(order) - 1, one.created_at, Entry("sending", f"dispatch-{one.pk}", sending(one, agent, stands)))
        )
    by_place: dict[int, list[Entry]] = defaultdict(list)
    for place, _at, entry in sorted(timed, key=lambda found: found[1]):
        by_place[place].append(entry)
    return defaultdict(list, {place: _folded(found) for place, found in by_place.items()})


def _folded(found: Sequence[Entry]) -> list[Entry]:
    """Neighbouring events become one line: the last of them, and the others behind it."""
    folded: list[Entry] = []
    for entry in found:
        if entry.sort == "events" and folded and folded[-1].sort == "events":
            last = folded[-1]
            folded[-1] = Entry("events", last.key, entry.thing, (*last.more, last.thing))
        else:
            folded.append(entry)
    return folded


def _turn_entry(
    turn: Turn,
    depth: int,
    conversation: Conversation,
    judged: Mapping[int, Any],
    *,
    answers: str = "",
    above: bool = False,
    topics: Sequence[TopicShown] = (),
) -> Entry:
    stands = _turn(turn, depth, conversation, judged, answers, above=above)
    stands = replace(stands, topics=topics, links=len(showing.links(turn)))
    return Entry("turn", f"turn-{turn.pk}", stands)


def _safe(address: str, *beginnings: str) -> str:
    """An address somebody else chose, if a page may lead there."""
    return address if address.startswith(beginnings) else ""


def _speaker(turn: Turn, conversation: Conversation) -> str:
    if turn.ours:
        return conversation.account.name or conversation.account.handle
    if turn.author is None and ours.is_page(turn.external_id):
        return _("A visitor of the private page")
    return turn.author.shown if turn.author else _("Someone")


def _handle(speaker: Account | Handle | None, name: str) -> str:
    """How the speaker is called on the network, unless the name beside it says just that."""
    return shown.handle(speaker.network, speaker.handle) if speaker and speaker.handle != name else ""


def _turn(
    turn: Turn, depth: int, conversation: Conversation, judged: Mapping[int, Any], answers: str, *, above: bool
) -> TurnShown:
    account = conversation.account
    person = None if turn.ours else turn.author
    name = _speaker(turn, conversation)
    theirs, verdict = not turn.ours and turn.removed_at is None, judged.get(turn.item_id)
    waits = turn.needs_answer and not turn.outcome and theirs
    return TurnShown(
        pk=turn.pk,
        depth=depth,
        ours=turn.ours,
        above=above,
        name=name,
        handle=_handle(account if turn.ours else person, name),
        initials=initials(name) or name[:1].upper(),
        tone=person.pk if person else 0,
        face=reverse("desk_face", args=[person.pk]) if person and person.avatar_url else "",
        profile=_safe(person.profile_url if person else "", "https://"),
        who=_who(turn, conversation),
        answers=answers,
        said=said(turn.text, turn.links),
        warning=turn.warning,
        secret=privacy.mark(turn, conversation, both=False)[0],
        readers=privacy.alike(turn),
        language=turn.language,
        said_at=turn.said_at,
        edited_at=turn.edited_at,
        removed_at=turn.removed_at,
        emptied_at=turn.emptied_at,
        pictures=_pictures(turn),
        url=_safe(turn.url, "https://", "http://"),
        judgement=verdicts.judgement(turn, verdict) if theirs else None,
        outcome=verdicts.outcome(turn, account.name or account.handle, verdict) if theirs else "",
        waits=waits,
        wait="",
        wait_words=shown.wait(""),
        opens_with=(turn.warning or turn.text)[:80],
    )


def _pictures(turn: Turn) -> list[dict[str, Any]]:
    numbered = enumerate(turn.pictures)
    return [{**picture, "address": reverse("desk_picture", args=[turn.pk, number])} for number, picture in numbered]


def _who(turn: Turn, conversation: Conversation) -> str:
    if turn.ours:
        if other := solved_words.manner(turn):
            return other
        if turn.agent:
            return _("written by %(name)s") % {"name": turn.agent.name}
        return _("in the network's own app")
    if turn.author_id is not None and turn.author_id == conversation.asker_id:
        return _("speaks of you, not to you") if turn.why == "found" else _("asks")
    if turn.author_id is None and ours.is_page(turn.external_id):
        return _("not let in")
    return _("looks on") if turn.why == "context" else _("also writes to us")


def _note(note: Note) -> dict[str, Any]:
    name = asked.expert(note.invitation) if note.invitation else note.agent.name
    return {"pk": note.pk, "by": name, "proposal": note.proposal, "said": said(note.text, ()), "at": note.at}


def _told(event: Event) -> dict[str, Any]:
    """A note that a rule of the house left, for everybody or for one colleague."""
    details = event.details
    by = events.by_rule(details)
    if details.get("to"):
        by = _("%(rule)s, for %(name)s") % {"rule": by, "name": details.get("name", "")}
    return {"pk": event.pk, "by": by, "said": said(str(details.get("words", "")), ()), "at": event.at}
