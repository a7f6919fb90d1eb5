"""One round of learning: all heads at once, each example teaching the heads that it has an answer for."""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from earful.triage.questions import FLAGS
from training.model import MARKS, MEANING, SHORT, Example, together

BATCH = 24
LONG_RUN = 40  # batches that are sorted by length together, so that little is padded
WARM = 0.06
SOFTENED = 0.05
REPORT = 200
TAUGHT = 1.0  # how much weighs what a teacher says, beside what people said


def learn(
    model: nn.Module,
    examples: Sequence[Example],
    *,
    rounds: int,
    pace: float,
    weighs: Mapping[str, float],
    meanings: Tensor | None = None,
    teacher: Mapping[str, Tensor] | None = None,
    dropped: float = 0.0,
    batch: int = BATCH,
    after: Callable[[int], object] = lambda _: None,
    seed: int = 7,
) -> None:
    """Adam with weight decay; the pace rises over the first steps and falls to nothing. Same seed, same weights.

    `teacher`: for each head what another says (log-odds, a row for each meaning); it is learned beside what people said, or alone where they said nothing.
    `dropped`: the share of pieces that are not read, others each time, so that no single word is leant on.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    adam = _adam(model, pace)
    steps, step, begun = rounds * -(-len(examples) // batch), 0, time.monotonic()
    for turn in range(rounds):
        model.train()
        for some in _shuffled(examples, chance, batch):
            step += 1
            _set_pace(adam, pace, step, steps)
            with torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
                told = model(*_heard(some, dropped))
            loss = _loss({name: found.float() for name, found in told.items()}, some, weighs, meanings, teacher)
            adam.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            if step % REPORT == 0:
                _report(step, steps, loss, begun)
        model.eval()
        after(turn)


def _adam(model: nn.Module, pace: float) -> torch.optim.Optimizer:
    """What stands nearest the answers learns four times as quickly."""
    taught = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    slow = [p for name, p in taught if not name.startswith(("heads", "meant"))]
    fast = [p for name, p in taught if name.startswith(("heads", "meant"))]
    return torch.optim.AdamW([{"params": slow}, {"params": fast, "times": 4.0}], lr=pace, weight_decay=0.01)


def _report(step: int, steps: int, loss: Tensor, begun: float) -> None:
    far = {"step": step, "of": steps, "loss": round(loss.item(), 3), "seconds": round(time.monotonic() - begun)}
    print(json.dumps(far), file=sys.stderr, flush=True)


def _set_pace(adam: torch.optim.Optimizer, pace: float, step: int, steps: int) -> None:
    """It rises over the first steps and falls to nothing."""
    share = min(1.0, step / (WARM * steps)) * max(0.0, 1.0 - step / (steps + 1))
    for group in adam.param_groups:
        group["lr"] = pace * group.get("times", 1.0) * share


def _heard(some: Sequence[Example], dropped: float) -> tuple[Tensor, Tensor, Tensor]:
    """The texts of a batch, less some pieces."""
    pieces, parts, there = together(some)
    if dropped:
        there = there * ((torch.rand(there.shape) >= dropped) | (pieces < MARKS)).long()
    return pieces, parts, there


def _shuffled(examples: Sequence[Example], chance: random.Random, batch: int) -> Iterator[list[Example]]:
    order = list(range(len(examples)))
    chance.shuffle(order)
    batches: list[list[Example]] = []
    for start in range(0, len(order), batch * LONG_RUN):
        run = sorted(order[start : start + batch * LONG_RUN], key=lambda place: len(examples[place].pieces))
        batches += [[examples[place] for place in run[at : at + batch]] for at in range(0, len(run), batch)]
    chance.shuffle(batches)
    yield from batches


def _loss(
    told: Mapping[str, Tensor],
    some: Sequence[Example],
    weighs: Mapping[str, float],
    meanings: Tensor | None,
    teacher: Mapping[str, Tensor] | None,
) -> Tensor:
    total = torch.zeros(()) if teacher is None else _from(teacher, told, some, weighs)
    for name, weight in weighs.items():
        marked = [place for place, one in enumerate(some) if name in one.marks]
        if marked:
            truth = torch.tensor([some[place].marks[name] for place in marked])
            each = functional.cross_entropy(told[name][marked], truth, label_smoothing=SOFTENED, reduction="none")
            total = total + weight * (each * torch.tensor([some[place].weight for place in marked])).sum() / len(some)
        flagged = [place for place, one in enumerate(some) if name in one.flags]
        if flagged:
            holds = torch.tensor([list(some[place].flags[name]) for place in flagged])
            total = total + weight * functional.binary_cross_entropy_with_logits(
                told[name][flagged], holds, reduction="none"
            ).sum() / len(some)
    meant = [place for place, one in enumerate(some) if one.meaning >= 0]
    if meanings is not None and meant:
        near = (told[MEANING][meant] * meanings[[some[place].meaning for place in meant]]).sum(1)
        total = total + weighs.get(MEANING, 1.0) * (1.0 - near).sum() / len(some)
    return total


def _from(
    teacher: Mapping[str, Tensor], told: Mapping[str, Tensor], some: Sequence[Example], weighs: Mapping[str, float]
) -> Tensor:
    """What it costs to say something else than the teacher (Hinton et al. 2015)."""
    total = torch.zeros(())
    places = [place for place, one in enumerate(some) if one.meaning >= 0]
    if not places:
        return total
    for name, said in teacher.items():
        own, right = told[name][places], said[[some[place].meaning for place in places]]
        lost = functional.binary_cross_entropy_with_logits(own, right.sigmoid(), reduction="sum") if name in FLAGS else functional.cross_entropy(own, right.softmax(1), reduction="sum")  # fmt: skip
        total = total + weighs.get(name, 0.0) * TAUGHT * lost / len(some)
    return total
