"""When a finding of the rules stays although, or because, the tagger reads the turn."""

import re
from pathlib import Path

import pytest

from models.phi.found import Found, Strength
from models.phi.language import model_folder
from models.phi.lexicon import Lexicon, load_lexicon
from models.phi.reading import Reading
from models.phi.spoken import to_written
from models.phi.support import supported
from models.phi.tagger.tagger import TaggedWord
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(Path(model_folder()))


def stays(
    lexicon: Lexicon, words: str, label: PhiLabel, strength: Strength, phi: float | None, kept: float = 0.0
) -> bool:
    """Whether a finding over the whole turn stays; `phi`: what the tagger holds of each word, None without a tagger."""
    spans = [(token.start(), token.end()) for token in re.finditer(r"\w+", words)]
    tagged = tuple(TaggedWord(*span, phi, label, kept, PhiLabel.STAFF) for span in spans) if phi is not None else ()
    reading = Reading(0, words, Speaker.CALLER, to_written(words), (), (), lexicon, tagged)
    return bool(supported(reading, [Found(0, len(words), label, strength)]))


def test_a_suspected_name_needs_a_tagger_that_is_not_sure_of_the_opposite(lexicon: Lexicon) -> None:
    assert stays(lexicon, "Odalys Brimfeld", PhiLabel.NAME, Strength.WEAK, phi=0.05)
    assert not stays(lexicon, "Odalys Brimfeld", PhiLabel.NAME, Strength.WEAK, phi=0.001)


def test_without_a_tagger_the_rules_stand_alone(lexicon: Lexicon) -> None:
    assert stays(lexicon, "Odalys Brimfeld", PhiLabel.NAME, Strength.WEAK, phi=None)


def test_a_number_that_is_too_long_for_anything_else_stays_against_the_tagger(lexicon: Lexicon) -> None:
    assert stays(lexicon, "4417093", PhiLabel.OTHER_ID, Strength.LENGTH, phi=0.0)
    assert not stays(lexicon, "441", PhiLabel.OTHER_ID, Strength.FAIR, phi=0.0)


@pytest.mark.parametrize("words", ["ozempic", "o z e m p i c", "O-Z-E-M-P-I-C", "parkinson's", "911", "9-1-1"])
def test_drugs_eponyms_and_public_numbers_are_vetoed_even_without_a_tagger(lexicon: Lexicon, words: str) -> None:
    assert not stays(lexicon, words, PhiLabel.NAME, Strength.FAIR, phi=None)


def test_a_name_that_the_tagger_knows_as_staff_is_left_to_the_site(lexicon: Lexicon) -> None:
    assert not stays(lexicon, "Odalys", PhiLabel.NAME, Strength.FAIR, phi=0.05, kept=0.94)
