"""Both halves of a conversation on the desk: who reads what, who came to a private page, and what is left when it is solved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from earful.channels import ours
from earful.channels.contract import Readers
from earful.channels.privately import FEW
from earful.conversations import audience
from earful.conversations.history import What
from earful.conversations.models import Conversation, Manner, Turn
from earful.conversations.queries import Whole
from earful.in_private import INTERRUPTED
from earful.kit import clock
from earful.outbox.models import PrivatePage, SolvedQuestion, Visit
from earful.outbox.pages import opening, queries, rules, solved


@dataclass(frozen=True, slots=True)
class Guest:
    """A visit, as it stands in the list of who came."""

    pk: int
    word: str
    state: str
    words: str
    wrote: int


def halves(whole: Whole) -> bool:
    """Whether something here is read by everybody and something by few."""
    few = {audience.is_private(audience.reads(turn, whole.conversation)) for turn in whole.turns}
    return len(few) > 1


def mark(turn: Turn, conversation: Conversation, *, both: bool) -> tuple[str, bool]:
    """Who reads a message, in a word, where that does not hold for the whole conversation; and whether that is everybody."""
    reads = audience.reads(turn, conversation)
    if ours.is_page(turn.external_id):
        return _("private page"), False
    if reads is Readers.FOLLOWERS:
        return _("for followers only"), False
    if both:
        return (_("private"), False) if reads in FEW else (_("public"), True)
    return (_("private") if reads is Readers.NAMED and not conversation.private else ""), False


def alike(turn: Turn | None) -> str:
    """Messages with the same are answered to the same readers on the same way."""
    return "" if turn is None else "page" if ours.is_page(turn.external_id) else turn.readers


def told(whole: Whole) -> dict[str, Any]:
    """What stands between the thread and the composer; nothing is looked up where nothing private was ever done."""
    conversation, both = whole.conversation, halves(whole)
    was = any(event.what == What.PRIVATE for event in whole.events)
    few = both or conversation.private
    question = solved.of_conversation(conversation) if was and few else None
    return {
        "both": both,
        "untold": both and not conversation.private and _untold(whole),
        "links": _links(conversation, whole.turns) if was else [],
        **_after(conversation, question, few=few, both=both),
    }


def _after(conversation: Conversation, question: SolvedQuestion | None, *, few: bool, both: bool) -> dict[str, Any]:
    """What can be done once the answer stands: ask once, write down what the customer said, end it in public too."""
    answered = conversation.status != Conversation.Status.OPEN and conversation.solved_at is not None
    is_solved = answered and (conversation.status == "ended" or _is_past(conversation))
    closing = is_solved and both and not conversation.private
    return {
        "may_confirm": answered and not conversation.solved_by_word,
        "may_ask": answered and few and question is None and not conversation.solved_by_word,
        "asked_words": _asked(question),
        "nudge": closing and not solved.dealt_with(conversation),
    }


def _untold(whole: Whole) -> bool:
    """Whether we have answered, and nobody who reads along can know."""
    said = [turn for turn in whole.turns if turn.ours and turn.removed_at is None and turn.manner != Manner.ROBOT]
    return bool(said) and all(audience.is_private(audience.reads(turn, whole.conversation)) for turn in said)


def _is_past(conversation: Conversation) -> bool:
    return conversation.solved_at is not None and conversation.solved_at <= clock.now()


def _asked(question: SolvedQuestion | None) -> str:
    if question is None or question.answer:
        return ""
    return _("Asked privately whether it is solved; no answer yet.")


def _links(conversation: Conversation, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    visits = queries.visits(conversation)
    wrote: dict[int, int] = {}
    for turn in turns:
        if (visit := ours.visit_of(turn.external_id)) is not None:
            wrote[visit] = wrote.get(visit, 0) + 1
    found = []
    for page in queries.of_conversation(conversation):
        guests = [_guest(one, page, wrote.get(one.pk, 0)) for one in visits if one.page_id == page.pk]
        holding = rules.holds(page.created_at, page.expires_at, page.closed_at, clock.now())
        if holding or any(guest.state == "in" for guest in guests):
            waits = any(guest.state == "waits" for guest in guests)
            there = [guest for guest in guests if guest.state]
            found.append({"pk": page.pk, "words": _page(page, guests), "guests": there, "waits": waits})
    return found


def _guest(visit: Visit, page: PrivatePage, wrote: int) -> Guest:
    met = opening.door(page, visit)
    state = met.value if met in {rules.Door.IN, rules.Door.WAITS} else ""
    words = {
        "in": _("The customer is in, and reads what you write there."),
        "waits": _("Not let in yet, and has seen nothing. Is it the customer?"),
    }.get(state, "")
    return Guest(visit.pk, visit.word, state, words, wrote)


def _page(page: PrivatePage, guests: Sequence[Guest]) -> str:
    if page.trouble and (page.mailed_at is not None or page.trouble == INTERRUPTED):
        return _("Nobody knows whether the mail with the private page left: %(why)s") % {"why": _(page.trouble)}
    if page.trouble:
        return _("The mail with the private page did not leave: %(why)s") % {"why": _(page.trouble)}
    if page.given == PrivatePage.Given.MAIL and page.mailed_at is None:
        return _("Private page, its mail to %(address)s has not left yet") % {"address": page.address}
    if page.given == PrivatePage.Given.MAIL:
        return _("Private page, sent to %(address)s") % {"address": page.address}
    return _("Private page, its link for a public answer") if not guests else _("Private page")
