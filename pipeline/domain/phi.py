"""Protected health information: the labels, where it stands, and a call without it."""

from enum import StrEnum

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.call import Speaker
from pipeline.domain.ids import CallId
from pipeline.domain.transcript import SpeechQuality


class PhiLabel(StrEnum):
    """The Safe Harbor identifiers (45 CFR 164.514(b)(2)) as spoken, card data, and two kinds that may stay."""

    NAME = "NAME"
    GEO = "GEO"
    DATE = "DATE"
    PHONE = "PHONE"
    FAX = "FAX"
    EMAIL = "EMAIL"
    SSN = "SSN"
    MRN = "MRN"
    HEALTH_PLAN_ID = "HEALTH_PLAN_ID"
    ACCOUNT = "ACCOUNT"
    LICENSE = "LICENSE"
    VEHICLE = "VEHICLE"
    DEVICE = "DEVICE"
    URL = "URL"
    IP = "IP"
    OTHER_ID = "OTHER_ID"
    AGE_OVER_89 = "AGE_OVER_89"
    CREDIT_CARD = "CREDIT_CARD"
    CARD_CODE = "CARD_CODE"
    CARD_EXPIRY = "CARD_EXPIRY"
    STAFF = "STAFF"
    ORG = "ORG"

    @property
    def placeholder(self) -> str:
        """What stands in its place, such as `[NAME]`."""
        return f"[{self.value}]"


KEPT = frozenset({PhiLabel.STAFF, PhiLabel.ORG})
"""Names of staff and of organisations: what becomes of them, the site says (`staff_names`, `keep_organisation`)."""

READ_LANGUAGES = frozenset({"en"})
"""Languages in which our recognisers find PHI, as Whisper names them; a call in another one is withheld."""


class StaffNames(StrEnum):
    """What becomes of the names of agents and clinicians."""

    KEEP = "keep"
    FIRST_NAMES = "first_names"
    HIDE = "hide"


class PhiSpan(Value):
    """Where PHI stands in one turn's original text: half-open character offsets."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    label: PhiLabel
    confidence: float = Field(default=1.0, ge=0, le=1)
    by_gate: bool = Field(default=False, description="found by the leak gate's second, harder look")
    listed: bool = Field(default=False, description="a list of the site names it: hidden whatever its policy keeps")


class MutedSpan(Value):
    """A stretch of sound that is muted, padding included."""

    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)


class RedactedWord(Value):
    """One word with its time; PHI words are replaced by their placeholder."""

    text: str
    start_s: float | None = Field(default=None, ge=0)
    end_s: float | None = Field(default=None, ge=0)


class RedactedTurn(Value):
    """A turn in which every PHI span is replaced by its placeholder."""

    index: int = Field(ge=0)
    speaker: Speaker
    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)
    text: str
    words: tuple[RedactedWord, ...] = ()
    phi: tuple[PhiSpan, ...] = Field(default=(), description="offsets into the original text, which is not kept here")


class RedactedTranscript(Value):
    """A whole call without PHI: the only form that scoring, store, exports and pages ever see."""

    call_id: CallId
    duration_s: float = Field(ge=0)
    language: str
    turns: tuple[RedactedTurn, ...]
    quality: SpeechQuality
    muted: tuple[MutedSpan, ...] = Field(default=(), description="stretches of the sound that are muted, in order")

    @property
    def identifiers_hidden(self) -> int:
        """How many placeholders stand in it."""
        return sum(len(turn.phi) for turn in self.turns)

    @property
    def hidden_by_gate(self) -> int:
        """How many of them the leak gate's second look put there."""
        return sum(span.by_gate for turn in self.turns for span in turn.phi)
