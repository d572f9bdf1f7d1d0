from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.domain.call import Speaker
from pipeline.domain.phi import MutedSpan, PhiLabel, PhiSpan
from pipeline.domain.transcript import Transcript, Turn, UnwrittenSpeech, Word
from pipeline.steps.muted_spans import JOIN_S, LONGEST_UNWRITTEN_S, merged, muted_spans
from tests import builders

PADDING_S = 0.25
CALL_S = 60.0
Timed = tuple[str, float | None, float | None]


def turn_of(*words: Timed, index: int = 0, start_s: float | None = None, end_s: float | None = None) -> Turn:
    """A turn whose times are those of the words that have one, as the turns step makes it, unless they are given."""
    times = [time for _, *both in words for time in both if time is not None]
    return Turn(
        index=index,
        speaker=Speaker.CALLER,
        start_s=min(times) if start_s is None else start_s,
        end_s=max(times) if end_s is None else end_s,
        text=" ".join(text for text, _, _ in words),
        words=tuple(Word(text=text, start_s=start, end_s=end) for text, start, end in words),
    )


def call_of(*turns: Turn, unwritten: tuple[tuple[float, float], ...] = ()) -> Transcript:
    return Transcript(
        call_id=builders.call_id(),
        duration_s=CALL_S,
        language="en",
        turns=turns,
        quality=builders.QUALITY,
        unwritten=tuple(UnwrittenSpeech(start_s=start_s, end_s=end_s) for start_s, end_s in unwritten),
    )


def span_of(turn: Turn, part: str) -> PhiSpan:
    start = turn.text.index(part)
    return PhiSpan(start=start, end=start + len(part), label=PhiLabel.NAME)


def muted(turn: Turn, *parts: str) -> list[tuple[float, float]]:
    """The muted stretches of a call of one turn, padding taken off."""
    spans = muted_spans(call_of(turn), [[span_of(turn, part) for part in parts]], PADDING_S)
    return [(round(one.start_s + PADDING_S, 6), round(one.end_s - PADDING_S, 6)) for one in spans]


def test_a_hidden_word_is_muted_from_its_start_to_its_end_and_the_padding_on_both_sides() -> None:
    turn = turn_of(("this", 10.0, 10.3), ("is", 10.3, 10.6), ("Odo", 10.8, 11.2), ("here", 11.5, 11.9))
    (one,) = muted_spans(call_of(turn), [[span_of(turn, "Odo")]], PADDING_S)
    assert (one.start_s, one.end_s) == (pytest.approx(10.55), pytest.approx(11.45))


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(("2014.", None, None), id="no time"),
        pytest.param(("2014.", 11.0, None), id="no end"),
        pytest.param(("Odo", 11.0, 11.0), id="no length"),
        pytest.param(("Odo", 11.2, 11.0), id="it ends before it begins"),
        pytest.param(("Halvorsen", 11.0, 11.1), id="nine letters in a blink"),
        pytest.param(("319-555-0177", 11.0, 11.9), id="ten digits in less than a second"),
        pytest.param(("Odo", 10.4, 10.9), id="it begins before the word before has ended"),
        pytest.param(("Odo", 11.6, 12.2), id="it ends after the next word has begun"),
        pytest.param(("44.", 11.0, 11.4), id="a piece of a number"),
    ],
)
def test_a_hidden_word_whose_time_cannot_be_right_mutes_all_between_the_words_that_can(hidden: Timed) -> None:
    turn = turn_of(("born", 9.6, 9.9), ("in", 10.2, 10.5), hidden, ("that", 12.0, 12.3), ("is", 12.4, 12.6))
    ((start_s, end_s),) = muted(turn, hidden[0])
    assert 9.9 <= start_s <= 10.5, "the words beside it may be disbelieved too, the next ones not"
    assert 12.0 <= end_s <= 12.4


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param(("the", 11.4, 11.42), id="too short"),
        pytest.param(("the", None, None), id="no time"),
        pytest.param(("the", 11.4, 15.0), id="so long that speech was left out"),
    ],
)
def test_a_clean_word_beside_a_hidden_one_is_muted_too_when_its_time_cannot_be_right(beside: Timed) -> None:
    turn = turn_of(("is", 10.3, 10.6), ("Odo", 10.8, 11.4), beside, ("name", 15.0, 15.4), ("yes", 15.4, 15.8))
    assert muted(turn, "Odo") == [(10.6, 15.0)]


def test_a_span_spoken_faster_than_anyone_speaks_is_not_believed_though_each_of_its_words_may_be() -> None:
    turn = turn_of(
        ("is", 10.0, 10.3), ("551", 10.6, 10.98), ("208", 10.98, 11.36), ("90", 11.36, 11.62), ("yes", 12.5, 12.9)
    )
    assert muted(turn, "551 208 90") == [(10.3, 12.5)]


def test_a_hidden_word_without_a_time_at_the_end_of_a_turn_is_muted_beyond_the_turn() -> None:
    turn = turn_of(("born", 10.0, 10.4), ("in", 10.4, 10.7), ("2014.", None, None))
    ((start_s, end_s),) = muted(turn, "2014.")
    assert start_s == 10.7
    assert end_s >= turn.end_s + 4 * 0.6, "a turn ends with the last word that has a time; the year is said after it"


def test_a_turn_without_words_is_muted_whole() -> None:
    turn = turn_of(("Odo", 3.0, 3.5), start_s=2.0, end_s=7.0).model_copy(update={"words": ()})
    assert muted(turn, "Odo") == [(2.0, 7.0)]


