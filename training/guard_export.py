"""What listens to replies, as it is shipped: layers of its own beside the words that triage's encoder has already.

The words stand once, in `precise.onnx`; this file only says where. Who makes that file anew with other words makes this one anew, and with the same words moves it (`move`).
"""

import hashlib
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, external_data_helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from earful.replies.guard.hearing import BESIDE
from earful.triage.wording import LONGEST
from training.export import OPSET, _through

WORDS, EAR = "precise.onnx", "guard.onnx"


class Shipped(nn.Module):
    """Pieces to what each says, a column a question. `words` and `scales` as triage ships them."""

    def __init__(self, bert: nn.Module, head: nn.Linear, words: Tensor, scales: Tensor) -> None:
        super().__init__()
        begins, self.layers, self.head = bert.embeddings, bert.encoder.layer, head
        self.words, self.scales = nn.Buffer(words), nn.Buffer(scales)
        self.positions = nn.Buffer(begins.position_embeddings.weight[:LONGEST])
        self.parts, self.norm = begins.token_type_embeddings, begins.LayerNorm

    def forward(self, pieces: Tensor, parts: Tensor) -> Tensor:
        """Log-odds of each piece (texts x pieces x questions); a sentence says the mean of its pieces."""
        words = self.words[pieces].to(torch.float32) * self.scales[pieces]
        found = self.norm(words + self.positions[: pieces.shape[1]] + self.parts(parts))
        for layer in self.layers:
            found = _through(layer, found)
        told: Tensor = self.head(found)
        return told


def export(bert: nn.Module, head: nn.Linear, weights: Path, out: Path) -> None:
    """Write the file beside the encoder's. The same weights give the same file."""
    known = {kept.name: kept for kept in onnx.load(weights / WORDS).graph.initializer}
    words, scales = (torch.tensor(np.array(numpy_helper.to_array(known[name]))) for name in ("words", "scales"))
    shipped = Shipped(bert, head, words, scales).eval()
    some = torch.ones((1, 16), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        whole, ready, small = (Path(folder) / f"{name}.onnx" for name in ("whole", "ready", "small"))
        torch.onnx.export(
            shipped, (some, some), str(whole), opset_version=OPSET, dynamo=False, input_names=["pieces", "parts"], output_names=["each"],
            dynamic_axes={name: {1: "length"} for name in ("pieces", "parts", "each")},
        )  # fmt: skip
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(small), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
        )
        model = onnx.load(small)
    _point_at_words(model, known["words"].raw_data, weights)
    model.metadata_props.add(key=BESIDE, value=hashlib.sha256((weights / WORDS).read_bytes()).hexdigest())
    onnx.save(model, out)


def move(weights: Path, new: Path) -> None:
    """Let what is there read its words in a new file beside which it will stand. Raises SystemExit where these are others."""
    old, model = onnx.load(weights / WORDS), onnx.load(weights / EAR, load_external_data=False)
    words = next(kept.raw_data for kept in old.graph.initializer if kept.name == "words")
    at = new.read_bytes().find(words)
    if at < 0:
        raise SystemExit(f"The new {WORDS} holds other words: {EAR} must be taught anew.")
    kept = next(kept for kept in model.graph.initializer if external_data_helper.uses_external_data(kept))
    next(told for told in kept.external_data if told.key == "offset").value = str(at)
    beside = next(prop for prop in model.metadata_props if prop.key == BESIDE)
    beside.value = hashlib.sha256(new.read_bytes()).hexdigest()
    onnx.save(model, weights / EAR)


def _point_at_words(model: onnx.ModelProto, words: bytes, weights: Path) -> None:
    """Instead of the words say where they stand."""
    at = (weights / WORDS).read_bytes().find(words)
    if at < 0:
        raise SystemExit(f"{WORDS} does not hold its words in one piece.")
    for kept in model.graph.initializer:
        if kept.data_type == TensorProto.INT8 and kept.raw_data == words:
            external_data_helper.set_external_data(kept, location=WORDS, offset=at, length=len(words))
            kept.ClearField("raw_data")
            return
    raise SystemExit("The model does not hold the words it was made with.")
