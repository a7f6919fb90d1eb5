"""Changing and deleting answers that left: asked, claimed, recorded. Nothing happens twice, and what happened is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.amending import ALTS, TEXT, Amending
from earful.channels.contract import Can, Parcel, Readers
from earful.conversations.history import What as Line
from earful.conversations.history import write
from earful.conversations.models import Manner, Turn, Way
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import amended, rules
from earful.outbox.actions import TooLate
from earful.outbox.models import Amendment, Dispatch
from earful.outbox.rules import bare
from earful.replies import queries as replies
from earful.replies.models import Enclosure
from earful.staff.models import Agent
from earful.staff.rules import Act

State, What = Amendment.State, Amendment.What
LOOK_AGAIN, LONGEST = timedelta(seconds=20), timedelta(hours=24)  # while nobody signs in
NOT_SENT = gettext_noop("Only an answer that stands there can be changed.")
NOT_YOURS = gettext_noop("Only whoever wrote an answer, leads and owners change it.")
ON_PAGE = gettext_noop("What stands on a private page cannot be changed any more.")
IS_GONE = gettext_noop("This answer is gone already.")
NO_EDITS = gettext_noop(
    "Nobody edits on this network: what people like or answer there are the words as they were. You can delete the "
    "answer and write it anew; whoever answered it then answers something that is gone."
)
NO_DELETES = gettext_noop("This network does not let answers be deleted from here.")
NO_CHANGE = gettext_noop("It says this already.")
OTHER_NOW = gettext_noop("It was changed since you opened it. Read what it says now.")
BEING_CHANGED = gettext_noop("Somebody is changing this answer just now.")
BEING_DELETED = gettext_noop("Somebody is deleting this answer just now.")
ON_ITS_WAY = gettext_noop("It is already on its way.")
TOO_LONG = gettext_noop("It waited for a day, and nobody signed in again.")
READ_FIRST = gettext_noop(
    "A colleague has to read your answers first, so you cannot edit one that left. You can delete it and write another, "
    "or ask somebody whose answers need no approval."
)
DELETED_MEANWHILE = gettext_noop("The answer was deleted before it could be changed.")


@dataclass(frozen=True, slots=True)
class Stands:
    """An answer of ours as it stands: its words as they left, as they were written, and what its pictures show."""

    dispatch: Dispatch
    turn: Turn
    text: str
    written: str
    alts: tuple[str, ...]


def can(account: Account) -> Can:
    """What the account's network allows."""
    return registry.get(account.network).allows(account.settings)


def barred(agent: Agent, dispatch: Dispatch) -> str:
    """Why this person does not change this answer, in a sentence; "" when they may."""
    if dispatch.way == Way.PAGE:
        return ON_PAGE
    own = dispatch.agent_id == agent.pk and dispatch.manner != Manner.ROBOT
    return "" if agent.may(Act.AMEND) or (own and agent.may(Act.ANSWER)) else NOT_YOURS


def impossible(what: str, allowed: Can) -> str:
    """Why a network does not do that, in a sentence; "" when it does."""
    if what == What.EDIT:
        return "" if TEXT in allowed.edits else NO_EDITS
    return "" if allowed.deletes else NO_DELETES


def stands(dispatch: Dispatch) -> Stands:
    """How an answer stands now. Raises TooLate when it does not."""
    if dispatch.state != Dispatch.State.SENT or not dispatch.external_id:
        raise TooLate(NOT_SENT)
    rows = Turn.objects.filter(account=dispatch.account_id, external_id=dispatch.external_id, ours=True)
    turn = rows.select_related("conversation__account", "item").first()
    if turn is None:
        raise TooLate(NOT_SENT)
    if turn.removed_at is not None or not dispatch.text:
        raise TooLate(IS_GONE)
    text, written = dispatch.text, dispatch.written
    if turn.edited_at is not None and not _ours(dispatch, turn):  # in the network's own app
        text = written = turn.text
    return Stands(dispatch, turn, text, written, tuple(str(one.get("alt", "")) for one in turn.pictures))


