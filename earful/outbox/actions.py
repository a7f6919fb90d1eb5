"""Claim, send, record: no reply is sent twice, none is called sent that was not."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F, QuerySet

from earful.accounts.models import Account
from earful.channels import ours
from earful.channels.contract import Outbound, Readers, Receipt, Upload, Us
from earful.channels.privately import wider
from earful.conversations import audience
from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Manner, Turn, Way
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import amended, origins, rules
from earful.outbox.models import Amendment, Approval, Dispatch, Insistence, PrivatePage
from earful.outbox.sight import Sight
from earful.replies import actions as writing
from earful.replies import queries as replies
from earful.replies.assisting import asks
from earful.replies.guard import Ruling
from earful.replies.models import Draft, DraftVersion, Enclosure
from earful.staff.models import Agent

UNDO = timedelta(seconds=10)
State = Dispatch.State
WIDER = gettext_noop("More people would read this than it was written for. Nothing was sent.")


class TooLate(Exception):
    """Why a reply cannot be taken back or tried again, in a sentence."""


_held = Ready(
    lambda pk: (
        Conversation.objects.filter(pk=pk)
        .select_for_update(of=("self",))
        .select_related("account", "assignee", "ended_by")
    )
)


@one_transaction
def hold(conversation: Conversation) -> Conversation:
    """Hold a conversation's row until the transaction ends, so that nothing comes into it; if merged, where it went."""
    (held,) = _held(conversation.pk)
    while held.merged_into_id is not None:
        (held,) = _held(held.merged_into_id)
    return held


@one_transaction
def reserve(dispatch: Dispatch) -> Dispatch:
    """Hold a failed reply's row until the transaction ends. Raises TooLate when it is no longer failed."""
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("conversation", "account", "agent")
    failed = rows.filter(pk=dispatch.pk, state=State.FAILED).first()
    if failed is None:
        raise TooLate(gettext_noop("Only a reply that was not sent can be tried again."))
    return failed


@one_transaction
def queue(
    draft: Draft, text: str, answers: Turn, seen: Sight, undo: timedelta = UNDO, *, assisted: bool = False
) -> Dispatch:
    """Turn a cleared draft into a dispatch that leaves when its undo window ends; the draft is used up.

    `assisted`: it was written with the assistant. The conversation must be held. Raises TooLate when somebody (a second click, another tab) has used it up a moment ago.
    """
    use_up(draft)
    enclosures = [enclosure.pk for enclosure in replies.enclosures(draft)]
    dispatch = _to_leave(draft, enclosures, text, answers, seen, undo, assisted=assisted)
    origins.keep(dispatch, origins.standing(draft, draft.text))
    if enclosures:
        Enclosure.objects.filter(pk__in=enclosures).update(draft=None)
    draft.delete()
    return dispatch


@one_transaction
def release(
    draft: Draft,
    enclosures: Sequence[int],
    text: str,
    answers: Turn,
    seen: Sight,
    approved_by: Agent,
    undo: timedelta = UNDO,
    *,
    assisted: bool = False,
) -> Dispatch:
    """The same for an answer that waited for approval; the row of that must be held. `draft`: as it leaves, not stored."""
    return _to_leave(draft, list(enclosures), text, answers, seen, undo, approved_by, assisted=assisted)


@one_transaction
def use_up(draft: Draft) -> None:
    """Hold a draft until the transaction ends. Raises TooLate when somebody has used it up a moment ago."""
    if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise TooLate(gettext_noop("This was sent a moment ago."))


def sealed(draft: Draft, answers: Turn) -> Readers:
    """At most these read it, from now on whatever happens. Raises TooLate when it was written for fewer."""
    readers = audience.of_answer(draft.way, answers, draft.conversation)
    if wider(readers, draft.readers):
        raise TooLate(WIDER)
    return readers


