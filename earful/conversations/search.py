"""Searching conversations: latest first, page by page, quick for words that nobody says and for words that all say.

A rare word leads from the turns that hold it to their conversations. A common one would lead to hundreds of thousands:
then conversations are walked from the latest back, and each is asked whether it holds the word, until the page is full.
Which way is shorter, the database estimates. Walking ends after a while; the page then says how far back it looked, and
goes on from there.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from earful.conversations.listing import of_ids
from earful.conversations.models import Conversation, Tag, Turn
from earful.customers import names
from earful.kit import clock, paging
from earful.listening.models import Query
from earful.triage.models import Topic

RARE = 10_000  # turns with a word, or of some people, up to which all of them are looked at
FEW_PEOPLE = 10_000
FIRST_STRIDE, LONGEST_STRIDE = 200, 3200  # conversations asked at once while walking
AT_LEAST, PATIENCE = 2000, 0.12  # conversations walked in any case; seconds after which walking ends
EXPECTED = (
    "explain (format json) select from conversations_turn where search @@ websearch_to_tsquery('simple'::regconfig, %s)"
)
SPOKEN = "select count(*) from (select from conversations_turn where author_id = any(%s) limit %s) counted"
TAGGED = "select count(*) from (select from conversations_tag_conversations where tag_id = any(%s) limit %s) counted"
ABOUT = "select count(*) from (select from triage_itemtopic where topic_id = any(%s) and holds limit %s) counted"
HEARD = "select count(*) from (select from listening_found where query_id = any(%s) limit %s) counted"
CANDIDATES = """
select conversation_id from conversations_turn where search @@ websearch_to_tsquery('simple'::regconfig, %s)
union select conversation_id from conversations_turn where author_id = any(%s)
union select conversation_id from conversations_tag_conversations where tag_id = any(%s)
union select conversation_id from triage_itemtopic about join conversations_turn said on said.item_id = about.item_id
where about.topic_id = any(%s) and about.holds
union select conversation_id from listening_found heard join conversations_turn said on said.item_id = heard.item_id
where heard.query_id = any(%s)
"""
SAID = """
select conversation_id from unnest(%s::bigint[]) ahead (id) join conversations_turn on conversation_id = ahead.id
where search @@ websearch_to_tsquery('simple'::regconfig, %s) or author_id in (select unnest(%s::bigint[]))
"""
CALLED = """
select conversation_id from unnest(%s::bigint[]) ahead (id) join conversations_turn on conversation_id = ahead.id
left join customers_handle on customers_handle.id = author_id
where search @@ websearch_to_tsquery('simple'::regconfig, %s)
   or upper(name) like upper(%s) or upper(handle) like upper(%s)
"""
# What the database expects of a word it has hardly ever heard is far from what there is, and sends it the long way.
SHORT_WAY = (
    "select set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true), "
    "set_config('jit', 'off', true), set_config('enable_bitmapscan', %s, true)"
)


@dataclass(frozen=True, slots=True)
class Found(paging.Page[Conversation]):
    """A page of what was found. `back_to`: how far back was looked, when that is not all there is."""

    back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """What words may mean: said in a turn, part of somebody's name, a tag, a topic, a listening query."""

    words: str  # "" when only tags are meant
    people: Sequence[int] | None  # None: too many
    tags: Sequence[int]
    topics: Sequence[int] = ()
    queries: Sequence[int] = ()

    def rare(self) -> bool:
        """Whether so little holds it that all of it can be looked at."""
        if self.people is None or (self.words and _expected(self.words) > RARE):
            return False
        with connection.cursor() as cursor:
            each = ((SPOKEN, self.people), (TAGGED, self.tags), (ABOUT, self.topics), (HEARD, self.queries))
            for statement, ids in each:
                cursor.execute(statement, [list(ids), RARE + 1])
                if ids and cursor.fetchone()[0] > RARE:
                    return False
        return True

    def among(self, conversations: Sequence[int]) -> set[int]:
        """Which of these conversations hold it."""
        found: set[int] = set()
        if self.words:
            part = f"%{_plain(self.words.lstrip('@'))}%"
            with connection.cursor() as cursor:
                if self.people is None:
                    cursor.execute(CALLED, [list(conversations), self.words, part, part])
                else:
                    cursor.execute(SAID, [list(conversations), self.words, list(self.people)])
                found |= {row[0] for row in cursor.fetchall()}
        if self.tags:
            tagged = Conversation.objects.filter(pk__in=conversations, tags__in=self.tags)
            found |= set(tagged.values_list("pk", flat=True))
        if self.topics:
            held = {"item__topics__topic__in": self.topics, "item__topics__holds": True}
            about = Turn.objects.filter(conversation__in=conversations, **held)
            found |= set(about.values_list("conversation", flat=True))
        if self.queries:
            heard = Turn.objects.filter(conversation__in=conversations, item__found_by__query__in=self.queries)
            found |= set(heard.values_list("conversation", flat=True))
        return found


