"""What everybody may read: published editions of public articles that are not retired, and nothing else.

Every question of the public pages goes through `open_to_all`. No draft, no older edition, no internal title.
"""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, QuerySet

from earful.knowledge.models import Wording
from earful.knowledge.rules import config, meant, spelling

MOST = 50
MENDED = 6  # words of a question that are looked through for slips
WORDS = """
select distinct word from knowledge_wording w join knowledge_article a on a.id = w.article_id, unnest(tsvector_to_array(w.search)) word
where a.workspace_id = %s and a.public and a.retired_at is null and w.published_id is not null and w.language = %s
"""


def open_to_all(workspace_id: int) -> QuerySet[Wording]:
    """Wordings that everybody may read, with the edition that is published."""
    rows = Wording.objects.filter(
        article__workspace_id=workspace_id, workspace_id=workspace_id, published__isnull=False
    )
    return (
        rows.filter(article__public=True, article__retired_at=None)
        .select_related("published", "article")
        .defer("search")
    )


def languages(workspace_id: int) -> list[str]:
    """In which there is something to read."""
    return sorted(set(open_to_all(workspace_id).values_list("language", flat=True)))


def listed(workspace_id: int, language: str) -> Sequence[Wording]:
    """All in a language, by title."""
    return list(open_to_all(workspace_id).filter(language=language).order_by("published__title", "pk")[:1000])


def article(workspace_id: int, slug: str) -> list[Wording]:
    """One article in every language in which everybody may read it; empty where there is none."""
    return list(open_to_all(workspace_id).filter(article__slug=slug).order_by("language"))


def search(workspace_id: int, language: str, words: str) -> tuple[list[Wording], str]:
    """What holds these words, the best first; and, where a word was a slip, what was looked for instead."""
    words = words.replace("\0", "")[:200]
    found = _holding(workspace_id, language, SearchQuery(words, config=config(language), search_type="websearch"))
    if found:
        return found, ""
    mended = _mended(workspace_id, language, words)
    raw = " | ".join(f"'{word}'" for word in mended)
    query = SearchQuery(raw, config="simple", search_type="raw") if raw else None
    told = " ".join(mended.values())
    return (_holding(workspace_id, language, query) if query else []), told if any(mended.values()) else ""


def _holding(workspace_id: int, language: str, query: SearchQuery) -> list[Wording]:
    rows = open_to_all(workspace_id).filter(language=language, search=query)
    return list(rows.annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "pk")[:MOST])


def _mended(workspace_id: int, language: str, words: str) -> dict[str, str]:
    """Of each word the known one that it is or stands for, and how a person reads it if it was mended."""
    with connection.cursor() as cursor:
        cursor.execute("select tsvector_to_array(to_tsvector(%s::regconfig, %s))", [config(language), words])
        asked = cursor.fetchone()[0]
        cursor.execute(WORDS, [workspace_id, language])
        known = spelling(row[0] for row in cursor.fetchall() if "'" not in row[0] and "\\" not in row[0])
    found = {}
    for word in asked[:MENDED]:
        if word in known:
            found[word] = ""
        elif instead := meant(word, known):
            found[instead] = instead
    return found
