"""Dates more exact than a year, written and spoken, and days of the week that name one day."""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import PatternRecogniser
from models.phi.slots import Slot
from pipeline.domain.phi import PhiLabel

_FULL_MONTH = "january|february|april|june|july|august|september|october|november|december"
_SHORT_MONTH = r"jan\b\.?|feb\b\.?|mar\b\.?|apr\b\.?|jun\b\.?|jul\b\.?|aug\b\.?|sept?\b\.?|oct\b\.?|nov\b\.?|dec\b\.?"
_MONTH = rf"(?:{_FULL_MONTH}|march|may|{_SHORT_MONTH})"
_OTHER_TONGUE = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_ORDINAL = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)"
_DAY = r"(?:the )?(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:]|\s?(?:mg|mill|%|percent))"
_YEAR = r"(?:(?:\s?,\s?|\s+)(?:of |in )?(?:(?:19|20)\d\d|['’]?\d\d(?!\d|:|\s?(?:mg|%|percent|a\.?m|p\.?m|o'clock)))\b)?"
_FOLLOWER = (  # what may stand after a bare "the third": not a noun, or one that says that it is a date
    r"(?=\s*(?:$|[.,?!;:]|\b(?:at|for|and|or|is|was|with|in|of|works?|would|appointment|then|okay"
    r"|because|so|i|we|you|he|she|it|they|but|to|from|not|if"
    r"|no|yes|please|that|this|please|around|before|after|between|through|thru|until|till|till|a|the"
    r"|came|went|said|um|uh|my|your|our|her|his|still|instead|or|does|do|can|could|\d)\b))"
)
_NO_NOUN = (
    r"(?!\s*(?:floor|grade|time|dose|week|month|year|day|call|one\b|person|street|avenue|ave|st\b"
    r"|century|visit|appointment in a row|percentile|of a|rib|toe|finger|attempt|letter|thing|option"
    r"|trimester|degree))"
)
_NOT_HOURS = r"(?!\s*(?:through|thru|to|till|until|[-–])\s*(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_FLAGS = re.IGNORECASE


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, _FLAGS)


class DateRecogniser(PatternRecogniser):
    """Month and day in either order, figures, ordinals, weekdays; in an answer to "date of birth?" figures alone."""

    labels = (PhiLabel.DATE,)
    patterns = tuple(
        (PhiLabel.DATE, _pattern(text), strength)
        for text, strength in (
            (rf"\b(?:{_WEEKDAY},?\s+)?{_MONTH},?\s+(?:uh |um )?{_DAY}\b{_YEAR}", Strength.CERTAIN),
            (rf"\b(?:{_WEEKDAY},?\s+)?{_DAY}\s+(?:day\s+)?(?:of\s+)?{_MONTH}\b{_YEAR}", Strength.CERTAIN),
            (rf"\b(?:\w+(?:\s+[yie]\s+\w+)?)\s+de\s+(?:{_OTHER_TONGUE})\b(?:\s+del?\s+(?:\d+|\w+))?", Strength.CERTAIN),
            (rf"\b{_DAY}\s+(?:of|de)\s+(?:{_OTHER_TONGUE})\b{_YEAR}", Strength.CERTAIN),
            (
                r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|[12]\d|3[01])\1(?:\d{4}|\d{2})(?![\d/-])",
                Strength.CERTAIN,
            ),
            (r"(?<![\d/-])(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])(?!\d)", Strength.CERTAIN),
            (
                r"(?<![\d/.$-])(?:0?[1-9]|1[0-2])/(?:0[1-9]|[1-9]|[12]\d|3[01])(?![\d/%])(?!\s*(?:of|pain|tablet"
                r"|pill|cup|dose|hour|day|mg|inch))(?<!1/2)(?<!1/4)(?<!3/4)(?<!1/3)(?<!2/3)(?<!24/7)(?<!/10)",
                Strength.FAIR,
            ),
            (
                r"\b(?:0?[1-9]|1[0-2])(?:[\s,]+|\s?-\s?)(?:the )?(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd"
                r"|th)?(?:[\s,]+(?:of )?|\s?-\s?)(?:(?:19|20)\d\d|['’]?[0-9]\d)\b(?![\d:%]|\s?(?:mg|milli|units"
                r"|percent|dollars))",
                Strength.FAIR,
            ),
            (r"\b(?:0?[1-9]|1[0-2])[\s,]+(?:[1-9])[\s,]+(?:19|20)\d\d\b", Strength.FAIR),
            (rf"\b{_ORDINAL}\s+of\s+(?:the\s+)?{_ORDINAL}{_YEAR}", Strength.CERTAIN),
            (r"\bmay(?=['’]s\b)", Strength.FAIR),
            (rf"\b(?:this |next |last |this coming )?{_WEEKDAY},?\s+(?:the\s+)?{_ORDINAL}\b", Strength.CERTAIN),
            (
                rf"\b(?:(?:today|tomorrow|yesterday),?\s+)?the\s+(?:1\d|2\d|3[01]|[4-9])(?:st|nd|rd|th)\b{_NO_NOUN}",
                Strength.FAIR,
            ),
            (
                rf"\b(?:on|by|is|or|and|since|till|until|for|of|before|after|that|until"
                rf"|requested) (?P<phi>the\s+[123](?:st|nd|rd))\b(?!\s+\w+day){_FOLLOWER}(?!\s+(?:one|i|we|you|he"
                rf"|she|they|1)\b)",
                Strength.FAIR,
            ),
            (rf"\b(?:on|by|is|or|and)\s+(?P<phi>{_ORDINAL})\b(?!\s+\w+day){_FOLLOWER}", Strength.FAIR),
            (rf"\b(?:1\d|2\d|3[01])(?:st|nd|rd|th)\b{_NO_NOUN}", Strength.FAIR),
            (rf"(?<!through )(?<!thru )(?<!to )\b(?:this |next |last )?{_WEEKDAY}\b{_NOT_HOURS}", Strength.FAIR),
            (rf"\b(?:{_FULL_MONTH})\b(?:\s+(?:of\s+)?(?:19|20)\d\d\b)?", Strength.FAIR),
            (
                r"\b(?:in|since|until|till|last|this|next|by|back in|of|around|early|late|mid|end of|start of"
                r"|through)\s+(?P<phi>march|may)\b(?! (?:not|be|have|i|we|you|need|want))",
                Strength.FAIR,
            ),
            (r"(?<=[a-z] )(?-i:March)\b", Strength.FAIR),
        )
    )

    def find(self, reading: Reading) -> Iterable[Found]:
        """Patterns, and two-digit years and bare months where a birth date was asked for."""
        yield from super().find(reading)
        if Slot.BIRTH_DATE not in reading.asked:
            return
        for match in _ANSWER.finditer(reading.spoken.written):
            yield Found(*reading.spoken.span(*match.span()), PhiLabel.DATE, Strength.STRONG)


_ANSWER = _pattern(rf"\b{_MONTH}(?:\s+{_DAY})?\b{_YEAR}|['’]\d\d\b|\b(?:19|20)\d\d\b|\b{_ORDINAL}\b")