def _to_leave(
    draft: Draft,
    enclosures: Sequence[int],
    text: str,
    answers: Turn,
    seen: Sight,
    undo: timedelta,
    approved_by: Agent | None = None,
    *,
    assisted: bool,
) -> Dispatch:
    now = clock.now()
    readers = sealed(draft, answers)
    dispatch = Dispatch.objects.create(
        workspace_id=draft.workspace_id,
        conversation=draft.conversation,
        account=draft.conversation.account,
        agent=draft.agent,
        answers=answers,
        key=uuid.uuid4(),
        text=text,
        written=draft.text,
        languages=[answers.language] if answers.language and answers.language != "und" else [],
        enclosure_ids=enclosures,
        created_at=now,
        release_at=now + undo,
        seen=seen.packed(),
        way=audience.way(draft.way, answers, draft.conversation),
        readers=readers,
        manner=Manner.HOLDING if draft.holds_until else "",
        holds_until=draft.holds_until,
        assisted=assisted,
        approved_by=approved_by,
    )
    asks.spend(draft.conversation_id, draft.agent_id, now)
    _tell(dispatch)
    return dispatch


@one_transaction
def insist(
    dispatch: Dispatch, rulings: Sequence[Ruling], insisting: writing.Insisting, amendment: Amendment | None = None
) -> None:
    """Write down why these words leave although the guard wanted them thought over."""
    found = [ruling for ruling in rulings if ruling.code in insisting.valid()]
    Insistence.objects.bulk_create(
        Insistence(
            workspace_id=dispatch.workspace_id,
            dispatch=dispatch,
            amendment=amendment,
            code=ruling.code,
            words=str(ruling.figures.get("words", ""))[:80],
            reason=insisting.reason.strip()[:300],
            at=clock.now(),
        )
        for ruling in found
    )


@one_transaction
def take_back(dispatch: Dispatch) -> Draft:
    """Undo: possible while nothing has left; text and pictures become a draft again. Raises TooLate."""
    waiting = Dispatch.objects.filter(pk=dispatch.pk, state=State.HELD, attempts=0)
    if not waiting.update(state=State.UNDONE, settled_at=clock.now()):
        raise TooLate(gettext_noop("It is already on its way."))
    return _as_draft(dispatch)


@one_transaction
def claim(dispatch_id: int) -> Dispatch | None:
    """Take a dispatch for sending, if its time has come, nobody else has it and nothing goes before it."""
    dispatch = Dispatch.objects.select_related("account", "conversation", "answers__item", "agent").get(pk=dispatch_id)
    before = Dispatch.objects.filter(conversation=dispatch.conversation_id, pk__lt=dispatch.pk)
    if before.filter(state__in=[State.HELD, State.CLAIMED, State.UNCERTAIN]).exists():
        return None
    now = clock.now()
    free = Dispatch.objects.filter(pk=dispatch_id, state=State.HELD, release_at__lte=now)
    if not free.update(state=State.CLAIMED, claimed_at=now, attempts=F("attempts") + 1):
        return None
    _tell(dispatch)
    dispatch.refresh_from_db(fields=["state", "attempts", "claimed_at"])
    return dispatch


def outbound(dispatch: Dispatch) -> Outbound:
    """The dispatch as the adapter sends it; the same every time, and never for more than it was written for."""
    if dispatch.way == Way.PAGE:
        raise ValueError("What is for a private page is given to no network.")
    uploads = tuple(
        Upload(bytes(e.content), e.mime, e.alt, e.width, e.height) for e in replies.enclosed(dispatch.enclosure_ids)
    )
    return Outbound(
        key=str(dispatch.key),
        created_at=dispatch.created_at,
        text=dispatch.text,
        parent_id=dispatch.answers.external_id,
        parent_raw=dispatch.answers.item.raw,
        uploads=uploads,
        languages=tuple(dispatch.languages),
        known=_known(dispatch),
        readers=Readers(dispatch.readers) if dispatch.readers else None,
        signed=_signed(dispatch),
        automatic=dispatch.manner == Manner.ROBOT,
    )


def _signed(dispatch: Dispatch) -> str:
    """The name of who answers; none where no person does, or the account's answers bear none."""
    named = dispatch.manner != Manner.ROBOT and dispatch.account.signature != Account.Signature.NONE
    return dispatch.agent.name if named else ""


def receipt(dispatch: Dispatch) -> Receipt:
    """Proof that words for a private page stand there: they do as soon as this is recorded, and twice is once."""
    account = dispatch.account
    us = Us(account.external_id, account.handle)
    said_at = dispatch.claimed_at or clock.now()
    parcel = ours.own(str(dispatch.key), dispatch.text, dispatch.answers.external_id, said_at, us)
    return Receipt(parcel.external_id, "", parcel)


