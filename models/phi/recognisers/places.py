"""Places smaller than a state: street addresses, towns, postcodes."""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import PatternRecogniser
from models.phi.slots import Slot
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

_STREET = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|court|ct|boulevard|blvd|way|place|pl|terrace"
    r"|circle|cir|trail|parkway|pkwy|highway|hwy"
    r"|close|crescent|grove|mews|row|walk|square|loop|alley|pike|turnpike|crossing|gardens|heights"
    r"|hollow|ridge road|run)"
)
_NAME = (
    r"(?!(?:and|or|the|a|is|in|to|of|for|with|that|my|milligrams?|units?|days?|weeks?|months?|years?"
    r"|hours?|minutes?|times|percent|dollars)\b)[a-z][\w'’.-]*"
)
_HOUSE = r"(?:\d[\d-]*[a-z]?)(?:\s+\d+){0,3}"
_UNIT = (
    r"(?:,?\s+(?:apartment|apt\.?|unit|suite|ste\.?|flat|room|lot|number|floor|building"
    r"|#)\s*(?:\d+\s*[a-z]?|[a-z])\b(?:\s*\d+)*)?"
)
_TOWN = (
    r"(?:,?(?: in)? (?-i:(?!(?:And|But|Is|It|The|I|We|He|She|They|Yes"
    r"|No)\b)[A-Z][a-z][\w'’]*)(?: (?-i:[A-Z])[a-z]+)?)?"
)
_FLAGS = re.IGNORECASE


