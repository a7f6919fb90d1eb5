"""Reading articles, as the team sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q

from earful.knowledge.models import Article, Edition, Repeat, Use, Wording

MOST = 200


@dataclass(slots=True)
class Line:
    """One article in the list: its title, and how it stands in each language."""

    article: Article
    title: str = ""
    wordings: list[Wording] = field(default_factory=list)
    used: int = 0

    @property
    def state(self) -> str:
        """draft, published or retired."""
        if self.article.retired_at:
            return "retired"
        return "published" if any(one.published_id for one in self.wordings) else "draft"


def lines(workspace_id: int, words: str = "") -> list[Line]:
    """Articles, those changed last first. `words`: of a title or a text, in any edition."""
    rows = Article.objects.filter(workspace_id=workspace_id).select_related("owner").order_by("-changed_at", "-pk")
    for word in words.split()[:8]:
        said = Q(title__icontains=word) | Q(body__icontains=word)
        rows = rows.filter(pk__in=Edition.objects.filter(said, workspace_id=workspace_id).values("wording__article"))
    found = {article.pk: Line(article) for article in rows[:MOST]}
    wordings = (
        Wording.objects.filter(article__in=found).select_related("published").defer("search").order_by("language")
    )
    newest = _newest(found)
    for wording in wordings:
        line = found[wording.article_id]
        line.wordings.append(wording)
        line.title = line.title or (wording.published.title if wording.published else newest.get(wording.pk, ""))
    used = (
        Use.objects.filter(edition__wording__article__in=found)
        .values_list("edition__wording__article")
        .annotate(n=Count("pk"))
    )
    for pk, n in used.order_by():
        found[pk].used = n
    return list(found.values())


def _newest(found: Sequence[int] | dict[int, Line]) -> dict[int, str]:
    rows = Edition.objects.filter(wording__article__in=found).order_by("wording", "-number").distinct("wording")
    return dict(rows.values_list("wording", "title"))


def one(workspace_id: int, article_id: int) -> Article | None:
    """An article with its languages and editions, the newest first."""
    editions = Prefetch("editions", Edition.objects.select_related("by").order_by("-number"))
    wordings = Prefetch(
        "wordings",
        Wording.objects.select_related("published").defer("search").prefetch_related(editions).order_by("language"),
    )
    rows = Article.objects.select_related("owner").prefetch_related(wordings)
    return rows.filter(workspace_id=workspace_id, pk=article_id).first()


def edition(workspace_id: int, edition_id: int) -> Edition | None:
    """What an article said at some time."""
    rows = Edition.objects.select_related("wording__article", "by").defer("wording__search")
    return rows.filter(workspace_id=workspace_id, pk=edition_id).first()


def wording(workspace_id: int, wording_id: int) -> Wording | None:
    """An article in one language."""
    rows = Wording.objects.select_related("article").defer("search")
    return rows.filter(workspace_id=workspace_id, pk=wording_id).first()


def repeats(workspace_id: int, most: int = 20) -> list[Repeat]:
    """Answers that were written again and again and about which nobody has decided."""
    rows = Repeat.objects.filter(workspace_id=workspace_id, state=Repeat.State.PROPOSED)
    return list(rows.prefetch_related("answers__turn__agent").order_by("-at", "-pk")[:most])


def repeat(workspace_id: int, repeat_id: int) -> Repeat | None:
    """One of them."""
    rows = Repeat.objects.filter(workspace_id=workspace_id, pk=repeat_id, state=Repeat.State.PROPOSED)
    return rows.prefetch_related("answers__turn__agent").first()
