"""Names of people and of staff: what triggers announce them, what the language model sees, what lists hold."""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.names import begins_name, capture
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnRecogniser
from models.phi.slots import Slot
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

_RELATIVES = (
    r"(?:husband|wife|son|daughter|mom|mum|mother|dad|father|brother|sister|partner|boyfriend"
    r"|girlfriend|fianc[ée]e?|grandson|granddaughter|grandma|grandpa|grandmother"
    r"|grandfather|aunt|uncle|nephew|niece|cousin|neighbou?r|friend|kid|boy|girl|baby|child|stepson"
    r"|stepdaughter|roommate|caregiver|boss|twins?|guy|little one|spouse)"
)
_STRONG = re.compile(
    r"\b(?:(?:my|the|his|her|their|whose|last|first|full|maiden|middle|legal|patient'?s?|given"
    r"|family) (?:full |last |first "
    r"|legal )?names?(?:'s| is| was|,)?(?: is)?|surname(?:'s| is)?|name is|name's|named|call me"
    r"|goes by|go by|speaking (?:with|to)"
    r"|speak (?:with|to)|on behalf of|behalf of|calling for|calling regarding|message (?:is )?for"
    r"|looking for|holding for"
    r"|you've reached(?: the)?|under the name(?: of)?)\s+",
    re.IGNORECASE,
)
_MEDIUM = re.compile(
    r"\b(?:this is(?: for)?|is this|talking (?:with|to)|talk to|calling about|it's for|i have|i've got"
    r"|got|under|patient(?: is|,|'s)?"
    rf"|(?:my|our|his|her|their|your|the|a) (?:\w+ )?{_RELATIVES}(?:'s name is|,| is|'s)?)\s+",
    re.IGNORECASE,
)
_FAIR = re.compile(
    r"\b(?:i'm|i am|it's|it is|that's|here's|for|about|with|from|by|let|tell|ask|does|did|is|has|was"
    r"|and|see|gave|give|can|call"
    r"|told|if|when|because|hi|hey|hello|hiya|dear|thanks|thank you|thanks so much|you|okay|ok|bye"
    r"|goodbye|goodnight|alright"
    r"|sorry|right|morning|afternoon|evening|yes|no|yeah|so|sure|well|great|perfect|now|uh|um|oh"
    r"|what's|how's|where's|who's"
    r"|waiting|me)(?P<sign>[,.!]?)\s+",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|mister|missus|misses|mx|madam|señora?|sra?|auntie|uncle|aunt|grandma|grandpa)\b\.?\s+",
    re.IGNORECASE,
)
_STAFF_TITLE = re.compile(
    r"(?:\b(?:dr|doctor|doc|nurse|professor|np|pa|nurse practitioner|physician assistant|pharmacist"
    r"|therapist|doctora)\b\.?"
    r"|(?<!my )(?<!her )(?<!his )(?<!our )(?<!your )(?<!their )\b(?-i:Sister))\s+",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\b(?:this is|this'll be|my name is|my name's|i'm|i am|name is|name's|it's|you've got"
    r"|you're speaking with|speaking with"
    r"|you're talking to|talking to|line with|desk with|clinic with|line|desk|center|centre)[,]?\s+",
    re.IGNORECASE,
)
_GREETS_AS = re.compile(
    r"\b(?:scheduling|billing|triage|office|pharmacy|fertility|physio|dental|records|reception|services|department"
    r"|speaking to"
    r"|through to),?\s+",
    re.IGNORECASE,
)
_SELF_AFTER = re.compile(r"\s*,?\s*(?:speaking|here)\b", re.IGNORECASE)
_STAFF_WORK = re.compile(
    r"\b(?:nurse|r\.?n|interpreter|pharmacist|supervisor|billing|technician|dispatch|medic|doctor"
    r"|n\.?p|midwife|operator"
    r"|counsel(?:l)?or|paramedic|receptionist)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[^.?!]*\?")
_OPENING, _GREETING = 8, 1


class PeopleRecogniser(TurnRecogniser):
    """NAME for patients, callers and relatives; STAFF for who introduces themselves as the agent and for clinicians."""

    labels = (PhiLabel.NAME, PhiLabel.STAFF)

    def find(self, reading: Reading) -> Iterable[Found]:
        """All readings of the turn's names; the call-level pass settles who is staff."""
        staff = list(_staff(reading))
        introduced = {found.start for found in staff}
        yield from staff
        yield from (found for found in _people(reading) if found.start not in introduced)


def _people(reading: Reading) -> Iterable[Found]:
    """Everything that speaks for a patient's, caller's or relative's name."""
    yield from _after(reading, _TITLE, Strength.CERTAIN, trusting=True)
    yield from _after(reading, _STRONG, Strength.STRONG, trusting=True)
    yield from _after(reading, _MEDIUM, Strength.STRONG, trusting=reading.is_cased)
    yield from _after(reading, _FAIR, Strength.FAIR, trusting=False)
    if reading.speaker is not Speaker.AGENT:
        yield from _after(reading, _SELF, Strength.STRONG, trusting=False)
    if Slot.NAME in reading.asked and reading.speaker is not Speaker.AGENT:
        yield from _answers(reading)
    elif reading.asked and reading.speaker is not Speaker.AGENT:
        yield from _unknown_words(reading)


def _staff(reading: Reading) -> Iterable[Found]:
    for match in _STAFF_TITLE.finditer(reading.text):
        span = capture(reading, match.end(), trusting=True)
        if span:
            yield Found(*span, PhiLabel.STAFF, Strength.CERTAIN)
    if not _speaks_as_staff(reading):
        return
    for match in _SELF.finditer(reading.text):
        span = capture(reading, match.end(), trusting=match.group().lower().startswith(("this", "my", "name")))
        if span and not _is_asked(reading.text, match.start()):
            # Late in a call "this is …" hands the caller over to somebody: the caller's own words outweigh it then.
            yield Found(*span, PhiLabel.STAFF, Strength.STRONG if reading.index <= _OPENING else Strength.FAIR)
    if reading.index <= _GREETING:
        for match in _GREETS_AS.finditer(reading.text):
            span = capture(reading, match.end(), trusting=False)
            if span:
                yield Found(*span, PhiLabel.STAFF, Strength.STRONG)
    for token in reading.words:
        if reading.name_like(token) and _SELF_AFTER.match(reading.text, token.end):
            yield Found(token.start, token.end, PhiLabel.STAFF, Strength.STRONG)


def _speaks_as_staff(reading: Reading) -> bool:
    if reading.speaker is Speaker.AGENT:
        return True
    return reading.speaker is Speaker.OTHER and _STAFF_WORK.search(reading.text) is not None


def _is_asked(text: str, at: int) -> bool:
    """Whether the sentence is a question: "is this Dale?" names the caller, "this is Dana" the agent."""
    begin = max(text.rfind(sign, 0, at) for sign in ".?!") + 1
    question = _QUESTION.match(text, begin)
    asks = re.search(
        r"\b(?:am i|is this|are you|could i|may i|can i|is it)\b[^.?!]*$", text[begin:at] + " ", re.IGNORECASE
    )
    return asks is not None or (
        question is not None and "how" not in question.group().lower() and "what" not in question.group().lower()
    )


def _after(reading: Reading, trigger: re.Pattern[str], strength: Strength, *, trusting: bool) -> Iterable[Found]:
    for match in trigger.finditer(reading.text):
        span = capture(reading, match.end(), trusting=trusting)
        ends_sentence = match.groupdict().get("sign") in {".", "!"}
        if span and not (ends_sentence and _is_plain(reading, span)):
            yield Found(*span, PhiLabel.NAME, strength)


def _is_plain(reading: Reading, span: tuple[int, int]) -> bool:
    """Whether nothing but the capital at a sentence's beginning speaks for a name."""
    return not any(reading.lexicon.is_listed_name(word) for word in reading.text[slice(*span)].split())


def _answers(reading: Reading) -> Iterable[Found]:
    """After "your name?" any word that can be a name is one; the first words even if the dictionary holds them."""
    for token in reading.words:
        if begins_name(reading, token, trusting=token.start < _EARLY):
            span = capture(reading, token.start, trusting=True)
            if span:
                yield Found(*span, PhiLabel.NAME, Strength.STRONG)


def _unknown_words(reading: Reading) -> Iterable[Found]:
    """In any answer that identifies someone, a word that no list holds is taken for a name."""
    for token in reading.words:
        if reading.name_like(token) and reading.lexicon.is_unknown(token.text) and len(token.text) > 2:
            yield Found(token.start, token.end, PhiLabel.NAME, Strength.WEAK)


_EARLY = 25  # characters: "yes sure my name is" and then the name
