"""Words become turns: by speaker, by long pause, with overlaps kept."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.call import Speaker
from pipeline.domain.transcript import Turn, Word
from pipeline.steps.turns import PAUSE_S, SpokenWord, build_turns

AGENT, CALLER = Speaker.AGENT, Speaker.CALLER


def said(speaker: Speaker, text: str, start_s: float | None, step_s: float = 0.4) -> list[SpokenWord]:
    """Words of 0.3 s, one every `step_s`; without times where `start_s` is None."""
    return [
        SpokenWord(
            speaker,
            Word(text=word)
            if start_s is None
            else Word(text=word, start_s=start_s + step_s * place, end_s=start_s + step_s * place + 0.3),
        )
        for place, word in enumerate(text.split())
    ]


def told(turns: tuple[Turn, ...]) -> list[tuple[Speaker, str]]:
    return [(turn.speaker, turn.text) for turn in turns]


def test_a_turn_ends_where_the_other_party_speaks() -> None:
    words = said(AGENT, "how are you", 0) + said(AGENT, "good", 4) + said(CALLER, "fine thanks", 2)
    assert told(build_turns(words)) == [(AGENT, "how are you"), (CALLER, "fine thanks"), (AGENT, "good")]


def test_a_short_pause_does_not_end_a_turn() -> None:
    assert told(build_turns(said(AGENT, "let me", 0) + said(AGENT, "look", 3))) == [(AGENT, "let me look")]


def test_a_long_pause_ends_a_turn_of_the_same_speaker() -> None:
    words = said(AGENT, "let me", 0) + said(AGENT, "there", 0.7 + PAUSE_S)
    assert told(build_turns(words)) == [(AGENT, "let me"), (AGENT, "there")]


def test_a_murmur_during_speech_is_a_turn_of_its_own_and_cuts_nothing() -> None:
    words = said(AGENT, "you can come in on any day", 0) + said(CALLER, "mhm", 1)
    turns = build_turns(words)
    assert told(turns) == [(AGENT, "you can come in on any day"), (CALLER, "mhm")]
    assert turns[1].end_s < turns[0].end_s


def test_an_overlap_keeps_both_times() -> None:
    first, second = build_turns(said(CALLER, "but I wanted to", 0) + said(AGENT, "one moment", 1.0))
    assert second.start_s < first.end_s


def test_a_word_without_time_stays_with_its_speaker_and_place() -> None:
    words = said(AGENT, "in", 0) + said(AGENT, "2014.", None) + said(AGENT, "you", 1) + said(CALLER, "yes", 2)
    assert told(build_turns(words)) == [(AGENT, "in 2014. you"), (CALLER, "yes")]


def test_a_first_word_without_time_joins_the_next() -> None:
    assert told(build_turns(said(AGENT, "9", None) + said(AGENT, "o'clock", 3))) == [(AGENT, "9 o'clock")]


def test_no_words_give_no_turns() -> None:
    assert build_turns([]) == ()


WORDS = st.lists(
    st.tuples(
        st.sampled_from([AGENT, CALLER, Speaker.OTHER]),
        st.integers(0, 6000),
        st.integers(0, 200),
        st.booleans(),
    ),
    max_size=40,
)


@given(WORDS)
def test_every_word_with_a_time_lies_in_exactly_one_turn_of_its_speaker(
    drawn: list[tuple[Speaker, int, int, bool]],
) -> None:
    words = [
        SpokenWord(speaker, Word(text=f"w{place}", start_s=start / 100, end_s=(start + length) / 100))
        for place, (speaker, start, length, _) in enumerate(sorted(drawn, key=lambda word: word[1]))
    ]
    turns = build_turns(words)
    counted = Counter((turn.speaker, word.text) for turn in turns for word in turn.words)
    assert counted == Counter((spoken.speaker, spoken.word.text) for spoken in words)


@given(WORDS)
def test_turns_are_numbered_in_order_of_start_and_hold_their_words(
    drawn: list[tuple[Speaker, int, int, bool]],
) -> None:
    words = [
        SpokenWord(
            speaker,
            Word(text="w", start_s=start / 100, end_s=(start + length) / 100) if timed else Word(text="w"),
        )
        for speaker, start, length, timed in sorted(drawn, key=lambda word: word[1])
    ]
    turns = build_turns(words)
    assert [turn.index for turn in turns] == list(range(len(turns)))
    assert [turn.start_s for turn in turns] == sorted(turn.start_s for turn in turns)
    for turn in turns:
        assert turn.text == " ".join(word.text for word in turn.words)
        assert turn.start_s <= turn.end_s
        assert all(turn.start_s <= (word.start_s or 0) for word in turn.words if word.start_s is not None)
