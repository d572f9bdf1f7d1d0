"""Any recording becomes one or two tracks at 16 kHz."""

import numpy as np
import pytest

from models.speech.sound16k import SAMPLE_RATE, split_tracks
from pipeline.domain.recording import Sound


def noise(seed: int, seconds: float = 1.0, rate: int = 8000) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, int(seconds * rate)).astype(np.float32)


def test_two_different_channels_are_two_tracks() -> None:
    tracks = split_tracks(Sound(np.stack([noise(1), noise(2)]), 8000))
    assert [track.channel for track in tracks] == [0, 1]


def test_two_equal_channels_are_one_voice_mix() -> None:
    tracks = split_tracks(Sound(np.stack([noise(1), noise(1) * 0.7]), 8000))
    assert [track.channel for track in tracks] == [None]


def test_an_inverted_channel_is_not_mixed_to_nothing() -> None:
    tracks = split_tracks(Sound(np.stack([noise(1), -noise(1)]), 8000))
    assert max(float(np.abs(track.samples).max()) for track in tracks) > 0.1


def test_a_dead_line_is_left_out() -> None:
    (track,) = split_tracks(Sound(np.stack([noise(1) * 1e-5, noise(2)]), 8000))
    assert track.channel == 1


def test_three_voices_on_three_channels_are_mixed() -> None:
    (track,) = split_tracks(Sound(np.stack([noise(1), noise(2), noise(3)]), 8000))
    assert track.channel is None


def test_silence_is_one_silent_track() -> None:
    (track,) = split_tracks(Sound(np.zeros((2, 8000), np.float32), 8000))
    assert not track.samples.any()


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
def test_a_tone_keeps_pitch_and_length_at_any_rate(rate: int) -> None:
    samples = np.sin(2 * np.pi * 1000 * np.arange(rate) / rate).astype(np.float32)
    (track,) = split_tracks(Sound(samples[None], rate))
    assert track.duration_s == pytest.approx(1.0, abs=1e-3)
    spectrum = np.abs(np.fft.rfft(track.samples))
    assert np.argmax(spectrum) * SAMPLE_RATE / track.samples.size == pytest.approx(1000, abs=2)
