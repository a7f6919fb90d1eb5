"""What an encoder that has learned the desk's questions goes on learning from."""

from dataclasses import replace
from pathlib import Path

import torch

from earful.bench import corpus
from earful.triage.wording import worded
from training import desk, general, real
from training.model import SHORT, Encoder, Example, together

PART = 64


def examples(data: Path, out: Path, again: int, *, silent: bool) -> list[Example]:
    """The corpus without what tunes or is kept aside, labelled messages of public sets, and one text of `again` of the first round.

    `out`: where the word pieces stand; `silent`: also texts of which nothing is known that a desk asks, for a teacher to say.
    """
    wording = worded(out / "pieces.model")
    items = [item for item in corpus.read() if not item.aside and not desk.tunes(item)]
    own = [(wording.of(item.subject()), desk.marks(item), desk.flags(item)) for item in items]
    own += [(wording.of(about), marked, flagged) for about, marked, flagged in real.labelled(data)]
    first = [
        replace(one, marks={name: one.marks[name] for name in one.marks if name in desk.WIDE})
        for one in general.examples(data, wording)
    ]
    some = [one for one in first if silent or one.marks]
    return [Example(words.pieces, words.parts, marked, flagged) for words, marked, flagged in own] + some[::again]


def said(model: Encoder, some: list[Example]) -> tuple[list[Example], dict[str, torch.Tensor]]:
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
