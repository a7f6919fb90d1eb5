"""What a small encoder hears in each sentence of a reply: whether it sells, asks for something personal, and five things more.

It reads the whole reply behind the customer's words, so that an answer sounds otherwise than a push beside it. Where its weights
are not here nothing is heard, and the signs judge alone. Learned from written replies: `training/guard_teach.py`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from earful.triage.wording import Wording

FOLDER = (
    Path(__file__).parents[2] / "triage" / "weights"
)  # its words are those of triage's encoder, which stand there once
FILES = ("guard.onnx", "precise.onnx", "pieces.model")
BESIDE = "beside"  # under this name its file keeps the checksum of the one whose words it reads
FEW = 4  # words; what is shorter says too little
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Heard:
    """Log-odds of one sentence. `tells`: something of one person's; `gives`: money or its like for what went wrong.

    `promises`: to come back, without a time; `away`: to a private talk before any help; `belittles`: talks down.
    """

    sells: float
    asks: float
    tells: float
    gives: float
    promises: float
    away: float
    belittles: float


QUESTIONS = len(fields(Heard))  # columns of its file, in this order


@dataclass(frozen=True, slots=True)
class Ear:
    """The encoder, loaded."""

    session: Any
    wording: "Wording"


def heard(text: str, said: str, spans: Sequence[tuple[int, int]]) -> tuple[Heard | None, ...]:
    """Of each sentence, by where it stands; None where it was not read: no weights, too short, in the middle of something long."""
    ear = get_ready() if len(text.split()) >= FEW else None
    if ear is None:
        return (None,) * len(spans)
    import numpy as np  # noqa: PLC0415 -- pages that rule on nothing should not load it

    from earful.triage.rules import Earlier, Subject  # noqa: PLC0415 -- stands with what is loaded late

    earlier = (Earlier(said, ours=False, same_author=True),) if said else ()
    words = ear.wording.of(Subject(text, "reply", earlier=earlier))
    given = {"pieces": np.array([words.pieces], np.int64), "parts": np.array([words.parts], np.int64)}
    each = ear.session.run(None, given)[0][0]
    own = [
        (start, row)
        for (start, _end), part, row in zip(words.places, words.parts, each, strict=True)
        if part and start >= 0
    ]
    return tuple(_mean([row for at, row in own if start <= at < end]) for start, end in spans)


def _mean(rows: Sequence[Sequence[float]]) -> Heard | None:
    if not rows:
        return None
    return Heard(*(float(sum(row[place] for row in rows)) / len(rows) for place in range(QUESTIONS)))


def get_ready() -> Ear | None:
    """Load the weights, once; None where they are not here."""
    with _loading:  # else each of several threads would load them
        return _load()


@cache
def _load() -> Ear | None:
    return load(FOLDER)


def load(folder: Path) -> Ear | None:
    """The encoder from a folder of weights; None where they are not here, or stand beside other words than they were learned with."""
    if not all((folder / name).exists() for name in FILES):
        return None
    try:
        import onnxruntime  # noqa: PLC0415 -- large, and only who rules needs it

        from earful.triage.wording import worded  # noqa: PLC0415 -- its library is only there where weights are read
    except ImportError:
        return None  # a desk without these libraries is judged by signs alone
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(folder / FILES[0], options, providers=["CPUExecutionProvider"])
    learned_with = session.get_modelmeta().custom_metadata_map.get(BESIDE)
    if session.get_outputs()[0].shape[-1] != QUESTIONS:
        return None  # made by another version, which asked other things
    if learned_with != hashlib.sha256((folder / FILES[1]).read_bytes()).hexdigest():
        return None
    return Ear(session, worded(folder / FILES[2]))
