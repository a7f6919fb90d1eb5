"""Stories, as rows: a matter that begins with the same words, or speaks of the same page, is told with the others.

Only what a matter begins with is looked at. Taking the same things in again changes nothing; whatever was removed or
changed leaves, and when it was the first, the next one stands for the story. Workspaces never meet.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Q

from earful.conversations.models import Conversation, Story, Telling, Turn
from earful.conversations.same.address import pages
from earful.conversations.same.shelf import Said, Shelf, page_key
from earful.conversations.same.words import bare
from earful.kit import clock
from earful.kit.announce import announce_all
from earful.kit.transaction import alone, one_transaction

Sort = Story.Sort
WITHIN = timedelta(days=14)  # after so long without another telling, the same words are a new story
MOST_FIRSTS = 600  # stories that some arrivals are laid beside, the latest
MOST_PAGES = 3  # of one message


def said(turn: Turn) -> Said:
    """A message as it is compared."""
    return Said(bare(turn.text), pages(turn.text, turn.links))


@one_transaction
def take(workspace_id: int, item_ids: Sequence[int]) -> None:
    """Put the messages that stand on these items with their stories, or out of them."""
    alone("stories", workspace_id)
    rows = Turn.objects.filter(workspace=workspace_id, item__in=item_ids).defer("search").order_by("pk")
    turns = list(rows.select_related("conversation"))
    fit = {turn.pk: said(turn) for turn in turns if _fits(turn)}
    touched = _leave([turn.pk for turn in turns], fit)
    fresh = [turn for turn in turns if turn.pk in fit]
    for sort in (Sort.TEXT, Sort.PAGE):
        touched |= _join(workspace_id, sort, fresh, fit)
    _mark(workspace_id, touched | {turn.conversation_id for turn in turns if turn.conversation.story_id})


def _fits(turn: Turn) -> bool:
    gone = turn.ours or turn.removed_at or turn.emptied_at or turn.author_id is None
    return not gone and turn.external_id == turn.conversation.anchor and turn.said_at > clock.now() - WITHIN


def _join(workspace_id: int, sort: Sort, turns: Sequence[Turn], fit: dict[int, Said]) -> set[int]:
    """Each to the story it is of, or as the first of a new one; the stories that have several now."""
    settled = _settled(sort, fit)
    coming = [(turn, key) for turn in turns if turn.pk not in settled for key in _keyed(sort, fit[turn.pk])]
    wanted = {key for _, keys in coming for key in keys}
    if not wanted:
        return set()
    recent = Story.objects.filter(workspace=workspace_id, sort=sort, last_at__gt=clock.now() - WITHIN)
    known = recent.filter(keys__overlap=list(wanted)).select_related("first").order_by("-last_at")[:MOST_FIRSTS]
    stories, shelf = list(known)[::-1], Shelf[int]()
    for place, story in enumerate(stories):
        shelf.put(place, said(story.first), tuple(story.keys))
    told: list[tuple[Turn, int]] = []
    for turn, keys in coming:
        what = fit[turn.pk]
        found = shelf.find(what) if sort == Sort.TEXT else next(iter(shelf.by_key.get(keys[0], ())), None)
        if found is None:
            shelf.put(len(stories), what, keys)
            stories.append(
                Story(workspace_id=workspace_id, sort=sort, first=turn, keys=list(keys), last_at=turn.said_at)
            )
        elif stories[found].first_id != turn.pk:
            told.append((turn, found))
    Story.objects.bulk_create(story for story in stories if story.pk is None)
    return _tell(workspace_id, [(turn, stories[place]) for turn, place in told])


def _keyed(sort: Sort, what: Said) -> list[tuple[int, ...]]:
    """By which it is found: once by all its words, once by each page."""
    if sort == Sort.TEXT:
        return [what.keys] if what.keys else []
    return [(page_key(page),) for page in what.pages[:MOST_PAGES]]


def _settled(sort: Sort, fit: dict[int, Said]) -> set[int]:
    """Those that have their place already."""
    firsts = Story.objects.filter(sort=sort, first__in=fit).values_list("first", flat=True)
    return {*firsts, *Telling.objects.filter(story__sort=sort, turn__in=fit).values_list("turn", flat=True)}


def _tell(workspace_id: int, told: Sequence[tuple[Turn, Story]]) -> set[int]:
    stories = {story.pk: story for _, story in told}
    both = {(story.pk, story.first_id) for story in stories.values()} | {(story.pk, turn.pk) for turn, story in told}
    rows = [Telling(workspace_id=workspace_id, story_id=story, turn_id=turn) for story, turn in sorted(both)]
    Telling.objects.bulk_create(rows, ignore_conflicts=True)
    for turn, story in told:
        story.last_at = max(story.last_at, turn.said_at)
    Story.objects.bulk_update(stories.values(), ["last_at"])
    firsts = Turn.objects.filter(pk__in=[story.first_id for story in stories.values()])
    return {*firsts.values_list("conversation", flat=True), *(turn.conversation_id for turn, _ in told)}


def _leave(turn_ids: Sequence[int], fit: dict[int, Said]) -> set[int]:
    """Out of each story whose words or page these do not say any more; the matters whose place that changes."""
    firsts = list(Story.objects.filter(first__in=turn_ids))
    tellings = list(Telling.objects.filter(turn__in=turn_ids).select_related("story__first"))
    touched: set[int] = set()
    gone = [
        one for one in tellings if one.story.first_id != one.turn_id and not _still(one.story, fit.get(one.turn_id))
    ]
    touched |= _matters(one.story_id for one in gone)
    Telling.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for story in firsts:
        own = fit.get(story.first_id)
        if own is None or tuple(story.keys) not in _keyed(Sort(story.sort), own):
            touched |= _matters([story.pk])
            _hand_on(story)
    return touched


def _still(story: Story, what: Said | None) -> bool:
    if what is None:
        return False
    if story.sort == Sort.TEXT:
        return what.is_same(said(story.first))
    return tuple(story.keys) in _keyed(Sort.PAGE, what)


def _hand_on(story: Story) -> None:
    """The first is no more: the next one stands for the story; without one it ends."""
    Telling.objects.filter(story=story, turn=story.first_id).delete()
    left = Telling.objects.filter(story=story, turn__removed_at=None, turn__emptied_at=None).select_related("turn")
    following = left.order_by("turn_id").first()
    if following is None:
        story.delete()
        return
    story.first = following.turn
    story.keys = list(said(following.turn).keys) if story.sort == Sort.TEXT else story.keys
    story.save(update_fields=["first", "keys"])


def _matters(story_ids: Iterable[int]) -> set[int]:
    rows = Telling.objects.filter(story__in=list(story_ids))
    return set(rows.values_list("turn__conversation", flat=True))


def _mark(workspace_id: int, conversation_ids: Iterable[int]) -> None:
    """Each matter knows the story that it begins with, if another matter does too; open pages hear of it."""
    here = Telling.objects.filter(story__sort=Sort.TEXT, turn__conversation__in=list(conversation_ids))
    of = dict(here.order_by("-story_id").values_list("turn__conversation", "story_id"))
    counted = Telling.objects.filter(story__in=set(of.values())).values_list("story_id")
    several = {pk for pk, many in counted.annotate(many=Count("turn__conversation", distinct=True)) if many > 1}
    wanted: dict[int | None, list[int]] = defaultdict(list)
    for pk in conversation_ids:
        wanted[of.get(pk) if of.get(pk) in several else None].append(pk)
    for story, ids in wanted.items():
        differs = Q(story__isnull=False) if story is None else ~Q(story=story) | Q(story=None)
        moved = Conversation.objects.filter(differs, pk__in=ids)
        rows = list(moved.values_list("pk", "version"))
        moved.update(story=story)
        announce_all(workspace_id, "conversation", rows)


@one_transaction
def forget(workspace_id: int, conversation_ids: Sequence[int]) -> None:
    """What was said in these matters goes, and with it their place in stories."""
    turns = Turn.objects.filter(conversation__in=conversation_ids, tellings__isnull=False)
    firsts = Story.objects.filter(first__conversation__in=conversation_ids).values_list("first", flat=True)
    alone("stories", workspace_id)
    _mark(workspace_id, _leave([*turns.values_list("pk", flat=True), *firsts], {}) | set(conversation_ids))


@one_transaction
def tidy() -> int:
    """What nobody else said within the time goes; how many."""
    alone_ones = Story.objects.filter(last_at__lt=clock.now() - WITHIN, tellings=None)
    return alone_ones.delete()[0]
