"""What listens to replies: triage's encoder as it is shipped, with a head that says of each sentence whether it sells or asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from earful.replies.guard.reading import Text
from earful.triage.rules import Earlier, Subject
from earful.triage.wording import LONGEST, Wording
from training.model import DROPPED, MARKS, WIDTH

RULES = (
    "selling",
    "asks_personal_data",
    "personal_data",
    "compensation",
)  # the head's columns, as earful/replies/guard/hearing.py reads them
OPEN = RULES[1:]  # what only holds where everybody reads
WHOLE = (
    "abcdefgh"  # letters of the replies of guard_dev/ that are labelled by every rule; of the others a few rules are
)
UNKNOWN = -1.0  # whether it breaks this one was not said
USUALLY = -2.0  # log-odds before anything is learned: most sentences do neither
NOTHING = -1e4
LAYERS, HEADS, INNER = 5, 12, 768
PARTS = {"words": "word_embeddings.weight", "positions": "position_embeddings.weight", "parts.weight": "token_type_embeddings.weight", "norm.weight": "LayerNorm.weight", "norm.bias": "LayerNorm.bias"}  # fmt: skip


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
    every = row["folder"] == "guard" or row["id"].split("-", 1)[-1][0] in WHOLE
    told = (every or rule != "compensation") and (row["public"] or rule not in OPEN)
    return 0.0 if told else UNKNOWN


def start(file: Path) -> BertModel:
    """The encoder as it is shipped, its eight bits made numbers again."""
    kept = {one.name: numpy_helper.to_array(one) for one in onnx.load(file).graph.initializer}
    found = {f"embeddings.{PARTS[name]}": kept[name] for name in PARTS}
    found["embeddings.word_embeddings.weight"] = kept["words"].astype(np.float32) * kept["scales"]
    for name, value in kept.items():
        if not name.startswith("layers."):
            continue
        if plain := re.fullmatch(r"layers\.(.*)_quantized", name):
            zero, scale = (kept[name.replace("_quantized", end)] for end in ("_zero_point", "_scale"))
            found[f"encoder.layer.{plain[1]}"] = ((value.astype(np.float32) - zero) * scale).T
        elif not name.endswith(("_scale", "_zero_point")):
            found[f"encoder.layer.{name[7:]}"] = value
    sizes = BertConfig(vocab_size=len(kept["words"]), hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=INNER, max_position_embeddings=LONGEST)  # fmt: skip
    model = BertModel(sizes, add_pooling_layer=False)
    model.load_state_dict({name: torch.tensor(np.array(value)) for name, value in found.items()}, strict=False)
    return model


class Ear(nn.Module):
    """Each sentence is the mean of its pieces; a reply breaks a rule if one of its sentences does."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.bert = start(file)
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