class PlaceRecogniser(PatternRecogniser):
    """Patterns for addresses; listed towns; what answers "where do you live?"."""

    labels = (PhiLabel.GEO,)
    patterns = tuple(
        (PhiLabel.GEO, re.compile(text, _FLAGS), strength)
        for text, strength in (
            (
                rf"\b{_HOUSE},?\s+(?:(?:north|south|east|west|n|s|e"
                rf"|w)\.?\s+)?(?:{_NAME}\s+){{1,3}}{_STREET}\b\.?{_UNIT}{_TOWN}",
                Strength.STRONG,
            ),
            (
                rf"\b{_HOUSE},?\s+(?:(?:north|south|east|west)\s+)?(?:\d+(?:st|nd|rd|th))\s+{_STREET}\b\.?{_UNIT}",
                Strength.STRONG,
            ),
            (
                rf"\b(?:{_HOUSE}\s+)?(?:state\s+|county\s+|rural\s+|us\s+|old\s+)?(?:route|highway|hwy|county road"
                rf"|rr|r\.?r\.?)\s+\d+\w*(?:[\s,]+box\s+\d[\d\s]*\d|[\s,]+box\s+\d+)?",
                Strength.STRONG,
            ),
            (r"\b(?:p\.?\s?o\.?\s+)?box\s+\d+(?:\s\d+)*\b", Strength.STRONG),
            (
                rf"\b(?:(?-i:[A-Z])[\w'’]*\s+){{1,3}}(?-i:Street|Avenue|Road|Lane|Drive|Court|Boulevard|Terrace"
                rf"|Circle|Parkway|Close|Crescent|Grove|Mews|Row|Walk)\b{_UNIT}",
                Strength.STRONG,
            ),
            (
                r"\b(?:on|off|at|live|to)\s+(?:old\s+)?(?P<phi>(?!the\b|a\b|my\b|that\b|your\b|this\b|his\b|her\b"
                r"|it\b|for\b|and\b)[a-z][\w'’]+(?:\s+(?!the\b|for\b|and\b)[a-z][\w'’]+)?\s+(?:street|avenue|road"
                r"|lane|boulevard|court|parkway))\b",
                Strength.FAIR,
            ),
            (
                rf"\b(?:apartment|apt\.?|unit|suite|flat|room|dock|lot)\s+(?:number\s+)?(?:\d+\s?[a-z]?\b"
                rf"|[a-z]\b)(?:\s+on\s+{_NAME}\s+{_STREET})?",
                Strength.FAIR,
            ),
            (r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", Strength.STRONG),
            (r"(?<!\w)[a-z]\s?[a-z]?\s\d{1,2}\s[a-z]?\s?\d\s[a-z]\s?[a-z]\b", Strength.FAIR),
        )
    )

    def find(self, reading: Reading) -> Iterable[Found]:
        """Patterns, towns, and answers."""
        yield from super().find(reading)
        yield from _towns(reading)
        yield from _answered_address(reading)


def _towns(reading: Reading) -> Iterable[Found]:
    """Listed towns, and unknown or capitalised words after "we live in"."""
    yield from _cities(reading)
    for match in _LIVES_IN.finditer(reading.text):
        phrase = match.group("town")
        if not reading.lexicon.is_public_place(phrase) and _is_place_word(reading, phrase):
            yield Found(*match.span("town"), PhiLabel.GEO, Strength.FAIR)


def _cities(reading: Reading) -> Iterable[Found]:
    """Listed towns of one or two words; capitalised ones only where capitals mean anything."""
    for at, token in enumerate(reading.words):
        pair = reading.words[at + 1] if at + 1 < len(reading.words) else None
        for last in (pair, token):
            if last is None or not reading.lexicon.is_city(reading.text[token.start : last.end]):
                continue
            if reading.is_cased and not token.text[0].isupper():
                continue
            ambiguous = reading.lexicon.is_listed_name(token.text) or reading.lexicon.is_common(token.text)
            if not ambiguous or _IN.search(reading.text[: token.start]):
                yield Found(token.start, last.end, PhiLabel.GEO, Strength.FAIR)
                break


_IN = re.compile(r"\b(?:in|at|near|from|to|the)\s+$", re.IGNORECASE)
_LIVES_IN = re.compile(
    r"\b(?:lives?|living|born|moved|staying|located|home|house|folks|family|up|down|out|over|back"
    r"|actually|she's there|he's there|from|right)"
    r"\s+(?:\w+\s+)?(?:in|to|from|by|near|outside|at)\s+(?P<town>[A-Za-z][\w'’]+(?:[ -](?-i:[A-Z])[\w'’]+)?)",
    re.IGNORECASE,
)


def _is_place_word(reading: Reading, phrase: str) -> bool:
    first = phrase.split()[0]
    if reading.lexicon.is_conversation(first) or reading.lexicon.is_clinical(first):
        return False
    return first[0].isupper() if reading.is_cased else reading.lexicon.may_be_name(first)


_ADDRESS_SLOTS = frozenset({Slot.ADDRESS, Slot.TOWN, Slot.ZIP})
_STARTERS = re.compile(
    r"(?:\s*(?:uh|um|yes|yeah|yep|no|it's|it is|that's|sure|okay|oh|so|well|still|we're|i'm|he's|she's"
    r"|home|at|on|in|by|the|my|address|is|i|live|lives|sir|ma'am|god|please|same|just)\b[\s,.]*)*",
    _FLAGS,
)
_ADDRESS = re.compile(
    rf"{_HOUSE}(?:,?\s+(?:and\s+a\s+half|{_NAME}|\d+(?:st|nd|rd|th)?)){{1,7}}?(?=\s+(?:it's|its|that's"
    rf"|and|but|the|in|on|by|upstairs|downstairs|near|hold|uh|um|is|we|they|i|you|he|she|yeah|yes|okay"
    rf"|right|with|behind|next|across)\b|[.,?!]|\s*$){_UNIT}",
    _FLAGS,
)


def _answered_address(reading: Reading) -> Iterable[Found]:
    """The number and the words after it, or the proper words at the beginning of the answer."""
    if reading.speaker is Speaker.AGENT or not _ADDRESS_SLOTS.intersection(reading.asked):
        return
    written = reading.spoken.written
    for match in _ADDRESS.finditer(written):
        yield Found(*reading.spoken.span(*match.span()), PhiLabel.GEO, Strength.FAIR)
    start = _STARTERS.match(reading.text)
    at = start.end() if start else 0
    end = at
    for token in reading.words:
        if token.start < at:
            continue
        if (
            token.start - end > 1
            or reading.lexicon.is_conversation(token.text)
            or reading.lexicon.is_clinical(token.text)
        ):
            break
        if reading.is_cased and not token.text[0].isupper():
            break
        if not reading.is_cased and reading.lexicon.is_everyday(token.text) and not _STREET_WORD.fullmatch(token.text):
            break
        end = token.end
    phrase = reading.text[at:end]
    if phrase and not reading.lexicon.is_public_place(phrase):
        yield Found(at, end, PhiLabel.GEO, Strength.FAIR)


_STREET_WORD = re.compile(_STREET, _FLAGS)
