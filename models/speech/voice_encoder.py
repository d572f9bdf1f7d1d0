"""Voices as vectors: resemblyzer's speaker encoder (GE2E, a three-layer LSTM), built from its weights alone.

Its own package is never imported: it asks for packages that are not needed here. Sizes: `resemblyzer/hparams.py`.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from models.speech.sound16k import SAMPLE_RATE, Samples

WINDOW = 400  # samples of one spectrum: 25 ms
HOP = 160  # samples from one spectrum to the next: 10 ms
MELS = 40
WIDTH = 256
LAYERS = 3
TARGET_DB = -30.0
AT_ONCE = 128  # stretches a call of the network

Vectors = npt.NDArray[np.float32]


def mel_filters() -> npt.NDArray[np.float32]:
    """Triangular filters on Slaney's mel scale, shape (40, 201), each of equal area, from 0 to 8 kHz.

    The scale: linear below 1 kHz, logarithmic above (Slaney, Auditory Toolbox, 1998), which the encoder was trained on.
    """
    linear_hz, first_log_hz, log_step = 200 / 3, 1000.0, np.log(6.4) / 27
    first_log_mel = first_log_hz / linear_hz
    top = first_log_mel + np.log(SAMPLE_RATE / 2 / first_log_hz) / log_step
    mels = np.linspace(0, top, MELS + 2)
    above = first_log_hz * np.exp(log_step * (mels - first_log_mel))
    edges = np.where(mels < first_log_mel, mels * linear_hz, above)
    hertz = np.linspace(0, SAMPLE_RATE / 2, WINDOW // 2 + 1)
    rising = (hertz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - hertz) / np.diff(edges)[1:, None]
    area = 2 / (edges[2:] - edges[:-2])
    return np.asarray(np.maximum(0, np.minimum(rising, falling)) * area[:, None], dtype=np.float32)


class VoiceEncoder:
    """Turns stretches of speech into vectors of length 1 that lie close together for one voice."""

    def __init__(self, weights: Path) -> None:
        from safetensors.torch import load_file

        tensors = load_file(weights)
        self._lstm = torch.nn.LSTM(MELS, WIDTH, LAYERS, batch_first=True).eval()
        self._lstm.load_state_dict({key.removeprefix("lstm."): tensors[key] for key in tensors if "lstm" in key})
        self._weight, self._bias = tensors["linear.weight"], tensors["linear.bias"]
        self._filters = torch.from_numpy(mel_filters())

    @torch.inference_mode()
    def spectra(self, samples: Samples) -> torch.Tensor:
        """Mel power spectra, shape (frames, 40), 100 a second; quiet sound is raised to -30 dB first."""
        level = 10 * np.log10(float(np.mean(np.square(samples, dtype=np.float64))) + 1e-12)
        gain = 10 ** (max(0.0, TARGET_DB - level) / 20)
        spectrum = torch.stft(
            torch.from_numpy(samples) * gain,
            WINDOW,
            HOP,
            window=torch.hann_window(WINDOW),
            pad_mode="constant",
            return_complex=True,
        )
        return (self._filters @ spectrum.abs().square()).T

    @torch.inference_mode()
    def embed(self, stretches: torch.Tensor) -> Vectors:
        """One vector a stretch, shape (stretches, 256), from spectra of shape (stretches, frames, 40)."""
        parts = [np.zeros((0, WIDTH), dtype=np.float32)]
        for at in range(0, len(stretches), AT_ONCE):
            _, (hidden, _) = self._lstm(stretches[at : at + AT_ONCE])
            raw = torch.relu(torch.nn.functional.linear(hidden[-1], self._weight, self._bias))
            parts.append(torch.nn.functional.normalize(raw, dim=1).numpy())
        return np.concatenate(parts)
