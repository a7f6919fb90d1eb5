"""Finding a saved reply as somebody types: by words and how they begin, by slips, by the letters of its name in their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from earful.kit.fuzzy import fits
from earful.replies.models import SavedReply, SavedWord
from earful.replies.saved import rules
from earful.staff.models import Agent

WEIGHTS = (0.0, 0.0, 0.1, 1.0)  # of what it says, and of its name
MOST_WORDS = 12
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
    found = _holding(agent, words, most)
    if not found and (other := _mended(agent.workspace_id, words)) != words:
        found = _holding(agent, other, most)
    return _first(found or _in_order(agent, words, most), agent, place)


def _fitting(agent: Agent, place: Place, most: int) -> list[int]:
    rows = offered(agent)
    here = Q(topics__in=place.topics) | Q(teams=place.team) if place.team else Q(topics__in=place.topics)
    fitting = list(rows.filter(here).order_by("-changed_at", "-pk").values_list("pk", flat=True)[:most])
    lately = set(rows.filter(pk__in=place.lately).values_list("pk", flat=True)) if place.lately else set()
    newest = rows.order_by("-changed_at", "-pk").values_list("pk", flat=True)[:most]
    known = (*fitting, *(pk for pk in place.lately if pk in lately))
    return list(dict.fromkeys((*known, *newest)))[:most]


def _holding(agent: Agent, words: Iterable[str], most: int) -> list[int]:
    """Those that hold every word, or one that begins so."""
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
    rank = SearchRank("search", query, weights=list(WEIGHTS))
    rows = offered(agent).filter(search=query).annotate(rank=rank).order_by("-rank", "-changed_at", "-pk")
    return list(rows.values_list("pk", flat=True)[:most])


def _mended(workspace_id: int, words: Sequence[str]) -> list[str]:
    """The words, with the most alike known one for each that is not known."""
    near = Q(word__in=())
    for word in words:
        near |= Q(word__startswith=word[:40]) | Q(letters__range=(len(word) - 2, len(word) + 2))
    rows = SavedWord.objects.filter(workspace_id=workspace_id).annotate(letters=Length("word")).filter(near)
    known = list(rows.values_list("word", flat=True))
    unknown = [word for word in words if not any(one.startswith(word) for one in known)]
    return [(rules.spelt_like(word, known) or word) if word in unknown else word for word in words]


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
