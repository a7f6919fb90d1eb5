"""The composer: what was written so far, whom it answers, as whom and where it appears, and what the guard says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from earful.accounts.models import Account
from earful.channels import ours, registry
from earful.channels.contract import Length, Readers
from earful.channels.privately import wider
from earful.conversations import audience
from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Turn, Way
from earful.replies import actions as writing
from earful.replies import queries as drafts
from earful.replies import sentences, signing
from earful.replies.assisting import asks, settings
from earful.replies.guard import Ruling, Strength
from earful.replies.models import Assist, Draft
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.web import shown
from earful.web.desk import holding, privacy
from earful.web.desk.came import MOST, came

MENDS = {"missing_alt": "alt", "no_due_time": "hold", "untouched_assist": "read"}
READ_ONLY = Ruling("read_only", Strength.REFUSE)
ASSISTS = [(one.value, one.label) for one in Assist.What if one != Assist.What.EXPLAIN]


@dataclass(frozen=True, slots=True)
class Finding:
    """One ruling as it stands under the text; `mend` names what puts it right."""

    code: str
    strength: str
    words: str
    mend: str
    mended: str | None = None


def composer(agent: Agent, conversation: Conversation, seen: str, answers_id: int | None = None) -> dict[str, Any]:
    """Everything the composer shows; empty for somebody who only reads, a sentence where nothing can be sent.

    `seen`: the mark of what the page shows.
    """
    if not agent.may(Act.ANSWER):
        return {"closed": _("You can read here. To answer, ask an owner for the role of an agent.")}
    account = conversation.account
    network = registry.get(account.network)
    can = network.allows(account.settings)
    draft = drafts.draft(conversation, agent)
    target = _target(conversation, draft, answers_id)
    way = audience.way(draft.way if draft else "", target, conversation)
    can = writing.ON_PAGE if way == Way.PAGE else can
    closed = "" if can.send else _(can.instead) if can.instead else sentences.ruling(READ_ONLY)
    return {
        "closed": closed,
        "draft": draft,
        "target": target,
        "target_name": _name(target),
        "target_words": (target.warning or target.text)[:120] if target else "",
        "enclosures": drafts.enclosures(draft) if draft else (),
        "can": can,
        "mimes": ",".join(can.picture_mimes or ("image/jpeg", "image/png", "image/webp")),
        "suffix": _suffix(agent, account),
        "length": writing.measured(
            signing.signed(draft.text if draft else "", account, agent), account, target, paged=way == Way.PAGE
        ),
        **_audience(conversation, agent, target, draft, way),
        "warning": target.warning if target else "",
        "seen": seen,
        "assist": ASSISTS if settings.listening(conversation.workspace_id) else (),
        "rulings": rulings(draft) if draft and draft.text and asks.helps(conversation.pk, agent.pk) else None,
        "holding": holding.offered(draft, conversation, target.language if target else ""),
        "trouble": _("This account is signed out, so nothing can be sent now.")
        if account.state == "signed_out"
        else "",
    }


def _audience(
    conversation: Conversation, agent: Agent, target: Turn | None, draft: Draft | None, way: str
) -> dict[str, Any]:
    """Who will read it, in one sentence, and as the form tells it back; and the way to other readers."""
    reads = audience.of_answer(way, target, conversation)
    few = audience.is_private(reads)
    return {
        "where": where(conversation, agent, target, way),
        "secret": few,
        "readers": reads.value,
        "for_fewer": draft is not None and bool(draft.text.strip()) and wider(reads, draft.readers),
        "alike": "-" if way and way != Way.PAGE else privacy.alike(target),
        "may_hide": not few and target is not None,
        "may_open": few and not conversation.private,
    }


def where(conversation: Conversation, agent: Agent, target: Turn | None, way: str = "") -> str:
    """Where an answer appears, who reads it, and as whom: as visible as what it answers, unless another way was chosen."""
    account = conversation.account
    names = {
        "network": shown.network(account.network),
        "name": agent.name,
        "brand": account.name or account.handle,
        "person": _name(target),
    }
    if way == Way.PAGE:
        unknown = target is not None and target.author is None
        one = _("Private page: a visitor reads it once somebody has let them in, as %(name)s from %(brand)s")
        return (one if unknown else _("Private page that only %(person)s reads, as %(name)s from %(brand)s")) % names
    readers = Readers.NAMED if way else target.readers if target else ""
    if readers == Readers.QUIETLY:
        return _("Public reply on %(network)s that stands in no public list, as %(name)s from %(brand)s") % names
    if readers == Readers.FOLLOWERS:
        return _("Reply on %(network)s that only your followers read, as %(name)s from %(brand)s") % names
    if readers == Readers.NAMED:
        return _("Private message on %(network)s that only %(person)s reads, as %(name)s from %(brand)s") % names
    if secret(conversation, target):
        return _("Private message on %(network)s, as %(name)s from %(brand)s") % names
    return _("Public reply on %(network)s, as %(name)s from %(brand)s") % names


def secret(conversation: Conversation, target: Turn | None) -> bool:
    """Whether not everybody can read an answer."""
    if target is not None and target.readers:
        return target.readers in {Readers.FOLLOWERS, Readers.NAMED}
    return conversation.private


def _target(conversation: Conversation, draft: Draft | None, answers_id: int | None) -> Turn | None:
    theirs = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None).select_related(
        "author", "item"
    )
    if answers_id and (chosen := theirs.filter(pk=answers_id).first()):
        return chosen
    if draft and draft.answers and draft.answers.conversation_id == conversation.pk:
        return draft.answers
    return conversations.answerable(conversation)


def _name(turn: Turn | None) -> str:
    if turn is None or turn.author is not None:
        return turn.author.shown if turn and turn.author else ""
    return _("a visitor") if ours.is_page(turn.external_id) else _("someone")


def _suffix(agent: Agent, account: Account) -> str:
    """What signing adds behind the words, so that the counter counts it too."""
    mark = signing.mark(account, agent)
    return f" {mark}" if mark else ""


def findings(rulings: Sequence[Ruling], *, sending: bool) -> list[Finding]:
    """The rulings as sentences; that nothing was written yet is said only to somebody who tries to send it."""
    return [
        Finding(found.code, found.strength.value, sentences.ruling(found), MENDS.get(found.code, ""), found.mended)
        for found in rulings
        if (sending or found.code != "empty") and not found.code.startswith("newer_")
    ]


def rulings(draft: Draft, reviewed: writing.Reviewed | None = None, trouble: str = "") -> dict[str, Any]:
    """What stands under the text: the network's own count, and every ruling."""
    seen = reviewed or writing.review(draft)
    found = findings(seen.rulings, sending=reviewed is not None)
    return {
        "findings": found,
        "length": seen.length,
        "count_words": count_words(seen.length),
        "came": came(seen.news),
        "more": max(0, len(seen.news) - MOST),
        "confirm": seen.seen if seen.news and not seen.refused() else "",
        "insist": _insist(seen) if reviewed is not None else "",
        "trouble": trouble,
        "saved": True,
    }


def _insist(seen: writing.Reviewed) -> str:
    """The rulings about words that may be set aside with a reason, when nothing else is in the way."""
    asked = [one.code for one in seen.rulings if one.strength is Strength.CONFIRM and not one.code.startswith("newer_")]
    return "" if seen.refused() or seen.news else " ".join(asked)


def count_words(length: Length) -> str:
    """How long the text is of how long it may be."""
    if length.limit is None:
        return str(length.used)
    units = _("bytes") if length.units == "bytes" else _("characters")
    return _("%(used)s of %(limit)s %(units)s") % {"used": length.used, "limit": length.limit, "units": units}
