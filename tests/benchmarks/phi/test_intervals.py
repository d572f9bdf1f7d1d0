import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.phi.intervals import by_call, wilson

COUNTS = st.lists(
    st.integers(0, 30).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))), min_size=1, max_size=20
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_values(part: int, whole: int, low: float, high: float) -> None:
    interval = wilson(part, whole)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


def test_nothing_judged_leaves_everything_open() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)
    assert by_call([0, 0], [0, 0]) == wilson(0, 0)


def test_where_nothing_was_missed_the_interval_is_still_open_below() -> None:
    assert by_call([5, 7], [5, 7]) == wilson(12, 12)
    assert by_call([0, 0], [100, 80], cases=12) == wilson(0, 12)


def test_misses_that_fall_on_one_call_widen_the_interval() -> None:
    spread = by_call([9] * 20, [10] * 20)
    heaped = by_call([10] * 18 + [0, 0], [10] * 20)
    assert spread == wilson(180, 200)
    assert heaped.low < spread.low - 0.05


def test_characters_take_the_spread_of_the_calls_alone() -> None:
    interval = by_call([1] * 50, [2] * 50, cases=4)
    assert (interval.low, interval.high) == (0.5, 0.5)


@given(COUNTS)
def test_the_interval_holds_the_share_and_stays_within_its_bounds(counts: list[tuple[int, int]]) -> None:
    parts, wholes = [part for part, _ in counts], [whole for _, whole in counts]
    interval = by_call(parts, wholes)
    assert 0 <= interval.low <= interval.high <= 1
    if sum(wholes):
        assert interval.low - 1e-9 <= sum(parts) / sum(wholes) <= interval.high + 1e-9
    assert interval == by_call(parts, wholes)
