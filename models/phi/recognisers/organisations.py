"""Names of organisations: clinics, hospitals, pharmacies, insurers. They may stay, so only good evidence makes one."""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnRecogniser
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

_KIND = (
    r"(?:medical|clinic|clinics|hospital|health|healthcare|health plan|pharmacy|drug|drugs|dental"
    r"|smiles|pediatrics|paediatrics|family practice|family medicine|urgent care|physicians|associates"
    r"|cardiology|oncology|orthopedics|radiology|imaging|endocrinology|surgery|surgical|rehab|hospice"
    r"|physio|fertility|hearing|optical|vision|dermatology|group|center|centre|medicine|care|advantage"
    r"|gold|insurance"
    r"|behavioral health|women's health|children's|memorial|university|lab|labs|laboratory|home|house|school)"
)
_NAMED = re.compile(
    rf"\b(?:(?-i:[A-Z])[\w'’&-]*\s+(?:and\s+|of\s+"
    rf"|&\s+)?){{1,4}}(?-i:{_KIND.title()})(?:\s+(?-i:{_KIND.title()}|and|Plan|Group|Center|Centre"
    rf"|Clinic))*\b"
)
_GREETED = re.compile(
    r"\b(?:thank you for calling|thanks for calling|you've reached|you have reached|welcome to"
    r"|calling from|here at|this is the|from|at)\s+(?P<org>[^.,?!]{2,60}?)(?=[.,?!]|\s+(?:this|my name"
    r"|how|i'm|i am|your|calls?|on a|for|may|what|we|speaking|here|about|a |today|medication|and"
    r"|with)\b|$)",
    re.IGNORECASE,
)
_OPENING = 3


class OrganisationRecogniser(TurnRecogniser):
    """Capitalised names that end in a kind of practice, and what an agent's opening greets with."""

    labels = (PhiLabel.ORG,)

    def find(self, reading: Reading) -> Iterable[Found]:
        """Every organisation that its own words or the greeting show to be one."""
        for match in _NAMED.finditer(reading.text):
            yield Found(*match.span(), PhiLabel.ORG, Strength.STRONG)
        if reading.index > _OPENING or reading.speaker not in {Speaker.AGENT, Speaker.OTHER}:
            return
        for match in _GREETED.finditer(reading.text):
            words = match.group("org").split()
            if not reading.lexicon.is_conversation(words[0]) and not reading.lexicon.is_sure_name(words[0]):
                yield Found(*match.span("org"), PhiLabel.ORG, Strength.FAIR)
