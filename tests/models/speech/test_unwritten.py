"""Speech without words: what of the regions no word's time covers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.unwritten import LEAST_S, find_unwritten
from models.speech.voice_activity import Region
from pipeline.domain.transcript import Word


def word(start_s: float | None, end_s: float | None) -> Word:
    return Word(text="said", start_s=start_s, end_s=end_s)


def test_speech_before_between_and_after_the_words_of_a_region_is_unwritten() -> None:
    found = find_unwritten([Region(1.0, 9.0)], [word(2.0, 3.0), word(3.1, 4.0), word(6.0, 8.0)])
    assert [(one.start_s, one.end_s) for one in found] == [(1.0, 2.0), (4.0, 6.0), (8.0, 9.0)]


def test_speech_whose_words_stand_in_another_region_is_unwritten() -> None:
    found = find_unwritten([Region(1.0, 2.0), Region(5.0, 7.0)], [word(1.0, 2.0), word(9.0, 9.5)])
    assert [(one.start_s, one.end_s) for one in found] == [(5.0, 7.0)]


def test_a_word_without_a_time_covers_nothing() -> None:
    (one,) = find_unwritten([Region(1.0, 2.0)], [word(None, None), word(1.0, None)])
    assert (one.start_s, one.end_s) == (1.0, 2.0)


@given(
    st.lists(st.floats(0, 60), max_size=8, unique=True),
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), max_size=8),
)
def test_every_moment_of_speech_is_written_or_unwritten_and_never_both(
    edges: list[float], times: list[tuple[float, float]]
) -> None:
    edges = sorted(edges)
    regions = [Region(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    words = [word(min(pair), max(pair)) for pair in times]
    found = find_unwritten(regions, words)
    assert all(one.end_s - one.start_s >= LEAST_S for one in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    unwritten_s = sum(one.end_s - one.start_s for one in found)
    for one in found:
        assert any(region.start_s <= one.start_s and one.end_s <= region.end_s for region in regions)
        assert not any(min(pair) < one.end_s and one.start_s < max(pair) for pair in times if max(pair) > min(pair))
    marks = sorted({*edges, *(time for pair in times for time in pair)})
    bare_s = sum(
        after - before
        for before, after in pairwise(marks)
        if any(region.start_s <= before and after <= region.end_s for region in regions)
        and not any(min(pair) <= before and after <= max(pair) for pair in times)
    )
    most_left_out_s = LEAST_S * (len(regions) + len(words))
    assert unwritten_s == pytest.approx(bare_s, abs=most_left_out_s)
    assert unwritten_s <= bare_s + 1e-6
