"""Verdicts, scores and flags, each with the place to look at."""

from enum import StrEnum

from pydantic import Field

from pipeline.domain.acts import ActDetection
from pipeline.domain.base import Value
from pipeline.domain.call import CallFacts
from pipeline.domain.ids import CallId


class Verdict(StrEnum):
    """The four outcomes of a criterion. Absence of data is never a pass."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_SCORE = "cannot_score"


class Dimension(StrEnum):
    """What is scored; never folded into one number."""

    EMPATHY = "empathy"
    ESCALATION = "escalation"
    COMPLIANCE = "compliance"


class Severity(StrEnum):
    """How much a failure matters; the weight follows it."""

    CRITICAL = "critical"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"

    @property
    def weight(self) -> int:
        """8, 4, 2, 1 from critical to minor."""
        return {"critical": 8, "major": 4, "moderate": 2, "minor": 1}[self.value]


class CriterionResult(Value):
    """One criterion's verdict with its evidence: the turns that made it so, in order."""

    criterion: str
    dimension: Dimension
    verdict: Verdict
    severity: Severity
    auto_fail: bool = Field(description="whether not_met here sets the dimension to 0")
    evidence: tuple[int, ...] = ()
    confidence: float = Field(default=1.0, ge=0, le=1)
    reason: str = Field(default="", description="why, in words of the rubric; never words of the call")


class DimensionScore(Value):
    """0-100 over the applicable criteria by weight; None where none applied."""

    dimension: Dimension
    score: float | None = Field(ge=0, le=100)
    auto_failed: bool
    score_without_auto_fail: float | None = Field(ge=0, le=100)


class Provenance(Value):
    """What made a scorecard: code, models with their sha256, rubrics with their versions."""

    code_version: str
    models: dict[str, str]
    rubrics: dict[str, str]


class Scorecard(Value):
    """All verdicts and the three scores of one call."""

    call_id: CallId
    acts: tuple[ActDetection, ...]
    facts: CallFacts
    results: tuple[CriterionResult, ...]
    dimensions: tuple[DimensionScore, ...]
    provenance: Provenance


class Flag(Value):
    """Why a call goes to a person."""

    rule: str
    severity: Severity
    criteria: tuple[str, ...] = ()