def test_what_is_left_between_two_muted_stretches_is_muted_when_no_word_could_be_understood_in_it() -> None:
    words = (("Odo", 10.0, 10.4), ("and", 10.4, 11.0), ("Vint", 11.0, 11.5), ("both", 11.5, 12.6), ("Orla", 12.6, 13.0))
    assert muted(turn_of(*words), "Odo", "Vint", "Orla") == [(10.0, 11.5), (12.6, 13.0)]


def test_a_word_that_the_recogniser_only_guessed_is_muted_though_its_text_is_clean() -> None:
    turn = turn_of(("neighbor", 10.0, 10.4), ("eat", 10.4, 10.8), ("it", 10.8, 11.0))
    words = tuple(word.model_copy(update={"probability": 0.2 if word.text == "eat" else 0.9}) for word in turn.words)
    (one,) = muted_spans(call_of(turn.model_copy(update={"words": words})), [[]], PADDING_S)
    assert (one.start_s, one.end_s) == (pytest.approx(10.15), pytest.approx(11.05))


def test_speech_that_goes_on_without_words_beside_a_hidden_word_is_muted_to_its_end() -> None:
    turn = turn_of(("is", 10.2, 10.5), ("Vint", 10.6, 11.0))
    call = call_of(turn, unwritten=((2.0, 2.4), (11.0, 11.7), (12.5, 13.0)))
    (one,) = muted_spans(call, [[span_of(turn, "Vint")]], PADDING_S)
    assert (one.start_s, one.end_s) == (pytest.approx(10.35), 11.7)


def test_long_speech_that_nobody_wrote_down_is_muted_wherever_it_is() -> None:
    long_s = LONGEST_UNWRITTEN_S + 0.1
    call = call_of(turn_of(("yes", 10.0, 10.4)), unwritten=((20.0, 20.0 + long_s), (30.0, 30.5)))
    (one,) = muted_spans(call, [[]], PADDING_S)
    assert (one.start_s, one.end_s) == (20.0, 20.0 + long_s)


def test_a_turn_without_hidden_words_stays_audible() -> None:
    turn = turn_of(("no", 10.0, 10.0), ("name", None, None), ("here", 11.0, 11.4))
    assert muted_spans(call_of(turn), [[]], PADDING_S) == ()


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30))))
def test_muted_spans_are_sorted_disjoint_and_within_the_call(pairs: list[tuple[float, float]]) -> None:
    given_spans = [MutedSpan(start_s=min(pair), end_s=max(pair)) for pair in pairs]
    result = merged(given_spans, 20.0)
    assert all(0 <= one.start_s < one.end_s <= 20.0 for one in result)
    assert all(b.start_s - a.end_s >= JOIN_S - 1e-9 for a, b in pairwise(result))
    for one in given_spans:
        middle = (one.start_s + one.end_s) / 2
        if one.end_s > one.start_s and middle < 20.0:
            assert any(span.start_s <= middle <= span.end_s for span in result)


TEXTS = st.text(alphabet="abc129.é", min_size=1, max_size=12)
TIMES = st.one_of(st.none(), st.floats(0, CALL_S))


@st.composite
def turns_with_hidden_words(draw: st.DrawFn) -> tuple[Turn, list[PhiSpan]]:
    """Words with any times or none, in a turn from the first of them to the last; some runs of words are hidden."""
    words = draw(st.lists(st.tuples(TEXTS, TIMES, TIMES), min_size=1, max_size=8))
    times = [time for _, *both in words for time in both if time is not None]
    turn = turn_of(*words, start_s=min(times, default=1.0), end_s=max(times, default=2.0))
    cuts = sorted(draw(st.sets(st.integers(0, len(turn.text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return turn, [PhiSpan(start=start, end=end, label=PhiLabel.NAME) for start, end in pairs]


@given(turns_with_hidden_words(), st.floats(0.01, 2))
@example((turn_of(("1", None, 5.0)), [PhiSpan(start=0, end=1, label=PhiLabel.NAME)]), 0.01)
def test_whatever_the_times_are_every_time_of_a_hidden_word_lies_inside_a_muted_span(
    case: tuple[Turn, list[PhiSpan]], padding_s: float
) -> None:
    turn, spans = case
    result = muted_spans(call_of(turn), [spans], padding_s)
    assert all(0 <= one.start_s < one.end_s <= CALL_S for one in result)
    assert all(a.end_s < b.start_s for a, b in pairwise(result))
    at = 0
    for word in turn.words:
        end = at + len(word.text)
        if any(one.start < end and at < one.end for one in spans):
            times = [time for time in (word.start_s, word.end_s) if time is not None]
            assert not times or any(one.start_s <= min(times) <= max(times) <= one.end_s for one in result)
        at = end + 1


@given(st.lists(st.sampled_from(["pain", "left", "knee", "since", "today"]), min_size=4, max_size=4), st.data())
def test_clean_words_that_are_not_beside_a_hidden_one_stay_audible(texts: list[str], data: st.DataObject) -> None:
    hidden: Timed = data.draw(
        st.sampled_from([("2014.", None, None), ("Odo", 12.0, 12.4), ("Odo", 12.0, 12.0), ("Vint", 12.0, 18.0)])
    )
    before = [(text, 10.0 + at * 0.5, 10.4 + at * 0.5) for at, text in enumerate(texts)]
    after = [(text, 18.0 + at * 0.5, 18.4 + at * 0.5) for at, text in enumerate(texts)]
    turn = turn_of(*before, hidden, *after)
    for start_s, end_s in muted(turn, hidden[0]):
        assert start_s >= 11.9, "the end of the last clean word before"
        assert end_s <= 18.0, "the start of the first clean word after"
