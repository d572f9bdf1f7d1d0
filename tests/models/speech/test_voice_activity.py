"""Speech probabilities become regions with padding, and short noises none."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.speech.sound16k import SAMPLE_RATE
from models.speech.voice_activity import FRAME, MIN_SPEECH_S, PADDING_S, find_regions

FRAME_S = FRAME / SAMPLE_RATE


def probabilities(*stretches: tuple[float, float]) -> np.ndarray:
    """20 s: speech is certain within the stretches and ruled out elsewhere."""
    values = np.zeros(round(20 / FRAME_S), np.float32)
    for start, end in stretches:
        values[round(start / FRAME_S) : round(end / FRAME_S)] = 1
    return values


def test_speech_gives_one_padded_region() -> None:
    (region,) = find_regions(probabilities((4, 6)), 20)
    assert region.start_s == pytest.approx(4 - PADDING_S, abs=FRAME_S)
    assert region.end_s == pytest.approx(6 + PADDING_S, abs=FRAME_S)


def test_a_click_is_no_speech() -> None:
    assert find_regions(probabilities((4, 4 + MIN_SPEECH_S / 2)), 20) == ()


def test_a_breath_does_not_cut_a_region() -> None:
    assert len(find_regions(probabilities((4, 6), (6.1, 8)), 20)) == 1


def test_doubt_keeps_what_was_before() -> None:
    values = probabilities((4, 6))
    values[round(6 / FRAME_S) : round(7 / FRAME_S)] = 0.4
    (region,) = find_regions(values, 20)
    assert region.end_s == pytest.approx(7 + PADDING_S, abs=FRAME_S)


@given(arrays(np.float32, st.integers(0, 400), elements=st.floats(0, 1, width=32)))
def test_regions_are_in_order_apart_and_within_the_recording(values: np.ndarray) -> None:
    duration_s = len(values) * FRAME_S
    regions = find_regions(values, duration_s)
    assert all(0 <= region.start_s < region.end_s <= duration_s for region in regions)
    assert all(one.end_s <= other.start_s for one, other in itertools.pairwise(regions))
