"""Question-opened slots: an answer is PHI because of the question before it."""

import re
from collections.abc import Sequence
from enum import StrEnum

from pipeline.domain.phi import PhiLabel


class Slot(StrEnum):
    """What was asked for."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    DATE = "date"
    PHONE = "phone"
    FAX = "fax"
    SSN = "ssn"
    MEMBER = "member"
    MRN = "mrn"
    ACCOUNT = "account"
    CARD = "card"
    CARD_CODE = "card_code"
    CARD_EXPIRY = "card_expiry"
    ADDRESS = "address"
    TOWN = "town"
    ZIP = "zip"
    EMAIL = "email"
    LICENSE = "license"
    VEHICLE = "vehicle"
    DEVICE = "device"
    IP = "ip"
    OTHER = "other"
    AGE = "age"


LABELS: dict[Slot, PhiLabel] = {
    Slot.BIRTH_DATE: PhiLabel.DATE,
    Slot.DATE: PhiLabel.DATE,
    Slot.PHONE: PhiLabel.PHONE,
    Slot.FAX: PhiLabel.FAX,
    Slot.SSN: PhiLabel.SSN,
    Slot.MEMBER: PhiLabel.HEALTH_PLAN_ID,
    Slot.MRN: PhiLabel.MRN,
    Slot.ACCOUNT: PhiLabel.ACCOUNT,
    Slot.CARD: PhiLabel.CREDIT_CARD,
    Slot.CARD_CODE: PhiLabel.CARD_CODE,
    Slot.CARD_EXPIRY: PhiLabel.CARD_EXPIRY,
    Slot.ADDRESS: PhiLabel.GEO,
    Slot.TOWN: PhiLabel.GEO,
    Slot.ZIP: PhiLabel.GEO,
    Slot.LICENSE: PhiLabel.LICENSE,
    Slot.VEHICLE: PhiLabel.VEHICLE,
    Slot.DEVICE: PhiLabel.DEVICE,
    Slot.IP: PhiLabel.IP,
    Slot.OTHER: PhiLabel.OTHER_ID,
}
"""The label of a number that fills the slot."""

_NUMBER = r"(?:number|no\.?|#|i\s?d|i\.d\.|code)"
CUES: tuple[tuple[Slot, str], ...] = (
    (Slot.SSN, r"social security|\bsocials?\b(?! work| media| life| distanc| servic)|\bs\.?\s?s\.?\s?n\b"),
    (
        Slot.MRN,
        rf"medical record|\bm\.?\s?r\.?\s?n\b|chart {_NUMBER}|patient {_NUMBER}|hospital number|n\.?h\.?s\.? number",
    ),
    (
        Slot.MEMBER,
        rf"(?:member(?:ship)?|subscriber|policy|group|plan|insurance|medicare|medicaid|beneficiary|coverage"
        rf"|identification) ?(?:card )?{_NUMBER}"
        r"|number (?:is )?(?:on|off) (?:\w+ ){1,3}(?:insurance |member )?card|insurance card"
        r"|\bmember (?:i\.?d|#)|\bmedicare number",
    ),
    (
        Slot.CARD_CODE,
        r"security code|\bc\.?v\.?[vc]\b|(?:three|3|four|4)[- ]?digits? (?:code )?(?:on|off"
        r"|from) the (?:back|front)|(?:code|number|digits|three|3) on the back|the back is\b",
    ),
    (Slot.CARD_EXPIRY, r"expir\w+|\bexp\b|good (?:thru|through)\b|valid (?:thru|through)"),
    (
        Slot.CARD,
        r"card number|(?:credit|debit) card|number on (?:the|your|my) (?:front of the )?(?:visa|card)"
        r"|\bvisa\b|master ?card|\bamex\b|american express|\bdiscover card|sixteen digits|16 digits"
        r"|long number",
    ),
    (Slot.FAX, r"\bfax(?:ed|es)?\b"),
    (
        Slot.ACCOUNT,
        rf"\b(?:account|acct|routing|bank|iban|invoice|bill|statement) ?{_NUMBER}|\b(?:account"
        rf"|acct)\b(?=[\s:#]*(?:[a-z]\s)*\d)|\baccount is\b|checking account|sort code",
    ),
    (
        Slot.LICENSE,
        r"licen[cs]e(?: plate)? ?(?:number|#|no|is)|driver'?s licen[cs]e|\bd\.?e\.?a\.? number"
        r"|\bn\.?p\.?i\b|certificate number|licen[cs]e",
    ),
    (
        Slot.VEHICLE,
        r"licen[cs]e plate|number plate|\bplates?\b(?= (?:is|number|on|reads|#))|\btag number|\bvin\b"
        r"|vehicle identification|registration (?:number|plate)",
    ),
    (
        Slot.DEVICE,
        r"serial|\bdevice (?:i\.?d|number|identifier)|\bimei\b|\budi\b|(?:pacemaker|pump|implant|monitor"
        r"|meter|transmitter|hearing aid)(?:'s)? (?:number|id|code)|lot number|model number",
    ),
    (Slot.IP, r"\bi\.?\s?p\.? address"),
    (
        Slot.BIRTH_DATE,
        r"date of (?:birth|death)|birth ?da(?:te|y)|\bd\.?o\.?b\b|\bborn\b|when(?:'s| is| was) (?:your|his"
        r"|her|their|the) birth",
    ),
    (Slot.EMAIL, r"e-?mail"),
    (Slot.ZIP, r"\bzip\b|post(?:al)? ?code"),
    (Slot.TOWN, r"(?:what|which) (?:town|city|county|village)|city and state|town (?:is|are)|what city"),
    (
        Slot.ADDRESS,
        r"(?<!email )(?<!e-mail )(?<!ip )(?<!i p )\baddress\b|where (?:do you|does (?:he|she)|are you"
        r"|is (?:he|she)|you're|is the patient) (?:live|at|located|now|staying|right now|calling from)?"
        r"|what street|which street|where you are"
        r"|where (?:are|is) (?:you|he|she|they)\b|where should (?:they|the ambulance|i send)|your location"
        r"|(?:he|she|you)(?:'s|'re| is| are)? at (?:home|the house)",
    ),
    (
        Slot.PHONE,
        r"(?:phone|cell|mobile|callback|call[- ]back|contact|home|work|best|good|reach|daytime|telephone"
        r"|landline)(?: \w+)?(?: phone)? (?:number|#)|number (?:to (?:call|reach|use)|(?:for|on) (?:you"
        r"|file|her|him)|where|you called)"
        r"|best (?:way|number)|reach (?:you|me|her|him|us) (?:at|on)|call (?:me|us|you|her"
        r"|him)(?: back)? (?:at|on)\b|\bnumber (?:that )?(?:ends|ending) in|\bending(?: in)?\b|what number"
        r"|which number|\bphone number\b"
        r"|\b(?:cell|mobile|landline)(?:'s| is\b)|text (?:me|it|you) (?:at|on)|area code",
    ),
    (
        Slot.OTHER,
        rf"(?:confirmation|reference|ticket|case|claim|grievance|authorization|auth|prior auth|order"
        rf"|tracking|prescription|rx|script|incident|complaint|file|employee|badge|student|passport|booking"
        rf"|referral|study|accession|visa|rec|request|encounter|appeal|approval|pre-?cert\w*) ?{_NUMBER}"
        r"|(?:confirmation|grievance|reference|tracking)(?: number)? is\b|\bpass(?:word|code|phrase)\b"
        r"|\bpin\b|user ?name(?: (?:is|would be))?|last (?:four|4)\b",
    ),
    (Slot.AGE, r"how old|\bage\b"),
    (
        Slot.NAME,
        r"\b(?:your|the|patient'?s?|full|first|last|complete|legal|maiden|his|her|child'?s|caller'?s"
        r"|sur)[ -]?(?:\w+ )?names?\b(?! of the (?:med|drug|pharm|clinic|doctor))|\bname\b\??(?:,"
        r"| and)? (?:and )?(?:date|birth)|who(?:'s| is| am| are)? (?:i |we )?(?:am )?(?:speaking|calling"
        r"|talking|this|i have)"
        r"|who (?:do i have|is the patient|is this|are you calling|is the appointment|are we|is it)"
        r"|speaking (?:with|to)\b|spell (?:that|it|your|the)|(?:how do you|could you|can you) spell"
        r"|and you are|who'?s (?:the patient|on the line|that|there|it)|\bsurname\b|name (?:please|is|and)",
    ),
)
_CUES = tuple((slot, re.compile(pattern, re.IGNORECASE)) for slot, pattern in CUES)
_REACH = 4  # turns with something in them that a question stays open: pieces of the answer and their read-back
_FURTHEST = 10  # turns in all: "mm-hm", "okay" and "go ahead" between the pieces do not count
_NODS = 3  # words of a turn that only says to go on
_SHORT_WORDS = 9


def cues_in(written: str) -> list[tuple[int, Slot]]:
    """Every slot that the text names, with the offset after its cue, in order. `written`: spoken forms as digits."""
    found = [(match.end(), slot) for slot, pattern in _CUES for match in pattern.finditer(written)]
    return sorted(found)


def open_slots(written: Sequence[str], speakers: Sequence[str]) -> list[tuple[Slot, ...]]:
    """For each turn the slots that earlier turns opened, nearest question first."""
    cues = [[slot for _, slot in cues_in(text)] for text in written]
    result: list[tuple[Slot, ...]] = []
    for at in range(len(written)):
        slots: list[Slot] = []
        answers = passed = 0
        for before in range(at - 1, max(-1, at - 1 - _FURTHEST), -1):
            if answers > 1 or passed >= _REACH:
                break
            passed += bool(cues[before]) or len(written[before].split()) > _NODS
            slots.extend(slot for slot in reversed(cues[before]) if slot not in slots)
            if cues[before] and speakers[before] != speakers[at]:
                break
            answers += len(written[before].split()) > _SHORT_WORDS
        result.append(tuple(slots))
    return result
