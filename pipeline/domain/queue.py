"""What reviewers see: the filter they set, the calls that wait, and what there is to filter by."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.call import ContactType, Direction, Role
from pipeline.domain.ids import BatchId, CallId
from pipeline.domain.score import Dimension, DimensionScore, Flag, Severity


class ReviewState(StrEnum):
    """Whether a person has judged the call yet."""

    WAITING = "waiting"
    REVIEWED = "reviewed"


class QueueFilter(Value):
    """What to show of the queue. An empty set filters nothing; filters are joined by and."""

    severities: frozenset[Severity] = Field(default=frozenset(), description="of the call's gravest flag")
    rules: frozenset[str] = frozenset()
    agents: frozenset[str] = Field(default=frozenset(), description="agent ids or agent names")
    teams: frozenset[str] = frozenset()
    contact_types: frozenset[ContactType] = frozenset()
    states: frozenset[ReviewState] = frozenset()
    text: str = Field(default="", max_length=200, repr=False, description="must occur in the redacted text")
    batch: BatchId | None = None
    include_unflagged: bool = Field(default=False, description="also calls without any flag, unscored ones among them")
    limit: int | None = Field(default=None, ge=1)
    offset: int = Field(default=0, ge=0)


class QueueItem(Value):
    """One call as a line of the queue."""

    call_id: CallId
    started_at: datetime | None
    admitted_at: datetime
    agent_id: str | None
    agent_name: str | None
    team: str | None
    site: str | None
    contact_type: ContactType | None
    role: Role | None
    direction: Direction | None
    duration_s: float = Field(gt=0)
    flags: tuple[Flag, ...]
    dimensions: tuple[DimensionScore, ...] = Field(description="of the newest scorecard; empty before scoring")
    state: ReviewState
    reviewers: tuple[str, ...] = Field(default=(), description="by name, each once")

    @property
    def severity(self) -> Severity | None:
        """Of the gravest flag; None without flags."""
        return max((flag.severity for flag in self.flags), key=lambda severity: severity.weight, default=None)

    @property
    def auto_failed(self) -> bool:
        """Whether any dimension was set to 0 by an auto-fail."""
        return any(dimension.auto_failed for dimension in self.dimensions)

    def score(self, dimension: Dimension) -> DimensionScore | None:
        """The score of one dimension; None before scoring."""
        return next((score for score in self.dimensions if score.dimension is dimension), None)


class QueueChoices(Value):
    """What occurs in the store, sorted, so that a screen can offer it as filters."""

    rules: tuple[str, ...]
    agents: tuple[str, ...]
    teams: tuple[str, ...]
    contact_types: tuple[ContactType, ...]


class ReviewCounts(Value):
    """How far the reviewers are, over the calls with at least one flag."""

    waiting: int = Field(ge=0)
    reviewed: int = Field(ge=0)
    by_reviewer: dict[str, int] = Field(description="reviewer -> calls that this person judged")
