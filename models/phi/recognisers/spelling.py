"""Spelled words: "v a s k o", "B-R-A-N-D", "h a double l", "O, D, U, Y, A"."""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnRecogniser
from models.phi.slots import Slot
from pipeline.domain.phi import PhiLabel

_LETTER = r"(?<![\w'’])[a-z](?![\w'’])"
_STEP = r"(?:[\s,.-]{1,3}|\s?[-–]\s?)"
_WORDY = r"(?:(?:double|triple)\s+[a-z]\b|\b[a-z]\s+(?:as in|for|like)\s+[a-z]\w+)"
_RUN = re.compile(
    rf"(?:{_LETTER}|(?:double|triple)\s+[a-z]\b)(?:{_STEP}(?:(?:and\s+)?(?:then\s+)?(?:{_WORDY}|{_LETTER})))+"
    rf"(?:\s+as in\s+\w+)?",
    re.IGNORECASE,
)
_LONG, _SHORT = 4, 2


class SpellingRecogniser(TurnRecogniser):
    """Four letters or more in a row anywhere, two after a name or where a name was asked for; not acronyms."""

    labels = (PhiLabel.NAME, PhiLabel.EMAIL)

    def find(self, reading: Reading) -> Iterable[Found]:
        """Each run of single letters that spells something."""
        asked = Slot.NAME in reading.asked
        label = PhiLabel.EMAIL if reading.asked[:1] == (Slot.EMAIL,) else PhiLabel.NAME
        for match in _RUN.finditer(reading.text):
            letters = re.sub(r"\b(?:double|triple|as in \w+|for|like|and|then)\b|[^a-z]", "", match.group().lower())
            if (
                letters in reading.lexicon.acronyms
                or set(letters) <= {"a", "i"}
                or reading.lexicon.is_clinical(letters)
                or len(letters) < _SHORT
                or _ends_in_time(match.group())
            ):
                continue
            if len(letters) >= _LONG or asked or _after_a_name(reading, match.start()):
                yield Found(match.start(), match.end(), label, Strength.STRONG)


def _ends_in_time(text: str) -> bool:
    return re.fullmatch(r"[ap][\s.]*m\.?", text.strip(), re.IGNORECASE) is not None


def _after_a_name(reading: Reading, at: int) -> bool:
    before = [token for token in reading.words if token.end <= at][-1:]
    return any(reading.name_like(token) and at - token.end <= 3 for token in before)
