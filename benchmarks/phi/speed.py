"""CPU time of detectors, after loading: all threads of this process, so what else runs here hardly matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from time import process_time

from benchmarks.phi.detectors import Find
from benchmarks.phi.marked import MarkedCall, MarkedTurn

LONG_CALL_WORDS = 1500  # ten minutes of speech
_SAMPLE_WORDS = 3000


@dataclass(frozen=True)
class Speed:
    """Medians over the repeats, in CPU seconds."""

    per_thousand_words_s: float
    ten_minute_call_s: float


def long_call(calls: Sequence[MarkedCall], words: int = LONG_CALL_WORDS) -> MarkedCall:
    """One call of at least `words` words: the turns of the calls one after the other, from the start again if need be.

    Raises ValueError where the calls hold no word.
    """
    if not any(call.words for call in calls):
        raise ValueError("no words to make a long call of")
    turns: list[MarkedTurn] = []
    said = 0
    for turn in cycle([turn for call in calls for turn in call.turns]):
        turns.append(turn)
        said += len(turn.text.split())
        if said >= words:
            return MarkedCall("long", tuple(turns))
    raise AssertionError("cycle of a non-empty list never ends")


def measure_speed(finders: Mapping[str, Find], calls: Sequence[MarkedCall], repeats: int) -> dict[str, Speed]:
    """Detector by detector within each repeat, so that a slow moment of the machine hits all alike."""
    sample, long = _first_words(calls), long_call(calls)
    words = sum(call.words for call in sample)
    short_s: dict[str, list[float]] = {name: [] for name in finders}
    long_s: dict[str, list[float]] = {name: [] for name in finders}
    for find in finders.values():
        _cpu_s(find, [long])  # models warm up
    for _ in range(repeats):
        for name, find in finders.items():
            short_s[name].append(_cpu_s(find, sample) * 1000 / words)
            long_s[name].append(_cpu_s(find, [long]))
    return {name: Speed(median(short_s[name]), median(long_s[name])) for name in finders}


def _first_words(calls: Sequence[MarkedCall]) -> list[MarkedCall]:
    chosen: list[MarkedCall] = []
    for call in calls:
        if sum(one.words for one in chosen) >= _SAMPLE_WORDS:
            break
        chosen.append(call)
    return chosen


def _cpu_s(find: Find, calls: Sequence[MarkedCall]) -> float:
    inputs = [([turn.text for turn in call.turns], [turn.speaker for turn in call.turns]) for call in calls]
    started = process_time()
    for texts, speakers in inputs:
        find(texts, speakers)
    return process_time() - started
