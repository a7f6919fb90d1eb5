"""The first round: what tone, wish and matter sound like, from public sets whose licences allow shipping what is learned.

TweetEval sentiment, its train part (SemEval-2017 task 4, CC BY 3.0); HWU64 (CC BY 4.0); Tweet Acts (BSD-2); IBM customer
care conversations (Apache-2.0). CLINC150, Banking77 and SMS Spam are left out on purpose, so that cross-validation on
them stays honest, and so is every set that is for evaluation only.
"""

import csv
import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional
from transformers import BertModel

from earful.triage.rules import Earlier, Subject
from earful.triage.wording import Wording, worded
from training import shrink
from training.learn import learn
from training.model import MARKS, SHORT, WIDTH, Encoder, Example, averaged, together

MOODS = ("negative", "neutral", "positive")
ACTS = ("EXP", "STM", "QUE", "SUG", "OTH", "THT", "REQ")
INTENTS = 64
HEADS = {"mood": 3, "intent": INTENTS, "act": len(ACTS), "customer": 2}
WEIGHS = {"mood": 1.0, "intent": 0.7, "act": 0.5, "customer": 0.5, "meaning": 2.0}
MEANT = 4  # one text of so many is also taught what the whole encoder says it means
BY = 60  # one text of so many tells which parts of the encoder say most
ASKED = "query: "  # what that encoder wants to read first


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a packed table."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def examples(data: Path, wording: Wording) -> list[Example]:
    """Every example of the first round."""
    return [
        Example(words.pieces, words.parts, marks)
        for words, marks in ((wording.of(about), marks) for about, marks in texts(data))
    ]


def texts(data: Path) -> list[tuple[Subject, dict[str, int]]]:
    """The texts of the first round, all in English, and what is known of each."""
    chance = random.Random(7)
    found: list[tuple[Subject, dict[str, int]]] = []
    for row in rows(data / "tweeteval" / "sentiment.csv.gz"):
        if row["split"] == "train":
            marks = {"mood": MOODS.index(row["label"])}
            if chance.random() < 0.06:
                marks["customer"] = 0
            found.append((Subject(row["text"], "mention"), marks))
    intents: dict[str, int] = {}
    intended = rows(data / "hwu64" / "data.csv.gz")
    found += [
        (Subject(row["text"], "message"), {"intent": intents.setdefault(row["label"], len(intents))})
        for row in intended
    ]
    seen = set()
    for row in rows(data / "tweet_acts" / "data.csv.gz"):
        if row["text"] not in seen:
            seen.add(row["text"])
            found.append((Subject(row["text"], "mention"), {"act": ACTS.index(row["label"])}))
    return [*found, *talks(data)]


def talks(data: Path) -> Iterator[tuple[Subject, dict[str, int]]]:
    """What customers said to a care team, each turn with those above it."""
    with gzip.open(data / "ibm_customer_care" / "conversations.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            talk = json.loads(line)
            above: list[Earlier] = []
            for turn in talk["turns"]:
                ours = turn["role"] != "customer"
                if not ours:
                    why = "reply" if above else "mention"
                    yield Subject(turn["text"], why, names=(talk["company"],), earlier=tuple(above)), {"customer": 1}
                above.append(Earlier(turn["text"], ours, not ours))


def meanings(whole: Path, some: list[Example], every: int = MEANT) -> tuple[list[Example], torch.Tensor]:
    """A part of the examples with what the whole encoder says they mean, less what all have in common, of length one."""
    teacher = BertModel.from_pretrained(whole, add_pooling_layer=False, attn_implementation="sdpa").eval()
    wording = worded(whole / "pieces.model")
    asked = wording.words.of(ASKED)[0]
    chosen = [place for place in range(len(some)) if place % every == 0]
    chosen.sort(key=lambda place: len(some[place].pieces))
    plain = [
        Example((wording.begins, *asked, *said, wording.ends), (0,) * (len(asked) + len(said) + 2))
        for said in ([piece for piece in some[place].pieces if piece >= MARKS] for place in chosen)
    ]
    vectors = torch.zeros(len(chosen), WIDTH)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        for at in range(0, len(chosen), 64):
            pieces, parts, there = together(plain[at : at + 64])
            found = teacher(input_ids=pieces, attention_mask=there, token_type_ids=parts).last_hidden_state.float()
            vectors[at : at + len(found)] = functional.normalize(averaged(found, there), dim=1)
    row = {place: number for number, place in enumerate(chosen)}
    told = functional.normalize(vectors - vectors.mean(0), dim=1)
    return [replace(one, meaning=row.get(place, -1)) for place, one in enumerate(some)], told


def main(whole: Path, start: Path, data: Path, out: Path, rounds: int) -> None:
    """Teach the first round and keep the weights. `whole`: all layers; `start`: where the smaller one is kept."""
    wording = worded(whole / "pieces.model")
    plain = examples(data, wording)
    shrink.write(whole, start, plain[::BY])
    some, vectors = meanings(whole, plain)
    model = Encoder(start, HEADS)

    def keep(turn: int) -> None:
        torch.save(model.state_dict(), out)
        print(json.dumps({"round": turn, "validation": checked(model, data, wording)}), flush=True)

    learn(model, some, rounds=rounds, pace=2e-4, weighs=WEIGHS, meanings=vectors, after=keep)


def checked(model: Encoder, data: Path, wording: Wording) -> float:
    """Macro-recall on the validation part of the sentiment set, which teaches nothing."""
    there = [row for row in rows(data / "tweeteval" / "sentiment.csv.gz") if row["split"] == "val"]
    hits, every = [0] * 3, [0] * 3
    with torch.inference_mode():
        for at in range(0, len(there), 32):
            some = there[at : at + 32]
            words = [wording.of(Subject(row["text"], "mention")) for row in some]
            told = model(*together([Example(one.pieces, one.parts) for one in words]))["mood"].argmax(1).tolist()
            for row, said in zip(some, told, strict=True):
                truth = MOODS.index(row["label"])
                every[truth] += 1
                hits[truth] += said == truth
    return round(sum(hit / count for hit, count in zip(hits, every, strict=True)) / 3, 4)
