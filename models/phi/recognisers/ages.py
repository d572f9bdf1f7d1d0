"""Ages over 89, which Safe Harbor hides; lower ages stay."""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import PatternRecogniser
from models.phi.slots import Slot
from models.phi.vitals import follows_a_vital_sign
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

_AGE = r"(?P<phi>9\d|1[01]\d|120)"
_NOT_MEASURE = (
    r"(?!\d|[/.:]\d|\s*(?:%|percent|over|mg|milli|units?|pounds|lbs|kilos|dollars|bucks|degrees|days?"
    r"|minutes|hours|weeks|months|tablets|pills|and a half"
    r"|systolic|diastolic|beats|point|on room|fasting|this morning's|after (?:breakfast|lunch|dinner|eating)))"
)
_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"


class AgeRecogniser(PatternRecogniser):
    """Such as "I'm ninety-three", "she was 93", "a 94-year-old", "turns 91"; not oxygen, pressure, doses or money."""

    labels = (PhiLabel.AGE_OVER_89,)
    patterns = tuple(
        (PhiLabel.AGE_OVER_89, re.compile(text, re.IGNORECASE), strength)
        for text, strength in (
            (rf"\b{_AGE}(?=[\s-]*(?:years?|yrs?)[\s-]*(?:old|of age|young)|[\s-]*y\.?o\b)", Strength.CERTAIN),
            (rf"\b(?:age[ds]?|turn(?:s|ed|ing)?)(?: is| of)?(?: to)? {_AGE}\b{_NOT_MEASURE}", Strength.CERTAIN),
            (
                rf"\b(?:i'm|i am|he's|she's|he is|she is|(?:he|she|i|who) was|who's|(?:mom|mother|dad|father|mum"
                rf"|grandma|grandmother|grandpa|grandfather|aunt|uncle|husband|wife|patient)(?:'s| is| was)|just"
                rf"|almost|nearly|be|at|only|about) (?:only |just |about |already |almost |nearly |gonna be "
                rf"|going to be |now |like )?{_AGE}\b{_NOT_MEASURE}",
                Strength.FAIR,
            ),
            (
                rf"\b{_AGE}(?= (?:and (?:lives|living|alone|still|frail|can't|she|he)|next (?:month|week|year"
                rf"|birthday)|now\b|in {_MONTH}))",
                Strength.FAIR,
            ),
        )
    )

    def find(self, reading: Reading) -> Iterable[Found]:
        """Patterns away from any vital sign, and the bare number after "how old?"."""
        text = reading.text
        for found in super().find(reading):
            if found.strength is Strength.CERTAIN or not follows_a_vital_sign(text, found.start):
                yield found
        if Slot.AGE in reading.asked[:2] and reading.speaker is not Speaker.AGENT:
            for match in re.finditer(rf"\b{_AGE}\b{_NOT_MEASURE}", reading.spoken.written):
                yield Found(*reading.spoken.span(*match.span("phi")), PhiLabel.AGE_OVER_89, Strength.STRONG)