def changeable(dispatch: Dispatch, agent: Agent, what: str) -> Stands:
    """How an answer stands that this person may change so. Raises TooLate, with the reason in words."""
    if words := barred(agent, dispatch) or impossible(what, can(dispatch.account)):
        raise TooLate(words)
    return stands(dispatch)


def _ours(dispatch: Dispatch, turn: Turn) -> bool:
    """Whether what a turn says now was put there from here."""
    done = dispatch.amendments.filter(what=What.EDIT, state=State.DONE)
    return bare(turn.text) == bare(dispatch.text) or done.filter(version=turn.item.version).exists()


@one_transaction
def reserve(dispatch_id: int) -> Dispatch:
    """Hold an answer's row until the transaction ends, so that of two who change it at once the second is asked."""
    rows = Dispatch.objects.select_for_update(of=("self",))
    return rows.select_related("account", "conversation", "answers__item", "answers__author", "agent").get(
        pk=dispatch_id
    )


@one_transaction
def ask(
    standing: Stands,
    agent: Agent,
    what: str,
    why: str = "",
    text: str = "",
    written: str = "",
    alts: Sequence[str] = (),
) -> Amendment:
    """Write down that somebody wants this and may; the answer's row must be held. Raises TooLate, in words."""
    dispatch = standing.dispatch
    _alone(dispatch, what)
    now = clock.now()
    kept = list(alts) if ALTS in can(dispatch.account).edits and tuple(alts) != standing.alts else []
    if what == What.EDIT and not kept and bare(text) == bare(standing.text):
        raise TooLate(NO_CHANGE)
    made = Amendment.objects.create(
        workspace_id=dispatch.workspace_id,
        dispatch=dispatch,
        agent=agent,
        what=what,
        why=why.strip()[:300],
        before=standing.text,
        text=text,
        written=written,
        alts=kept,
        alts_before=list(standing.alts),
        created_at=now,
        release_at=now,
    )
    Dispatch.objects.filter(pk=dispatch.pk).update(changes=F("changes") + 1)
    _tell(made)
    return made


def _alone(dispatch: Dispatch, what: str) -> None:
    """A deletion takes the place of a change that has not begun, and waits for none that has; all else goes alone."""
    going = list(amended.open_ones(dispatch.pk))
    if any(one.what == What.DELETE for one in going):
        raise TooLate(BEING_DELETED)
    if what == What.EDIT and going:
        raise TooLate(BEING_CHANGED)
    for one in going:
        _drop(one)


@one_transaction
def call_off(amendment: Amendment, agent: Agent) -> None:
    """Somebody thinks better of it while nothing has happened. Raises TooLate."""
    if words := barred(agent, amendment.dispatch):
        raise TooLate(words)
    if not _drop(amendment):
        raise TooLate(ON_ITS_WAY)
    _tell(amendment)


def _drop(one: Amendment) -> bool:
    waiting = Amendment.objects.filter(pk=one.pk, state=State.WAITING, attempts=0)
    return bool(waiting.update(state=State.DROPPED, settled_at=clock.now()))


@one_transaction
def claim(amendment_id: int) -> Amendment | None:
    """Take one for doing, if its time has come and nobody else has it."""
    now = clock.now()
    free = Amendment.objects.filter(pk=amendment_id, state=State.WAITING, release_at__lte=now)
    if not free.update(state=State.CLAIMED, claimed_at=now, attempts=F("attempts") + 1):
        return None
    claimed = amended.get(amendment_id)
    _tell(claimed)
    return claimed


def as_asked(amendment: Amendment) -> Amending:
    """A change as the adapter makes it; the same every time."""
    dispatch = amendment.dispatch
    return Amending(
        external_id=dispatch.external_id,
        before=amendment.before,
        text=amendment.text,
        parent_raw=dispatch.answers.item.raw,
        alts=tuple(amendment.alts),
        readers=Readers(dispatch.readers) if dispatch.readers else None,
    )


