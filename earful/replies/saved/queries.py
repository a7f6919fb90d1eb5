"""Reading saved replies: what somebody may see of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q, QuerySet

from earful.replies.models import SavedEdition, SavedReply, SavedVariant
from earful.replies.saved import finding
from earful.staff.models import Agent

MOST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A saved reply as one chooses it: its wordings, that in the wanted language before the others."""

    reply: SavedReply
    edition: int
    variants: Sequence[SavedVariant] = field(default_factory=tuple)


def seen_by(agent: Agent) -> QuerySet[SavedReply]:
    """Those of everybody, and one's own; also archived ones."""
    mine = Q(personal=False) | Q(owner=agent.pk)
    return SavedReply.objects.filter(mine, workspace_id=agent.workspace_id).select_related("owner")


def listed(agent: Agent, words: str = "", *, archived: bool = False) -> list[SavedReply]:
    """Those in use by name, or archived ones; `words`: as one looks for them while writing."""
    rows = seen_by(agent).filter(archived_at__isnull=not archived)
    if not words or archived:
        return list(rows.filter(name__icontains=words).order_by("name", "pk")[:MOST])
    found = finding.find(agent, words, most=MOST)
    known = {reply.pk: reply for reply in rows.filter(pk__in=found)}
    return [known[pk] for pk in found if pk in known]


def one(agent: Agent, reply_id: int) -> SavedReply | None:
    """One with all its editions, the newest first."""
    variants = Prefetch("variants", SavedVariant.objects.order_by("place"))
    editions = SavedEdition.objects.select_related("by").prefetch_related(variants).order_by("-number")
    rows = seen_by(agent).prefetch_related(Prefetch("editions", editions), "topics", "teams")
    return rows.filter(pk=reply_id).first()


def newest(reply_ids: Sequence[int]) -> dict[int, list[SavedEdition]]:
    """The newest edition of each, with its wordings."""
    variants = Prefetch("variants", SavedVariant.objects.order_by("place"))
    rows = SavedEdition.objects.filter(reply__in=reply_ids, number=F("reply__newest")).select_related("by")
    return {one.reply_id: [one] for one in rows.prefetch_related(variants)}


def variants(reply_ids: Sequence[int]) -> list[SavedVariant]:
    """The wordings of the newest editions."""
    rows = SavedVariant.objects.filter(
        edition__reply__in=reply_ids, edition__number=F("edition__reply__newest")
    ).select_related("edition__reply")
    return list(rows.order_by("place"))


def variant(agent: Agent, variant_id: int) -> SavedVariant | None:
    """A wording of a newest edition that this person may use."""
    rows = SavedVariant.objects.select_related("edition__reply").filter(
        pk=variant_id, edition__number=F("edition__reply__newest")
    )
    return rows.filter(edition__reply__in=finding.offered(agent)).first()


def choices(
    agent: Agent, typed: str, language: str, place: finding.Place = finding.NOWHERE, most: int = 12
) -> list[Choice]:
    """What is offered while somebody types: of each those wordings that are in the customer's language, else all."""
    found = finding.find(agent, typed, place, most)
    by_reply: dict[int, list[SavedVariant]] = {pk: [] for pk in found}
    for each in variants(found):
        by_reply[each.edition.reply_id].append(each)
    chosen = []
    for known in filter(None, by_reply.values()):
        fitting = [each for each in known if each.language == language]
        chosen.append(Choice(known[0].edition.reply, known[0].edition.number, fitting or known))
    return chosen