def _known(dispatch: Dispatch) -> tuple[str, ...]:
    """Our other posts below what it answers: sent by another dispatch, or here before this one was begun.

    Most networks cannot say with which key a post was sent; so that two answers with the same words stay two.
    """
    others = Dispatch.objects.filter(answers=dispatch.answers_id)
    sent = others.filter(state=State.SENT).exclude(pk=dispatch.pk).values_list("external_id", flat=True)
    below = Turn.objects.filter(account=dispatch.account_id, parent_external_id=dispatch.answers.external_id, ours=True)
    earlier = below.filter(item__arrived_at__lt=dispatch.created_at).values_list("external_id", flat=True)
    return tuple(sorted({*sent, *earlier}))


@one_transaction
def record_sent(dispatch: Dispatch, receipt: Receipt) -> bool:
    """The network has it: a receipt is proof, whoever brings it and however late. False: it was recorded before."""
    unproven = Dispatch.objects.filter(pk=dispatch.pk).exclude(state=State.SENT)
    news = {"external_id": receipt.external_id[:500], "url": receipt.url, "trouble": "", "settled_at": clock.now()}
    if not unproven.update(state=State.SENT, **news):
        return False
    agent = None if dispatch.manner == Manner.ROBOT else dispatch.agent
    helped = {"assisted": True} if dispatch.assisted else {}
    write(dispatch.conversation, What.SENT, agent, dispatch=dispatch.pk, **helped)
    _tell(dispatch)
    return True


@one_transaction
def record_failed(dispatch: Dispatch, words: str) -> None:
    """The network said no, or nobody could be found to say yes; a person sees the words. The customer still waits."""
    unsettled = _same_claim(dispatch, State.CLAIMED, State.UNCERTAIN, State.HELD)
    if unsettled.update(state=State.FAILED, trouble=words, settled_at=clock.now()):
        write(dispatch.conversation, What.NOT_SENT, dispatch.agent, dispatch=dispatch.pk, words=words)
        _tell(dispatch)


@one_transaction
def record_retry(dispatch: Dispatch, words: str, after: float) -> float | None:
    """Certainly not sent, to be tried again: seconds until then; None when it was tried often enough, or is settled."""
    wait = rules.next_attempt(dispatch.attempts, after)
    if wait is None:
        record_failed(dispatch, words)
        return None
    again = clock.now() + timedelta(seconds=wait)
    held = _same_claim(dispatch, State.CLAIMED, State.UNCERTAIN)
    if not held.update(state=State.HELD, release_at=again, trouble=words):
        return None
    _tell(dispatch)
    return wait


@one_transaction
def record_uncertain(dispatch: Dispatch, words: str) -> bool:
    """Nobody knows whether it was sent; it is looked up before anything else happens to it."""
    if not _same_claim(dispatch, State.CLAIMED).update(state=State.UNCERTAIN, trouble=words):
        return False
    _tell(dispatch)
    return True


@one_transaction
def doubt(dispatch: Dispatch, words: str) -> None:
    """Whatever is known of it may be out of date: it is looked up before anything else happens to it."""
    waiting = Dispatch.objects.filter(pk=dispatch.pk, state__in=[State.HELD, State.CLAIMED])
    waiting.update(state=State.UNCERTAIN, claimed_at=clock.now(), trouble=words)
    _tell(dispatch)


@one_transaction
def record_look(dispatch: Dispatch, words: str) -> None:
    """It was looked for and the network could not say; the words tell why."""
    if _same_claim(dispatch, State.UNCERTAIN).update(looks=F("looks") + 1, trouble=words):
        _tell(dispatch)


@one_transaction
def try_again(dispatch: Dispatch, seen: Sight) -> None:
    """A person asks for a failed reply to be sent after all: same key, so it cannot double. Raises TooLate."""
    failed = Dispatch.objects.filter(pk=dispatch.pk, state=State.FAILED)
    again = {"state": State.HELD, "release_at": clock.now(), "attempts": 1, "trouble": "", "settled_at": None}
    if not failed.update(**again, seen=seen.packed()):
        raise TooLate(gettext_noop("Only a reply that was not sent can be tried again."))
    _tell(dispatch)


