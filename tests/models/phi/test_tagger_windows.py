"""How a call is cut into the tagger's windows."""

from hypothesis import given
from hypothesis import strategies as st

from models.encoder import CLS, SEP
from models.phi.tagger.windows import NOWHERE, TaggerLayout, read_windows
from pipeline.domain.call import Speaker

LAYOUT = TaggerLayout(before=4, judged=16, after=3)
TURNS = st.lists(st.tuples(st.sampled_from(list(Speaker)), st.text(alphabet="ab ", max_size=60)), max_size=12)


def split(texts: list[str]) -> list[list[tuple[int, int, int]]]:
    """Every letter is a piece."""
    return [[(1000 + ord(c), at, at + 1) for at, c in enumerate(text) if c != " "] for text in texts]


@given(turns=TURNS, offset=st.integers(0, LAYOUT.judged - 1))
def test_every_letter_of_a_call_is_judged_exactly_once(turns: list[tuple[Speaker, str]], offset: int) -> None:
    windows = read_windows([one[0] for one in turns], [one[1] for one in turns], LAYOUT, split, offset)
    judged = [window.places[at] for window in windows for at in window.judged if window.places[at] != NOWHERE]
    letters = [(turn, at, at + 1) for turn, (_, text) in enumerate(turns) for at, c in enumerate(text) if c != " "]
    assert judged == letters


@given(turns=TURNS)
def test_a_window_keeps_its_size_and_its_rims(turns: list[tuple[Speaker, str]]) -> None:
    for window in read_windows([one[0] for one in turns], [one[1] for one in turns], LAYOUT, split):
        assert window.tokens[0] == CLS
        assert window.tokens[-1] == SEP
        assert len(window.judged) <= LAYOUT.judged
        assert len(window) <= LAYOUT.before + LAYOUT.judged + LAYOUT.after + 2
        assert len(window.tokens) == len(window.places)


def test_windows_are_cut_between_turns_where_one_ends_in_time() -> None:
    speakers, texts = [Speaker.AGENT, Speaker.CALLER], ["a" * 5, "b" * 9]
    first, second = read_windows(speakers, texts, LAYOUT, split)
    assert {first.places[at][0] for at in first.judged} <= {0, -1}
    assert {second.places[at][0] for at in second.judged} <= {1, -1}


def test_a_call_without_turns_has_no_window() -> None:
    assert read_windows([], [], LAYOUT, split) == []
