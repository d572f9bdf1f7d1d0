"""The packaged encoder that both fine-tuned networks start from: its files, word pieces, shape and shared tensors.

torch and transformers are imported inside the functions that need them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.weights import find_weights
from pipeline.domain.call import Speaker

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import nn
    from transformers import BertConfig

Encode = Callable[[list[str]], list[list[int]]]
"""Texts to word-piece ids, without special tokens."""

ENCODER = "minilm-l6"
CLS, SEP, MASK, FIRST_WORD = 101, 102, 103, 999
"""BERT's uncased vocabulary: special pieces, and where it begins to hold words and signs."""
LONGEST = 512  # positions that the encoder knows
MARKS = {
    Speaker.AGENT: "agent :",
    Speaker.CALLER: "caller :",
    Speaker.OTHER: "recording :",
    Speaker.UNKNOWN: "someone :",
}
BORROWED = ("encoder.embeddings.word_embeddings.weight", "encoder.embeddings.position_embeddings.weight")
"""Not tuned, hence not saved: they come from the encoder's package."""


def encoder_files(cache: Path) -> dict[str, Path]:
    """The encoder's files by name. Raises MissingWeightsError."""
    return {path.name: path for path in find_weights(ENCODER, cache)}


def load_tokenizer(tokenizer: Path) -> "Tokenizer":
    """The encoder's tokenizer, without truncation and padding; its encodings carry character offsets."""
    from transformers import PreTrainedTokenizerFast

    fast = PreTrainedTokenizerFast(tokenizer_file=str(tokenizer))  # type: ignore[no-untyped-call] # not typed there
    backend: Tokenizer = fast.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    return backend


def load_encode(tokenizer: Path) -> Encode:
    """The encoder's word pieces, from its tokenizer.json."""
    backend = load_tokenizer(tokenizer)
    return lambda texts: [encoding.ids for encoding in backend.encode_batch(texts, add_special_tokens=False)]


def encoder_config(path: Path) -> "BertConfig":
    """The encoder's shape, without its dropout: token masking regularises instead, at a fraction of the time."""
    from transformers import BertConfig

    config = BertConfig.from_json_file(path)
    config.hidden_dropout_prob = 0.0
    config.attention_probs_dropout_prob = 0.0
    config._attn_implementation = "eager"  # measured: on a CPU in bfloat16 the fused backward takes twice the time
    return config


def borrow(network: "nn.Module", encoder: Path, names: Sequence[str]) -> None:
    """Copy the named tensors from the encoder's safetensors file into the network."""
    from safetensors import safe_open

    state = network.state_dict()
    with safe_open(encoder, framework="pt") as file:
        for name in names:
            state[name].copy_(file.get_tensor(name.removeprefix("encoder.")))


def fast_numbers() -> bool:
    """Whether bfloat16 pays: only with AMX; elsewhere it is about three times slower than float32."""
    import torch

    return bool(torch.cpu._is_amx_tile_supported())
