"""How long pages take: every list, first page and far down, conversations, and searches for rare and common words."""

import random
import re
import statistics
import sys
from collections.abc import Iterable, Sequence
from html import unescape

from tqdm import tqdm

from earful.bench import speech
from earful.bench.serving import Desk, Visitor, session
from earful.bench.world import World
from earful.conversations import queries
from earful.conversations.models import Conversation
from earful.kit import paging

MORE = re.compile(r'href="(\?[^"]*)" data-more')
DEEP = 12  # pages one after the other


def lists(desk: Desk, world: World) -> dict[str, list[float]]:
    """Each view for three people: its first page, those after it, and one from the middle of everything; what is due also apart."""
    taken: dict[str, list[float]] = {"first": [], "deep": [], "due": []}
    asked = [(agent, view) for agent in world.agents[1:4] for view in (*queries.VIEWS, *queries.DUE)]
    for agent, view in tqdm(asked, desc="Lists", file=sys.stderr, disable=None):
        visitor = Visitor(desk, session(agent))
        at = f"/desk/{view}/"
        often = [visitor.get(at)[0] for _ in range(5)]
        taken["first"] += often
        taken["due"] += often if view in queries.DUE else []
        page = visitor.get(at)[1]
        for _ in range(DEEP):
            more = MORE.search(page)
            if more is None:
                break
            spent, page = visitor.get(at + unescape(more[1]), "more")
            taken["deep"].append(spent)
    visitor = Visitor(desk, session(world.agents[1]))
    for share in range(1, 10):
        row = Conversation.objects.get(pk=world.conversations * share // 10)
        mark = paging.write_mark(row.last_at.isoformat() if row.last_at else "", row.pk)
        taken["deep"].append(visitor.get(f"/desk/all/?after={mark}")[0])
    return taken


def conversations(desk: Desk, world: World, dice: random.Random, count: int) -> dict[str, list[float]]:
    """Any conversation, whole page and pane, and the endless one."""
    visitor = Visitor(desk, session(world.agents[2]))
    drawn = [dice.randint(1, world.conversations) for _ in range(count)]
    panes = [
        visitor.get(f"/desk/all/{pk}/", "talk")[0] for pk in tqdm(drawn, desc="Panes", file=sys.stderr, disable=None)
    ]
    pages = [
        visitor.get(f"/desk/needs/{pk}/")[0] for pk in tqdm(drawn[::4], desc="Pages", file=sys.stderr, disable=None)
    ]
    endless = [visitor.get(f"/desk/all/{world.endless}/", "talk")[0] for _ in range(5)]
    return {"pane": panes, "page": pages, "endless": endless}


def searches(desk: Desk, world: World, dice: random.Random, count: int) -> dict[str, list[float]]:
    """Words that hardly anybody says, words that everybody says, names and tags."""
    words = speech.vocabulary()
    rare = [f"R{dice.randint(1, world.conversations)}" for _ in range(count)]
    rare += dice.sample(words[len(words) // 2 :], count)
    common = [
        *words[:10],
        *dice.sample(words[10:200], count),
        "parcel refund",
        "late train",
        '"my order"',
        "delivery -late",
    ]
    names = [f"{dice.choice(speech.FIRST)} {dice.choice(speech.LAST)}" for _ in range(count // 2)]
    names += dice.sample(speech.LAST, 5)
    wanted = {"rare": rare, "common": common, "people": names, "tags": ["tag:refund", "tag:press", "praise", "lost"]}
    visitor = Visitor(desk, session(world.agents[3]))
    return {
        kind: _searched(visitor, [part for part in each for _ in range(2)][:: 1 if kind == "tags" else 2], kind)
        for kind, each in wanted.items()
    }


def _searched(visitor: Visitor, words: Sequence[str], kind: str) -> list[float]:
    bar = tqdm(words, desc=f"Search: {kind}", file=sys.stderr, disable=None)
    return [visitor.get(f"/desk/all/?q={each.replace(' ', '+')}", "list")[0] for each in bar]


def p95(taken: Iterable[float]) -> float:
    """The time within which 95 of 100 were served."""
    ordered = sorted(taken)
    return round(statistics.quantiles(ordered, n=20, method="inclusive")[-1], 1) if len(ordered) > 1 else ordered[0]
