"""What a turn can do: the acts of callers and agents, and their detection."""

from enum import StrEnum

from pydantic import Field

from pipeline.domain.base import Value


class Act(StrEnum):
    """Every act a turn can carry; definitions in docs/acts.md."""

    DISTRESS = "distress"
    FRUSTRATION = "frustration"
    RED_FLAG_CARDIAC = "red_flag.cardiac"
    RED_FLAG_STROKE = "red_flag.stroke"
    RED_FLAG_BREATHING = "red_flag.breathing"
    RED_FLAG_COLLAPSE = "red_flag.collapse"
    RED_FLAG_POISONING = "red_flag.poisoning"
    RED_FLAG_SELF_HARM = "red_flag.self_harm"
    RED_FLAG_PREGNANCY = "red_flag.pregnancy"
    RED_FLAG_INFANT = "red_flag.infant"
    THIRD_PARTY = "third_party"
    LANGUAGE_NEED = "language_need"
    VULNERABLE = "vulnerable"
    COMPLAINT = "complaint"
    REFUSES_RECORDING = "refuses_recording"
    ASKS_CLINICAL = "asks_clinical"
    GIVES_IDENTIFIER = "gives_identifier"
    GIVES_CARD = "gives_card"
    INTRODUCTION = "introduction"
    OFFERS_HELP = "offers_help"
    RECORDING_NOTICE = "recording_notice"
    ASKS_IDENTIFIER = "asks_identifier"
    VERIFICATION_FAILED = "verification_failed"
    CHECKS_AUTHORITY = "checks_authority"
    DISCLOSES_PHI = "discloses_phi"
    SPEAKS_IDENTIFIER = "speaks_identifier"
    NAMES_EMOTION = "names_emotion"
    SHOWS_UNDERSTANDING = "shows_understanding"
    OFFERS_SUPPORT = "offers_support"
    EXPLORES = "explores"
    APOLOGISES_OWNS = "apologises_owns"
    DISMISSES = "dismisses"
    SUMMARISES = "summarises"
    TEACH_BACK = "teach_back"
    ASKS_HOLD = "asks_hold"
    RETURNS_FROM_HOLD = "returns_from_hold"
    CLOSES = "closes"
    ADAPTS = "adapts"
    EMERGENCY_DIRECTIVE = "emergency_directive"
    WARM_TRANSFER = "warm_transfer"
    COLD_TRANSFER = "cold_transfer"
    ASKS_LOCATION = "asks_location"
    ASKS_SAFETY = "asks_safety"
    DOWNGRADES = "downgrades"
    CLINICAL_ADVICE = "clinical_advice"
    REDIRECTS_CLINICAL = "redirects_clinical"
    CALLBACK_PROMISE = "callback_promise"
    SAFETY_NET = "safety_net"
    TRIAGE_QUESTION = "triage_question"
    TAKES_COMPLAINT = "takes_complaint"
    DISCOURAGES_COMPLAINT = "discourages_complaint"
    READS_BACK = "reads_back"
    PROMISES_OUTCOME = "promises_outcome"
    SECURES_PAYMENT = "secures_payment"
    REQUESTS_CARD = "requests_card"
    OFFERS_INTERPRETER = "offers_interpreter"
    ABUSIVE = "abusive"
    HONOURS_RECORDING_REFUSAL = "honours_recording_refusal"
    CONFIRMS_RIGHT_PERSON = "confirms_right_person"

    @property
    def is_red_flag(self) -> bool:
        """Whether the act reports an emergency."""
        return self.value.startswith("red_flag.")


CALLER_ACTS: frozenset[Act] = frozenset(list(Act)[: list(Act).index(Act.INTRODUCTION)])
AGENT_ACTS: frozenset[Act] = frozenset(Act) - CALLER_ACTS
RED_FLAGS: frozenset[Act] = frozenset(act for act in Act if act.is_red_flag)


class ActDetection(Value):
    """One act found in one turn."""

    turn: int = Field(ge=0)
    act: Act
    probability: float = Field(default=1.0, ge=0, le=1)
