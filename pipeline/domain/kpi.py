"""What a set of calls came to, in figures."""

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.recording import RejectionReason
from pipeline.domain.score import Dimension


class Kpi(Value):
    """Totals over a set of calls, such as a batch or the whole store."""

    calls: int = Field(ge=0)
    minutes: float = Field(ge=0)
    flagged: int = Field(ge=0, description="calls with at least one flag, the control sample among them")
    auto_failed: int = Field(ge=0)
    reviewed: int = Field(ge=0)
    rejected: int = Field(ge=0, description="sources that could not be processed")
    flags_by_rule: dict[str, int] = Field(description="rule -> calls, most first")
    rejections_by_reason: dict[RejectionReason, int] = Field(description="most first")
    mean_scores: dict[Dimension, float] = Field(description="over the calls that have a score in this dimension")
