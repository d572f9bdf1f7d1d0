"""What is in the store, and what a deletion removed."""

from datetime import datetime

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.ids import CallId
from pipeline.domain.recording import RejectionReason, Step


class HiddenCounts(Value):
    """What redaction came to, over a batch or the whole store."""

    identifiers: int = Field(ge=0, description="hidden in all redacted calls")
    by_gate: int = Field(ge=0, description="of these, found by the leak gate's second look only")
    withheld_by_gate: int = Field(ge=0, description="calls that the gate could not clean")


class StoreStatus(Value):
    """Counts over the whole store; nothing of any single call."""

    batches: int = Field(ge=0)
    sources: int = Field(ge=0)
    calls: int = Field(ge=0)
    calls_by_step: dict[Step, int] = Field(description="step -> calls that have it behind them; every step is listed")
    rejections_by_reason: dict[RejectionReason, int]
    flags_by_rule: dict[str, int]
    hidden: HiddenCounts
    audio_hours: float = Field(ge=0)
    database_bytes: int = Field(ge=0)
    waiting_for_review: int = Field(ge=0)
    deleted_calls: int = Field(ge=0)
    unfinished_deletions: tuple[CallId, ...] = Field(
        default=(), description="begun and cut off; deleting them again completes them"
    )


class BatchProgress(Value):
    """How far a batch is."""

    sources: int = Field(ge=0)
    calls: int = Field(ge=0, description="admitted, each once, those turned away at a later step not among them")
    rejected: int = Field(ge=0)
    calls_by_step: dict[Step, int]
    seconds: float = Field(ge=0, description="of sound, over the calls")
    seconds_transcribed: float = Field(ge=0)


class DeletionReport(Value):
    """One call's deletion and its proof: what was searched for the id afterwards, and where it was still found.

    The tombstone and the access log keep the id on purpose, to show that and by whom the call was deleted.
    """

    call_id: CallId
    deleted_at: datetime
    actor: str
    rows: dict[str, int] = Field(description="table -> rows removed, over all attempts to delete this call")
    vault_files: int = Field(ge=0)
    columns_searched: int = Field(ge=0)
    files_searched: int = Field(ge=0)
    rows_left: dict[str, int] = Field(description="table -> rows that still mention the id")
    files_left: tuple[str, ...] = Field(description="files below the store's home that still mention the id")

    @property
    def clean(self) -> bool:
        """Nothing but the tombstone and the access log mentions the call."""
        return not self.rows_left and not self.files_left
