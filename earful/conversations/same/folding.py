"""Lists show a text that many passed on as one line, which opens. Nothing else of theirs is hidden by it.

Folded is only what is nothing but that text: a matter in which more was said, or that somebody has, keeps its own line, and
so does one that is more urgent than the rest. What is folded is counted as before, and found by searching.
"""

from collections.abc import Callable, Sequence

from django.db.models import Count, Exists, OuterRef, Q

from earful.conversations.models import Conversation, Story, Telling, Turn

FOLDED = ("needs", "unassigned", "mine", "waiting", "all")
BY_NEED = ("needs", "unassigned")
Key = tuple[int, int]


def unfolded(view: str, within: Callable[[], Q]) -> Q:
    """Of each story one line: the oldest where the oldest comes first, else the newest. `within`: the view."""
    bare = Q(turns_count=1) if view == "mine" else Q(turns_count=1, assignee=None)
    before = Q(pk__lt=OuterRef("pk"), urgency=OuterRef("urgency")) if view in BY_NEED else Q(pk__gt=OuterRef("pk"))
    sooner = Conversation.objects.filter(within(), bare, before, story=OuterRef("story"))
    return Q(story=None) | ~bare | Q(~Exists(sooner))


def folds(row: Conversation, view: str) -> bool:
    """Whether this line may stand for others."""
    return row.story_id is not None and row.turns_count == 1 and (view == "mine" or row.assignee_id is None)


def copies(rows: Sequence[Conversation], view: str, within: Callable[[], Q]) -> dict[int, int]:
    """For how many matters a line stands, itself among them, by its number; asked only where one may."""
    heads = [row for row in rows if folds(row, view)] if view in FOLDED else []
    if not heads:
        return {}
    bare = Q(turns_count=1) if view == "mine" else Q(turns_count=1, assignee=None)
    same = Conversation.objects.filter(within(), bare, story__in={row.story_id for row in heads})
    counted: dict[Key, int] = {}
    for story, urgency, many in same.values_list("story", "urgency").annotate(many=Count("pk")).order_by():
        key = (story, urgency if view in BY_NEED else 0)
        counted[key] = counted.get(key, 0) + many
    found = {row.pk: counted.get((row.story_id or 0, row.urgency if view in BY_NEED else 0), 0) for row in heads}
    return {pk: many for pk, many in found.items() if many > 1}


def of_story(story_id: int) -> Q:
    """All matters of a story."""
    return Q(pk__in=Telling.objects.filter(story=story_id).values("turn__conversation"))


def one(workspace_id: int, story_id: int) -> Story | None:
    """A story, with the first who told it."""
    return Story.objects.filter(workspace=workspace_id, pk=story_id).select_related("first").first()


def told(conversation: Conversation, turns: Sequence[Turn]) -> list[tuple[Story, int]]:
    """The stories that a matter begins with, and in how many other matters each is told; those of nobody else are left out.

    Asked only where there may be one.
    """
    begins = [turn for turn in turns if turn.external_id == conversation.anchor]
    linked = any(turn.links or "://" in turn.text for turn in begins)
    if not begins or (conversation.story_id is None and not linked):
        return []
    here = Story.objects.filter(tellings__turn__in=[turn.pk for turn in begins]).values("pk")
    rows = Story.objects.filter(pk__in=here)
    counted = rows.annotate(many=Count("tellings__turn__conversation", distinct=True)).order_by("-sort", "-many", "pk")
    return [(story, story.many - 1) for story in counted if story.many > 1]
