"""Reads CTranslate2's binary model files and turns a float16 Whisper model back into openai-whisper's tensors.

Nothing is lost: CTranslate2 stores openai-whisper's float16 values unchanged. It concatenates the query, key and value
projections on their first dimension, gives the key a bias of zeros, and stores the tied output projection as an alias.
Layout of the file: CTranslate2 `python/ctranslate2/specs/model_spec.py`, binary version 6.
"""

import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.errors import MissingWeightsError

if TYPE_CHECKING:
    import torch

Tensors = dict[str, "npt.NDArray[np.generic]"]

BINARY_VERSION = 6
WHISPER_SPEC, WHISPER_REVISION = "WhisperSpec", 3
DTYPES: dict[int, type[np.generic]] = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


@dataclass(frozen=True)
class WhisperCheckpoint:
    """What openai-whisper needs: sizes by the names of its `ModelDimensions`, tensors, and (layer, head) pairs."""

    dims: dict[str, int]
    tensors: dict[str, "torch.Tensor"]
    alignment_heads: tuple[tuple[int, int], ...]


class _Reader:
    """Walks over the bytes of one binary file; every number is little-endian."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def number(self, code: str) -> int:
        (value,) = struct.unpack_from("<" + code, self._content, self._at)
        self._at += struct.calcsize(code)
        return int(value)

    def text(self) -> str:
        length = self.number("H")  # counts the closing zero byte
        self._at += length
        return self._content[self._at - length : self._at - 1].decode()

    def tensor(self) -> npt.NDArray[np.generic]:
        shape = [self.number("I") for _ in range(self.number("B"))]
        dtype = np.dtype(DTYPES[self.number("B")])
        size = self.number("I")
        values = np.frombuffer(self._content, dtype, count=size // dtype.itemsize, offset=self._at)
        self._at += size
        return values.reshape(shape)

    @property
    def at_end(self) -> bool:
        return self._at == len(self._content)


def read_binary(content: bytes) -> tuple[Tensors, dict[str, str]]:
    """The tensors of a `model.bin` by name, and its aliases (alias -> name). Raises MissingWeightsError."""
    reader = _Reader(content)
    try:
        version, spec, revision = reader.number("I"), reader.text(), reader.number("I")
        if (version, spec, revision) != (BINARY_VERSION, WHISPER_SPEC, WHISPER_REVISION):
            raise MissingWeightsError(f"not a CTranslate2 Whisper model of binary version {BINARY_VERSION}")
        tensors = {}
        for _ in range(reader.number("I")):
            name = reader.text()
            tensors[name] = reader.tensor()
        aliases = {}
        for _ in range(reader.number("I")):
            alias = reader.text()
            aliases[alias] = reader.text()
    except (struct.error, KeyError, ValueError) as error:
        raise MissingWeightsError("a CTranslate2 model file is damaged") from error
    if not reader.at_end:
        raise MissingWeightsError("a CTranslate2 model file has bytes after its end")
    return tensors, aliases


def whisper_checkpoint(model: bytes, config: bytes) -> WhisperCheckpoint:
    """openai-whisper's checkpoint from the bytes of `model.bin` and `config.json`. Raises MissingWeightsError."""
    tensors, aliases = read_binary(model)
    if aliases.get("decoder/projection/weight") != "decoder/embeddings/weight":
        raise MissingWeightsError("the output projection is not tied to the token embedding")
    heads = tuple((int(layer), int(head)) for layer, head in json.loads(config)["alignment_heads"])
    return WhisperCheckpoint(_dimensions(tensors), _Renaming(tensors).run(), heads)


def _layers(tensors: Tensors, side: str) -> int:
    numbers = [name.split("/")[1].removeprefix("layer_") for name in tensors if name.startswith(f"{side}/layer_")]
    return 1 + max(int(number) for number in numbers if number.isdigit())


