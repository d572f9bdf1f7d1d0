from collections import Counter
from collections.abc import Sequence

import pytest

from benchmarks.phi.detectors import Find, Hidden
from benchmarks.phi.marked import MarkedCall, MarkedTurn
from benchmarks.phi.speed import long_call, measure_speed


def call_of(words: int) -> MarkedCall:
    return MarkedCall(f"{words}", (MarkedTurn("caller", " ".join(["well"] * words)),))


def test_a_long_call_repeats_the_turns_until_it_has_its_words() -> None:
    long = long_call([call_of(7), call_of(5)], words=30)
    assert long.words == 31
    assert [len(turn.text.split()) for turn in long.turns] == [7, 5, 7, 5, 7]


def test_calls_without_a_word_make_no_long_call() -> None:
    with pytest.raises(ValueError, match="no words"):
        long_call([call_of(0)])


def test_every_detector_runs_as_often_as_every_other_turn_by_turn() -> None:
    seen: list[str] = []

    def named(name: str) -> Find:
        def find(texts: Sequence[str], speakers: Sequence[str]) -> list[list[Hidden]]:
            seen.append(name)
            return [[] for _ in texts]

        return find

    speeds = measure_speed({"one": named("one"), "two": named("two")}, [call_of(40), call_of(50)], repeats=3)
    assert set(speeds) == {"one", "two"}
    assert Counter(seen) == {"one": 10, "two": 10}  # once to warm up, then three times two calls and a long one
    assert seen[:2] == ["one", "two"]
    assert seen[2:8] == ["one"] * 3 + ["two"] * 3
