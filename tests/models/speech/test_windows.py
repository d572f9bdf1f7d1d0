"""Regions of speech are packed into windows of at most 30 s, and times map back."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.sound16k import SAMPLE_RATE, Track
from models.speech.voice_activity import FRAME, Region
from models.speech.windows import KEPT_SILENCE_S, WINDOW_S, Window, pack_windows

FRAME_S = FRAME / SAMPLE_RATE


@st.composite
def regions(draw: st.DrawFn) -> list[Region]:
    """Regions in order, some of them longer than a window."""
    at, found = 0.0, []
    for _ in range(draw(st.integers(0, 25))):
        at += draw(st.floats(0.2, 20))
        end = at + draw(st.floats(0.3, 12) | st.floats(30, 100))
        found.append(Region(at, end))
        at = end
    return found


def loudness(found: list[Region]) -> np.ndarray:
    end = found[-1].end_s if found else 0.0
    return np.random.default_rng(0).random(int(end / FRAME_S) + 1).astype(np.float32)


@given(regions())
def test_no_window_is_longer_than_whisper_reads(found: list[Region]) -> None:
    assert all(window.duration_s <= WINDOW_S + 1e-6 for window in pack_windows(0, found, loudness(found)))


@given(regions())
def test_every_moment_of_speech_lies_in_exactly_one_window(found: list[Region]) -> None:
    pieces = [piece for window in pack_windows(0, found, loudness(found)) for piece in window.pieces]
    assert all(before.end_s <= after.start_s + 1e-9 for before, after in itertools.pairwise(pieces))
    spoken = sum(region.duration_s for region in found)
    covered = sum(
        max(0.0, min(piece.end_s, region.end_s) - max(piece.start_s, region.start_s))
        for piece in pieces
        for region in found
    )
    assert covered == pytest.approx(spoken)


@given(regions(), st.data())
def test_a_time_inside_a_window_maps_back_to_where_its_sound_is(found: list[Region], data: st.DataObject) -> None:
    for window in pack_windows(0, found, loudness(found)):
        start = data.draw(st.floats(0, window.duration_s))
        end = data.draw(st.floats(start, window.duration_s))
        start_s, end_s = window.span(start, end)
        assert start_s <= end_s <= start_s + (end - start) + 1e-6
        assert any(piece.start_s - 1e-6 <= start_s and end_s <= piece.end_s + 1e-6 for piece in window.pieces)


def test_a_long_pause_is_cut_down_and_times_after_it_keep_their_place() -> None:
    (window,) = pack_windows(0, [Region(1, 3), Region(10, 12)], np.zeros(400, np.float32))
    assert window.duration_s == pytest.approx(4 + KEPT_SILENCE_S)
    assert window.span(2 + KEPT_SILENCE_S + 0.5, 2 + KEPT_SILENCE_S + 1) == pytest.approx((10.5, 11.0))


def test_a_word_across_a_cut_keeps_its_longer_side() -> None:
    window = Window(0, (Region(0, 2), Region(10, 12)))
    assert window.span(1.8, 2.9) == pytest.approx((10.0, 10.9))
    assert window.span(1.0, 2.2) == pytest.approx((1.0, 2.0))


def test_the_sound_of_a_window_is_that_of_its_pieces() -> None:
    track = Track(np.arange(16 * SAMPLE_RATE, dtype=np.float32), 0)
    window = Window(0, (Region(1, 1.5), Region(10, 10.25)))
    samples = window.samples(track)
    assert samples.size == round(0.75 * SAMPLE_RATE)
    assert samples[0] == SAMPLE_RATE
    assert samples[-1] == 10.25 * SAMPLE_RATE - 1


def test_a_window_ends_at_the_longest_pause_of_its_last_seconds() -> None:
    found = [Region(0, 20), Region(20.2, 24), Region(26, 28), Region(28.3, 35)]
    windows = pack_windows(0, found, np.zeros(2000, np.float32))
    assert [window.pieces[-1].end_s for window in windows] == [24, 35]


def test_endless_speech_is_cut_where_speech_is_least_likely() -> None:
    probabilities = np.ones(2000, np.float32)
    probabilities[700] = 0.4
    windows = pack_windows(0, [Region(0, 40)], probabilities)
    assert windows[0].pieces[-1].end_s == pytest.approx(700 * FRAME_S)