@one_transaction
def record_done(amendment: Amendment, parcel: Parcel) -> bool:
    """It happened: that is proof, whoever brings it. False: it was recorded before, or the answer is gone since."""
    dispatch = reserve(amendment.dispatch_id)
    unproven = Amendment.objects.filter(pk=amendment.pk).exclude(state=State.DONE)
    news = {"trouble": "", "settled_at": clock.now(), "version": parcel.version[:200]}
    if not unproven.update(state=State.DONE, **news):
        return False
    _tell(amendment)
    gone = dispatch.amendments.filter(what=What.DELETE, state=State.DONE).exclude(pk=amendment.pk).exists()
    if gone:  # a change that was made a moment before brings nothing back
        return False
    if amendment.what == What.DELETE:
        late = amended.open_ones(dispatch.pk).exclude(pk=amendment.pk)
        late.update(state=State.FAILED, trouble=DELETED_MEANWHILE, settled_at=clock.now())
    else:
        Dispatch.objects.filter(pk=dispatch.pk).update(text=amendment.text, written=amendment.written)
        for enclosure, alt in zip(replies.enclosed(dispatch.enclosure_ids), amendment.alts, strict=False):
            Enclosure.objects.filter(pk=enclosure.pk).update(alt=alt)
    return True


@one_transaction
def record_failed(amendment: Amendment, words: str) -> bool:
    """The network said no, or it came to nothing: it stands as before, and a person sees the words."""
    unsettled = _same_claim(amendment, *amended.OPEN)
    if not unsettled.update(state=State.FAILED, trouble=words, settled_at=clock.now()):
        return False
    here = amendment.dispatch.conversation
    write(here, Line.NOT_CHANGED, amendment.agent, dispatch=amendment.dispatch_id, did=amendment.what, words=words)
    _tell(amendment)
    return True


@one_transaction
def record_retry(amendment: Amendment, words: str, after: float) -> datetime | None:
    """Certainly not done, to be tried again: when; None when it was tried often enough, or is settled."""
    wait = rules.next_attempt(amendment.attempts, after)
    if wait is None:
        record_failed(amendment, words)
        return None
    again = clock.now() + timedelta(seconds=wait)
    held = _same_claim(amendment, State.CLAIMED, State.UNCERTAIN)
    if not held.update(state=State.WAITING, release_at=again, trouble=words):
        return None
    _tell(amendment)
    return again


@one_transaction
def until_signed_in(amendment: Amendment, words: str) -> datetime | None:
    """The network did not know us, so it was not done: when to see again; None when it waited long enough."""
    now = clock.now()
    if now - amendment.created_at > LONGEST:
        record_failed(amendment, TOO_LONG)
        return None
    held = _same_claim(amendment, State.CLAIMED)
    back = {"attempts": max(amendment.attempts - 1, 0), "release_at": now + LOOK_AGAIN}
    if not held.update(state=State.WAITING, trouble=words, **back):
        return None
    _tell(amendment)
    return now + LOOK_AGAIN


@one_transaction
def record_uncertain(amendment: Amendment, words: str) -> bool:
    """Nobody knows whether it happened; it is looked up before anything else is done."""
    if not _same_claim(amendment, State.CLAIMED).update(state=State.UNCERTAIN, trouble=words):
        return False
    _tell(amendment)
    return True


@one_transaction
def record_look(amendment: Amendment, words: str) -> None:
    """It was looked for and the network could not say; the words tell why."""
    if _same_claim(amendment, State.UNCERTAIN).update(looks=F("looks") + 1, trouble=words):
        _tell(amendment)


def _same_claim(amendment: Amendment, *states: str) -> QuerySet[Amendment]:
    """It, if nobody has claimed it anew: whoever was long away has no say any more."""
    return Amendment.objects.filter(pk=amendment.pk, claimed_at=amendment.claimed_at, state__in=states)


def _tell(amendment: Amendment) -> None:
    announce(amendment.workspace_id, "conversation", amendment.dispatch.conversation_id)
