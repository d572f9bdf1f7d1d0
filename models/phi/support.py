"""The tagger outvotes what the rules only suspect: a finding stays when its form is certain or the tagger supports it.

The floors are low: the tagger need not believe in a finding, it must only not be sure of the opposite. Each was chosen
on the validation excerpts, where rule findings below their floor were names of staff or no PHI at all.
"""

from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.runs import is_public_number
from pipeline.domain.phi import KEPT, PhiLabel

_WORDY_FLOOR, _SUSPICION_FLOOR = 0.01, 0.02
_FORM_IS_PROOF = frozenset({PhiLabel.EMAIL, PhiLabel.URL, PhiLabel.IP, PhiLabel.AGE_OVER_89})
_WORDY = frozenset({PhiLabel.NAME, PhiLabel.GEO, PhiLabel.DATE})
_STAFF_CERTAINTY = 0.8  # from here on the tagger's STAFF or ORG outvotes a rule's NAME


def supported(reading: Reading, findings: Iterable[Found]) -> list[Found]:
    """The findings that stay. Without a tagger's reading of the turn, all that the word lists do not veto."""
    kept = [found for found in findings if not _is_vetoed(reading, found)]
    return kept if not reading.tagged else [found for found in kept if found.label in KEPT or _stays(reading, found)]


def _is_vetoed(reading: Reading, found: Found) -> bool:
    """Whether all that was found is drugs, eponyms, brands or small words, and nothing certain speaks against it.

    Letters that are spelled out are joined first: "O-Z-E-M-P-I-C" is a drug.
    """
    if is_public_number(reading.text[found.start : found.end]):
        return True
    if found.label not in (PhiLabel.NAME, PhiLabel.GEO) or found.strength >= Strength.STRONG:
        return False
    words = [token.text for token in reading.words if token.start < found.end and found.start < token.end]
    spelled = "".join(words) if len(words) > 1 and all(len(word) == 1 for word in words) else None
    if not words or any(token.isdigit() for token in reading.text[found.start : found.end]):
        return False
    lexicon = reading.lexicon
    return (
        lexicon.is_clinical(spelled)
        if spelled
        else all(lexicon.is_clinical(word) or lexicon.is_conversation(word) for word in words)
    )


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
    if found.label in _WORDY:
        return phi >= (_WORDY_FLOOR if found.strength >= Strength.STRONG else _SUSPICION_FLOOR)
    return found.strength >= Strength.STRONG or phi >= _SUSPICION_FLOOR
