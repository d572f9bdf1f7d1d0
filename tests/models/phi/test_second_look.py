"""What the leak gate's look finds beside placeholders."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.phi.language import model_folder
from models.phi.lexicon import Lexicon, load_lexicon
from models.phi.second_look import Masked, look_again
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel, PhiSpan

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(Path(model_folder()))


def at(text: str, words: str, label: PhiLabel) -> PhiSpan:
    return PhiSpan(start=text.index(words), end=text.index(words) + len(words), label=label)


def leftovers(lexicon: Lexicon, texts: list[str], hidden: list[list[PhiSpan]]) -> list[str]:
    found = look_again(None, lexicon, texts, [Speaker.CALLER] * len(texts), hidden, 0.5)
    return [text[one.start : one.end] for text, turn in zip(texts, found, strict=True) for one in turn]


def test_a_name_that_sounds_like_a_hidden_one_is_found(lexicon: Lexicon) -> None:
    texts = ["it's ingrid gunderson", "miss gundersen is it"]
    assert leftovers(lexicon, texts, [[at(texts[0], "ingrid gunderson", PhiLabel.NAME)], []]) == ["gundersen"]


def test_a_piece_of_a_hidden_number_is_found_in_whatever_form(lexicon: Lexicon) -> None:
    texts = ["my member number is 88 204 4176", "so four one seven six at the end"]
    hidden = [[at(texts[0], "88 204 4176", PhiLabel.HEALTH_PLAN_ID)], []]
    assert leftovers(lexicon, texts, hidden) == ["four one seven six"]


def test_seven_digits_left_in_clear_are_found_without_any_reason(lexicon: Lexicon) -> None:
    assert leftovers(lexicon, ["then it said 4417093 on it"], [[]]) == ["4417093"]


def test_doses_and_ordinary_words_stay(lexicon: Lexicon) -> None:
    texts = ["rose brook", "the brook rose by 2000 milligrams"]
    assert leftovers(lexicon, texts, [[at(texts[0], "rose brook", PhiLabel.NAME)], []]) == []


@given(data=st.data(), text=st.text(max_size=40))
def test_a_masked_turn_leads_back_to_every_clear_character(data: st.DataObject, text: str) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    hidden = [
        PhiSpan(start=start, end=end, label=PhiLabel.NAME) for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    masked = Masked.of(text, hidden)
    clear = [at for at in range(len(text)) if not any(span.start <= at < span.end for span in hidden)]
    assert [origin for origin in masked.origin if origin is not None] == clear
    assert all(origin is None or masked.text[spot] == text[origin] for spot, origin in enumerate(masked.origin))
