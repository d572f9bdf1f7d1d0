"""The network: a BERT encoder and one linear head over its tokens. Importing this module imports torch."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertConfig, BertModel

from models.encoder import BORROWED, borrow, encoder_config
from models.phi.tagger.windows import TaggerWindow
from pipeline.domain.phi import PhiLabel
from pipeline.errors import MissingWeightsError

CLASSES = (None, *PhiLabel)
"""What each output stands for; the first is "not PHI"."""
_STEP = 16  # windows are padded to a multiple: each new shape costs a compilation


class TokenTagger(nn.Module):
    """Logits per word piece: [windows, pieces, classes]."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.head = nn.Linear(config.hidden_size, len(CLASSES))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`tokens`, `mask`: [windows, pieces]; the mask is 1 where a piece stands."""
        hidden = self.encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
        with torch.autocast("cpu", enabled=False):
            logits: torch.Tensor = self.head(hidden.float())
        return logits


def pad_windows(windows: Sequence[TaggerWindow]) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens and mask of several windows, padded to one length."""
    length = -(-max(len(window) for window in windows) // _STEP) * _STEP
    tokens = torch.zeros((len(windows), length), dtype=torch.long)
    mask = torch.zeros((len(windows), length), dtype=torch.long)
    for row, window in enumerate(windows):
        tokens[row, : len(window)] = torch.tensor(window.tokens)
        mask[row, : len(window)] = 1
    return tokens, mask


def save_tagger(network: TokenTagger, path: Path) -> None:
    """Write every tuned tensor in float16; equal networks give equal bytes."""
    tensors = {
        name: tensor.to(torch.float16).contiguous()
        for name, tensor in network.state_dict().items()
        if name not in BORROWED
    }
    save_file(tensors, path)


def load_tagger_network(weights: Path, encoder: Path, config: Path) -> TokenTagger:
    """The network ready to tag, in float32. Raises MissingWeightsError where the tensors are not this network's."""
    shape = encoder_config(config)
    shape._attn_implementation = "sdpa"  # measured: a third less time than eager where nothing is learnt
    network = TokenTagger(shape)
    tuned = {name: tensor.float() for name, tensor in load_file(weights).items()}
    if set(network.state_dict()) - set(BORROWED) != set(tuned):
        raise MissingWeightsError(f"{weights.name} does not hold the tensors of this network")
    network.load_state_dict(tuned, strict=False)
    borrow(network, encoder, BORROWED)
    network.eval()
    return network
