"""How well topics are found from five examples each, and how pure proposals are.

On the corpus written for this project each industry with two topics or more of eight items or more is a workspace of its own. Of
each such topic five items are its examples; all other items of the industry arrive unlabelled, as they would, and are
also what is ordinary there. Its topics were named by many hands, and two names may mean one matter. Banking77 (Casanueva et al. 2020), where it is there, is the
stricter judge: one bank, 77 matters told apart by one group of people, of which a workspace has named some.
"""

import csv
import gzip
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

from earful.bench import corpus
from earful.channels.contract import Why
from earful.triage.rules import Subject
from earful.triage.topics import clusters, hearing, rules
from earful.triage.topics.rules import Meanings

EXAMPLES, LEAST = 5, 8
DRAWS = 5  # times that examples are drawn anew
DIGITS = 3
BANK = "banking77/data.csv.gz"
OF_EACH, NAMED = 40, 15  # texts of each of the bank's matters; how many of these are topics


@dataclass(frozen=True, slots=True)
class Industry:
    """Items of one industry as they are heard."""

    topics: tuple[str, ...]  # of each item, "" for none
    languages: tuple[str, ...]
    meanings: Meanings

    def named(self) -> list[str]:
        """The topics that somebody would name: those that come often."""
        return sorted(topic for topic, count in Counter(self.topics).items() if topic and count >= LEAST)


def measure_topics(items: Sequence[corpus.Item] | None = None, draws: int = DRAWS) -> dict[str, Any]:
    """Shares of items that were given the right topic and of those left alone; how pure proposals are."""
    industries = _industries(corpus.read() if items is None else items)
    found = [_given(one, seed) for one in industries for seed in range(draws)]
    return {
        "industries": len(industries),
        "topics": sum(len(one.named()) for one in industries),
        "examples_of_a_topic": EXAMPLES,
        **{name: round(statistics.fmean(each[name] for each in found), DIGITS) for name in (found[0] if found else ())},
        "proposals": _proposed(industries),
    }


def measure_bank(folder: Path, draws: int = DRAWS) -> dict[str, Any]:
    """The same for the public set: of 77 matters fifteen are topics, others each time; the rest belongs to none."""
    texts: dict[str, list[str]] = defaultdict(list)
    with gzip.open(folder / BANK, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            texts[row["label"]].append(row["text"])
    labels = [label for label, own in sorted(texts.items()) for _ in own[:OF_EACH]]
    said = [text for _, own in sorted(texts.items()) for text in own[:OF_EACH]]
    heard = rules.unpacked(hearing.meanings([Subject(text, Why.MESSAGE) for text in said]))
    bank = Industry(tuple(labels), ("en",) * len(labels), heard)
    found = []
    for seed in range(draws):
        named = set(
            np.random.default_rng(seed).choice(sorted(texts), min(NAMED, len(texts) // 2), replace=False).tolist()
        )
        found.append(_given(replace(bank, topics=tuple(label if label in named else "" for label in labels)), seed))
    return {
        "topics": min(NAMED, len(texts) // 2),
        "matters": len(texts),
        **{name: round(statistics.fmean(each[name] for each in found), DIGITS) for name in found[0]},
        "proposals": _proposed([bank]),
    }


def _industries(items: Sequence[corpus.Item]) -> list[Industry]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        places[item.industry].append(place)
    heard = rules.unpacked(hearing.meanings([item.subject() for item in items]))
    each = [
        Industry(tuple(items[at].topic for at in those), tuple(items[at].lang for at in those), heard[those])
        for those in places.values()
    ]
    return [one for one in each if len(one.named()) > 1]


def _given(one: Industry, seed: int) -> Mapping[str, float]:
    """Of what arrives: what belongs to a named topic and is given it, and what belongs to none and is left alone."""
    dice, named = np.random.default_rng(seed), one.named()
    labels = np.array(one.topics)
    examples = {
        number: dice.permutation(np.flatnonzero(labels == topic))[:EXAMPLES] for number, topic in enumerate(named)
    }
    arriving = np.setdiff1d(np.arange(len(labels)), np.concatenate(list(examples.values())))
    heads = {}
    for number, own in examples.items():
        others = [at for key, each in examples.items() if key != number for at in each]
        head = rules.learned(one.meanings[own], one.meanings[[*others, *arriving]])
        if head is not None:
            heads[number] = head
    right: list[bool] = []
    alone: list[bool] = []
    true: list[bool] = []
    said: list[float] = []
    for place, fits in zip(arriving, rules.fits(heads, one.meanings[arriving]), strict=True):
        given = [named[fit.topic] for fit in fits]
        if labels[place] in named:
            right.append(labels[place] in given)
        else:
            alone.append(not given)
        said += [fit.p for fit in fits]
        true += [topic == labels[place] for topic in given]
    return {
        "given_the_right_topic": statistics.fmean(right),
        "left_alone": statistics.fmean(alone),
        "right_of_those_given": statistics.fmean(true) if true else 0.0,
        "said_of_those_given": statistics.fmean(said) if said else 0.0,
    }


def _proposed(industries: Sequence[Industry]) -> dict[str, float]:
    """Groups among everything that is labelled, as if no topic were named yet, against the labels."""
    each = [_grouped(one) for one in industries]
    told = [one for one in each if one["groups"]]
    means = {name: round(statistics.fmean(one[name] for one in told), DIGITS) for name in (told[0] if told else ())}
    return {**means, "groups": sum(one["groups"] for one in each)}


def _grouped(one: Industry) -> dict[str, float]:
    places = [at for at, topic in enumerate(one.topics) if topic]
    found = clusters.found(one.meanings[places], [one.languages[at] for at in places], most=len(places))
    groups = [[one.topics[places[at]] for at in group.members] for group in found]
    true = [label for group in groups for label in group]
    told = [number for number, group in enumerate(groups) for _ in group]
    return {
        "groups": len(groups),
        "share_grouped": len(true) / max(len(places), 1),
        "v_measure": float(v_measure_score(true, told)),
        "adjusted_mutual_information": float(adjusted_mutual_info_score(true, told)),
        "purity": statistics.fmean(Counter(group).most_common(1)[0][1] / len(group) for group in groups)
        if groups
        else 0.0,
    }
