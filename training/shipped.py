"""Triage's weights as they are shipped, made numbers again, for who goes on teaching from there."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from earful.triage.wording import LONGEST
from training.export import ENDS, called
from training.model import WIDTH, Encoder

HEADS = 12
PARTS = {"positions": "position_embeddings.weight", "parts.weight": "token_type_embeddings.weight", "norm.weight": "LayerNorm.weight", "norm.bias": "LayerNorm.bias"}  # fmt: skip


def encoder(file: Path, deep: int = 0) -> BertModel:
    """The encoder as it is shipped, its eight bits made numbers again. `deep`: only so many layers, for who brings others."""
    kept = _kept(onnx.load(file))
    found = layers(kept)
    deep, inner = deep or depth(found), len(kept["layers.0.intermediate.dense.bias"])
    sizes = BertConfig(vocab_size=len(kept["words"]), hidden_size=WIDTH, num_hidden_layers=deep, num_attention_heads=HEADS, intermediate_size=inner, max_position_embeddings=LONGEST)  # fmt: skip
    model = BertModel(sizes, add_pooling_layer=False)
    words = torch.tensor(kept["words"].astype(np.float32) * kept["scales"])
    own = {name: weight for name, weight in found.items() if _layer(name) < deep}
    return loaded(model, {**own, "embeddings.word_embeddings.weight": words})


def depth(weights: Mapping[str, torch.Tensor]) -> int:
    """How many layers there are, by the names that torch's BertModel has."""
    return 1 + max(map(_layer, weights))


def _layer(name: str) -> int:
    told = re.match(r"encoder\.layer\.(\d+)\.", name)
    return int(told[1]) if told else -1


def loaded(model: BertModel, weights: Mapping[str, torch.Tensor]) -> BertModel:
    """The encoder with these weights. Raises SystemExit where one is missing or strange: it would be left as it began."""
    told = model.load_state_dict(dict(weights), strict=False)
    if told.missing_keys or told.unexpected_keys:
        raise SystemExit(f"Not all weights were found: {[*told.missing_keys, *told.unexpected_keys][:3]}")
    return model


def layers(kept: Mapping[str, NDArray[Any]]) -> dict[str, torch.Tensor]:
    """All but the words, by the names that torch's BertModel has."""
    found = {f"embeddings.{PARTS[name]}": kept[name] for name in PARTS}
    for name, value in kept.items():
        if not name.startswith("layers."):
            continue
        if plain := re.fullmatch(r"layers\.(.*)_quantized", name):
            found[f"encoder.layer.{plain[1]}"] = _numbers(kept, f"layers.{plain[1]}")
        elif not name.endswith(("_scale", "_zero_point")):
            found[f"encoder.layer.{name[7:]}"] = value
    return {name: torch.tensor(np.array(value)) for name, value in found.items()}


def taught(file: Path, heads: Mapping[str, int]) -> Encoder:
    """The encoder with its heads, which stand in this order in its file."""
    kept, model = _kept(onnx.load(file)), Encoder(encoder(file), heads)
    text, before = _numbers(kept, "heads.text.weight"), _numbers(kept, "heads.before.weight")
    both, at = np.concatenate([text, before], axis=1), 0
    for name, wide in heads.items():
        own = slice(at, at + wide)
        model.heads[name].load_state_dict(
            {"weight": torch.tensor(both[own]), "bias": torch.tensor(np.array(kept["bias"][own]))}
        )
        at += wide
    meant = {"weight": torch.tensor(_numbers(kept, "meant.weight")), "bias": torch.tensor(np.array(kept["meant.bias"]))}
    model.meant.load_state_dict(meant)
    return model


def ear(file: Path) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    """What listens to replies: its layers, and weights (questions x 384) and bias of its head."""
    kept = _kept(onnx.load(file))
    return layers(kept), torch.tensor(_numbers(kept, "head.weight")), torch.tensor(np.array(kept["head.bias"]))


def _kept(model: onnx.ModelProto) -> dict[str, NDArray[Any]]:
    """Every number of a file, matrices by what they are."""
    names = called(model)
    renamed = {f"{old}_{end}": f"{new}_{end}" for old, new in names.items() for end in ENDS}
    return {renamed.get(one.name, one.name): numpy_helper.to_array(one) for one in model.graph.initializer}


def _numbers(kept: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    """A matrix of eight bits as numbers, rows and columns as torch has them."""
    zero, scale = kept[f"{name}_zero_point"], kept[f"{name}_scale"]
    return np.ascontiguousarray(((kept[f"{name}_quantized"].astype(np.float32) - zero) * scale).T)
