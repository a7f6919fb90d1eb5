"""The upper layers of an encoder learn the question of one file; the lower ones stand as they are, and read each text once."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from transformers import MPNetModel

from earful.triage.fitting import MANY
from earful.triage.tuning.packed import ROUNDS, Base

STANDS = 3  # layers of twelve
# How far a number may go in a step: of the encoder, of it between many answers, of the answers.
PACE, PACE_OF_MANY, HEAD_PACE = 5e-5, 1e-4, 1e-3
WARM = 0.1  # the share of steps in which the pace rises
DECAY, LOUDEST = 0.01, 1.0
BATCH, PART, LONG_RUN = 32, 64, 20
DROPPED = 0.1
SEED = 7
KEPT = 20_000  # texts; of more, what the lower layers hear would not fit a small machine and is heard again each time
AWAY = -1e4  # added to the attention to what is no piece
# Half as long numbers are only quicker where the processor knows them; elsewhere they are many times slower.
SHORT = any(torch.cpu.get_capabilities().get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


class Heard:
    """Texts, and what the lower layers make of them."""

    def __init__(self, base: Base, texts: Sequence[str], tell: Callable[[int], object] = lambda _: None) -> None:
        self._base, self._numbers = base, base.numbers(texts)
        self._lower = _layers(base, 0, STANDS)
        self._found: dict[int, Any] = {}
        if len(texts) > KEPT:
            tell(len(texts))
            return
        order = sorted(range(len(texts)), key=self.long)
        for start in range(0, len(order), PART):
            places = order[start : start + PART]
            hidden, _ = self._read(places)
            self._found |= {place: hidden[row, : self.long(place)].clone() for row, place in enumerate(places)}
            tell(len(places))

    def long(self, place: int) -> int:
        """Pieces of a text."""
        return len(self._numbers[place])

    def of(self, places: Sequence[int]) -> tuple[Any, Any]:
        """For some texts: what was heard (texts x pieces x numbers), and which pieces there are."""
        if not self._found:
            hidden, there = self._read(places)
            return hidden.float(), there
        hidden = torch.zeros(len(places), max(map(self.long, places)), self._base.wide)
        for row, place in enumerate(places):
            hidden[row, : self.long(place)] = self._found[place]
        return hidden, self._there(places)

    def _there(self, places: Sequence[int]) -> Any:
        there = torch.zeros(len(places), max(map(self.long, places)))
        for row, place in enumerate(places):
            there[row, : self.long(place)] = 1.0
        return there

    def _read(self, places: Sequence[int]) -> tuple[Any, Any]:
        there = self._there(places)
        pieces = torch.full(there.shape, self._base.encoder.config.pad_token_id)
        for row, place in enumerate(places):
            pieces[row, : self.long(place)] = torch.tensor(self._numbers[place])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
            words = self._base.encoder.embeddings(input_ids=pieces)
            return _through(self._lower, words, there).bfloat16(), there


class Upper(nn.Module):  # type: ignore[misc]  # -- torch is not there where types are checked
    """What was heard, to a score for each answer."""

    def __init__(self, base: Base, answers: int) -> None:
        super().__init__()
        self.encoder = _layers(base, STANDS, len(base.encoder.encoder.layer))
        self.encoder.relative_attention_bias.requires_grad_(requires_grad=False)  # the lower layers were read with it
        self.drop, self.head = nn.Dropout(DROPPED), nn.Linear(base.wide, answers)

    def forward(self, hidden: Any, there: Any) -> Any:
        """Scores (texts x answers) of the mean over all pieces."""
        found = _through(self.encoder, hidden, there).float()
        mean = (found * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)
        return self.head(self.drop(mean)).float()

    def kept(self) -> dict[str, Any]:
        """What it has learned, in half precision."""
        return {name: value.half().contiguous() for name, value in self.state_dict().items()}

    def filled(self, kept: Mapping[str, Any]) -> "Upper":
        """Itself with what another has learned. Raises RuntimeError where it does not fit."""
        self.load_state_dict({name: value.float() for name, value in kept.items()})
        self.eval()
        return self


def teach(
    base: Base,
    heard: Heard,
    places: Sequence[int],
    truth: NDArray[Any],
    answers: int,
    tell: Callable[[int], object] = lambda _: None,
) -> Upper:
    """One that has learned the right answer (its number) of each of these texts. Same texts, same machine, same weights.

    Cross-entropy, Adam with weight decay (Loshchilov and Hutter 2019); the pace rises over the first steps and falls to nothing.
    `tell` hears how many texts more were learned from, each of them ROUNDS times.
    """
    torch.manual_seed(SEED)
    chance, upper = random.Random(SEED), Upper(base, answers)  # noqa: S311 -- the order of texts is no secret
    slow = [one for one in upper.encoder.parameters() if one.requires_grad]
    adam = torch.optim.AdamW([{"params": slow, "most": PACE_OF_MANY if answers > MANY else PACE}, {"params": upper.head.parameters(), "most": HEAD_PACE}], weight_decay=DECAY)  # fmt: skip
    right, steps, step = dict(zip(places, truth.tolist(), strict=True)), ROUNDS * -(-len(places) // BATCH), 0
    upper.train()
    for _ in range(ROUNDS):
        for some in _shuffled(heard, places, chance):
            step += 1
            for group in adam.param_groups:
                group["lr"] = group["most"] * min(1.0, step / (WARM * steps)) * (1.0 - step / (steps + 1))
            with torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
                told = upper(*heard.of(some))
            adam.zero_grad()
            functional.cross_entropy(told.float(), torch.tensor([right[place] for place in some])).backward()
            nn.utils.clip_grad_norm_(upper.parameters(), LOUDEST)
            adam.step()
            tell(len(some))
    upper.eval()
    return upper


def told(upper: Upper, heard: Heard, places: Sequence[int]) -> NDArray[np.float64]:
    """The chance of each answer: a row for each of these texts."""
    order = sorted(range(len(places)), key=lambda row: heard.long(places[row]))
    found = np.zeros((len(places), upper.head.out_features))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        for start in range(0, len(order), PART):
            rows = order[start : start + PART]
            scores = upper(*heard.of([places[row] for row in rows]))
            found[rows] = functional.softmax(scores.double(), dim=1).numpy()
    return found


def _layers(base: Base, first: int, end: int) -> Any:
    """A copy of some layers of the encoder, with how it attends by distance."""
    sizes = type(base.encoder.config).from_dict({**base.encoder.config.to_dict(), "num_hidden_layers": end - first})
    part, whole = MPNetModel(sizes, add_pooling_layer=False).encoder, base.encoder.encoder
    part.relative_attention_bias.load_state_dict(whole.relative_attention_bias.state_dict())
    for own, layer in zip(part.layer, whole.layer[first:end], strict=True):
        own.load_state_dict(layer.state_dict())
        own.attention.attn.dropout.p = layer.attention.attn.dropout.p
    return part.eval()


def _through(layers: Any, hidden: Any, there: Any) -> Any:
    return layers(hidden, attention_mask=(1.0 - there[:, None, None, :]) * AWAY, return_dict=True)[0]


def _shuffled(heard: Heard, places: Sequence[int], chance: random.Random) -> Iterator[list[int]]:
    """Batches in another order each time; the texts of one are about as long as each other."""
    order, batches = list(places), list[list[int]]()
    chance.shuffle(order)
    for start in range(0, len(order), BATCH * LONG_RUN):
        run = sorted(order[start : start + BATCH * LONG_RUN], key=heard.long)
        batches += [run[at : at + BATCH] for at in range(0, len(run), BATCH)]
    chance.shuffle(batches)
    yield from batches
