"""Where anybody speaks: silero-vad's probabilities and the regions that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.speech.sound16k import SAMPLE_RATE, Samples

FRAME = 512  # samples of one probability: 32 ms
CONTEXT = 64  # samples of the frame before that the model sees too
BLOCK = 4096  # frames a call of the model, about two minutes

ENTER, LEAVE = 0.5, 0.35  # speech begins above the first and ends below the second probability: silero-vad's defaults
MIN_SPEECH_S = 0.2
MIN_SILENCE_S = 0.16
PADDING_S = 0.2  # kept on both sides of speech: soft first and last sounds lie below the threshold

Probabilities = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Region:
    """A stretch of one track in which somebody speaks, in seconds."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Its length in seconds."""
        return self.end_s - self.start_s


class VoiceActivity:
    """silero-vad over whole tracks."""

    def __init__(self, weights: Path) -> None:
        from models.speech.voice_network import load_network

        self._network = load_network(weights)

    def probabilities(self, samples: Samples) -> Probabilities:
        """Speech probability of each 32 ms frame; `samples` at 16 kHz, the last frame filled up with silence."""
        import torch

        frames = np.zeros((-(-samples.size // FRAME), FRAME), dtype=np.float32)
        frames.reshape(-1)[: samples.size] = samples
        before = np.zeros((len(frames), CONTEXT), dtype=np.float32)
        before[1:] = frames[:-1, -CONTEXT:]
        state, found = None, [np.zeros(0, dtype=np.float32)]
        with torch.inference_mode():
            for first in range(0, len(frames), BLOCK):
                block = slice(first, first + BLOCK)
                seen = torch.from_numpy(np.concatenate((before[block], frames[block]), axis=1))
                values, state = self._network(seen, state)
                found.append(values.numpy())
        return np.concatenate(found)


def find_regions(probabilities: Probabilities, duration_s: float) -> tuple[Region, ...]:
    """Regions of speech in order, padded, apart from each other, within 0..`duration_s`."""
    frame_s = FRAME / SAMPLE_RATE
    loud = _hold(probabilities)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    stretches: list[tuple[float, float]] = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        start, end = first * frame_s, min(last * frame_s, duration_s)
        if stretches and start - stretches[-1][1] < MIN_SILENCE_S:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return _pad([(start, end) for start, end in stretches if end - start >= MIN_SPEECH_S], duration_s)


def _hold(probabilities: Probabilities) -> npt.NDArray[np.bool_]:
    """Speech per frame with hysteresis: what lies between the two thresholds stays as it was before."""
    decided = np.where(probabilities >= ENTER, 1, np.where(probabilities < LEAVE, 0, -1))
    last_decided = np.maximum.accumulate(np.where(decided >= 0, np.arange(decided.size), -1))
    return np.asarray((last_decided >= 0) & (decided[last_decided] == 1))


def _pad(stretches: Sequence[tuple[float, float]], duration_s: float) -> tuple[Region, ...]:
    """Each stretch grown by the padding, at most to the middle of the silence beside it."""
    regions = []
    for index, (start, end) in enumerate(stretches):
        before = (stretches[index - 1][1] + start) / 2 if index else 0.0
        after = (stretches[index + 1][0] + end) / 2 if index + 1 < len(stretches) else duration_s
        regions.append(Region(max(before, start - PADDING_S), min(after, end + PADDING_S)))
    return tuple(regions)
