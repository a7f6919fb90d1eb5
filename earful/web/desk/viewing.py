"""One view of the desk, whether the house has it or somebody saved it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from earful.conversations import filters, queries, views
from earful.conversations.models import Conversation, SavedView
from earful.kit import paging
from earful.staff.models import Agent
from earful.web import shown

SAVED = re.compile(views.PREFIX + "[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A view as one person sees it. `page`: from a mark, with words, so many rows."""

    name: str
    page: Callable[[str, str, int], paging.Page[Conversation]]
    saved: SavedView | None = None
    missing: Sequence[str] = ()  # what a saved view filters by and is no more


def known(name: str) -> bool:
    """Whether this is the name of a view, though perhaps of somebody else's."""
    return name in queries.VIEWS or name in queries.DUE or SAVED.fullmatch(name) is not None


def find(agent: Agent, view: str, story: int = 0) -> Seen:
    """A view by its name in addresses. Raises Http404 for one this person does not see. `story`: only what tells it."""
    if view in queries.VIEWS or view in queries.DUE:
        name = shown.view(view)
        return Seen(name, lambda *where: queries.page(agent, view, *where, fold=True, story=story))
    saved = views.named(agent, view)
    if saved is None:
        raise Http404
    wanted = filters.read(saved.filters)
    missing = [_(words) for words in views.missing(saved)]
    return Seen(saved.name, lambda mark, words, size: views.page(agent, wanted, mark, words, size), saved, missing)


def address(view: str, pk: int, words: str = "", story: int = 0) -> str:
    """Where a conversation opens inside a view, with the search, or the story, that found it."""
    kept = ({"q": words} if words else {}) | ({"story": str(story)} if story else {})
    return f"{list_address(view)}{pk}/{'?' + urlencode(kept) if kept else ''}"


@lru_cache(maxsize=512)
def list_address(view: str) -> str:
    """Where a view's list is; its conversations lie below, which a test holds to the addresses there are."""
    return reverse("desk_list", args=[view])
