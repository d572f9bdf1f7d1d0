"""Words of a mixed track are given to the voice that they sound like, with few changes inside a sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.voice_activity import Region
from models.speech.voice_encoder import MELS, mel_filters
from models.speech.voices import STEP_S, STRETCH_S, cut_stretches, smooth_voices, word_scores
from pipeline.domain.transcript import Word


def spoken(text: str, step_s: float = 0.4) -> list[Word]:
    return [Word(text=word, start_s=at * step_s, end_s=at * step_s + 0.3) for at, word in enumerate(text.split())]


def test_one_word_that_sounds_otherwise_inside_a_sentence_is_smoothed_away() -> None:
    words = spoken("I would like to book a visit")
    assert smooth_voices(words, np.array([0.3, 0.3, 0.3, -0.1, 0.3, 0.3, 0.3])) == [0] * 7


def test_the_voice_changes_at_the_end_of_a_sentence_not_inside_it() -> None:
    words = spoken("How are you? I am fine thanks")
    assert smooth_voices(words, np.array([0.3, 0.3, -0.05, -0.3, -0.3, -0.3, -0.3])) == [0, 0, 0, 1, 1, 1, 1]


def test_a_short_answer_after_a_pause_is_a_change() -> None:
    words = [*spoken("is that right"), Word(text="yes", start_s=3.0, end_s=3.2)]
    assert smooth_voices(words, np.array([0.3, 0.3, 0.3, -0.2])) == [0, 0, 0, 1]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=30))
def test_turning_the_voices_round_turns_the_answer_round(drawn: list[float]) -> None:
    # Whole hundredths plus an odd offset, so that no two sequences cost the same.
    scores = np.round(np.array(drawn), 2) + 0.00137 * np.arange(1, len(drawn) + 1)
    words = spoken("word " * len(scores))
    assert [1 - voice for voice in smooth_voices(words, scores)] == smooth_voices(words, -scores)


def test_a_word_sounds_like_the_stretches_around_it() -> None:
    words = spoken("one two", step_s=10)
    stretches = [Region(0, STRETCH_S), Region(10, 10 + STRETCH_S)]
    first, second = word_scores(words, stretches, np.array([1.0, -1.0]))
    assert first > 0 > second


@given(st.floats(0.2, 40))
def test_stretches_cover_a_region_without_reaching_far_beyond(length: float) -> None:
    stretches = cut_stretches([Region(5, 5 + length)])
    assert all(stretch.duration_s == pytest.approx(STRETCH_S) for stretch in stretches)
    gaps = np.diff([stretch.start_s for stretch in stretches])
    assert all(gap <= STEP_S + 1e-9 for gap in gaps)
    assert stretches[0].start_s <= 5 + 1e-9
    assert stretches[-1].end_s >= 5 + length - 1e-9


def test_mel_filters_have_one_peak_each_that_rises_in_pitch() -> None:
    filters = mel_filters()
    assert filters.shape == (MELS, 201)
    assert (filters >= 0).all()
    peaks = filters.argmax(axis=1)
    assert (np.diff(peaks) > 0).all()
