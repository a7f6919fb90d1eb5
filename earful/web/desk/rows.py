"""The middle column: one page of a view, as rows that say who, what, why it is here and who has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from earful.accounts import queries as accounts
from earful.conversations import queries, snoozing
from earful.conversations.models import Conversation
from earful.conversations.rules import pressing
from earful.conversations.same import folding
from earful.kit import clock
from earful.outbox.approval import queries as approvals
from earful.queues import bulk
from earful.queues.sharing import picking
from earful.staff.models import Agent
from earful.staff.rules import Act, initials
from earful.web import shown
from earful.web.desk import bulk_words, slight, solved_words, viewing

MOST_ROWS = 400
REMEMBERED = 3000  # rows a process remembers
WORKING = {"needs", "mine", "unassigned"}  # views that say when something urgent is put away


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What one line of the list shows. What shows the same is the same row, so that its line need not be made again."""

    pk: int
    address: str
    name: str
    initials: str
    tone: int
    network: str
    brand: str
    private: bool
    preview: str
    language: str
    status: str
    status_words: str
    kind: str
    urgency: int
    urgency_words: str
    slight: bool  # it may be urgent, but the chance is small
    wait: str
    wait_words: str
    due_words: str
    held_words: str
    to_approve: bool
    waiting_since: datetime | None
    last_at: datetime | None
    away: datetime | None
    away_by: str
    away_why: str
    holder: str
    holder_initials: str
    holder_tone: int
    mine: bool
    tags: Sequence[str]
    more_tags: int
    turns: int
    copies: int  # for how many matters this line stands
    opens: str  # where these are
    pick: str  # what choosing it for an act on many remembers; "" for those who may not act


_told = attrgetter(
    "pk", "version", "turns_count", "private", "preview", "language", "status", "kind", "urgency", "waiting_since",
    "last_at", "due_at", "holds_until", "snoozed_until", "snoozed_why",
)  # fmt: skip
_rows: dict[tuple[Any, ...], Row] = {}


def rows(conversations: Sequence[Conversation], agent: Agent, view: str, words: str, story: int = 0) -> list[Row]:
    """Conversations as their lines in a list; what shows the same as before is the very row it was then."""
    sleepers = _who_put_away(conversations)
    waiting = approvals.among([each.pk for each in conversations])
    hardly = slight.among(conversations)
    stands_for = {} if words or story else folding.copies(conversations, view, lambda: queries.in_view(agent, view))
    now = clock.now()
    place = (view, words, story, agent.may(Act.ANSWER), get_language())
    found = []
    for each in conversations:
        asker, holder, account = each.asker, each.assignee, each.account
        away_by = sleepers.get(each.snoozed_by_id or 0, "")
        wait = pressing(each.warn_at, each.due_at, now)
        key = (
            *_told(each),
            *((asker.pk, asker.shown) if asker else (0, "")),
            *((holder.pk, holder.name, holder.pk == agent.pk) if holder else (0, "", False)),
            *(account.network, account.name or account.handle),
            tuple(tag.name for tag in each.tags.all()),
            *(
                stands_for.get(each.pk, 0),
                each.story_id,
                away_by,
                wait,
                each.holds_until is not None and each.holds_until <= now,
                each.pk in waiting,
                each.pk in hardly,
                *place,
            ),
        )
        line = _rows.get(key)
        if line is None:
            if len(_rows) >= REMEMBERED:
                _rows.clear()
            more = {"away_by": away_by, "wait": wait, "to_approve": each.pk in waiting, "slight": each.pk in hardly}
            more |= _group(view, each, stands_for.get(each.pk, 0))
            more["address"] = viewing.address(view, each.pk, words, story)
            line = _rows[key] = _row(each, agent, more)
        found.append(line)
    return found


def _group(view: str, conversation: Conversation, copies: int) -> dict[str, Any]:
    """For how many it stands, and where they are."""
    return {"copies": copies, "opens": f"{viewing.list_address(view)}?story={conversation.story_id}" if copies else ""}


