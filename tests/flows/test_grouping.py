from hypothesis import given
from hypothesis import strategies as st

from pipeline.flows.grouping import MOST_SECONDS, group_by_length, group_evenly


@given(st.lists(st.text(min_size=1), unique=True, max_size=60), st.integers(1, 8))
def test_every_source_is_in_exactly_one_group_in_order(ids: list[str], workers: int) -> None:
    assert [one for group in group_evenly(ids, workers) for one in group] == ids


@given(st.dictionaries(st.text(min_size=1), st.floats(1.0, 4000.0), max_size=60), st.integers(1, 8), st.integers(1, 10))
def test_groups_of_calls_lose_none_and_respect_both_bounds(seconds: dict[str, float], workers: int, most: int) -> None:
    groups = group_by_length(seconds, workers, most)
    assert sorted(one for group in groups for one in group) == sorted(seconds)
    for group in groups:
        assert 1 <= len(group) <= most
        assert len(group) == 1 or sum(seconds[one] for one in group) <= MOST_SECONDS


def test_the_longest_call_is_begun_first_so_that_nobody_waits_for_it_at_the_end() -> None:
    groups = group_by_length({"short": 60.0, "long": 900.0, "middle": 300.0}, workers=2, most_calls=8)
    assert groups[0] == ["long"]
