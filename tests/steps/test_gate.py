"""The leak gate looks until a look finds nothing, and withholds what it cannot clean."""

from collections.abc import Sequence

import pytest

from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.errors import LeakSuspectedError
from pipeline.steps.gate import MOST_LOOKS, WHOLE_TURNS_FROM, close_leaks

TEXT = "0171 Odo Vint and the rest of the turn"
FIRST, SECOND = PhiSpan(start=6, end=9, label=PhiLabel.NAME), PhiSpan(start=0, end=4, label=PhiLabel.PHONE)


def test_what_a_further_look_finds_is_hidden_too_and_marked() -> None:
    answers = [[[SECOND]], [[]]]
    (spans,) = close_leaks([TEXT], [[FIRST]], lambda hidden, look: answers.pop(0), "C1")
    assert [(span.start, span.by_gate) for span in spans] == [(0, True), (6, False)]


def test_each_look_sees_what_the_ones_before_hid() -> None:
    seen: list[int] = []

    def look(hidden: Sequence[Sequence[PhiSpan]], number: int) -> list[list[PhiSpan]]:
        seen.append(len(hidden[0]))
        return [[SECOND]] if len(seen) == 1 else [[]]

    close_leaks([TEXT], [[FIRST]], look, "C1")
    assert seen == [1, 2]


def test_a_call_that_never_comes_clean_is_withheld() -> None:
    looks = iter(range(100))
    with pytest.raises(LeakSuspectedError, match=f"call C1: .* after {MOST_LOOKS} looks"):
        close_leaks(
            [TEXT], [[]], lambda hidden, look: [[PhiSpan(start=2 * next(looks), end=99, label=PhiLabel.NAME)]], "C1"
        )


def test_a_clean_call_costs_one_look() -> None:
    looks: list[int] = []

    def look(hidden: Sequence[Sequence[PhiSpan]], number: int) -> list[list[PhiSpan]]:
        looks.append(1)
        return [[] for _ in hidden]

    assert close_leaks([TEXT, TEXT], [[FIRST], []], look, "C1") == [[FIRST], []]
    assert len(looks) == 1


def test_a_turn_that_yields_again_and_again_is_hidden_whole() -> None:
    answers = [[[PhiSpan(start=at, end=at + 1, label=PhiLabel.NAME)]] for at in range(WHOLE_TURNS_FROM + 1)]
    ((span,),) = close_leaks([TEXT], [[]], lambda hidden, look: answers.pop(0) if answers else [[]], "C1")
    assert (span.start, span.end, span.by_gate) == (0, len(TEXT), True)
