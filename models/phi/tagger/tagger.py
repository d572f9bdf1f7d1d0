"""The tagger at run time: a call's turns in, every word with its probabilities out."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from models.encoder import encoder_files, fast_numbers, load_tokenizer
from models.phi.tagger.windows import Split, TaggerLayout, TaggerWindow, read_windows
from models.weights import find_weights
from pipeline.domain.base import Value
from pipeline.domain.call import Speaker
from pipeline.domain.phi import KEPT, PhiLabel
from pipeline.errors import MissingWeightsError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from models.phi.tagger.network import TokenTagger

WEIGHTS = "phi-tagger"
LABELS = tuple(PhiLabel)
WINDOWS_AT_ONCE = 4
_WORD = re.compile(r"\w+(?:['’]\w+)*", re.UNICODE)
_HIDDEN = np.array([label not in KEPT for label in LABELS])


class TaggerSpec(Value):
    """How to read the weights: the windows' layout and from which probability on a word of each label is hidden."""

    layout: TaggerLayout = TaggerLayout()
    thresholds: dict[PhiLabel, float] = Field(description="a word is found at or above its label's own")


@dataclass(frozen=True)
class TaggedWord:
    """A word of one turn with what the tagger holds of it: half-open offsets, probabilities in 0..1.

    `phi`: that it is any label that is hidden; `label`: the likeliest of those. `kept`: that it is STAFF or ORG;
    `kept_label`: the likelier of the two.
    """

    start: int
    end: int
    phi: float
    label: PhiLabel
    kept: float
    kept_label: PhiLabel


class Tagger:
    """Tags calls with the fine-tuned encoder. Keeps to the caller's number of torch threads."""

    def __init__(self, network: "TokenTagger", spec: TaggerSpec, split: Split) -> None:
        self._network = network
        self.spec = spec
        self._split = split
        self._bfloat16 = fast_numbers()

    def tag(self, texts: Sequence[str], speakers: Sequence[Speaker]) -> list[tuple[TaggedWord, ...]]:
        """For each turn its words in order. `texts` and `speakers` have equal length."""
        windows = read_windows(speakers, texts, self.spec.layout, self._split)
        words = [[match.span() for match in _WORD.finditer(text)] for text in texts]
        best = [np.zeros((len(spans), len(LABELS)), dtype=np.float32) for spans in words]
        owner = [_word_at(text, spans) for text, spans in zip(texts, words, strict=True)]
        for at in range(0, len(windows), WINDOWS_AT_ONCE):
            group = windows[at : at + WINDOWS_AT_ONCE]
            for window, row in zip(group, self._probabilities(group), strict=True):
                for position in window.judged:
                    turn, start, end = window.places[position]
                    for word in set(owner[turn][start:end]) - {-1} if turn >= 0 else ():
                        best[turn][word] = np.maximum(best[turn][word], row[position, 1:])
        return [
            tuple(_tagged(span, row) for span, row in zip(spans, rows, strict=True))
            for spans, rows in zip(words, best, strict=True)
        ]

    def _probabilities(self, windows: Sequence[TaggerWindow]) -> NDArray[np.float32]:
        import torch

        from models.phi.tagger.network import pad_windows

        tokens, mask = pad_windows(windows)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self._bfloat16):
            logits = self._network(tokens, mask)
        found: NDArray[np.float32] = torch.softmax(logits, dim=-1).numpy()
        return found


def _word_at(text: str, spans: Sequence[tuple[int, int]]) -> NDArray[np.int32]:
    """For each character which word it is in; -1 between words."""
    owner = np.full(len(text), -1, dtype=np.int32)
    for index, (start, end) in enumerate(spans):
        owner[start:end] = index
    return owner


def _tagged(span: tuple[int, int], row: NDArray[np.float32]) -> TaggedWord:
    hidden = np.where(_HIDDEN, row, 0.0)
    kept = np.where(_HIDDEN, 0.0, row)
    return TaggedWord(
        *span,
        phi=float(min(1.0, hidden.sum())),
        label=LABELS[int(hidden.argmax())] if hidden.any() else PhiLabel.OTHER_ID,
        kept=float(min(1.0, kept.sum())),
        kept_label=PhiLabel.STAFF
        if row[LABELS.index(PhiLabel.STAFF)] >= row[LABELS.index(PhiLabel.ORG)]
        else PhiLabel.ORG,
    )


def load_split(tokenizer: Path) -> Split:
    """The encoder's word pieces with offsets, from its tokenizer.json."""
    backend = load_tokenizer(tokenizer)

    def split(texts: list[str]) -> list[list[tuple[int, int, int]]]:
        return [
            [(piece, start, end) for piece, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)]
            for encoding in backend.encode_batch(texts, add_special_tokens=False)
        ]

    return split


def save_spec(spec: TaggerSpec, path: Path) -> None:
    """Write the spec as JSON; equal specs give equal bytes."""
    path.write_text(json.dumps(spec.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")


def load_tagger(settings: Settings) -> Tagger:
    """The shipped tagger. Raises MissingWeightsError where its files, or the encoder's, are absent or altered."""
    weights, spec = find_weights(WEIGHTS, settings.weights_cache)
    return read_tagger(weights, spec, encoder_files(settings.weights_cache))


def read_tagger(weights: Path, spec: Path, encoder: dict[str, Path]) -> Tagger:
    """A tagger from its two files and the encoder's. Raises MissingWeightsError where they do not fit."""
    from models.phi.tagger.network import load_tagger_network

    try:
        read = TaggerSpec.model_validate_json(spec.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise MissingWeightsError(f"{spec.name} does not fit this version: {error}") from error
    network = load_tagger_network(weights, encoder["model.safetensors"], encoder["config.json"])
    return Tagger(network, read, load_split(encoder["tokenizer.json"]))
