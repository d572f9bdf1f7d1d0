"""What the pages show: values made for reading, with every code already explained."""

from datetime import datetime

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.call import CallContext, ContactType, Speaker
from pipeline.domain.ids import CallId
from pipeline.domain.phi import MutedSpan
from pipeline.domain.queue import ReviewState
from pipeline.domain.review import Review
from pipeline.domain.score import Dimension, DimensionScore, Severity, Verdict


class QueueLine(Value):
    """One call in the queue. `reasons`: why it was flagged, in words, the gravest first."""

    call_id: CallId
    severity: Severity | None
    reasons: tuple[str, ...]
    agent: str
    team: str
    contact_type: ContactType | None
    duration_s: float
    started_at: datetime
    scores: tuple[DimensionScore, ...]
    state: ReviewState
    reviewers: tuple[str, ...]

    def score(self, dimension: Dimension) -> DimensionScore | None:
        """The score of one dimension; None before scoring."""
        return next((score for score in self.scores if score.dimension is dimension), None)


class QueueSummary(Value):
    """The figures on top of the queue."""

    waiting: int
    critical: int
    reviewed: int
    by_me: int

    @property
    def total(self) -> int:
        """All calls that were flagged."""
        return self.waiting + self.reviewed


class TurnView(Value):
    """One turn of the redacted transcript."""

    index: int
    speaker: Speaker
    start_s: float
    end_s: float
    text: str


class CriterionView(Value):
    """One verdict with what the rubric says of it."""

    id: str
    name: str
    dimension: Dimension
    verdict: Verdict
    severity: Severity
    auto_fail: bool
    confidence: float
    evidence: tuple[int, ...]
    reason: str
    question: str
    meaning: str
    why: str
    coaching: str
    needs_attention: bool = Field(description="it failed, could not be judged, or is why the call is here")


class CallView(Value):
    """All that the call page shows, save the sound. `reasons`: as in the queue."""

    call_id: CallId
    context: CallContext
    duration_s: float
    severity: Severity | None
    reasons: tuple[str, ...]
    scores: tuple[DimensionScore, ...]
    turns: tuple[TurnView, ...]
    muted: tuple[MutedSpan, ...]
    identifiers_hidden: int
    hidden_by_gate: int = Field(description="of these, by the leak gate's second look")
    criteria: tuple[CriterionView, ...]
    reviews: tuple[Review, ...]
    roles_unsure: bool

    def score(self, dimension: Dimension) -> DimensionScore | None:
        """The score of one dimension; None before scoring."""
        return next((score for score in self.scores if score.dimension is dimension), None)
