from collections.abc import Sequence

import pytest

from benchmarks.phi.detectors import WITHHELD, Hidden
from benchmarks.phi.marked import Identifier, MarkedCall, MarkedTurn, positions
from benchmarks.phi.scoring import CallScore, score_call
from pipeline.domain.phi import PhiLabel

HUNDRED = "1234567890" * 10


def scored(turn: MarkedTurn, *hidden: tuple[int, int]) -> CallScore:
    spans = [Hidden(start, end, "NAME") for start, end in hidden]
    return score_call(MarkedCall("c", (turn,)), [spans])


def turn_with(text: str, *identifiers: str, staff: Sequence[str] = ()) -> MarkedTurn:
    found = tuple(Identifier(text.index(one), text.index(one) + len(one), PhiLabel.ACCOUNT) for one in identifiers)
    neutral = positions([(text.index(one), text.index(one) + len(one)) for one in staff])
    return MarkedTurn("caller", text, found, neutral)


@pytest.mark.parametrize(("covered", "found"), [(94, 0), (95, 1), (96, 1), (100, 1)])
def test_an_identifier_is_found_from_ninety_five_percent_of_its_characters_on(covered: int, found: int) -> None:
    score = scored(turn_with(HUNDRED, HUNDRED), (0, covered))
    assert score.found["ACCOUNT"] == found
    assert score.identifiers["ACCOUNT"] == 1
    assert score.leaked_letters == 100 - covered


def test_one_digit_of_twenty_left_is_found_and_yet_a_leak() -> None:
    score = scored(turn_with("it is " + HUNDRED[:20], HUNDRED[:20]), (6, 25))
    assert score.found["ACCOUNT"] == 1
    assert (score.leaked_letters, score.phi_letters) == (1, 20)
    assert len(score.misses) == 1


def test_spaces_and_signs_of_an_identifier_need_not_be_hidden() -> None:
    score = scored(turn_with("4-4, 9 1", "4-4, 9 1"), (0, 1), (2, 3), (5, 6), (7, 8))
    assert score.found["ACCOUNT"] == 1
    assert score.leaked_letters == 0


def test_several_spans_may_cover_one_identifier_together_and_the_label_does_not_matter() -> None:
    turn = turn_with("Odo Vint", "Odo Vint")
    score = score_call(MarkedCall("c", (turn,)), [[Hidden(0, 3, "GEO"), Hidden(4, 8, "DATE")]])
    assert score.found["ACCOUNT"] == 1
    assert score.right_spans.total() == 2


def test_staff_words_are_not_looked_for_and_hiding_them_is_neither_right_nor_wrong() -> None:
    turn = turn_with("this is Priya at Fenn", staff=("Priya", "Fenn"))
    left, hidden = scored(turn), scored(turn, (8, 13), (17, 21))
    assert left.identifiers.total() == hidden.identifiers.total() == 0
    assert hidden.spans.total() == hidden.damaged_letters == hidden.touched_turns == hidden.hidden_letters == 0
    assert (left.hidden_neutral_letters, hidden.hidden_neutral_letters) == (0, 9)


def test_a_span_over_staff_and_clean_words_damages_the_clean_ones() -> None:
    score = scored(turn_with("Priya can help", staff=("Priya",)), (0, 9))
    assert (score.spans.total(), score.damaged_letters, score.touched_turns) == (0, 3, 1)


def test_a_span_that_reaches_from_an_identifier_into_clean_words_is_right_but_damages_them() -> None:
    score = scored(turn_with("I am Odo, hello", "Odo"), (5, 15))
    assert (score.spans.total(), score.right_spans.total(), score.damaged_letters) == (1, 1, 5)
    assert (score.hidden_letters, score.hidden_phi_letters) == (8, 3)


def test_a_span_over_clean_words_alone_is_wrong_and_touches_the_turn() -> None:
    score = scored(turn_with("take ten milligrams"), (5, 8))
    assert (score.spans.total(), score.right_spans.total()) == (1, 0)
    assert (score.clean_turns, score.touched_turns, score.damaged_letters, score.clean_letters) == (1, 1, 3, 17)
    assert score.needless == ["c c NAME: take «ten» milligrams"]


def test_a_turn_with_an_identifier_is_not_a_clean_turn() -> None:
    assert scored(turn_with("I am Odo", "Odo"), (0, 8)).clean_turns == 0


def test_an_empty_turn_and_a_turn_of_signs_count_for_nothing() -> None:
    turns = (MarkedTurn("caller", ""), MarkedTurn("caller", "... -"))
    score = score_call(MarkedCall("c", turns), [[], [Hidden(0, 3, "NAME")]])
    assert score == CallScore()


def test_a_call_answered_for_too_few_turns_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score_call(MarkedCall("c", (MarkedTurn("caller", "hello"),)), [])


def test_what_may_stay_inside_an_identifier_is_neither_needed_nor_counted() -> None:
    text = "9 Fenn Road\n Uruguay"
    turn = MarkedTurn("caller", text, (Identifier(0, len(text), PhiLabel.GEO),), positions([(13, 20)]))
    score = scored(turn, (0, 11))
    assert score.found["GEO"] == 1
    assert (score.phi_letters, score.leaked_letters, score.neutral_letters) == (9, 0, 7)


def test_an_identifier_that_may_stay_as_a_whole_is_not_looked_for() -> None:
    turn = MarkedTurn("caller", "in Uruguay", (Identifier(3, 10, PhiLabel.GEO),), positions([(3, 10)]))
    score = scored(turn, (3, 10))
    assert score.identifiers.total() == score.spans.total() == 0


def test_a_withheld_call_leaks_nothing_and_loses_every_word() -> None:
    turns = (turn_with("I am Odo", "Odo"), turn_with("good day"))
    score = score_call(MarkedCall("c", turns), [[Hidden(0, 8, WITHHELD)], [Hidden(0, 8, WITHHELD)]])
    assert score.withheld
    assert (score.leaked_letters, score.damaged_letters, score.clean_letters) == (0, 10, 10)
