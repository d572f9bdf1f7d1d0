"""Mel spectrograms and encoder features of windows, in the fastest type that the machine has."""

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from models.speech.sound16k import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from whisper.model import Whisper

WINDOW_SAMPLES = 30 * SAMPLE_RATE
WINDOW_FRAMES = 3000


def fastest_dtype() -> torch.dtype:
    """bfloat16 where the CPU multiplies it in hardware (AMX); elsewhere it is three times slower than float32."""
    return torch.bfloat16 if torch.cpu._is_amx_tile_supported() else torch.float32


class Encoder:
    """openai-whisper's audio encoder."""

    def __init__(self, model: "Whisper", dtype: torch.dtype) -> None:
        self._mels = model.dims.n_mels
        self._dtype = dtype
        self._encoder = model.encoder
        if dtype != torch.float32:
            self._encoder = copy.deepcopy(model.encoder)
            for module in self._encoder.modules():
                if isinstance(module, torch.nn.Linear | torch.nn.Conv1d):  # whisper's norms compute in float32
                    module.to(dtype)

    @torch.inference_mode()
    def encode(self, windows: Sequence[Samples]) -> torch.Tensor:
        """Features of shape (windows, 1500, width) from samples at 16 kHz, at most 30 s each."""
        # One at a time: 1,500 frames fill the processor, and a window's features depend on nothing beside it.
        return torch.cat([self._encoder(self._mel(samples)[None].to(self._dtype)) for samples in windows])

    def _mel(self, samples: Samples) -> torch.Tensor:
        from whisper import log_mel_spectrogram

        padded = torch.zeros(WINDOW_SAMPLES)
        length = min(samples.size, WINDOW_SAMPLES)
        padded[:length] = torch.from_numpy(samples[:length])
        mel: torch.Tensor = log_mel_spectrogram(padded, self._mels)
        return mel[:, :WINDOW_FRAMES]
