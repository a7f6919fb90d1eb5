"""Who asks in several places at once: matters that are possibly one are found, and shown to people, who say.

The same person is whoever colleagues said so, or whoever bears the same handle on another network; what they say must be alike
too. The same order number, mail address or telephone number is enough by itself. Finding the same again changes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from earful.conversations.models import Conversation, Likeness, Turn
from earful.conversations.same.words import plain
from earful.kit import clock
from earful.kit.announce import announce_all
from earful.kit.transaction import alone, one_transaction

WITHIN = timedelta(days=7)
MOST = 8  # matters beside one
MOST_WORDS = 4  # messages of a matter that are read
MOST_MARKS = 4  # numbers and addresses of it that are looked for
LEAST_HANDLE = 4  # letters: "ana" is many people
LEAST_SHARED, SHARE = 3, 0.3  # long words that both say; of those of the one that says fewer
LONG = re.compile(r"[^\W\d_]{5,}|\w*\d\w*")
Why = Likeness.Why


def alike(one: str, other: str) -> bool:
    """Whether two people's words are about one thing: they share several words that not everybody says. Pure."""
    ours, theirs = set(LONG.findall(plain(one))), set(LONG.findall(plain(other)))
    shared = len(ours & theirs)
    return shared >= LEAST_SHARED and shared >= SHARE * min(len(ours), len(theirs))


@one_transaction
def find(workspace_id: int, item_ids: Sequence[int]) -> None:
    """Matters like those in which these items stand."""
    rows = Conversation.objects.filter(turns__item__in=item_ids, workspace=workspace_id, turns__ours=False)
    for conversation in _open(rows).select_related("asker").distinct().order_by("pk"):
        _beside(conversation)


def _open(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return rows.filter(merged_into=None, asker__isnull=False, last_at__gt=clock.now() - WITHIN).exclude(status="ended")


def _beside(here: Conversation) -> None:
    """Lay one matter beside those that are perhaps of the same person."""
    words = _words([here.pk]).get(here.pk, "")
    marks = _marks(words, here.language)
    found = _candidates(here, marks)
    if not found:
        return
    alone("likely", here.workspace_id)
    theirs = _words([each.pk for each in found])
    made = []
    for there in found:
        why = _why(here, there, words, theirs.get(there.pk, ""), marks)
        if why is not None:
            one, other = sorted((here.pk, there.pk))
            made.append(Likeness(workspace_id=here.workspace_id, one_id=one, other_id=other, why=why, at=clock.now()))
    Likeness.objects.bulk_create(made, ignore_conflicts=True)
    fresh = Conversation.objects.filter(pk__in=[pk for row in made for pk in (row.one_id, row.other_id)], likely=False)
    told = list(fresh.values_list("pk", "version"))
    Conversation.objects.filter(pk__in=[pk for pk, _ in told]).update(likely=True)
    announce_all(here.workspace_id, "conversation", told)


def _candidates(here: Conversation, marks: Sequence[str]) -> list[Conversation]:
    asker = here.asker
    assert asker is not None
    same = Q(asker__customer=asker.customer_id)
    if len(asker.handle) >= LEAST_HANDLE:
        same |= Q(asker__handle__iexact=asker.handle) & ~Q(asker__network=asker.network)
    rows = _open(Conversation.objects.filter(workspace=here.workspace_id)).exclude(pk=here.pk).select_related("asker")
    found = {row.pk: row for row in rows.filter(same).order_by("-last_at")[:MOST]}
    if marks:
        said = Turn.objects.filter(workspace=here.workspace_id, ours=False, said_at__gt=_since())
        query = Q()
        for mark in marks:
            query |= Q(search=SearchQuery(mark, config="simple", search_type="phrase"))
        near = list(said.filter(query).order_by("-pk").values_list("conversation", flat=True)[: 3 * MOST])
        found |= {row.pk: row for row in rows.filter(pk__in=near).order_by("-last_at")[:MOST]}
    return list(found.values())


def _since() -> datetime:
    return clock.now() - WITHIN


def _words(ids: Sequence[int]) -> dict[int, str]:
    """What customers said in these matters."""
    rows = Turn.objects.filter(conversation__in=ids, ours=False, removed_at=None, emptied_at=None).order_by("-pk")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, text in rows.values_list("conversation", "text")[: 50 * MOST]:
        if len(found[pk]) < MOST_WORDS:
            found[pk].append(text[:1000])
    return {pk: "\n".join(texts) for pk, texts in found.items()}


def _marks(text: str, language: str) -> list[str]:
    """Numbers and addresses by which one person or one order is known."""
    from earful.triage.personal import Sort, found  # noqa: PLC0415 -- its tables of telephone numbers are large, and pages import this file

    wanted = (
        text[one.start : one.end] for one in found(text, language) if one.sort in {Sort.MAIL, Sort.ORDER, Sort.PHONE}
    )
    return list(dict.fromkeys(wanted))[:MOST_MARKS]


def _why(here: Conversation, there: Conversation, words: str, theirs: str, marks: Sequence[str]) -> Why | None:
    if any(mark.casefold() in theirs.casefold() for mark in marks):
        return Why.DATA
    if here.asker is None or there.asker is None or not alike(words, theirs):
        return None
    return Why.PERSON if here.asker.customer_id == there.asker.customer_id else Why.HANDLE
