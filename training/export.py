"""Weights as they are shipped: one ONNX file, eight bits a weight, that tells scores, what each piece adds, and the meaning."""

import re
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from earful.triage.wording import LONGEST
from training.model import WIDTH, Encoder, averaged

OPSET = 17
HIGHEST = 127
DENSE = ("attention.output.dense", "intermediate.dense", "output.dense")  # in the order in which a layer asks them
MATRIX = re.compile(
    r"/(?P<part>query|key|value|dense|text|before|meant|head)(?:_(?P<number>\d+))?/(?:Gemm_)?MatMul_quant"
)
ENDS = ("quantized", "scale", "zero_point")


class Shipped(nn.Module):
    """What runs at the desk, for one text at a time, so that nothing is padded. `heads` says the order of the columns."""

    def __init__(self, taught: Encoder, heads: list[str]) -> None:
        super().__init__()
        taught.settle()
        begins, self.layers, self.meant = taught.bert.embeddings, taught.bert.encoder.layer, taught.meant
        words = begins.word_embeddings.weight
        self.scales = nn.Buffer(words.abs().amax(dim=1, keepdim=True) / HIGHEST)  # each word has its own
        self.words = nn.Buffer(torch.round(words / self.scales).to(torch.int8))
        self.positions = nn.Buffer(begins.position_embeddings.weight[:LONGEST])
        self.parts, self.norm = begins.token_type_embeddings, begins.LayerNorm
        both = torch.cat([taught.heads[name].weight for name in heads])  # columns x twice 384
        self.text, self.before = _linear(both[:, :WIDTH]), _linear(both[:, WIDTH:])
        self.bias = nn.Parameter(torch.cat([taught.heads[name].bias for name in heads]))

    def forward(self, pieces: Tensor, parts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (texts x columns), what each piece adds to them (texts x pieces x columns), meaning (texts x 384)."""
        words = self.words[pieces].to(torch.float32) * self.scales[pieces]
        found = self.norm(words + self.positions[: pieces.shape[1]] + self.parts(parts))
        for layer in self.layers:
            found = _through(layer, found)
        text, before = _shares(parts), _shares(1 - parts)
        each = text * self.text(found) + before * self.before(found)
        return each.sum(1) + self.bias, each, self.meant(averaged(found, torch.ones_like(parts)))


def _linear(weight: Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], len(weight), bias=False)
    made.weight = nn.Parameter(weight)
    return made


def _through(layer: nn.Module, given: Tensor) -> Tensor:
    """A layer of BERT (Devlin et al. 2019) where every piece may look at every other."""
    own, out = layer.attention.self, layer.attention.output
    wide = own.attention_head_size

    def apart(found: Tensor) -> Tensor:
        return found.reshape(found.shape[0], -1, own.num_attention_heads, wide).transpose(1, 2)

    looks = apart(own.query(given)) @ apart(own.key(given) * wide**-0.5).transpose(2, 3)
    seen = (looks.softmax(dim=-1) @ apart(own.value(given))).transpose(1, 2).reshape(given.shape)
    found = out.LayerNorm(out.dense(seen) + given)
    inner = nn.functional.gelu(layer.intermediate.dense(found))
    told: Tensor = layer.output.LayerNorm(layer.output.dense(inner) + found)
    return told


def _shares(there: Tensor) -> Tensor:
    """How much of the mean each piece is."""
    kept = there[:, :, None].to(torch.float32)
    return kept / kept.sum(1, keepdim=True).clamp(min=1.0)


def export(taught: Encoder, heads: list[str], out: Path) -> None:
    """Write the file. The same weights give the same file."""
    shipped = Shipped(taught, heads).eval()
    some = torch.ones((2, 16), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        whole, ready = Path(folder) / "whole.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            shipped,
            (some, some),
            str(whole),
            opset_version=OPSET,
            dynamo=False,
            input_names=["pieces", "parts"],
            output_names=["scores", "each", "meaning"],
            dynamic_axes={name: {0: "texts", 1: "length"} for name in ("pieces", "parts", "each")}
            | {name: {0: "texts"} for name in ("scores", "meaning")},
        )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(out), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
        )
    name(out)


def name(file: Path) -> None:
    """Call matrices by what they are: torch numbers them anew, and who goes on teaching must find them."""
    model = onnx.load(file)
    renamed = {f"{old}_{end}": f"{new}_{end}" for old, new in called(model).items() for end in ENDS}
    for kept in model.graph.initializer:
        kept.name = renamed.get(kept.name, kept.name)
    for node in model.graph.node:
        for place, given in enumerate(node.input):
            node.input[place] = renamed.get(given, given)
    onnx.save(model, file)


def called(model: onnx.ModelProto) -> dict[str, str]:
    """What each matrix is: its name in the file, and that which says it."""
    found = {}
    for node in model.graph.node:
        known = MATRIX.fullmatch(node.name)
        if node.op_type == "MatMulInteger" and known:
            part, number = known["part"], int(known["number"] or 0)
            layer, place = divmod(number, len(DENSE)) if part == "dense" else (number, 0)
            plain = {"text": "heads.text", "before": "heads.before", "meant": "meant", "head": "head"}.get(part)
            name = DENSE[place] if part == "dense" else f"attention.self.{part}"
            found[node.input[1].removesuffix("_quantized")] = f"{plain or f'layers.{layer}.{name}'}.weight"
    return found
