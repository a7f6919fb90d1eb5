"""Listening queries: thousands as one matcher, against a slow one written apart, and how soon a post becomes an item.

Posts are made in lots and only the matching is timed, by this process's own share of a processor.
"""

import argparse
import random
import sys
import time
from typing import Any

from tqdm import tqdm

from earful.bench import listen_truth
from earful.bench.frame import Bar, Measured
from earful.bench.listen_soon import soon
from earful.bench.listen_world import World, posts, queries, world
from earful.listening.matching import Matcher, Post
from earful.listening.tree import Node

SENTENCE = "Listening: how many posts a second thousands of queries are held against, whether rightly, and how soon."
QUERIES, POSTS, ALIKE, SECONDS = 5000, 1_000_000, 500, 60
QUICK_POSTS, QUICK_ALIKE, QUICK_SECONDS = 60_000, 30, 5
KEEP = 20  # of a lot, some posts are kept to be looked at the slow way


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--queries", type=int, default=QUERIES, help="how many queries")
    parser.add_argument("--posts", type=int, default=POSTS, help="how many posts")


def measure(options: argparse.Namespace) -> Measured:
    """Speed, likeness, and the way into the ledger."""
    there = world(options.seed)
    asked = queries(there, options.queries)
    begun = time.process_time()
    matcher = Matcher(asked)
    compiled = time.process_time() - begun
    count = min(options.posts, QUICK_POSTS) if options.quick else options.posts
    figures: dict[str, Any] = {"queries": len(asked), "compiled_s": round(compiled, 2)}
    speed, kept = _run(matcher, there, count)
    figures |= speed | _alike(matcher, asked, kept, QUICK_ALIKE if options.quick else ALIKE, options.seed)
    figures |= {"to_item": soon(there, asked, QUICK_SECONDS if options.quick else SECONDS)}
    return Measured(figures, _bars(figures))


def _run(matcher: Matcher, there: World, count: int) -> tuple[dict[str, Any], list[Post]]:
    busy = wall = found = fitting = 0.0
    slowest = 0.0
    kept: list[Post] = []
    with tqdm(total=count, unit="post", file=sys.stderr, disable=None) as bar:
        for lot in posts(there, count):
            mark, clock = time.process_time(), time.perf_counter()
            matched = [matcher.match(post) for post in lot]
            took = time.process_time() - mark
            busy, wall, slowest = busy + took, wall + time.perf_counter() - clock, max(slowest, took / len(lot))
            found += sum(map(len, matched))
            fits = [post for post, names in zip(lot, matched, strict=True) if names]
            fitting += len(fits)
            kept += [*fits[:KEEP], *lot[:KEEP]]
            bar.update(len(lot))
    speed = {
        "posts": count, "posts_per_s": round(count / busy), "posts_per_s_wall": round(count / wall),
        "slowest_lot_per_s": round(1 / slowest), "us_a_post": round(1e6 * busy / count, 2),
        "fitting": round(fitting / count, 4), "matches": int(found),
    }  # fmt: skip
    return speed, kept


def _alike(matcher: Matcher, asked: list[tuple[int, Node]], kept: list[Post], count: int, seed: int) -> dict[str, Any]:
    """The same posts sign by sign, each against every query."""
    chosen = random.Random(seed).sample(kept, min(count, len(kept)))
    different = matches = 0
    begun = time.process_time()
    for post in tqdm(chosen, desc="slowly", file=sys.stderr, disable=None):
        slow = [name for name, node in asked if listen_truth.fits(node, post)]
        different += slow != matcher.match(post)
        matches += len(slow)
    each = (time.process_time() - begun) / max(len(chosen), 1)
    return {
        "compared": len(chosen),
        "compared_matches": matches,
        "different": different,
        "slow_per_s": round(1 / each, 1),
    }


def _bars(figures: dict[str, Any]) -> list[Bar]:
    return [
        Bar("posts_per_s", figures["posts_per_s"], ">=", 50_000),
        Bar("different", figures["different"], "<=", 0),
        Bar("to_item_p99_ms", figures["to_item"]["p99_ms"], "<=", 1000),
        Bar("to_item_most_ms", figures["to_item"]["most_ms"], "<=", 1000),
    ]
