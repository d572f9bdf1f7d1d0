"""Numbers that prove themselves: Presidio's own patterns and check digits, run on runs without their gaps."""

import re
from collections.abc import Callable, Iterable

from presidio_analyzer import EntityRecognizer
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    NhsRecognizer,
    UkPostcodeRecognizer,
    UsMbiRecognizer,
    UsNpiRecognizer,
    UsSsnRecognizer,
)

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import NO_ARTIFACTS, TurnRecogniser
from models.phi.runs import runs_in
from pipeline.domain.phi import PhiLabel

_PROOF = 0.99  # Presidio's score where the check digit is right
_SHAPED = 0.4  # and from where its pattern alone is worth something beside a run's length
_KINDS: tuple[tuple[Callable[[], EntityRecognizer], PhiLabel, float], ...] = (
    (CreditCardRecognizer, PhiLabel.CREDIT_CARD, _PROOF),
    (UsNpiRecognizer, PhiLabel.LICENSE, _PROOF),
    (NhsRecognizer, PhiLabel.MRN, _PROOF),
    (UsMbiRecognizer, PhiLabel.HEALTH_PLAN_ID, _SHAPED),
    (UsSsnRecognizer, PhiLabel.SSN, _SHAPED),
    (UkPostcodeRecognizer, PhiLabel.GEO, 0.0),
)
_SHORTEST = 5


class CheckedNumberRecogniser(TurnRecogniser):
    """Cards (Luhn), NPI, NHS numbers, MBI, SSN and UK postcodes in runs whose spaces and fillers are left out."""

    labels = tuple(dict.fromkeys(label for _, label, _ in _KINDS))

    def __init__(self) -> None:
        super().__init__()
        self._patterns = [(kind(), label, least) for kind, label, least in _KINDS]

    def find(self, reading: Reading) -> Iterable[Found]:
        """A run that a pattern takes whole."""
        written = reading.spoken.written
        for run in runs_in(written):
            compact = re.sub(r"[^A-Z0-9]", "", _without_fillers(written[run.start : run.end]).upper())
            if len(compact) < _SHORTEST:
                continue
            for pattern, label, least in self._patterns:
                for result in pattern.analyze(compact, pattern.supported_entities, NO_ARTIFACTS):
                    if result.score >= least and (result.start, result.end) == (0, len(compact)):
                        yield Found(*reading.spoken.span(run.start, run.end), label, Strength.CERTAIN)


def _without_fillers(text: str) -> str:
    """Single letters and what holds a digit; words in between go."""
    return "".join(part for part in re.findall(r"\w+", text) if len(part) == 1 or any(c.isdigit() for c in part))
