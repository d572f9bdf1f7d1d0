"""The tagger outvotes what the rules only suspect: a finding stays when its form is certain or the tagger supports it.

The floors are low: the tagger need not believe in a finding, it must only not be sure of the opposite. Each was chosen
on the validation excerpts, where rule findings below their floor were names of staff or no PHI at all.
"""

from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.veto import is_vetoed
from pipeline.domain.phi import KEPT, PhiLabel

_FLOORS: dict[PhiLabel, tuple[float, float, float]] = {
    PhiLabel.NAME: (0.03, 0.03, 0.04),
    PhiLabel.GEO: (0.08, 0.03, 0.02),
    PhiLabel.DATE: (0.1, 0.1, 0.05),
}
_NUMBER_FLOORS = (0.05, 0.05, 0.01)
"""The tagger's least probability for a weak, a fair and a strong finding."""
_FORM_IS_PROOF = frozenset({PhiLabel.EMAIL, PhiLabel.URL, PhiLabel.IP, PhiLabel.AGE_OVER_89})
_RIM_FLOOR = 0.01
_STAFF_CERTAINTY = 0.8  # from here on the tagger's STAFF or ORG outvotes a rule's NAME


def supported(reading: Reading, findings: Iterable[Found], trusted: Strength = Strength.CERTAIN) -> list[Found]:
    """The findings that stay. Without a tagger's reading of the turn, all that the word lists do not veto.

    `trusted`: wordy findings from this strength on need no support; a name that the call gave away once is known.
    """
    kept = [found for found in findings if not is_vetoed(reading, found)]
    if not reading.tagged:
        return kept
    return [
        _trimmed(reading, found)
        for found in kept
        if found.label in KEPT or _is_known(reading, found, trusted) or _stays(reading, found)
    ]


def _is_known(reading: Reading, found: Found, trusted: Strength) -> bool:
    """Whether it is a name by evidence that needs no consent: not where every word is an ordinary one."""
    words = reading.words_in(found.start, found.end)
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
