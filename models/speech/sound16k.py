"""Sound as the models want it: 16 kHz, one track per voice where the recording has them apart."""

from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

from pipeline.domain.recording import Sound

SAMPLE_RATE = 16000
Samples = npt.NDArray[np.float32]

SILENT_DB = -60.0  # below the loudest channel by this much, a channel is a dead line
SAME = 0.98  # correlation above which two channels carry the same sound


@dataclass(frozen=True, eq=False)
class Track:
    """One channel, or the mix of several, at 16 kHz. `channel` is None for a mix."""

    samples: Samples
    channel: int | None

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return float(self.samples.size / SAMPLE_RATE)

    def __repr__(self) -> str:
        return f"Track(channel {self.channel}, {self.duration_s:.1f} s)"


def split_tracks(sound: Sound) -> tuple[Track, ...]:
    """Two tracks where two channels carry different sound, else one.

    Dead channels are left out. Two channels with the same sound, and three or more with different sound, are mixed:
    nothing says then which of them belong together.
    """
    live = _live_channels(sound)
    if len(live) == 1:
        return (Track(_resample(sound.samples[live[0]], sound.sample_rate), live[0]),)
    if len(live) == 2 and not _alike(sound.samples[live[0]], sound.samples[live[1]]):
        return tuple(Track(_resample(sound.samples[channel], sound.sample_rate), channel) for channel in live)
    mixed = sound.samples[live].mean(axis=0, dtype=np.float32) if live else sound.samples.mean(axis=0, dtype=np.float32)
    return (Track(_resample(mixed, sound.sample_rate), None),)


def _live_channels(sound: Sound) -> list[int]:
    powers = np.mean(np.square(sound.samples, dtype=np.float64), axis=1)
    floor = powers.max(initial=0.0) * 10 ** (SILENT_DB / 10)
    return [channel for channel, power in enumerate(powers.tolist()) if power > floor]


def _alike(one: Samples, other: Samples) -> bool:
    energy = float(np.sqrt(np.sum(np.square(one, dtype=np.float64)) * np.sum(np.square(other, dtype=np.float64))))
    return bool(np.dot(one.astype(np.float64), other.astype(np.float64)) >= SAME * energy)


def _resample(samples: Samples, rate: int) -> Samples:
    if rate == SAMPLE_RATE:
        return np.ascontiguousarray(samples, dtype=np.float32)
    from scipy.signal import resample_poly  # type: ignore[import-untyped] # scipy ships no types

    factor = gcd(rate, SAMPLE_RATE)
    return np.asarray(resample_poly(samples, SAMPLE_RATE // factor, rate // factor), dtype=np.float32)
