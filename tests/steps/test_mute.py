import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.phi import MutedSpan
from pipeline.domain.recording import MuteWith, Sound
from pipeline.steps.mute import mute

RATE = 1000
SECONDS = 2.0


def noise(channels: int = 2) -> Sound:
    """Noise whose every sample is far from silence and from the tone."""
    random = np.random.default_rng(7)
    signs = random.choice(np.array([-1.0, 1.0]), size=(channels, int(RATE * SECONDS)))
    return Sound((signs * random.uniform(0.5, 1.0, signs.shape)).astype(np.float32), RATE)


SPANS = st.lists(
    st.tuples(st.floats(0, 2.5), st.floats(0, 2.5)).map(lambda p: MutedSpan(start_s=min(p), end_s=max(p))), max_size=5
)


@given(SPANS, st.sampled_from(MuteWith))
def test_samples_outside_the_spans_are_untouched_and_inside_nothing_is_left(
    spans: list[MutedSpan], fill: MuteWith
) -> None:
    sound = noise()
    muted = mute(sound, spans, fill)
    time = np.arange(sound.samples.shape[1]) / RATE
    inside = np.zeros(time.shape, dtype=bool)
    for one in spans:
        inside[int(np.floor(one.start_s * RATE)) : int(np.ceil(one.end_s * RATE))] = True
    assert muted.samples.shape == sound.samples.shape
    assert np.array_equal(muted.samples[:, ~inside], sound.samples[:, ~inside])
    assert np.abs(muted.samples[:, inside]).max(initial=0.0) < 0.1


def test_every_channel_is_muted_since_each_side_hears_the_other() -> None:
    muted = mute(noise(channels=3), [MutedSpan(start_s=0.5, end_s=1.0)], MuteWith.SILENCE)
    assert not muted.samples[:, 500:1000].any()


def test_the_tone_is_heard_and_begins_and_ends_without_a_click() -> None:
    tone = mute(noise(1), [MutedSpan(start_s=0.5, end_s=1.5)], MuteWith.TONE).samples[0, 500:1500]
    assert np.abs(tone).max() == pytest.approx(0.08, abs=0.005)
    assert tone[0] == 0.0
    assert abs(tone[-1]) < 0.001


def test_the_given_sound_is_not_changed() -> None:
    sound = noise()
    before = sound.samples.copy()
    mute(sound, [MutedSpan(start_s=0.0, end_s=2.0)])
    assert np.array_equal(sound.samples, before)


def test_a_span_beyond_the_end_is_cut_off_there() -> None:
    assert mute(noise(), [MutedSpan(start_s=1.9, end_s=9.0)]).samples.shape == noise().samples.shape