def sought(workspace_id: int, words: str) -> Sought:
    """Text as words, people by name or handle, tags by name. `tag:`, `topic:` and `found:` look in one of them alone."""
    words = words.strip()
    if words.lower().startswith("topic:"):
        name = " ".join(words[6:].split())
        named = Topic.objects.filter(workspace_id=workspace_id, state=Topic.State.IN_USE, name__iexact=name)
        return Sought("", (), (), list(named.values_list("pk", flat=True)))
    if words.lower().startswith("found:"):
        name = " ".join(words[6:].split())
        heard = Query.objects.filter(workspace_id=workspace_id, name__iexact=name)
        return Sought("", (), (), queries=list(heard.values_list("pk", flat=True)))
    only_tag = words.lower().startswith("tag:")
    name = " ".join((words[4:] if only_tag else words).split())
    tags = list(Tag.objects.filter(workspace_id=workspace_id, name__iexact=name).values_list("pk", flat=True))
    if only_tag:
        return Sought("", (), tags)
    return Sought(words, names.named(workspace_id, words, FEW_PEOPLE), tags)


def find(rows: QuerySet[Conversation], workspace_id: int, words: str, mark: str, size: int) -> Found:
    """One page of `rows` that hold the words, latest first."""
    asked = sought(workspace_id, words)
    rows = after(rows.filter(workspace_id=workspace_id, last_at__isnull=False), mark).order_by("-last_at", "-id")
    if not asked.rare():
        return walk(rows, asked, size)
    with _short_way(bitmaps=True), connection.cursor() as cursor:
        cursor.execute(
            CANDIDATES, [asked.words, *map(list, (asked.people or (), asked.tags, asked.topics, asked.queries))]
        )
        holding = [row[0] for row in cursor.fetchall()]
        first = rows.filter(pk__in=_array(holding)).values_list("pk", flat=True)[: size + 1]
        page = paging.cut(of_ids(list(first)), size, mark_of)
    return Found(page.rows, page.next)


def mark_of(row: Conversation) -> str:
    """The place of a conversation in the order of the latest first."""
    return paging.write_mark(row.last_at.isoformat() if row.last_at else "", row.pk)


def walk(
    rows: QuerySet[Conversation], asked: Sought, size: int, least: int = AT_LEAST, patience: float = PATIENCE
) -> Found:
    """From the latest of ordered rows back, in strides, until the page is full, all was seen, or it takes too long."""
    with _short_way(bitmaps=False):
        found, place = _strides(rows, asked, size, least, patience)
    page = paging.cut(of_ids(found[: size + 1]), size, mark_of)
    if page.next or not place:
        return Found(page.rows, page.next)
    return Found(page.rows, place, clock.parse(str((paging.read_mark(place) or [""])[0])))


def _strides(
    rows: QuerySet[Conversation], asked: Sought, size: int, least: int, patience: float
) -> tuple[list[int], str]:
    """Matches, in order, and the place where walking ended early ("" when it did not)."""
    until = time.monotonic() + patience
    found: list[int] = []
    walked, stride, place = 0, FIRST_STRIDE, ""
    while len(found) <= size:
        ahead = list(after(rows, place).values_list("pk", "last_at")[:stride])
        holding = asked.among([pk for pk, _ in ahead]) if ahead else set()
        found += [pk for pk, _ in ahead if pk in holding]
        walked += len(ahead)
        if len(ahead) < stride:
            return found, ""
        pk, last_at = ahead[-1]
        place = paging.write_mark(last_at.isoformat() if last_at else "", pk)
        if walked >= least and time.monotonic() > until:
            break
        stride = _next_stride(walked, len(found), size)
    return found, place


def _next_stride(walked: int, found: int, size: int) -> int:
    """A little more than it should take to fill the page, going by what was found so far."""
    expected = (size + 1 - found) * walked * 5 // (found * 4) if found else walked * 4
    return min(max(expected, FIRST_STRIDE), LONGEST_STRIDE)


@contextmanager
def _short_way(*, bitmaps: bool) -> Iterator[None]:
    """Have the database go by its indexes, for the length of a block."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SHORT_WAY, ["on" if bitmaps else "off"])
        yield


def _array(ids: Sequence[int]) -> RawSQL:
    return RawSQL("select unnest(%s::bigint[])", [list(ids)])


def _plain(words: str) -> str:
    """Words in which nothing stands for anything else in a LIKE."""
    return words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def after(rows: QuerySet[Conversation], mark: str) -> QuerySet[Conversation]:
    """What comes after a place in the order of the latest first; the first condition is one an index can begin at."""
    key = paging.read_mark(mark)
    if not key or len(key) != 2 or not isinstance(key[0], str):
        return rows
    last_at = clock.parse(key[0])
    return rows.filter(last_at__lte=last_at).filter(Q(last_at__lt=last_at) | Q(pk__lt=key[1]))


def _expected(words: str) -> int:
    """In how many turns the database expects these words, from what it knows about how often each is said."""
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED, [words])
        (plan,) = cursor.fetchone()
    return int(plan[0]["Plan"]["Plan Rows"])
