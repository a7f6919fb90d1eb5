"""Thousands of queries as one: each post is searched once, and only queries whose rarest word is in it are looked at."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from ahocorasick_rs import AhoCorasick

from earful.listening.anchors import anchors, musts, sufficient
from earful.listening.fitting import Fits, Known, Post, Reading, asked, names_of
from earful.listening.tree import Node
from earful.listening.units import SIGNED, rough, units

__all__ = ["Matcher", "Post"]
LEARNED = 10_000  # posts from which it is known how often words are met
By = dict[str, list[int]]
NONE: tuple[int, ...] = ()


class Matcher:
    """All queries of a workspace, compiled. Not to be shared by threads.

    Which word of a query is rare is guessed at first, and known once some thousand posts have gone by.
    """

    def __init__(self, queries: Iterable[tuple[int, Node]]) -> None:
        self._queries = list(queries)
        terms: Known = {}
        self._fits: list[Fits] = [asked(node, terms) for _, node in self._queries]
        self._musts = [tuple({_pattern(word) for word in musts(node)}) for _, node in self._queries]
        self._seen: Counter[str] = Counter()
        self._posts = 0
        self._settle()

    def _settle(self) -> None:
        """Find each query by what is rarest in it, as far as that is known. Below zero: finding it is enough to fit."""
        by: dict[str, By] = {
            kind: {} for kind in ("word", "start", "tag", "tag_start", "pair", "site", "author", "author_start")
        }
        for place, (_, node) in enumerate(self._queries):
            enough = sufficient(node)
            for anchor in anchors(node, self._seen) or ():
                by[anchor.kind].setdefault(anchor.value, []).append(~place if anchor in enough else place)
        self._pairs, self._sites = by["pair"], by["site"]
        self._authors, self._author_starts = by["author"], by["author_start"]
        self._words: dict[str, tuple[list[int], list[int], list[int], list[int]]] = {}
        for kind, at in (("word", 0), ("start", 1), ("tag", 2), ("tag_start", 2), ("site", 3)):
            for value, places in by[kind].items():
                self._words.setdefault(_pattern(value), ([], [], [], []))[at].extend(places)
        self._patterns = list(self._words.values())
        self._search = AhoCorasick(list(self._words))

    def match(self, post: Post) -> list[int]:
        """The names of the queries that fit, ascending."""
        if self._posts < LEARNED:
            self._learn(post)
        text = rough(post.text)
        places: set[int] = set()
        if hits := self._search.find_matches_as_indexes(text, overlapping=True):
            self._by_words(text, hits, places)
        if "#" in text and "_" in text:
            for which, _, _ in self._search.find_matches_as_indexes(text.replace("_", ""), overlapping=True):
                places.update(map(_doubted, self._patterns[which][2]))
        if self._authors or self._author_starts:
            self._by_author(post.author, places)
        if self._sites and (post.links or post.url):
            places.update(at for site in Reading(post).sites for at in self._sites.get(site, NONE))
        if self._pairs and not text.isascii() and SIGNED.search(post.text):
            self._by_pairs(post.text, places)
        return self._fitting(post, text, places) if places else []

    def _by_words(self, text: str, hits: Iterable[tuple[int, int, int]], places: set[int]) -> None:
        linked, size = "://" in text, len(text)
        for which, start, end in hits:
            before = text[start - 1] if start else " "
            after = text[end] if end < size else " "
            if text[start].isascii() and before.isascii() and before.isalnum():
                continue  # in the middle of a word
            words, starts, tags, sites = self._patterns[which]
            whole = not (text[end - 1].isascii() and after.isascii() and after.isalnum())
            doubtful = linked or not before.isascii() or not text[start:end].isascii()
            if words and whole:
                places.update(map(_doubted, words) if doubtful or not after.isascii() else words)
            if starts:
                places.update(map(_doubted, starts) if doubtful else starts)
            if linked and sites:
                places.update(map(_doubted, sites))
            if tags:
                places.update(map(_doubted, tags))

    def _by_author(self, author: str, places: set[int]) -> None:
        names = names_of(author)
        for name in names:
            places.update(self._authors.get(name, NONE))
        for start, those in self._author_starts.items():
            if any(name.startswith(start) for name in names):
                places.update(those)

    def _by_pairs(self, text: str, places: set[int]) -> None:
        """Where signs are words of their own, two in a row are rarer than one."""
        for one, two in pairwise([unit.folded for unit in units(text)]):
            places.update(self._pairs.get(one + two, NONE))

    def _learn(self, post: Post) -> None:
        self._posts += 1
        self._seen.update({unit.folded for unit in units(post.text)})
        if self._posts in {LEARNED // 10, LEARNED}:
            self._settle()
        if self._posts == LEARNED:
            self._seen.clear()

    def _fitting(self, post: Post, text: str, places: set[int]) -> list[int]:
        """Of those that can fit, those that do. Words that must be there are sooner looked for in the rough text."""
        found = {~place for place in places if place < 0}
        reading: Reading | None = None
        for place in places:
            if place < 0 or place in found or any(must not in text for must in self._musts[place]):
                continue
            reading = reading or Reading(post)
            if self._fits[place](reading):
                found.add(place)
        return sorted({self._queries[place][0] for place in found})


def _doubted(place: int) -> int:
    """Found, but to be looked at more closely."""
    return ~place if place < 0 else place


def _pattern(value: str) -> str:
    """What is searched for a word: of an emoji its first sign, since skins and dresses stand between the others."""
    text = rough(value)
    return text if text[:1].isalnum() or len(text) < 2 else text[0]
