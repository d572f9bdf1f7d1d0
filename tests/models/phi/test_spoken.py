import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.phi.spoken import to_written

TALK = "one two oh o double triple seven twenty thirty nineteen hundred thousand and first ninth uh a b 7 42 , . - é"
WORDS = st.sampled_from(TALK.split())


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("june second ninety one", "june 2nd 91"),
        ("six oh eight double four one", "6 0 8 44 1"),
        ("triple two nine", "222 9"),
        ("november sixteen nineteen fifty two", "november 16 1952"),
        ("nineteen oh four calloway", "1904 calloway"),
        ("two thousand and one", "2001"),
        ("twenty nineteen", "2019"),
        ("the twenty-third of may", "the 23rd of may"),
        ("I'm ninety-three", "I'm 93"),
        ("two hundred and forty dollars", "240 dollars"),
        ("oh god oh no", "oh god oh no"),
        ("h a double l e n", "h a ll e n"),
        ("nine forty one", "9 41"),
        ("563-881-2047", "563-881-2047"),
    ],
)
def test_spoken_numbers_are_written_as_people_write_them(spoken: str, written: str) -> None:
    assert to_written(spoken).written == written


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_every_written_character_leads_back_into_the_original(text: str) -> None:
    spoken = to_written(text)
    assert len(spoken.starts) == len(spoken.ends) == len(spoken.written)
    assert all(0 <= start < end <= len(text) for start, end in zip(spoken.starts, spoken.ends, strict=True))
    assert list(spoken.starts) == sorted(spoken.starts)
    for at, character in enumerate(spoken.written):
        start, end = spoken.span(at, at + 1)
        assert text[start:end] == character or character.isalnum()


@given(st.text(alphabet="abcxyz .,!?\n\t", max_size=40))
def test_text_without_numbers_stays_as_it_is(text: str) -> None:
    assert to_written(text).written == text
