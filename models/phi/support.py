"""The tagger outvotes what the rules only suspect: a finding stays when its form is certain or the tagger supports it.

The floors are low: the tagger need not believe in a finding, it must only not be sure of the opposite. Each was chosen
on the validation excerpts, where rule findings below their floor were names of staff or no PHI at all.
"""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.runs import is_public_number
from models.phi.spoken import to_written
from models.phi.vitals import follows_a_vital_sign
from pipeline.domain.phi import KEPT, PhiLabel

_FLOORS: dict[PhiLabel, tuple[float, float, float]] = {
    PhiLabel.NAME: (0.03, 0.03, 0.04),
    PhiLabel.GEO: (0.08, 0.03, 0.02),
    PhiLabel.DATE: (0.1, 0.1, 0.05),
}
_NUMBER_FLOORS = (0.05, 0.05, 0.01)
"""The tagger's least probability for a weak, a fair and a strong finding."""
_FORM_IS_PROOF = frozenset({PhiLabel.EMAIL, PhiLabel.URL, PhiLabel.IP, PhiLabel.AGE_OVER_89})
_LINKS = frozenset({"and", "then", "an", "the", "of", "or", "dot", "is", "it", "s", "so"})
_RIM_FLOOR = 0.01
_STAFF_CERTAINTY = 0.8  # from here on the tagger's STAFF or ORG outvotes a rule's NAME


def supported(reading: Reading, findings: Iterable[Found], trusted: Strength = Strength.CERTAIN) -> list[Found]:
    """The findings that stay. Without a tagger's reading of the turn, all that the word lists do not veto.

    `trusted`: wordy findings from this strength on need no support; a name that the call gave away once is known.
    """
    kept = [found for found in findings if not _is_vetoed(reading, found)]
    if not reading.tagged:
        return kept
    return [
        _trimmed(reading, found)
        for found in kept
        if found.label in KEPT or _is_known(reading, found, trusted) or _stays(reading, found)
    ]


def _is_known(reading: Reading, found: Found, trusted: Strength) -> bool:
    """Whether it is a name by evidence that needs no consent: not where every word is an ordinary one."""
    words = [token.text for token in reading.words if token.start < found.end and found.start < token.end]
    lexicon = reading.lexicon
    ordinary = all(lexicon.is_everyday(word) and not lexicon.is_sure_name(word) for word in words)
    return found.label is PhiLabel.NAME and found.strength >= trusted and not ordinary


def _trimmed(reading: Reading, found: Found) -> Found:
    """A name, place or date without the words at its rim that the tagger is sure are none: "willa on the phone"."""
    if found.label not in _FLOORS or found.strength >= Strength.STRONG:
        return found
    inside = [word for word in reading.tagged if found.start <= word.start and word.end <= found.end]
    meant = [word for word in inside if word.phi >= _RIM_FLOOR]
    return Found(meant[0].start, meant[-1].end, found.label, found.strength) if meant else found


def _is_vetoed(reading: Reading, found: Found) -> bool:
    """Whether all that was found is drugs, eponyms, brands or small words, and nothing certain speaks against it.

    Letters that are spelled out are joined first: "O-Z-E-M-P-I-C" is a drug.
    """
    text = reading.text[found.start : found.end]
    if is_public_number(to_written(text).written) or _only_links(text):
        return True
    if found.label is PhiLabel.AGE_OVER_89:
        return found.strength < Strength.STRONG and follows_a_vital_sign(reading.text, found.start)
    if found.label not in (PhiLabel.NAME, PhiLabel.GEO) or found.strength >= Strength.CERTAIN:
        return False
    words = [token.text for token in reading.words if token.start < found.end and found.start < token.end]
    if not words or any(character.isdigit() for character in text):
        return False
    if len(words) > 1 and all(len(word) == 1 for word in words):
        words = ["".join(words)]
    lexicon = reading.lexicon
    if found.strength >= Strength.STRONG:
        return all(lexicon.is_drug(word) for word in words)
    return all(lexicon.is_clinical(word) or lexicon.is_conversation(word) for word in words)


def _only_links(text: str) -> bool:
    """Whether nothing but the words between the pieces of an identifier was found."""
    words = re.findall(r"\w+", text.lower())
    return bool(words) and all(word in _LINKS for word in words)


def _stays(reading: Reading, found: Found) -> bool:
    if found.label in _FORM_IS_PROOF:
        return True
    words = [word for word in reading.tagged if word.start < found.end and found.start < word.end]
    phi = max((word.phi for word in words), default=0.0)
    kept = max((word.kept for word in words), default=0.0)
    if found.label is PhiLabel.NAME and kept >= _STAFF_CERTAINTY and phi < 1 - _STAFF_CERTAINTY:
        return False
    if found.strength >= Strength.LENGTH and found.label is not PhiLabel.NAME:
        return True
    weak, fair, strong = _FLOORS.get(found.label, _NUMBER_FLOORS)
    return phi >= (strong if found.strength >= Strength.STRONG else fair if found.strength >= Strength.FAIR else weak)
