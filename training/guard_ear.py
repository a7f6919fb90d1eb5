"""What listens to replies: triage's encoder as it is shipped, with a head that says of each sentence which rules it breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from earful.replies.guard.reading import Text
from earful.triage.rules import Earlier, Subject
from earful.triage.wording import Wording
from training.model import DROPPED, MARKS, WIDTH
from training.shipped import encoder

RULES = (
    "selling",
    "asks_personal_data",
    "personal_data",
    "compensation",
    "no_due_time",
    "dm_first",
    "talking_down",
)  # the head's columns, as earful/replies/guard/hearing.py reads them
OPEN = ("asks_personal_data", "personal_data", "compensation", "dm_first")  # what only holds where everybody reads
LATE = RULES[3:]  # these were not asked of the first replies of guard_dev/
WHOLE = "abcdefghijklmno"  # letters of the replies of guard_dev/ that are labelled by every rule; of the others a few rules are
UNKNOWN = -1.0  # whether it breaks this one was not said
USUALLY = -2.0  # log-odds before anything is learned: most sentences do neither
NOTHING = -1e4
WORD = "embeddings.word_embeddings.weight"  # what words mean by themselves, which triage's encoder keeps


@dataclass(frozen=True, slots=True)
class Reply:
    """Pieces of a reply behind the customer's words, of which sentence each is (-1: of none), and what it breaks (-1: not said)."""

    pieces: Sequence[int]
    parts: Sequence[int]
    sentence: Sequence[int]
    breaks: Sequence[float]


def read(wording: Wording, row: Mapping[str, Any]) -> Reply:
    """A written reply as the ear takes it."""
    earlier = (Earlier(row["said"], ours=False, same_author=True),) if row["said"] else ()
    words = wording.of(Subject(row["text"], "reply", earlier=earlier))
    spans = [(part.start, part.end) for part in Text.read(row["text"], row["said"], row["language"]).parts]
    sentence = [
        next((place for place, (start, end) in enumerate(spans) if part and start <= at < end), -1)
        for (at, _end), part in zip(words.places, words.parts, strict=True)
    ]
    return Reply(words.pieces, words.parts, sentence, [_breaks(row, rule) for rule in RULES])


def _breaks(row: Mapping[str, Any], rule: str) -> float:
    if rule in row["rules"]:
        return 1.0
    if (rule == "no_due_time" and row["holds"]) or (rule == "dm_first" and not row["first"]):
        return UNKNOWN  # the same words would break it elsewhere
    every = row["folder"] == "guard" or row["id"].split("-", 1)[-1][0] in WHOLE
    told = (every or rule not in LATE) and (row["public"] or rule not in OPEN)
    return 0.0 if told else UNKNOWN


class Ear(nn.Module):
    """Each sentence is the mean of its pieces; a reply breaks a rule if one of its sentences does. `deep`: how many layers it has, if not as many as triage's encoder."""

    def __init__(self, file: Path, deep: int = 0) -> None:
        super().__init__()
        self.bert = encoder(file, deep)
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self.head, self.drop = nn.Linear(WIDTH, len(RULES)), nn.Dropout(DROPPED)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, USUALLY)

    def forward(self, replies: Sequence[Reply], dropped: float = 0.0) -> Tensor:
        """Log-odds, replies x sentences x rules. `dropped`: the share of pieces that are not read, others each time."""
        pieces, parts, there, sentence = (_padded(rows, gap) for rows, gap in _rows(replies))
        if dropped:
            there = there * ((torch.rand(there.shape) >= dropped) | (pieces < MARKS)).long()
        found = self.bert(input_ids=pieces, attention_mask=there, token_type_ids=parts).last_hidden_state
        own = functional.one_hot(sentence + 1, int(sentence.max()) + 2)[:, :, 1:].float()
        many = own.sum(1)
        means = torch.einsum("btk,btd->bkd", own, found) / many.clamp(min=1)[:, :, None]
        told: Tensor = self.head(self.drop(means))
        return told.masked_fill((many == 0)[:, :, None], NOTHING)


def _rows(replies: Sequence[Reply]) -> list[tuple[list[Sequence[int]], int]]:
    return [
        ([one.pieces for one in replies], 0), ([one.parts for one in replies], 0),
        ([[1] * len(one.pieces) for one in replies], 0), ([one.sentence for one in replies], -1),
    ]  # fmt: skip


def _padded(rows: Sequence[Sequence[int]], gap: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[gap] * (longest - len(row))] for row in rows])