def _dimensions(tensors: Tensors) -> dict[str, int]:
    mel, embedding = tensors["encoder/conv1/weight"], tensors["decoder/embeddings/weight"]
    return {
        "n_mels": mel.shape[1],
        "n_audio_ctx": tensors["encoder/position_encodings/encodings"].shape[0],
        "n_audio_state": mel.shape[0],
        "n_audio_head": int(tensors["encoder/num_heads"].item()),
        "n_audio_layer": _layers(tensors, "encoder"),
        "n_vocab": embedding.shape[0],
        "n_text_ctx": tensors["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": embedding.shape[1],
        "n_text_head": int(tensors["decoder/num_heads"].item()),
        "n_text_layer": _layers(tensors, "decoder"),
    }


class _Renaming:
    """CTranslate2's names to openai-whisper's, splitting the fused projections."""

    def __init__(self, tensors: Tensors) -> None:
        self._source = tensors
        self._target: dict[str, torch.Tensor] = {}

    def run(self) -> dict[str, "torch.Tensor"]:
        for conv in ("conv1", "conv2"):
            self._copy(f"encoder.{conv}.weight", f"encoder/{conv}/weight")
            self._copy(f"encoder.{conv}.bias", f"encoder/{conv}/bias")
        for side, last in (("encoder", "encoder.ln_post"), ("decoder", "decoder.ln")):
            self._copy(f"{side}.positional_embedding", f"{side}/position_encodings/encodings")
            for layer in range(_layers(self._source, side)):
                self._block(f"{side}.blocks.{layer}", f"{side}/layer_{layer}", crosses=side == "decoder")
            self._norm(last, f"{side}/layer_norm")
        self._copy("decoder.token_embedding.weight", "decoder/embeddings/weight")
        return self._target

    def _copy(self, target: str, source: str) -> None:
        import torch

        self._target[target] = torch.from_numpy(self._source[source].copy())

    def _norm(self, target: str, source: str) -> None:
        self._copy(f"{target}.weight", f"{source}/gamma")
        self._copy(f"{target}.bias", f"{source}/beta")

    def _linear(self, target: str, source: str) -> None:
        if self._source[f"{source}/weight"].dtype != np.float16:
            raise MissingWeightsError("a quantised model cannot be turned back without loss")
        self._copy(f"{target}.weight", f"{source}/weight")
        self._copy(f"{target}.bias", f"{source}/bias")

    def _fused(self, target: str, source: str, names: tuple[str, ...]) -> None:
        self._linear(target, source)
        weights = self._target.pop(f"{target}.weight").chunk(len(names))
        biases = self._target.pop(f"{target}.bias").chunk(len(names))
        for name, weight, bias in zip(names, weights, biases, strict=True):
            self._target[f"{target}.{name}.weight"] = weight.clone()
            if name != "key":
                self._target[f"{target}.{name}.bias"] = bias.clone()
            elif bias.any():  # openai-whisper's key projection has no bias to hold it
                raise MissingWeightsError("a key projection has a bias")

    def _block(self, target: str, source: str, *, crosses: bool) -> None:
        attention = f"{source}/self_attention"
        self._norm(f"{target}.attn_ln", f"{attention}/layer_norm")
        self._fused(f"{target}.attn", f"{attention}/linear_0", ("query", "key", "value"))
        self._linear(f"{target}.attn.out", f"{attention}/linear_1")
        if crosses:
            attention = f"{source}/attention"
            self._norm(f"{target}.cross_attn_ln", f"{attention}/layer_norm")
            self._linear(f"{target}.cross_attn.query", f"{attention}/linear_0")
            self._fused(f"{target}.cross_attn", f"{attention}/linear_1", ("key", "value"))
            self._linear(f"{target}.cross_attn.out", f"{attention}/linear_2")
        self._norm(f"{target}.mlp_ln", f"{source}/ffn/layer_norm")
        self._linear(f"{target}.mlp.0", f"{source}/ffn/linear_0")
        self._linear(f"{target}.mlp.2", f"{source}/ffn/linear_1")
