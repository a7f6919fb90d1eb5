"""Weights as they are shipped: one ONNX file, eight bits a weight, that tells scores, what each piece adds, and the meaning."""

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from training.model import Encoder, averaged

OPSET = 17


class Shipped(nn.Module):
    """What runs at the desk. `heads` says the order of the columns."""

    def __init__(self, taught: Encoder, heads: list[str]) -> None:
        super().__init__()
        self.bert, self.meant = taught.bert, taught.meant
        self.weights = nn.Parameter(torch.cat([taught.heads[name].weight for name in heads]))
        self.bias = nn.Parameter(torch.cat([taught.heads[name].bias for name in heads]))

    def forward(self, pieces: Tensor, parts: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (texts x columns), what each piece adds to them (texts x pieces x columns), meaning (texts x 384)."""
        found = self.bert(input_ids=pieces, attention_mask=there, token_type_ids=parts).last_hidden_state
        kept = there[:, :, None].to(found.dtype)
        each = (found * (kept / kept.sum(1, keepdim=True))) @ self.weights.T
        return each.sum(1) + self.bias, each, self.meant(averaged(found, there))


def export(taught: Encoder, heads: list[str], out: Path) -> None:
    """Write the file. The same weights give the same file."""
    shipped = Shipped(taught, heads).eval()
    some = torch.ones((2, 16), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        whole, ready = Path(folder) / "whole.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            shipped,
            (some, some * 0, some),
            str(whole),
            opset_version=OPSET,
            dynamo=False,
            input_names=["pieces", "parts", "there"],
            output_names=["scores", "each", "meaning"],
            dynamic_axes={name: {0: "texts", 1: "length"} for name in ("pieces", "parts", "there", "each")}
            | {name: {0: "texts"} for name in ("scores", "meaning")},
        )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(str(ready), str(out), weight_type=QuantType.QUInt8, op_types_to_quantize=["MatMul", "Gather"])
