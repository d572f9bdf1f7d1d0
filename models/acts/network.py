"""The network: a BERT encoder, and per act an attention over the tokens of each judged turn.

Importing this module imports torch; everything outside `models` reaches it through `models.acts.classifier`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from transformers import BertConfig, BertModel

from models.acts.reading import CONTEXT, Window


@dataclass(frozen=True)
class Batch:
    """Windows padded to one length. Shapes: [windows, tokens]; `owners` is CONTEXT where no judged turn stands."""

    tokens: torch.Tensor
    segments: torch.Tensor
    mask: torch.Tensor
    owners: torch.Tensor
    judged: int


def pad(windows: Sequence[Window], judged: int) -> Batch:
    """A batch of windows; `judged` is the most judged turns that a window of the layout can hold."""
    length = -(-max(len(window) for window in windows) // 16) * 16  # few shapes: each new one costs a compilation
    shape = (len(windows), length)
    batch = Batch(
        tokens=torch.zeros(shape, dtype=torch.long),
        segments=torch.zeros(shape, dtype=torch.long),
        mask=torch.zeros(shape, dtype=torch.long),
        owners=torch.full(shape, CONTEXT),
        judged=judged,
    )
    for row, window in enumerate(windows):
        batch.tokens[row, : len(window)] = torch.tensor(window.tokens)
        batch.segments[row, : len(window)] = torch.tensor(window.segments)
        batch.mask[row, : len(window)] = 1
        batch.owners[row, : len(window)] = torch.tensor(window.owners)
    return batch


class ActNetwork(nn.Module):
    """Logits per act for each judged turn of a window."""

    def __init__(self, config: BertConfig, acts: int) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.attention = nn.Linear(config.hidden_size, acts, bias=False)  # which tokens of the turn speak for the act
        self.evidence = nn.Linear(config.hidden_size, acts)  # what each token says about it
        nn.init.zeros_(self.attention.weight)  # starts as a mean over the turn
        nn.init.normal_(self.evidence.weight, std=0.02)
        nn.init.constant_(self.evidence.bias, -2.0)  # acts are rare

    def forward(self, batch: Batch) -> torch.Tensor:
        """Logits [windows, judged turns, acts]; rows of turns that a window does not have are 0."""
        hidden = self.encoder(
            input_ids=batch.tokens, attention_mask=batch.mask, token_type_ids=batch.segments
        ).last_hidden_state
        with torch.autocast("cpu", enabled=False):  # sums of exponentials want float32
            return self._judge(hidden.float(), batch)

    def _judge(self, hidden: torch.Tensor, batch: Batch) -> torch.Tensor:
        weight = self.attention(hidden).clamp(-15, 15).exp()
        turns = torch.arange(batch.judged).view(1, -1, 1)
        belongs = (batch.owners.unsqueeze(1) == turns).float()
        total = torch.einsum("wjt,wta->wja", belongs, weight * self.evidence(hidden))
        return total / torch.einsum("wjt,wta->wja", belongs, weight).clamp_min(1e-6)
