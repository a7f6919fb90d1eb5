"""Heads of words and of the shipped encoder, and beside them an encoder that has learned the same question: kept in one file, asked together."""

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earful.triage import fitting, linear
from earful.triage.linear import Linear, NotAModel
from earful.triage.tuning.packed import ROUNDS, base

FORMAT = 1
TOLD, HEADS, UPPER = "tuned.json", "heads", "upper.safetensors"
MOST = 2_000_000_000  # bytes, unpacked


@dataclass(frozen=True, slots=True)
class Both:
    """Both of them."""

    linear: Linear
    upper: Any  # tuning.upper.Upper

    def chances(
        self, texts: Sequence[str], hear: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> NDArray[np.float64]:
        """The chance of each answer: a row for each text. `hear`: see Linear.chances. Raises Missing."""
        from earful.triage.tuning.upper import Heard, told  # noqa: PLC0415 -- loads torch, which only this tier needs

        own = told(self.upper, Heard(base(), texts), range(len(texts)))
        return fitting.both(self.linear.chances(texts, hear)[self.linear.heads[0].name], own)

    def dumped(self) -> bytes:
        """As it is kept: what was learned. The lower layers of the encoder stay in the packages they come in."""
        from safetensors.torch import save  # noqa: PLC0415 -- only this tier needs it

        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            file.writestr(TOLD, json.dumps({"format": FORMAT}))
            file.writestr(HEADS, self.linear.dumped())
            file.writestr(UPPER, save(self.upper.kept()))
        return buffer.getvalue()


def loaded(data: bytes) -> Linear | Both:
    """Heads alone or both, whatever was kept. Raises NotAModel, and Missing where an encoder is needed that is not there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if TOLD not in file.namelist():
                return linear.loaded(data)
            if json.loads(file.read(TOLD)) != {"format": FORMAT}:
                raise NotAModel("These heads were made by another version of Earful.")
            if sum(one.file_size for one in file.infolist()) > MOST:
                raise NotAModel("This file is too large to hold heads.")
            heads, kept = linear.loaded(file.read(HEADS)), file.read(UPPER)
            answers = len(heads.heads[0].answers)
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, RuntimeError, EOFError) as error:
        if isinstance(error, NotAModel):
            raise
        raise NotAModel("This file holds no heads.") from error
    return Both(heads, _upper(kept, answers))


def _upper(kept: bytes, answers: int) -> Any:
    start = base()
    from safetensors import SafetensorError  # noqa: PLC0415 -- likewise
    from safetensors.torch import load  # noqa: PLC0415 -- likewise

    from earful.triage.tuning.upper import Upper  # noqa: PLC0415 -- likewise

    try:
        return Upper(start, answers).filled(load(kept))
    except (SafetensorError, RuntimeError) as error:
        raise NotAModel("The encoder of this file does not fit its heads.") from error


def work(texts: int, folds: int = 0) -> int:
    """How many texts `tell` hears of in all: each is read once and learned from several times, in all parts but one or once."""
    return texts * (1 + ROUNDS * (folds - 1 if folds else 1))


def learned(texts: Sequence[str], labels: Sequence[str], heads: Linear, tell: Callable[[int], object]) -> Both:
    """Both, from the whole of a file. `heads`: learned already; `tell`: see `work`. Raises Missing."""
    start = base()
    from earful.triage.tuning.upper import Heard, teach  # noqa: PLC0415 -- likewise

    answers = fitting.checked(labels)
    upper = teach(
        start, Heard(start, texts, tell), range(len(texts)), np.searchsorted(answers, labels), len(answers), tell
    )
    return Both(heads, upper)


def beside(texts: Sequence[str], answers: int, tell: Callable[[int], object] = lambda _: None) -> fitting.Beside:
    """The encoder as `fitting.cross_validate` asks it: learned anew for each part. `tell`: see `work`. Raises Missing."""
    start = base()
    from earful.triage.tuning.upper import Heard, teach, told  # noqa: PLC0415 -- likewise

    heard = Heard(start, texts, tell)

    def asked(known: NDArray[Any], truth: NDArray[Any], aside: NDArray[Any]) -> NDArray[np.float64]:
        return told(teach(start, heard, known.tolist(), truth, answers, tell), heard, aside.tolist())

    return asked
