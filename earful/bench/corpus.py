"""The corpus written for this project, `training/corpus/`: what items are in it, and which part nothing learns from."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earful.channels.contract import Why
from earful.triage.rules import Earlier, Subject

HERE = Path(__file__).parents[2] / "training" / "corpus"
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "mixed")
KINDS = ("question", "complaint", "praise", "suggestion", "other")
WHERE = ("post", "reply", "comment", "review", "mail", "private", "forum")
MOODS = ("negative", "neutral", "positive")
CAUSES = ("safety", "vulnerable", "stranded", "money", "legal", "leaving", "many", "deadline", "again")
PERSONAL = ("phone", "mail", "card", "iban", "order", "name", "address", "birthday")
HARD = (
    "mention", "news", "job", "joke", "sarcasm", "rival", "namesake", "quoted", "closing", "praise_question",
    "rhetorical", "stock", "politics", "fan", "mixed",
)  # fmt: skip
SECOND_PASS = HERE.parent / "second_pass.jsonl"
TWICE = ("needs", "kind", "mood", "urgency", "spam", "about", "solved")  # what the second pass labels
ASIDE = 5  # one item of so many is kept aside
TOLD = {Why.MENTION: {"post", "review", "forum"}, Why.REPLY: {"reply", "comment"}, Why.MESSAGE: {"mail", "private"}}


class Mislabelled(ValueError):
    """A line of the corpus that is no item, in a sentence that names it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled item; `training/corpus/GUIDE.md` says what each label means."""

    id: str
    lang: str
    industry: str
    where: str
    brand: str
    text: str
    needs: bool
    kind: str
    thread: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    mood: str = "neutral"
    urgency: int = 0
    causes: tuple[str, ...] = ()
    severity: int = 0
    spam: bool = False
    about: bool = True
    solved: bool = False
    personal: tuple[str, ...] = ()
    topic: str = ""
    hard: str = ""

    @property
    def aside(self) -> bool:
        """Whether it is kept aside: no weight is learned from it. Chosen by its id, so that it stays so."""
        return zlib.crc32(self.id.encode()) % ASIDE == 0

    def subject(self) -> Subject:
        """As triage is asked about it."""
        return Subject(
            text=self.text,
            why=next(why for why, places in TOLD.items() if self.where in places),
            names=(self.brand,),
            earlier=tuple(Earlier(text, who == "us", who == "me") for who, text in self.thread),
            links=self.text.count("http"),
            mentions=self.text.count("@"),
        )


def read(folder: Path = HERE) -> list[Item]:
    """Every item, in the order of the files' names. Raises Mislabelled."""
    return [item for file in sorted(folder.glob("*.jsonl")) for item in _of(file)]


def of_file(file: Path) -> list[Item]:
    """The items of one file, also of one that stands outside the corpus. Raises Mislabelled."""
    return list(_of(file))


def _of(file: Path) -> Iterator[Item]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            told = json.loads(line)
            item = Item(**{name: _firm(value) for name, value in told.items()})
        except (ValueError, TypeError) as error:
            raise Mislabelled(f"{file.name}, line {number}: {error}") from error
        if wrong := faults(item):
            raise Mislabelled(f"{file.name}, line {number}, {item.id}: {'; '.join(wrong)}")
        yield item


def _firm(value: Any) -> Any:
    return tuple(_firm(each) for each in value) if isinstance(value, list) else value


def faults(item: Item) -> list[str]:
    """What is wrong with the labels of an item, in a few words each."""
    known = {
        "lang": item.lang in LANGUAGES,
        "where": item.where in WHERE,
        "kind": item.kind in KINDS,
        "also": set(item.also) <= set(KINDS) - {item.kind},
        "mood": item.mood in MOODS,
        "urgency": item.urgency in {0, 1, 2},
        "causes": set(item.causes) <= set(CAUSES),
        "severity": item.severity in range(5),
        "personal": set(item.personal) <= set(PERSONAL),
        "hard": item.hard in {"", *HARD},
        "thread": all(len(turn) == 2 and turn[0] in {"us", "me", "x1", "x2", "x3"} and turn[1] for turn in item.thread),
        "text": bool(item.text.strip()),
        "causes of urgency": bool(item.causes) or not item.urgency,
        "urgency of what needs nothing": item.needs or not item.urgency,
        "spam that needs an answer": not (item.spam and item.needs),
    }
    return [name for name, right in known.items() if not right]


def agreement(items: Sequence[Item], file: Path = SECOND_PASS) -> dict[str, dict[str, float]]:
    """How far a second reader, who did not see the first labels, gave the same: share and Cohen's kappa of each label.

    Where they differed a third decided; if against the first, the label that it replaced is kept under `first`.
    """
    from sklearn.metrics import cohen_kappa_score  # noqa: PLC0415 -- only this needs it, and it is large

    known = {item.id: item for item in items}
    second = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    found = {}
    for name in TWICE:
        pairs = [
            (str(one.get("first", {}).get(name, getattr(known[one["id"]], name))), str(one[name])) for one in second
        ]
        same = sum(first == again for first, again in pairs) / len(pairs)
        kappa = float(cohen_kappa_score([first for first, _ in pairs], [again for _, again in pairs]))
        found[name] = {"items": len(pairs), "same": round(same, 3), "kappa": round(kappa, 3)}
    return found
