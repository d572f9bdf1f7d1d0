"""Runs of digits as people say and as Whisper prints them, however they are broken up."""

import re
from dataclasses import dataclass

_FILLER = (
    r"(?:uh|um|mm|mhm|er|ah|eh|dash|hyphen|minus|slash|point|space|and then|then|hang on|hold on|wait|okay|ok|no"
    r"|sorry|i mean|rather|make that|scratch that|correction"
    r"|area code|extension|ext\.?)"
)
_SIGNS = r"[\s,.()/–—…+'’-]"
_GAP = rf"(?:{_SIGNS}{{1,4}}(?:{_FILLER}\b{_SIGNS}{{0,3}}){{0,2}})"
_ORDINAL_OR_UNIT = r"(?:st|nd|rd|th|mg|mcg|ml|g|kg|lbs?|am|pm|cm|mm|cc|oz|hrs?|s|x|k)\b"
_DIGITS = rf"\d+(?!\d|:\d)(?!{_ORDINAL_OR_UNIT})"
_LETTER = r"(?<![\w'’])[a-z](?![\w'’])"
_CODE = rf"(?=[a-z]*\d)(?=\d*[a-z])(?!\d+{_ORDINAL_OR_UNIT})[a-z\d]{{3,}}"
_ATOM = rf"(?:\b{_CODE}|{_DIGITS})"
_PREFIX = (
    rf"(?:(?<![\s-][a-z][\s-])(?:{_LETTER}\.?{_SIGNS}{{1,2}}){{1,5}}|(?-i:[A-Z]{{1,4}})\s?[-–]\s?|(?-i:[A-Z]{{2,4}}) )?"
)
_BETWEEN = rf"{_LETTER}(?={_GAP}(?:{_ATOM}|{_LETTER}(?:{_GAP}{_ATOM}|{_GAP}{_LETTER}{_GAP}{_ATOM})))"

_RUN = re.compile(
    rf"(?<![\w$£€:.])(?<![$£€]\d,)(?<![$£€]\d\d,)(?<![$£€]\d\d\d,){_PREFIX}{_ATOM}(?:{_GAP}(?:{_ATOM}"
    rf"|{_BETWEEN}))*(?:-[A-Z]{{1,4}}\b|(?:{_SIGNS}{{1,2}}(?!(?:[ap]\.?\s?m|mg?|[ai])\b)[a-z](?![\w'’])){{1,3}})?",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"[\s-]*(?:%|percent|per cent|mg\b|milligram|mcg\b|microgram|units?\b|ml\b|mls\b|milliliter|cc\b|grams?\b|dollars?"
    r"|cents?\b|bucks|pounds?\b|lbs?\b|kilos?\b|kg\b|degrees?\b|°|days?\b|nights?\b|weeks?\b|months?\b|years?\b|yrs?\b"
    r"|hours?\b|hrs?\b|minutes?\b|mins?\b|seconds?\b|times\b|pills?\b|tablets?\b|tabs?\b|capsules?\b|puffs?\b|drops?\b"
    r"|doses?\b|refills?\b|visits?\b|o'?clock|a\.?\s?m\b|p\.?\s?m\b|over \d|inches|feet\b|foot\b|miles?\b|people\b"
    r"|calls?\b|of them\b|in the (?:morning|afternoon|evening)|and a half)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:1[0-2]|[1-9])\s(?:[0-5]\d|0 \d)")
_BEFORE_CLOCK = re.compile(
    r"\b(?:at|by|around|about|before|after|until|til|till|from|between|or|to|past|says?|that's"
    r"|and)\s+$",
    re.I,
)
_AFTER_CLOCK = re.compile(r"\s+(?:with|on|or|tomorrow|today|tonight|in the|works|is after|would|okay)\b", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_YEAR = re.compile(r"\b(?:in|since|back in|of|oh,?|from|until|around)\s+$", re.IGNORECASE)
_CLINICAL_CODE = re.compile(
    r"(?:covid|cov|b|d|k|t|c|l|s|h|a|q|omega|ca|hba|cpt|icd)[\s-]?\d{1,2}c?|cpt (?:code )?\d{5}|a1c"
    r"|h1n1|24/7|50/50|24-7|sars-cov-2"
    r"|(?:call(?:ing)?\s)?(?:9[\s-]?1[\s-]?1|9\s11|9 8 8|988|999|112|411|211)",
    re.IGNORECASE,
)
_PUBLIC_NUMBERS = frozenset(
    {"18002221222", "8002221222", "18002738255", "911", "988", "999", "112", "111", "211", "311", "411", "101"}
)


def is_public_number(text: str) -> bool:
    """Whether the text is nothing but a number that everybody shares, such as 911 or the poison line's."""
    return re.sub(r"[\s().,-]", "", text) in _PUBLIC_NUMBERS


@dataclass(frozen=True)
class Run:
    """A run in the written form: half-open offsets there, its digits, and what kind of number it looks like.

    `is_measure`: a quantity, a time of day or a year by itself; such a run is PHI only where its length says so.
    `is_list`: several numbers told one after another ("288, then 301"); its length says nothing.
    """

    start: int
    end: int
    digits: str
    has_letters: bool
    is_measure: bool
    is_money: bool = False
    is_list: bool = False


def runs_in(written: str) -> list[Run]:
    """Every run of digits with what breaks them up. Ordinals, sums after a currency sign and 12:30 stay out."""
    runs = []
    for match in _RUN.finditer(written):
        text = match.group().rstrip(" ,.-–—()/'’…")
        digits = "".join(character for character in text if character.isdigit())
        if not digits or digits in _PUBLIC_NUMBERS or _CLINICAL_CODE.fullmatch(text.strip(" .,-")):
            continue
        end = match.start() + len(text)
        letters = re.search(r"[a-z]", re.sub(rf"\b{_FILLER}(?![a-z])", "", text, flags=re.IGNORECASE), re.IGNORECASE)
        money = re.match(r"\s*(?:dollars?|bucks|cents?)\b", written[end:], re.IGNORECASE) is not None
        measure = _is_measure(written, match.start(), end)
        told_apart = re.search(r"\bthen\b", text, re.IGNORECASE) is not None
        runs.append(Run(match.start(), end, digits, letters is not None, measure, money, told_apart))
    return runs


def _is_measure(written: str, start: int, end: int) -> bool:
    text, before = written[start:end], written[:start]
    if _MEASURE.match(written, end) is not None or _DECIMAL.fullmatch(text):
        return True
    if _CLOCK.fullmatch(text):
        return _BEFORE_CLOCK.search(before) is not None or _AFTER_CLOCK.match(written, end) is not None
    return _YEAR.fullmatch(text) is not None and _BEFORE_YEAR.search(before) is not None
