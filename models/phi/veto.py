"""What is no identifier whoever suspects it: drugs, eponyms, small words, public numbers, codes and measurements."""

import re

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.runs import is_public_number
from models.phi.slots import Slot
from models.phi.spoken import to_written
from models.phi.vitals import follows_a_vital_sign
from pipeline.domain.phi import PhiLabel

_LINKS = frozenset({"and", "then", "an", "the", "of", "or", "dot", "is", "it", "s", "so"})
_CODE = re.compile(
    r"\b(?:(?:billing|procedure|diagnosis|visit|service) codes?|cpt|icd(?:[- ]?10)?|hcpcs|drg|modifier|j codes?|form)\b"
    r"[^.?!]{0,24}$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[.:]|\b(?:dot|point|colon)\b", re.IGNORECASE)
_FEWEST_SEPARATORS = 3  # of a network address in one turn


def is_vetoed(reading: Reading, found: Found) -> bool:
    """Whether a finding falls although somebody suspects it. What is certain by its form is never vetoed."""
    text = reading.text[found.start : found.end]
    if is_public_number(to_written(text).written) or _only_links(text):
        return True
    if found.strength >= Strength.LENGTH:
        return False
    if found.label in (PhiLabel.NAME, PhiLabel.GEO):
        return _is_vocabulary(reading, found)
    if found.label is PhiLabel.AGE_OVER_89:
        return Slot.AGE not in reading.asked and follows_a_vital_sign(reading.text, found.start)
    if found.strength >= Strength.STRONG:
        return False
    if found.label is PhiLabel.IP:
        asked = Slot.IP in reading.asked
        return not asked and len(_SEPARATOR.findall(reading.text)) < _FEWEST_SEPARATORS
    return found.label is not PhiLabel.DATE and _CODE.search(reading.text[: found.start]) is not None


def _is_vocabulary(reading: Reading, found: Found) -> bool:
    """Whether all words are drugs, or with less evidence clinical or small words; letters are joined: O-Z-E-M-P-I-C."""
    inside = reading.words_in(found.start, found.end)
    if not inside or any(character.isdigit() for character in reading.text[found.start : found.end]):
        return False
    words: list[str] = []
    spelled = ""
    for word in [*inside, ""]:
        if len(word) == 1:
            spelled += word
            continue
        words += [piece for piece in (spelled, word) if piece]
        spelled = ""
    lexicon = reading.lexicon
    if found.strength >= Strength.STRONG:
        return all(lexicon.is_drug(word) for word in words)
    return all(lexicon.is_clinical(word) or lexicon.is_conversation(word) for word in words)


def _only_links(text: str) -> bool:
    """Whether nothing but the words between the pieces of an identifier was found."""
    words = re.findall(r"\w+", text.lower())
    return bool(words) and all(word in _LINKS for word in words)
