"""Speech that whisper skipped is seen by words that last too long, and filled by what a second look finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.holes import fill_hole, find_holes
from models.speech.voice_activity import Region
from models.speech.windows import Window
from models.speech.word_times import TimedWord

WINDOW = Window(0, (Region(100, 108), Region(120, 132)))


def words(*starts: tuple[str, float]) -> list[TimedWord]:
    return [TimedWord(text, start_s, start_s + 0.2, 0.9) for text, start_s in starts]


def test_speech_at_a_usual_pace_has_no_hole() -> None:
    assert find_holes(words(*((f"word{at}", at * 0.5) for at in range(40))), WINDOW) == []


def test_a_word_that_lasts_eight_seconds_is_a_hole_with_its_sound() -> None:
    said = words(
        ("the", 0),
        ("same", 0.3),
        ("time.", 0.6),
        ("Okay", 1.0),
        ("now", 9.0),
        *(("I", 9.2 + at / 4) for at in range(43)),
    )
    (hole,) = find_holes(said, WINDOW)
    assert (hole.first, hole.last) == (1, 4)
    assert hole.start_s == 0.3
    assert hole.window.pieces == (Region(100.3, 108), Region(120, 121))


def test_a_hole_may_spread_over_three_words() -> None:
    said = words(("But", 0), ("I", 3.4), ("just", 3.5), *(("need", 7.2 + at / 3) for at in range(38)))
    (hole,) = find_holes(said, WINDOW)
    assert (hole.first, hole.last) == (0, 3)
    assert hole.window.pieces == (Region(100, 107.2),)


def test_a_long_number_may_last() -> None:
    said = words(("call", 0), ("888-332-2222", 0.4), ("please", 6.8), *(("I", 7.2 + at / 3) for at in range(38)))
    assert find_holes(said, WINDOW) == []


def test_what_is_found_takes_the_place_of_the_stretched_words() -> None:
    said = words(("But", 0), ("I", 3.4), ("just", 3.5), *(("need", 7.2 + at / 3) for at in range(38)))
    (hole,) = find_holes(said, WINDOW)
    filled = fill_hole(said, hole, words(("I", 0.1), ("might", 0.4), ("call", 1.0), ("but", 5), ("just", 6)))
    assert [word.text for word in filled[:6]] == ["I", "might", "call", "but", "just", "need"]
    assert [word.start_s for word in filled] == sorted(word.start_s for word in filled)


def test_a_second_look_that_finds_no_more_changes_nothing() -> None:
    said = words(("But", 0), ("I", 3.4), ("just", 3.5), ("need", 19.9))
    for hole in find_holes(said, WINDOW):
        assert fill_hole(said, hole, words(("Okay.", 0.1))) == said


@given(st.floats(0, 20), st.floats(0, 20))
def test_a_part_of_a_window_holds_as_much_sound_as_its_span(one: float, other: float) -> None:
    first, last = sorted((one, other))
    part = WINDOW.part(first, last)
    assert part.duration_s == pytest.approx(last - first)
