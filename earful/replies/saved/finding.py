"""Finding a saved reply as somebody types: by words and how they begin, by slips, by the letters of its name in their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorExact
from django.db.models import F, Q, QuerySet

from earful.kit.fuzzy import fits
from earful.replies.models import SavedReply, SavedWord
from earful.replies.saved import rules
from earful.staff.models import Agent

WEIGHTS = (0.0, 0.0, 0.1, 1.0)  # of what it says, and of its name
MOST_WORDS = 12
MOST_KNOWN, MOST_ALIKE = 2_000, 12  # words
NEAR = 300  # names in which the letters stand in their order, that are looked at closely


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply is to be written: what fits there comes first. `lately`: what this person took last."""

    topics: Sequence[int] = ()
    team: int | None = None
    lately: Sequence[int] = ()


NOWHERE = Place()


def offered(agent: Agent) -> QuerySet[SavedReply]:
    """Those of everybody, and one's own."""
    mine = Q(personal=False) | Q(owner=agent.pk)
    return SavedReply.objects.filter(mine, workspace_id=agent.workspace_id, archived_at=None)


def find(agent: Agent, typed: str, place: Place = NOWHERE, most: int = 12) -> list[int]:
    """The saved replies for what was typed, the best first; without words those that fit, and those taken last."""
    words = rules.listed(typed)[:MOST_WORDS]
    if not words:
        return _fitting(agent, place, most)
    found = _holding(agent, [[word] for word in words], most)
    if not found and (meant := _meant(agent.workspace_id, words)):
        found = _holding(agent, meant, most)
    return _first(found or _in_order(agent, words, most), agent, place)


def _fitting(agent: Agent, place: Place, most: int) -> list[int]:
    rows = offered(agent)
    here = Q(topics__in=place.topics) | Q(teams=place.team) if place.team else Q(topics__in=place.topics)
    fitting = list(rows.filter(here).order_by("-changed_at", "-pk").values_list("pk", flat=True)[:most])
    lately = set(rows.filter(pk__in=place.lately).values_list("pk", flat=True)) if place.lately else set()
    newest = rows.order_by("-changed_at", "-pk").values_list("pk", flat=True)[:most]
    known = (*fitting, *(pk for pk in place.lately if pk in lately))
    return list(dict.fromkeys((*known, *newest)))[:most]


def _holding(agent: Agent, words: Sequence[Sequence[str]], most: int) -> list[int]:
    """Those that hold a beginning of each, or of something it may stand for; those with all of them in their names first."""
    query, named = _query(words, ":*"), _query(words, ":*A")
    rows = offered(agent).filter(search=query)
    rows = rows.annotate(
        rank=SearchRank("search", query, weights=list(WEIGHTS)), named=SearchVectorExact(F("search"), named)
    )
    return list(rows.order_by("-named", "-rank", "-changed_at", "-pk").values_list("pk", flat=True)[:most])


def _query(words: Sequence[Sequence[str]], how: str) -> SearchQuery:
    parts = ("(" + " | ".join(f"{word}{how}" for word in each) + ")" for each in words)
    return SearchQuery(" & ".join(parts), search_type="raw", config="simple")


def _meant(workspace_id: int, words: Sequence[str]) -> list[list[str]]:
    """For each word nobody knows those it may stand for; nothing where all are known, or one can stand for nothing."""
    slips = [piece for word in words if len(word) >= rules.SHORTEST for piece in rules.shortened(word[:60])]
    near = Q(shortened__overlap=slips)
    for word in words:
        near |= Q(word__startswith=word)
    known = list(SavedWord.objects.filter(near, workspace_id=workspace_id).values_list("word", flat=True)[:MOST_KNOWN])
    meant = [
        [word] if any(one.startswith(word) for one in known) else rules.alike(word, known)[:MOST_ALIKE]
        for word in words
    ]
    return meant if all(meant) and meant != [[word] for word in words] else []


def _in_order(agent: Agent, words: Sequence[str], most: int) -> list[int]:
    """Those in whose names the letters stand in their order, as in the palette."""
    rows = offered(agent)
    for word in words:
        rows = rows.filter(name__iregex=".*".join(word[:40]))
    scored = [(fits(" ".join(words), name), pk) for pk, name in rows.values_list("pk", "name")[:NEAR]]
    return [pk for score, pk in sorted(scored, key=lambda one: (-one[0], one[1])) if score][:most]


def _first(found: list[int], agent: Agent, place: Place) -> list[int]:
    """What fits the place before the rest; else as they came."""
    if not found or not (place.topics or place.team):
        return found
    fitting = set(_fitting_among(agent, place, found))
    return sorted(found, key=lambda pk: pk not in fitting)


def _fitting_among(agent: Agent, place: Place, found: Sequence[int]) -> Iterable[int]:
    here = Q(topics__in=place.topics) | Q(teams=place.team or 0)
    return offered(agent).filter(here, pk__in=found).values_list("pk", flat=True)
