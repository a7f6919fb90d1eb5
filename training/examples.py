"""What an encoder that has learned the desk's questions goes on learning from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn

from earful.bench import corpus
from earful.triage.rules import Subject
from earful.triage.wording import Wording, worded
from training import desk, general, near, real
from training.model import SHORT, Example, together

PART = 64
LIKE = 1800  # of each language so many texts like those of the corpus


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and what is known of it, as an example has it."""

    about: Subject
    marks: Mapping[str, int]
    flags: Mapping[str, Sequence[float]]
    english: bool = True


def texts(data: Path, again: int, *, silent: bool) -> list[Text]:
    """The corpus without what tunes or is kept aside, labelled messages of public sets, and one text of `again` of the first round.

    `silent`: also texts of which nothing is known that a desk asks, for a teacher to say, and such that are like the corpus's.
    """
    items = [item for item in corpus.read() if not item.aside and not desk.tunes(item)]
    own = [Text(item.subject(), desk.marks(item), desk.flags(item), item.lang == "en") for item in items]
    own += [Text(about, marked, flagged) for about, marked, flagged in real.labelled(data)]
    first = [
        Text(about, {name: marked[name] for name in marked if name in desk.WIDE}, {})
        for about, marked in general.texts(data)
    ]
    like = near.near(items, LIKE if silent else 0)
    return (
        own
        + [Text(about, {}, {}, english) for about, english in like]
        + [one for one in first if silent or one.marks][::again]
    )


def read_by(wording: Wording, some: Sequence[Text]) -> list[Example]:
    """The texts as pieces of words."""
    return [
        Example(words.pieces, words.parts, one.marks, one.flags)
        for words, one in ((wording.of(one.about), one) for one in some)
    ]


def examples(data: Path, out: Path, again: int, *, silent: bool) -> list[Example]:
    """`texts` as pieces of words. `out`: where the pieces stand."""
    return read_by(worded(out / "pieces.model"), texts(data, again, silent=silent))


def said(model: nn.Module, some: Sequence[Example]) -> tuple[list[Example], dict[str, torch.Tensor]]:
    """Each example with its row, and what the model says of each: log-odds of every head, and the meaning."""
    order = sorted(range(len(some)), key=lambda place: len(some[place].pieces))
    found: dict[str, torch.Tensor] = {}
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        for at in range(0, len(order), PART):
            places = order[at : at + PART]
            for name, told in model(*together([some[place] for place in places])).items():
                found.setdefault(name, torch.zeros(len(some), told.shape[1]))[places] = told.float()
    rows = [replace(one, meaning=place) for place, one in enumerate(some)]
    return rows, {name: told.clone() for name, told in found.items()}
