"""Runs of digits as people say and as Whisper prints them, however they are broken up."""

import re
from dataclasses import dataclass

_FILLER = r"(?:uh|um|er|ah|eh|dash|hyphen|minus|slash|point|space|and then|then|hang on|hold on|wait|okay|ok|sorry|area code|extension|ext\.?)"
_SIGNS = r"[\s,.()/–—…+'’-]"
_GAP = rf"(?:{_SIGNS}{{1,4}}(?:{_FILLER}\b{_SIGNS}{{0,3}}){{0,2}}|{_SIGNS}{{0,2}}[x*]+{_SIGNS}{{0,2}})"
_DIGITS = r"\d+(?!\d|:\d)(?!(?:st|nd|rd|th)\b)"
_LETTER = r"(?<![\w'’])[a-z](?![\w'’])"
_CODE = r"[a-z]{1,5}\d[a-z\d]*|\d+[a-z]{1,3}\d[a-z\d]*|\d{2,}[a-z]{1,3}(?![a-z])"
_ATOM = rf"(?:{_CODE}|{_DIGITS})"
_RUN = re.compile(
    rf"(?<![\w$£€:.])(?:(?:{_LETTER}\.?{_SIGNS}{{1,2}}){{1,5}}|[a-z]{{2,4}}\s?[-–]\s?|[A-Z]{{2,4}} )?{_ATOM}(?:{_GAP}(?:{_ATOM}|{_LETTER}(?={_GAP}(?:{_ATOM}|{_LETTER}{_GAP}{_ATOM}))))*",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"[\s-]*(?:%|percent|per cent|mg\b|milligram|mcg\b|microgram|units?\b|ml\b|mls\b|milliliter|cc\b|grams?\b|dollars?|cents?\b|bucks|pounds?\b|lbs?\b|kilos?\b|kg\b|degrees?\b|°"
    r"|days?\b|nights?\b|weeks?\b|months?\b|years?\b|yrs?\b|hours?\b|hrs?\b|minutes?\b|mins?\b|seconds?\b|times\b|pills?\b|tablets?\b|tabs?\b|capsules?\b|puffs?\b|drops?\b|doses?\b|refills?\b|visits?\b"
    r"|o'?clock|a\.?\s?m\b|p\.?\s?m\b|over \d|inches|feet\b|foot\b|miles?\b|people\b|calls?\b|of them\b|in the (?:morning|afternoon|evening)|and a half)",
    re.IGNORECASE,
)
_CLINICAL_CODE = re.compile(
    r"(?:covid|cov|b|d|k|t|c|l|s|h|a|q|omega|ca|hba)[\s-]?\d{1,2}c?|a1c|h1n1|24/7|50/50|9-?1-?1|988|999|112|411|24-7",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Run:
    """A run in the written form: half-open offsets there, its digits, and whether letters belong to it."""

    start: int
    end: int
    digits: str
    has_letters: bool
    is_measure: bool


def runs_in(written: str) -> list[Run]:
    """Every run of digits with what breaks them up. Money (after a currency sign), ordinals and clock times stay out."""
    runs = []
    for match in _RUN.finditer(written):
        text = match.group()
        digits = "".join(character for character in text if character.isdigit())
        if not digits or _CLINICAL_CODE.fullmatch(text.strip(" .,-")):
            continue
        end = match.end() - (len(text) - len(text.rstrip(" ,.-–—()/'’…")))
        letters = re.search(r"[a-z]", re.sub(rf"\b{_FILLER}\b", "", text, flags=re.IGNORECASE), re.IGNORECASE)
        measure = _MEASURE.match(written, end) is not None
        runs.append(Run(match.start(), end, digits, letters is not None, measure))
    return runs
