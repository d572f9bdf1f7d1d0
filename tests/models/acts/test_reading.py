"""Windows of a call, with a word-per-token reader instead of the encoder's word pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.acts.reading import CONTEXT, Layout, Window, batches, read_call
from models.encoder import CLS, LONGEST, SEP
from pipeline.domain.call import Speaker

LAYOUT = Layout(judged=3, before=2, after=1, judged_tokens=20, context_tokens=8)
FIRST_WORD = 1000


def encode(texts: list[str]) -> list[list[int]]:
    return [[FIRST_WORD + len(word) for word in text.split()] for text in texts]


def call_of(turns: int, words: int = 4) -> tuple[list[Speaker], list[str]]:
    speakers = [Speaker.AGENT if turn % 2 == 0 else Speaker.CALLER for turn in range(turns)]
    return speakers, [" ".join(["word"] * words)] * turns


@given(turns=st.integers(0, 40), judged=st.integers(1, 9), offset=st.integers(0, 8), words=st.integers(0, 300))
def test_every_turn_is_judged_exactly_once(turns: int, judged: int, offset: int, words: int) -> None:
    layout = LAYOUT.model_copy(update={"judged": judged, "judged_tokens": 200})
    windows = read_call(*call_of(turns, words), layout, encode, offset % judged)
    assert [turn for window in windows for turn in window.turns] == list(range(turns))


@given(turns=st.integers(1, 30), words=st.integers(0, 300))
def test_no_window_is_longer_than_the_encoder_reads(turns: int, words: int) -> None:
    layout = LAYOUT.model_copy(update={"judged": 9, "judged_tokens": 120})
    assert all(len(window) <= LONGEST for window in read_call(*call_of(turns, words), layout, encode))


def test_a_window_holds_context_judged_turns_and_context() -> None:
    speakers, texts = call_of(9)
    window = read_call(speakers, texts, LAYOUT, encode)[1]
    assert window.turns == range(3, 6)
    assert window.tokens[0] == CLS
    assert window.tokens.count(SEP) == 3
    assert list(dict.fromkeys(window.owners)) == [CONTEXT, 0, 1, 2]
    judged = [segment for segment, owner in zip(window.segments, window.owners, strict=True) if owner != CONTEXT]
    assert set(judged) == {1}


def test_the_first_window_has_no_context_before_it() -> None:
    window = read_call(*call_of(9), LAYOUT, encode)[0]
    assert window.tokens.count(SEP) == 2
    assert window.owners[1] == 0


def test_the_speaker_is_part_of_what_is_read() -> None:
    texts = ["yes"]
    as_agent = read_call([Speaker.AGENT], texts, LAYOUT, encode)
    as_caller = read_call([Speaker.CALLER], texts, LAYOUT, encode)
    assert as_agent[0].tokens != as_caller[0].tokens


def test_placeholders_read_as_words() -> None:
    spelled = read_call([Speaker.CALLER], ["it is [HEALTH PLAN ID]"], LAYOUT, encode)
    assert read_call([Speaker.CALLER], ["it is [HEALTH_PLAN_ID]"], LAYOUT, encode) == spelled


def test_a_long_turn_keeps_its_beginning_and_its_end() -> None:
    text = " ".join(["a" * 2, *["b" * 3] * 100, "c" * 4])
    window = read_call([Speaker.AGENT], [text], LAYOUT, encode)[0]
    owned = [token for token, owner in zip(window.tokens, window.owners, strict=True) if owner == 0]
    assert FIRST_WORD + 2 in owned
    assert owned[-1] == FIRST_WORD + 4


def test_an_empty_call_has_no_windows() -> None:
    assert read_call([], [], LAYOUT, encode) == []


@given(lengths=st.lists(st.integers(1, 100), max_size=40), most=st.integers(50, 400))
def test_batches_hold_every_window_once_and_stay_within_the_limit(lengths: list[int], most: int) -> None:
    windows = [Window((0,) * length, (0,) * length, (0,) * length, range(1)) for length in lengths]
    groups = batches(windows, most)
    assert sorted(position for group in groups for position in group) == list(range(len(lengths)))
    for group in groups:
        padded = max(lengths[position] for position in group) * len(group)
        assert padded <= most or len(group) == 1


def test_a_layout_must_judge_something() -> None:
    with pytest.raises(ValueError, match="judged"):
        Layout(judged=0, before=1, after=1, judged_tokens=20, context_tokens=8)
