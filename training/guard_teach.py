"""Teach what hears a push, a question and five things more (`earful/replies/guard/hearing.py`), from the replies one may look at.

python -m training.guard_teach --write: from all of them; some half an hour on two cores.
python -m training.guard_teach --part 0: from two thirds, and says how well it hears the third that is left (0, 1 or 2).

--onward goes on from the ear that is shipped, in half the rounds at half the pace, for when there are more replies.

Sentences are also put behind other answers, those that sell and those that do not, others each round: so what is learned is
the push, and not that something stands beside the matter.
"""

import argparse
import hashlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from earful.bench.guard import _labelled, held
from earful.replies.guard.reading import Text
from earful.triage.wording import Wording, worded
from training.guard_ear import RULES, WORD, Ear, Reply, read
from training.guard_export import EAR, WORDS, export
from training.guard_weights import TUNES
from training.model import SHORT
from training.shipped import depth, loaded
from training.shipped import ear as shipped

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "earful" / "triage" / "weights"
BATCH, RUN, ROUNDS, PACE, FASTER = 24, 20, 4, 3e-4, 10.0
ONWARD = 0.5  # of the rounds and of the pace, from the ear that is shipped
DROPPED, SOFTENED, WARM, DECAY = 0.1, 0.015, 0.08, 0.02
TWICE = "guard"  # these tell more kinds of answers than the others and are fewer
ALONE = "dm_first"  # no sentence breaks it, but that nothing stands beside it: behind another's help it is good
BESIDE, FIRST = 12, 1  # neighbours tell one situation: they are learned or judged together
LEARNED = 2  # the pace was found with so many rules
Row = dict[str, Any]


def rows() -> list[Row]:
    """All that may be looked at, with the folder each is from."""
    return [
        {**row, "folder": folder, "at": dict.fromkeys(RULES, -1)}
        for folder in ("guard", "guard_dev")
        for row in _labelled(HERE / folder)
        if not (held(row["id"]) if folder == "guard" else row["id"].split("-", 1)[-1][0] in TUNES)
    ]


def part_of(name: str) -> int:
    """Which third a reply is of."""
    name = name.split("-", 1)[-1]
    group = f"{name[0]}{(int(name[1:]) - FIRST) // BESIDE}" if name[0] in "uvwxyijlmno" else name
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 3


