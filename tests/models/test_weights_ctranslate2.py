"""A CTranslate2 file of a tiny model becomes openai-whisper's tensors again, or is refused."""

import json
import struct

import numpy as np
import pytest
import torch
from whisper.model import ModelDimensions, Whisper

from models.ctranslate2 import read_binary, whisper_checkpoint
from pipeline.errors import MissingWeightsError

DIMS = ModelDimensions(
    n_mels=8,
    n_audio_ctx=6,
    n_audio_state=8,
    n_audio_head=2,
    n_audio_layer=2,
    n_vocab=20,
    n_text_ctx=5,
    n_text_state=8,
    n_text_head=2,
    n_text_layer=3,
)
CONFIG = json.dumps({"alignment_heads": [[1, 0], [2, 1]]}).encode()
TYPES = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def binary(tensors: dict[str, np.ndarray], *, revision: int = 3, tied: bool = True) -> bytes:
    content = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", revision, len(tensors))
    for name, values in tensors.items():
        shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        kind = struct.pack("<BI", TYPES[str(values.dtype)], values.nbytes)
        content += text(name) + shape + kind + values.tobytes()
    aliases = text("decoder/projection/weight") + text("decoder/embeddings/weight") if tied else b""
    return content + struct.pack("<I", int(tied)) + aliases


def as_ctranslate2(state: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """What CTranslate2's converter makes of openai-whisper's tensors."""
    plain = {name: tensor.half().numpy() for name, tensor in state.items()}
    out: dict[str, np.ndarray] = {}

    def put(target: str, names: list[str]) -> None:
        out[f"{target}/weight"] = np.concatenate([plain[f"{name}.weight"] for name in names])
        zeros = [np.zeros(len(plain[f"{name}.weight"]), np.float16) for name in names]
        out[f"{target}/bias"] = np.concatenate(
            [plain.get(f"{name}.bias", zero) for name, zero in zip(names, zeros, strict=True)]
        )

    def norm(target: str, name: str) -> None:
        out[f"{target}/gamma"], out[f"{target}/beta"] = plain[f"{name}.weight"], plain[f"{name}.bias"]

    for side, layers, last in (("encoder", 2, "encoder.ln_post"), ("decoder", 3, "decoder.ln")):
        out[f"{side}/num_heads"] = np.array(2, np.int16)
        out[f"{side}/position_encodings/encodings"] = plain[f"{side}.positional_embedding"]
        norm(f"{side}/layer_norm", last)
        for layer in range(layers):
            block, target = f"{side}.blocks.{layer}", f"{side}/layer_{layer}"
            norm(f"{target}/self_attention/layer_norm", f"{block}.attn_ln")
            put(f"{target}/self_attention/linear_0", [f"{block}.attn.{part}" for part in ("query", "key", "value")])
            put(f"{target}/self_attention/linear_1", [f"{block}.attn.out"])
            if side == "decoder":
                norm(f"{target}/attention/layer_norm", f"{block}.cross_attn_ln")
                put(f"{target}/attention/linear_0", [f"{block}.cross_attn.query"])
                put(f"{target}/attention/linear_1", [f"{block}.cross_attn.{part}" for part in ("key", "value")])
                put(f"{target}/attention/linear_2", [f"{block}.cross_attn.out"])
            norm(f"{target}/ffn/layer_norm", f"{block}.mlp_ln")
            put(f"{target}/ffn/linear_0", [f"{block}.mlp.0"])
            put(f"{target}/ffn/linear_1", [f"{block}.mlp.2"])
    for conv in ("conv1", "conv2"):
        put(f"encoder/{conv}", [f"encoder.{conv}"])
    out["decoder/embeddings/weight"] = plain["decoder.token_embedding.weight"]
    return out


@pytest.fixture(scope="module")
def state() -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    model = Whisper(DIMS)
    torch.nn.init.normal_(model.decoder.positional_embedding)
    return {name: tensor.half() for name, tensor in model.state_dict().items()}


def test_every_tensor_comes_back_unchanged(state: dict[str, torch.Tensor]) -> None:
    checkpoint = whisper_checkpoint(binary(as_ctranslate2(state)), CONFIG)
    assert checkpoint.dims == vars(DIMS)
    assert checkpoint.alignment_heads == ((1, 0), (2, 1))
    assert checkpoint.tensors.keys() == state.keys()
    assert all(torch.equal(checkpoint.tensors[name], tensor) for name, tensor in state.items())


def test_a_cut_file_is_refused(state: dict[str, torch.Tensor]) -> None:
    with pytest.raises(MissingWeightsError, match="damaged"):
        read_binary(binary(as_ctranslate2(state))[:-400])


def test_bytes_after_the_end_are_refused(state: dict[str, torch.Tensor]) -> None:
    with pytest.raises(MissingWeightsError, match="after its end"):
        read_binary(binary(as_ctranslate2(state)) + b"x")


def test_another_revision_is_refused(state: dict[str, torch.Tensor]) -> None:
    with pytest.raises(MissingWeightsError, match="binary version"):
        read_binary(binary(as_ctranslate2(state), revision=4))


def test_a_key_projection_with_a_bias_is_refused(state: dict[str, torch.Tensor]) -> None:
    tensors = as_ctranslate2(state)
    bias = tensors["encoder/layer_0/self_attention/linear_0/bias"].copy()
    bias[8] = 1  # the key's part follows the query's eight
    tensors["encoder/layer_0/self_attention/linear_0/bias"] = bias
    with pytest.raises(MissingWeightsError, match="key projection"):
        whisper_checkpoint(binary(tensors), CONFIG)


def test_quantised_weights_are_refused(state: dict[str, torch.Tensor]) -> None:
    tensors = as_ctranslate2(state)
    tensors["encoder/layer_0/ffn/linear_0/weight"] = tensors["encoder/layer_0/ffn/linear_0/weight"].astype(np.int8)
    with pytest.raises(MissingWeightsError, match="quantised"):
        whisper_checkpoint(binary(tensors), CONFIG)


def test_an_output_projection_of_its_own_is_refused(state: dict[str, torch.Tensor]) -> None:
    with pytest.raises(MissingWeightsError, match="tied"):
        whisper_checkpoint(binary(as_ctranslate2(state), tied=False), CONFIG)
