"""Counts over the whole store."""

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from pipeline.domain.ids import BatchId, CallId
from pipeline.domain.queue import QueueFilter, ReviewState
from pipeline.domain.recording import RejectionReason, Step
from pipeline.domain.status import HiddenCounts, StoreStatus
from pipeline.store.review_queue import ReviewQueue
from pipeline.store.tables import (
    Base,
    BatchRow,
    BatchSourceRow,
    CallRow,
    FlagRow,
    RedactedTranscriptRow,
    RejectionRow,
    SourceRow,
    StepDoneRow,
    TombstoneRow,
)

_SECONDS_PER_HOUR = 3600


class Status(ReviewQueue):
    """What `callqa status` prints."""

    def status(self) -> StoreStatus:
        """What is in the store now."""
        waiting = self.queue_length(QueueFilter(states=frozenset({ReviewState.WAITING})))
        with self._reading() as session:
            steps = select(StepDoneRow.step, func.count()).group_by(StepDoneRow.step)
            done = dict(session.execute(steps).all())
            reasons = select(RejectionRow.reason, func.count()).group_by(RejectionRow.reason)
            rules = select(FlagRow.rule, func.count(FlagRow.call_id.distinct())).group_by(FlagRow.rule)
            seconds = session.scalar(select(func.sum(CallRow.duration_s))) or 0.0
            begun = select(TombstoneRow.call_id).where(TombstoneRow.finished_at.is_(None))
            return StoreStatus(
                batches=_count(session, BatchRow),
                sources=_count(session, SourceRow),
                calls=_count(session, CallRow),
                calls_by_step={step: done.get(step, 0) for step in Step},
                rejections_by_reason=dict(session.execute(reasons.order_by(RejectionRow.reason)).all()),
                flags_by_rule=dict(session.execute(rules.order_by(FlagRow.rule)).all()),
                hidden=_hidden(session),
                audio_hours=seconds / _SECONDS_PER_HOUR,
                database_bytes=_bytes(session),
                waiting_for_review=waiting,
                deleted_calls=_count(session, TombstoneRow),
                unfinished_deletions=tuple(
                    CallId(row) for row in session.scalars(begun.order_by(TombstoneRow.call_id))
                ),
            )

    def hidden_counts(self, batch_id: BatchId) -> HiddenCounts:
        """What redaction came to in the calls of a batch; zeros for an unknown batch."""
        calls = (
            select(SourceRow.call_id)
            .join(BatchSourceRow, BatchSourceRow.source_id == SourceRow.id)
            .where(BatchSourceRow.batch_id == batch_id, SourceRow.call_id.is_not(None))
        )
        with self._reading() as session:
            return _hidden(session, calls)


def _hidden(session: Session, calls: Select[str | None] | None = None) -> HiddenCounts:
    """Over these calls, or all."""
    sums = select(func.sum(RedactedTranscriptRow.identifiers_hidden), func.sum(RedactedTranscriptRow.hidden_by_gate))
    withheld = select(func.count(RejectionRow.call_id.distinct()))
    withheld = withheld.where(RejectionRow.reason == RejectionReason.LEAK_SUSPECTED)
    if calls is not None:
        sums = sums.where(RedactedTranscriptRow.call_id.in_(calls))
        withheld = withheld.where(RejectionRow.call_id.in_(calls))
    identifiers, by_gate = session.execute(sums).one()
    return HiddenCounts(
        identifiers=identifiers or 0, by_gate=by_gate or 0, withheld_by_gate=session.scalar(withheld) or 0
    )


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _bytes(session: Session) -> int:
    if session.get_bind().dialect.name == "postgresql":
        size = text("SELECT pg_database_size(current_database())")
    else:
        size = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return int(session.scalar(size) or 0)