def _spliced(some: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """Sentences behind answers of others."""
    good: dict[str, list[Row]] = {}
    for row in some:
        if not set(row["rules"]) & set(RULES):
            good.setdefault(row["language"], []).append(row)
    for row in some:
        own, other = _sentences(row), chance.choice(good[row["language"]])
        if len(own) < 2 or other is row:
            continue
        broken = [rule for rule in RULES if rule in row["rules"] and rule != ALONE]
        for place in {row["at"][rule] for rule in broken}:
            rules = [rule for rule in broken if row["at"][rule] == place]
            yield {**other, "public": True, "text": " ".join([*_sentences(other)[:3], own[place]]), "rules": rules}
        if not broken:
            ends = own[chance.randrange(1, len(own)) :]
            yield {**other, "text": " ".join([*_sentences(other)[:2], *ends]), "rules": []}


def _sentences(row: Row) -> list[str]:
    text = Text.read(row["text"], row["said"], row["language"])
    return [text.text[part.start : part.end].strip() for part in text.parts]


def _batches(replies: Sequence[Reply], chance: random.Random) -> list[list[Reply]]:
    order = list(replies)
    chance.shuffle(order)
    found: list[list[Reply]] = []
    for at in range(0, len(order), BATCH * RUN):
        run = sorted(order[at : at + BATCH * RUN], key=lambda one: len(one.pieces))
        found += [run[begin : begin + BATCH] for begin in range(0, len(run), BATCH)]
    chance.shuffle(found)
    return found


def begun(*, onward: bool) -> Ear:
    """The ear before it learns: triage's encoder, or the ear that is shipped."""
    if not onward:
        return Ear(WEIGHTS / WORDS)
    layers, weight, bias = shipped(WEIGHTS / EAR)
    ear = Ear(WEIGHTS / WORDS, depth(layers))
    loaded(ear.bert, {**layers, WORD: ear.bert.state_dict()[WORD]})
    ear.head.load_state_dict({"weight": weight, "bias": bias})
    return ear


def taught(some: Sequence[Row], wording: Wording, seed: int = 7, *, onward: bool = False) -> Ear:
    """An ear that has learned from these replies."""
    torch.manual_seed(seed)
    chance, ear, share = random.Random(seed), begun(onward=onward), ONWARD if onward else 1.0
    pace, rounds = PACE * share, round(ROUNDS * share)
    slow = [p for name, p in ear.named_parameters() if p.requires_grad and not name.startswith("head")]
    adam = torch.optim.AdamW([{"params": slow, "times": 1.0}, {"params": ear.head.parameters(), "times": FASTER}], lr=pace, weight_decay=DECAY)  # fmt: skip
    base = [read(wording, row) for row in [*some, *(row for row in some if row["folder"] == TWICE)]]
    step = steps = 0
    for turn in range(rounds):
        if turn or onward:
            _place(ear, some, wording)
        batches = _batches([*base, *(read(wording, row) for row in _spliced(some, chance))], chance)
        steps = steps or rounds * len(batches)
        ear.train()
        for batch in batches:
            step += 1
            for group in adam.param_groups:
                group["lr"] = pace * group["times"] * min(1, step / (WARM * steps)) * max(0.02, 1 - step / (steps + 1))
            adam.zero_grad()
            torch.autograd.backward(_loss(ear, batch))
            nn.utils.clip_grad_norm_(ear.parameters(), 1.0)
            adam.step()
        print(f"round {turn + 1} of {rounds}", flush=True)
    return ear.eval()


def _loss(ear: Ear, batch: Sequence[Reply]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        told = ear(batch, DROPPED)
    breaks = torch.tensor([one.breaks for one in batch])
    meant = breaks.clamp(min=0) * (1 - 2 * SOFTENED) + SOFTENED
    lost = functional.binary_cross_entropy_with_logits(torch.logsumexp(told.float(), 1), meant, reduction="none")
    return (lost * (breaks >= 0)).sum() / LEARNED / len(batch)


def _place(ear: Ear, some: Sequence[Row], wording: Wording) -> None:
    """Write down which sentence breaks a rule, as the ear hears it by now."""
    broken = [row for row in some if set(row["rules"]) & set(RULES)]
    for row, told in zip(broken, _heard(ear, broken, wording), strict=True):
        row["at"] = dict(zip(RULES, told.argmax(0).tolist(), strict=True))


def _heard(ear: Ear, some: Sequence[Row], wording: Wording) -> Iterator[Tensor]:
    ear.eval()
    with torch.inference_mode():
        for row in some:
            yield ear([read(wording, row)])[0]


def main() -> None:
    """Learn, and write or judge."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--part", type=int, choices=range(3))
    parser.add_argument("--seed", type=int, default=7, help="another one hears other things: see training.guard_mean")
    parser.add_argument("--onward", action="store_true", help="from the ear that is shipped")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.onward and options.part is not None:
        parser.error("The ear that is shipped has learned every part: with --onward none is left to judge by.")
    wording, every = worded(WEIGHTS / "pieces.model"), rows()
    ear = taught(
        [row for row in every if part_of(row["id"]) != options.part], wording, options.seed, onward=options.onward
    )
    if options.write:
        export(ear.bert, ear.head, WEIGHTS, WEIGHTS / "guard.onnx")
    left = [row for row in every if part_of(row["id"]) == options.part]
    told = [one.amax(0) for one in _heard(ear, left, wording)]
    for place, rule in enumerate(RULES if left else ()):
        high = sorted(
            (float(one[place]) for one, row in zip(told, left, strict=True) if rule not in row["rules"]), reverse=True
        )
        own = [float(one[place]) for one, row in zip(told, left, strict=True) if rule in row["rules"]]
        shares = {
            share: sum(one > high[int(len(high) * share)] for one in own) / len(own) for share in (0.005, 0.01, 0.02)
        }
        print(rule, {f"{share:.1%} of others": round(found, 3) for share, found in shares.items()})


if __name__ == "__main__":
    main()
