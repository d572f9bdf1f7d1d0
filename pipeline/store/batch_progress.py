"""How far a batch is: a few counts, cheap enough to be asked twice a second."""

from sqlalchemy import func, select

from pipeline.domain.ids import BatchId, CallId
from pipeline.domain.recording import Step
from pipeline.domain.status import BatchProgress
from pipeline.store.database import Database
from pipeline.store.tables import BatchSourceRow, CallRow, RejectionRow, SourceRow, StepDoneRow


class Progress(Database):
    """What the progress bar reads, and what the flow still has to do."""

    def batch_progress(self, batch_id: BatchId) -> BatchProgress:
        """Counts of sources, calls, rejections and steps of one batch; zeros for an unknown batch."""
        sources = select(BatchSourceRow.source_id).where(BatchSourceRow.batch_id == batch_id)
        turned_away = select(RejectionRow.call_id).where(
            RejectionRow.source_id.in_(sources), RejectionRow.call_id.is_not(None)
        )
        calls = (
            select(SourceRow.call_id)
            .where(SourceRow.id.in_(sources), SourceRow.call_id.is_not(None), SourceRow.call_id.not_in(turned_away))
            .distinct()
        )
        recognised = select(StepDoneRow.call_id).where(StepDoneRow.step == Step.TRANSCRIBE)
        length = select(func.coalesce(func.sum(CallRow.duration_s), 0.0)).where(CallRow.id.in_(calls))
        steps = select(StepDoneRow.step, func.count()).where(StepDoneRow.call_id.in_(calls)).group_by(StepDoneRow.step)
        with self._reading() as session:
            done = dict(session.execute(steps).all())
            return BatchProgress(
                sources=session.scalar(select(func.count()).select_from(sources.subquery())) or 0,
                calls=session.scalar(select(func.count()).select_from(calls.subquery())) or 0,
                rejected=session.scalar(
                    select(func.count()).select_from(RejectionRow).where(RejectionRow.source_id.in_(sources))
                )
                or 0,
                calls_by_step={step: done.get(step, 0) for step in Step},
                seconds=session.scalar(length) or 0.0,
                seconds_transcribed=session.scalar(length.where(CallRow.id.in_(recognised))) or 0.0,
            )

    def calls_past(self, step: Step) -> list[CallId]:
        """Every call that has this step behind it, oldest first."""
        query = (
            select(CallRow.id)
            .join(StepDoneRow, StepDoneRow.call_id == CallRow.id)
            .where(StepDoneRow.step == step)
            .order_by(CallRow.admitted_at, CallRow.id)
        )
        with self._reading() as session:
            return [CallId(row) for row in session.scalars(query)]
