"""Finding a saved reply among thousands as somebody types: by words, beginnings, slips and letters, beside a plain look-up.

Each query is made from one reply, which should be among the eight that a chooser shows at first sight. In the same run, on
the same replies, the plain way: names and texts that hold each word as it was typed (`icontains`), those changed last first.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from tqdm import tqdm

from earful.bench.frame import Bar, Measured
from earful.kit import clock
from earful.replies.models import SavedReply
from earful.replies.saved import actions, queries
from earful.staff.actions import invite
from earful.staff.models import Agent, Workspace
from earful.staff.rules import Role

SENTENCE = "Saved replies: how soon one is found among thousands while somebody types, and whether slips are forgiven."
REPLIES, ASKED, SEEN, DIGITS = 5_000, 600, 8, 3
PARTS = ["ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fe", "fi", "ga", "go", "ka", "ke", "ki", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "pa", "pe", "po", "ra", "re", "ri", "ro", "sa", "se", "si", "ta", "te", "to", "va", "ve", "wa"]  # fmt: skip
Look = Callable[[Agent, str], Sequence[int]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many there are."""
    parser.add_argument("--replies", type=int, default=REPLIES, help="how many saved replies there are")


def measure(options: argparse.Namespace) -> Measured:
    """Write them, then type."""
    chance = random.Random(options.seed)
    many = min(options.replies, 300) if options.quick else options.replies
    workspace = Workspace.objects.create(name="Bench", slug="bench", created_at=clock.now())
    lead = invite(workspace, "bench", "Bench Lead", Role.LEAD)
    replies = _written(lead, many, chance)
    asked = _asked(replies, chance, 40 if options.quick else ASKED)
    figures: dict[str, Any] = {"replies": many, "typed": len(asked)}
    for name, look in (("search", _ours), ("plain", _plain)):
        figures[name] = _looked(lead, asked, look)
    ours, plain = figures["search"], figures["plain"]
    figures["p95_over_plain"] = round(ours["p95_ms"] / plain["p95_ms"], DIGITS)
    bars = [Bar("p95_ms", ours["p95_ms"], "<=", 50.0), Bar("found_with_a_slip", ours["found"]["slip"], ">=", 0.9)]
    bars += [Bar(f"found_by_{sort}", ours["found"][sort], ">=", 0.95) for sort in ("words", "beginning")]
    return Measured(figures, bars)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(PARTS) for _ in range(chance.randint(2, 4)))


def _written(lead: Agent, many: int, chance: random.Random) -> list[SavedReply]:
    """Names of three words, texts of some forty, in up to two languages: words as unevenly frequent as people's."""
    known = [_word(chance) for _ in range(4_000)]
    weights = [1 / (place + 10) for place in range(len(known))]
    made = []
    for number in tqdm(range(many), desc="writing", file=sys.stderr, disable=None):
        words = chance.choices(known, weights, k=chance.randint(25, 60))
        wordings = [actions.Wording("en", f"Hello {{customer_name}}, {' '.join(words)}.")]
        if number % 3 == 0:
            wordings.append(actions.Wording("de", f"Hallo {{customer_name}}, {' '.join(reversed(words))}."))
        made.append(actions.make(lead, actions.Terms(" ".join(chance.sample(known, 3)).capitalize(), wordings)))
    return made


def _asked(replies: Sequence[SavedReply], chance: random.Random, many: int) -> list[tuple[str, str, int]]:
    """What is typed for a reply, by sort: two words of its name, their beginnings, with a slip, their letters in order."""
    found = []
    for reply in chance.choices(replies, k=many):
        first, second = reply.name.lower().split()[:2]
        sort = chance.choice(("words", "beginning", "slip", "letters"))
        typed = {
            "words": f"{first} {second}",
            "beginning": f"{first} {second[:3]}",
            "slip": f"{_slipped(first, chance)} {second}",
            "letters": reply.name.lower().replace(" ", "")[::2],
        }[sort]
        found.append((sort, typed, reply.pk))
    return found


def _slipped(word: str, chance: random.Random) -> str:
    """One letter left out, another, or two in the wrong order."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + chance.choice("xyz") + word[at + 1 :],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        )
    )


def _ours(lead: Agent, typed: str) -> Sequence[int]:
    return [choice.reply.pk for choice in queries.choices(lead, typed, "en")]


def _plain(lead: Agent, typed: str) -> Sequence[int]:
    rows = queries.seen_by(lead).filter(archived_at=None)
    for word in typed.split():
        rows = rows.filter(Q(name__icontains=word) | Q(editions__variants__text__icontains=word))
    found = list(dict.fromkeys(rows.order_by("-changed_at", "-pk").values_list("pk", flat=True)))[:12]
    queries.variants(found)
    return found


def _looked(lead: Agent, asked: Sequence[tuple[str, str, int]], look: Look) -> dict[str, Any]:
    """Milliseconds from what was typed to the wordings, and how often the right one is among the first, by sort."""
    took, hits = [], dict[str, list[bool]]()
    for sort, typed, right in tqdm(asked, desc=look.__name__, file=sys.stderr, disable=None):
        begun = time.perf_counter()
        found = look(lead, typed)
        took.append(1000 * (time.perf_counter() - begun))
        hits.setdefault(sort, []).append(right in found[:SEEN])
    cuts = statistics.quantiles(took, n=20)
    shares = {sort: round(statistics.fmean(those), DIGITS) for sort, those in sorted(hits.items())}
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1), "found": shares}
