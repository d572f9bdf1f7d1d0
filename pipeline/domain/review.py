"""What people decide about a call, and who looked at what."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.ids import CallId


class Opinion(StrEnum):
    """A reviewer's answer to the machine's verdict."""

    AGREE = "agree"
    DISAGREE = "disagree"
    CANNOT_TELL = "cannot_tell"


class CriterionReview(Value):
    """A reviewer's opinion of one criterion's verdict."""

    criterion: str
    opinion: Opinion


class Review(Value):
    """One reviewer's whole judgement of one call; the newest by a reviewer counts, older ones stay."""

    call_id: CallId
    reviewer: str = Field(min_length=1, max_length=120)
    reviewed_at: datetime
    opinions: tuple[CriterionReview, ...]
    note: str = Field(default="", max_length=4000, description="redacted before it is stored")


class AccessEvent(Value):
    """One reading or deletion of something in the vault."""

    call_id: CallId
    kind: str
    actor: str
    action: str
    purpose: str
    happened_at: datetime