def _row(conversation: Conversation, agent: Agent, more: dict[str, Any]) -> Row:
    asker, holder = conversation.asker, conversation.assignee
    name = asker.shown if asker else conversation.account.name or conversation.account.handle
    tags = [tag.name for tag in conversation.tags.all()]
    return Row(
        pk=conversation.pk,
        name=name,
        initials=initials(name) or name[:1].upper(),
        tone=asker.pk % 9 if asker else 0,
        network=shown.network(conversation.account.network),
        brand=conversation.account.name or conversation.account.handle,
        private=conversation.private,
        preview=conversation.preview,
        language=conversation.language,
        status=conversation.status,
        status_words=shown.status(conversation.status),
        kind=shown.kind(conversation.kind),
        urgency=conversation.urgency if conversation.status == "open" else 0,
        urgency_words=shown.urgency_in_short(conversation.urgency),
        wait_words=shown.wait(more["wait"]),
        due_words=shown.due(conversation.due_at),
        held_words=solved_words.held(conversation),
        waiting_since=conversation.waiting_since,
        last_at=conversation.last_at,
        away=conversation.snoozed_until,
        away_why=conversation.snoozed_why if conversation.status != "ended" else "",
        holder=holder.name if holder else "",
        holder_initials=holder.initials if holder else "",
        holder_tone=holder.pk if holder else 0,
        mine=holder is not None and holder.pk == agent.pk,
        tags=tags[:1],
        more_tags=max(0, len(tags) - 1),
        turns=conversation.turns_count,
        pick=f"{conversation.pk}:{conversation.version}:{conversation.turns_count}" if agent.may(Act.ANSWER) else "",
        **more,
    )


def listed(request: HttpRequest, agent: Agent, view: str, selected: int | None = None, done: int = 0) -> dict[str, Any]:
    """The list of a view: three queries for rows, tags and, when there are none, the proof that nothing waits."""
    words = request.GET.get("q", "").strip()[:200]
    mark = request.GET.get("after", "")
    size = min(MOST_ROWS, max(queries.PAGE, _number(request.GET.get("rows", ""))))
    story = _number(request.GET.get("story", ""), 16)
    seen = viewing.find(agent, view, story)
    try:
        page = seen.page(mark, words, size)
    except (ValueError, TypeError, OverflowError):  # a mark that somebody made up: begin at the beginning
        mark, page = "", seen.page("", words, size)
    lines = rows(page.rows, agent, view, words, story)
    within_view = ({"q": words} if words else {}) | ({"story": str(story)} if story else {})
    done = done or _number(request.GET.get("done", ""))
    act = bulk.of(agent, done) if done else None
    lasting = within_view | ({"done": str(act.pk)} if act else {})
    return {
        "view": view,
        "bare": request.GET.get("rail") == "0",
        "view_name": seen.name,
        "saved": seen.saved,
        "missing": seen.missing,
        "back_to": getattr(page, "back_to", None),
        "words": words,
        "told": _told_of(agent, story, len(lines), more=bool(page.next)) if story else None,
        "rows": lines,
        "selected": selected,
        "first_page": not mark,
        "list_address": viewing.list_address(view) + (f"?{urlencode(lasting)}" if lasting else ""),
        "next_address": f"?{urlencode({**within_view, 'after': page.next})}" if page.next else "",
        "may_answer": agent.may(Act.ANSWER),
        "may_pick": picking.may_pick(agent),
        "pressing": _pressing(agent) if view in WORKING else 0,
        "done": bulk_words.told(act) if act else None,
        "bulk_place": "?" + urlencode({"view": view, **within_view}),
        "list_messages": [] if selected else get_messages(request),
        "accounts": [] if lines else proofs(agent),
    }


def _told_of(agent: Agent, story_id: int, shown: int, *, more: bool) -> dict[str, Any]:
    """What the list of a story says above it. Raises Http404."""
    story = folding.one(agent.workspace_id or 0, story_id)
    if story is None:
        raise Http404
    return {"story": story, "page": story.sort == "page", "count": f"{shown}+" if more else str(shown)}


def _who_put_away(rows: Sequence[Conversation]) -> dict[int, str]:
    """The names of those who put something away; asked only where something is."""
    away = {row.snoozed_by_id for row in rows if row.snoozed_until and row.snoozed_by_id}
    return {agent.pk: agent.name for agent in Agent.objects.filter(pk__in=away)} if away else {}


def _pressing(agent: Agent) -> int:
    return snoozing.pressing(agent.workspace_id or 0, clock.now())


def proofs(agent: Agent) -> list[dict[str, Any]]:
    """Why an empty list is really empty: when each account was last checked, and how it is."""
    found = []
    for account in accounts.live(agent.workspace_id or 0):
        health = accounts.health(account)
        name = account.name or account.handle
        words = shown.health(account, health)
        found.append({"name": name, "health": health.value, "words": words, "polled_at": account.polled_at})
    return found


def _number(text: str, digits: int = 6) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < digits else 0
