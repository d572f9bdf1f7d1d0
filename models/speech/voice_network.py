"""silero-vad's network in torch, over a whole recording at once.

The published runtime for it, onnxruntime, brings telemetry along: its wheels write a session file into the temporary
folder and hold a client that reports. The network is small, so it runs on the torch that is here anyway.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

FILTER, HOP = 256, 128  # samples of the short-time Fourier transform, which is a convolution with fixed weights
BANDS = FILTER // 2 + 1
REFLECTED = 64  # samples mirrored at each frame's end
STATE = 128


class SileroNetwork(nn.Module):
    """16 kHz frames with their context in, one speech probability a frame out. Layer names are the converted file's."""

    def __init__(self) -> None:
        super().__init__()
        self.stft_conv = nn.Conv1d(1, 2 * BANDS, FILTER, stride=HOP, bias=False)
        self.conv1 = nn.Conv1d(BANDS, 128, 3, padding=1)
        self.conv2 = nn.Conv1d(128, 64, 3, stride=2, padding=1)
        self.conv3 = nn.Conv1d(64, 64, 3, stride=2, padding=1)
        self.conv4 = nn.Conv1d(64, STATE, 3, padding=1)
        self.lstm = nn.LSTM(STATE, STATE)
        self.final_conv = nn.Conv1d(STATE, 1, 1)

    def forward(self, frames: Tensor, state: tuple[Tensor, Tensor] | None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """`frames`: (frames, 576) in order of time. Probabilities (frames,), and the state for what follows."""
        parts = self.stft_conv(functional.pad(frames.unsqueeze(1), (0, REFLECTED), "reflect"))
        seen: Tensor = torch.sqrt(parts[:, :BANDS] ** 2 + parts[:, BANDS:] ** 2)
        for layer in (self.conv1, self.conv2, self.conv3, self.conv4):
            seen = functional.relu(layer(seen))
        hidden, state = self.lstm(seen.squeeze(-1), state)
        return torch.sigmoid(self.final_conv(functional.relu(hidden).unsqueeze(-1))).flatten(), state


def load_network(weights: Path) -> SileroNetwork:
    """The network with the weights that `models/conversion.py` takes out of silero-vad's package."""
    network = SileroNetwork()
    network.load_state_dict(load_file(weights))
    return network.eval()
