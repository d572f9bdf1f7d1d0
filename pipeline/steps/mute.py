"""Sound with its PHI stretches made unhearable, on every channel: the other side's microphone hears them too."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.domain.phi import MutedSpan
from pipeline.domain.recording import MuteWith, Sound

_TONE_HZ = 440.0
_TONE_LEVEL = 0.08  # of full scale: audible, and well below speech
_FADE_S = 0.005  # long enough that no click is heard; lies inside the span, so samples outside keep their values


def mute(sound: Sound, spans: Sequence[MutedSpan], fill: MuteWith = MuteWith.TONE) -> Sound:
    """A copy of the sound, each span replaced on all channels; samples outside the spans are the same to the bit.

    A span's edges are rounded outwards to whole frames and clipped to the sound. Only the fill fades in and out:
    a fade of the speech itself would leave its beginning hearable.
    """
    samples = sound.samples.copy()
    for span in spans:
        start = max(0, int(np.floor(span.start_s * sound.sample_rate)))
        stop = min(samples.shape[1], int(np.ceil(span.end_s * sound.sample_rate)))
        if stop > start:
            samples[:, start:stop] = _fill(stop - start, sound.sample_rate, fill)
    return Sound(samples, sound.sample_rate)


def _fill(frames: int, sample_rate: int, fill: MuteWith) -> npt.NDArray[np.float32]:
    """`frames` samples of silence, or of a tone that fades in and out."""
    if fill is MuteWith.SILENCE:
        return np.zeros(frames, dtype=np.float32)
    at = np.arange(frames, dtype=np.float64)
    fade = max(1.0, min(_FADE_S * sample_rate, frames / 2))
    envelope = np.minimum(1.0, np.minimum(at, frames - 1 - at) / fade)
    tone = _TONE_LEVEL * envelope * np.sin(2 * np.pi * _TONE_HZ / sample_rate * at)
    return tone.astype(np.float32)