@one_transaction
def lay_aside(dispatch: Dispatch) -> Draft:
    """A person gives a failed reply up: its text becomes a draft again. Raises TooLate."""
    failed = Dispatch.objects.filter(pk=dispatch.pk, state=State.FAILED)
    if not failed.update(state=State.UNDONE, settled_at=clock.now()):
        raise TooLate(gettext_noop("Only a reply that was not sent can be taken back to the draft."))
    return _as_draft(dispatch)


@one_transaction
def clear(conversation_ids: Sequence[int], *, words: bool) -> int:
    """The time to keep what was sent in matters that ended is over: pictures go, and `words` too; how many pictures.

    That it was sent, when and by whom, stays.
    """
    settled = Dispatch.objects.filter(conversation__in=conversation_ids, state__in=[State.SENT, State.UNDONE])
    enclosed = [pk for ids in settled.values_list("enclosure_ids", flat=True) for pk in ids]
    gone, _ = Enclosure.objects.filter(pk__in=enclosed, draft=None).delete()
    if words:
        settled.update(text="", written="", enclosure_ids=[])
        decided = Approval.objects.filter(conversation__in=conversation_ids).exclude(state=Approval.State.WAITING)
        decided.update(text="", written="", comment="", enclosure_ids=[])
        _empty(Amendment.objects.filter(dispatch__conversation__in=conversation_ids))
        Draft.objects.filter(conversation__in=conversation_ids).delete()
        asks.forget(conversation_ids)
        DraftVersion.objects.filter(conversation__in=conversation_ids).delete()
        PrivatePage.objects.filter(conversation__in=conversation_ids).update(address="", closed_at=clock.now())
    return gone


@one_transaction
def forget(account_id: int, external_id: str) -> None:
    """Our own words were taken back on the network: they go here too; that they were sent stays.

    Where somebody took them back from here, the record of it keeps them for the team until their time is over.
    """
    gone = Dispatch.objects.filter(account_id=account_id, external_id=external_id[:500], state=State.SENT)
    for dispatch in gone:
        Enclosure.objects.filter(pk__in=dispatch.enclosure_ids, draft=None).delete()
        Approval.objects.filter(dispatch=dispatch).update(text="", written="", enclosure_ids=[])
    kept = [pk for pk in gone.values_list("pk", flat=True) if amended.deleted(pk)]
    _empty(Amendment.objects.filter(dispatch__in=gone).exclude(dispatch__in=kept))
    gone.update(text="", written="", enclosure_ids=[])


def _empty(amendments: QuerySet[Amendment]) -> None:
    settled = amendments.exclude(state__in=amended.OPEN)
    settled.update(before="", text="", written="", alts=[], alts_before=[])


def _as_draft(dispatch: Dispatch) -> Draft:
    """Text and pictures become a draft again, above whatever the agent has begun to write since."""
    conversation = dispatch.conversation.merged_into or dispatch.conversation
    begun = replies.draft(conversation, dispatch.agent)
    text = "\n\n".join(filter(None, (dispatch.written, begun.text.strip() if begun else "")))
    draft = writing.save(
        conversation, dispatch.agent, text, dispatch.answers, dispatch.holds_until, _for_whom(dispatch)
    )
    writing.keep_way(draft, dispatch.way)
    Enclosure.objects.filter(pk__in=dispatch.enclosure_ids).update(draft=draft)
    asks.reopen(dispatch.conversation_id, dispatch.agent_id, dispatch.created_at, conversation.pk)
    origins.give_back(dispatch, draft)
    _tell(dispatch)
    return draft


def _for_whom(dispatch: Dispatch) -> str:
    """For whom its words were written; before that was written down, for those who read what they answer."""
    return dispatch.readers or audience.of_answer(dispatch.way, dispatch.answers, dispatch.conversation)


def _same_claim(dispatch: Dispatch, *states: str) -> QuerySet[Dispatch]:
    """The dispatch, if nobody has claimed it anew: a sender or looker that was long away has no say any more."""
    return Dispatch.objects.filter(pk=dispatch.pk, claimed_at=dispatch.claimed_at, state__in=states)


def _tell(dispatch: Dispatch) -> None:
    announce(dispatch.workspace_id, "conversation", dispatch.conversation_id)
