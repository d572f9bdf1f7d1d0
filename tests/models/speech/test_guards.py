"""Loops are seen and cut, invented sentences dropped; what people repeat stays."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.speech.decoder import Decoded
from models.speech.guards import cut_loops, drop_phantoms, is_doubtful, is_looping, is_silence
from models.speech.word_times import TimedWord


def words(text: str) -> list[TimedWord]:
    return [TimedWord(word, at * 0.3, at * 0.3 + 0.2, 0.9) for at, word in enumerate(text.split())]


def text(found: list[TimedWord]) -> str:
    return " ".join(word.text for word in found)


def decoded(**changes: object) -> Decoded:
    values: dict[str, object] = {
        "tokens": [1, 2, 3],
        "text": "your appointment is on Tuesday",
        "probabilities": [0.9, 0.9, 0.9],
        "attention": torch.zeros(1, 4, 10),
        "mean_logprob": -0.2,
        "no_speech": 0.01,
        "languages": None,
        "finished": True,
        "temperature": 0.0,
    }
    return Decoded(**(values | changes))  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.lists(st.integers(10, 19), max_size=5))
def test_a_run_repeated_twelve_times_is_a_loop_whatever_stands_before(run: list[int], before: list[int]) -> None:
    assert is_looping([*before, *run * 12])


@given(st.lists(st.integers(), unique=True, max_size=60))
def test_tokens_that_never_repeat_are_no_loop(tokens: list[int]) -> None:
    assert not is_looping(tokens)


def test_a_loop_is_cut_to_its_first_round() -> None:
    looped = "I will check " + "and then I will see " * 7 + "goodbye"
    assert text(cut_loops(words(looped))) == "I will check and then I will see goodbye"


@pytest.mark.parametrize(
    "said",
    ["no, no, no, no, no, I said no", "5 5 5 5 5 5 5 5 5 5 5 5 5", "okay okay", "I know I know but I have to go"],
)
def test_what_people_repeat_stays(said: str) -> None:
    assert text(cut_loops(words(said))) == said


@pytest.mark.parametrize("phantom", ["Thanks for watching!", "Thank you so much for watching.", "Please subscribe."])
def test_invented_sentences_are_dropped_and_the_rest_stays(phantom: str) -> None:
    assert text(drop_phantoms(words(f"See you on Monday. {phantom} Bye."))) == "See you on Monday. Bye."


def test_thanks_are_no_invention() -> None:
    assert text(drop_phantoms(words("Thank you so much. Bye."))) == "Thank you so much. Bye."


@pytest.mark.parametrize(
    "changes",
    [{"finished": False}, {"mean_logprob": -1.2}, {"text": "so so so so " * 20}, {"tokens": [7, 8] * 10}],
    ids=["cut", "unlikely", "compresses well", "loops"],
)
def test_a_doubtful_window_is_decoded_again(changes: dict[str, object]) -> None:
    assert is_doubtful(decoded(**changes))


def test_a_good_window_is_kept() -> None:
    assert not is_doubtful(decoded())
    assert not is_silence(decoded())


def test_unlikely_words_over_no_speech_are_silence() -> None:
    assert is_silence(decoded(no_speech=0.8, mean_logprob=-1.3))


def test_likely_words_are_kept_even_where_speech_seems_absent() -> None:
    assert not is_silence(decoded(no_speech=0.8, mean_logprob=-0.3))


def test_what_is_printed_of_a_window_holds_no_words() -> None:
    assert "Tuesday" not in repr(decoded())
    assert "Tuesday" not in repr(words("Tuesday"))
