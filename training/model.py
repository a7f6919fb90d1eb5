"""The encoder that is taught, with a linear head for each question, all answered at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

WIDTH = 384
MEANING = "meaning"  # the vector that says what a text is about, kept near that of the encoder one starts with
DROPPED = 0.1
# Half as long numbers are only quicker where the processor knows them; elsewhere they are many times slower.
SHORT = any(torch.cpu.get_capabilities().get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))
MARKS = 20  # pieces of the vocabulary that are not words: its own, and the marks of wording.py


@dataclass(frozen=True, slots=True)
class Example:
    """Pieces of a text, and what is known of it. `marks`: one answer of several; `flags`: several that each may hold."""

    pieces: Sequence[int]
    parts: Sequence[int]
    marks: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, Sequence[float]] = field(default_factory=dict)
    meaning: int = -1  # the row of the vector it should have
    weight: float = 1.0


class Encoder(nn.Module):
    """Word pieces to scores.

    Heads read the mean over the text's pieces and the mean over what stands before it, side by side, so what each piece adds
    to a score can be told. What words mean by themselves is not learned anew, which keeps words that nobody taught as they
    are; the marks, which mean nothing yet, learn it.
    """

    def __init__(self, start: Path | BertModel, heads: Mapping[str, int]) -> None:
        super().__init__()
        self.bert = (
            start
            if isinstance(start, BertModel)
            else BertModel.from_pretrained(start, add_pooling_layer=False, attn_implementation="sdpa")
        )
        words = self.bert.embeddings.word_embeddings.weight
        words.requires_grad_(False)
        self.marks = nn.Parameter(words[:MARKS].clone())
        self.drop = nn.Dropout(DROPPED)
        self.heads = nn.ModuleDict({name: nn.Linear(2 * WIDTH, wide) for name, wide in heads.items()})
        self.meant = nn.Linear(WIDTH, WIDTH)
        nn.init.eye_(self.meant.weight)
        nn.init.zeros_(self.meant.bias)

    def forward(self, pieces: Tensor, parts: Tensor, there: Tensor) -> dict[str, Tensor]:
        """Scores of each head, and the meaning."""
        found = self.read(pieces, parts, there)
        means = self.drop(torch.cat([averaged(found, there * parts), averaged(found, there * (1 - parts))], dim=1))
        told = {name: head(means) for name, head in self.heads.items()}
        return {**told, MEANING: functional.normalize(self.meant(averaged(found, there)), dim=1)}

    def read(self, pieces: Tensor, parts: Tensor, there: Tensor) -> Tensor:
        """What the last layer makes of each piece."""
        words = self.bert.embeddings.word_embeddings(pieces)
        marks = functional.embedding(pieces.clamp(max=MARKS - 1), self.marks)
        given = torch.where((pieces < MARKS)[:, :, None], marks, words)
        told: Tensor = self.bert(inputs_embeds=given, attention_mask=there, token_type_ids=parts).last_hidden_state
        return told

    def settle(self) -> None:
        """Write the marks where the vocabulary keeps them."""
        with torch.no_grad():
            self.bert.embeddings.word_embeddings.weight[:MARKS] = self.marks


def averaged(found: Tensor, there: Tensor) -> Tensor:
    """The mean over the pieces that are there."""
    kept = there[:, :, None].to(found.dtype)
    return (found * kept).sum(1) / kept.sum(1).clamp(min=1.0)


def together(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, parts and which of them are there, as long as the longest."""
    longest = max(len(one.pieces) for one in examples)

    def padded(rows: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])

    there = padded([[1] * len(one.pieces) for one in examples])
    return padded([one.pieces for one in examples]), padded([one.parts for one in examples]), there
