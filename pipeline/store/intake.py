"""Batches, sources, admitted calls, rejections, and how far each call has come."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pipeline.domain.call import CallContext
from pipeline.domain.ids import BatchId, CallId, SourceId, spoken_id
from pipeline.domain.recording import WITHHELD, Recording, Rejection, RejectionReason, Step
from pipeline.errors import RejectedRecordingError, UnknownIdError
from pipeline.store.database import Database, add_once, locked_call
from pipeline.store.tables import (
    BatchRow,
    BatchSourceRow,
    CallRow,
    FlagRow,
    RedactedTranscriptRow,
    RedactedTurnRow,
    RejectionRow,
    SourceRow,
    StepDoneRow,
    TombstoneRow,
)

_STEPS = tuple(Step)


class Intake(Database):
    """What came in. Every write may be repeated: the second time changes nothing."""

    def create_batch(self, sources: Sequence[tuple[Path, CallContext]]) -> BatchId:
        """Order a set of files. The same set again, in any order, is the same batch.

        A file is known by its absolute path, size and time of change; one that is known already keeps its outcome and
        takes the context given now.
        """
        offered = {self._source_id(path): (path.absolute(), context) for path, context in sources}
        batch_id = BatchId(spoken_id("\n".join(sorted(offered)).encode()))
        with self._writing() as session:
            add_once(session, BatchRow, id=batch_id, created_at=datetime.now(UTC))
            for position, (source_id, (path, context)) in enumerate(offered.items()):
                self._order(session, source_id, path, context)
                add_once(session, BatchSourceRow, batch_id=batch_id, source_id=source_id, position=position)
        return batch_id

    def _source_id(self, path: Path) -> SourceId:
        try:
            state = path.stat()
            size, changed = state.st_size, state.st_mtime_ns
        except OSError:  # it may be gone by now; admitting it will say so
            size, changed = -1, -1
        return SourceId(spoken_id(self._sealer.fingerprint(f"{path.absolute()}\n{size}\n{changed}".encode())))

    def _order(self, session: Session, source_id: SourceId, path: Path, context: CallContext) -> None:
        sealed = self._sealer.seal(context.model_dump_json().encode(), f"{source_id} context")
        new = add_once(
            session,
            SourceRow,
            id=source_id,
            sealed_path=self._sealer.seal(str(path).encode(), f"{source_id} path"),
            sealed_context=sealed,
            first_seen_at=datetime.now(UTC),
        )
        if not new:
            session.execute(update(SourceRow).where(SourceRow.id == source_id).values(sealed_context=sealed))

    def sources_of(self, batch_id: BatchId) -> list[SourceId]:
        """The batch's sources in the order given; raises UnknownIdError where there is no such batch."""
        with self._reading() as session:
            if session.get(BatchRow, batch_id) is None:
                raise UnknownIdError(f"the store has no batch {batch_id}")
            rows = session.scalars(
                select(BatchSourceRow.source_id)
                .where(BatchSourceRow.batch_id == batch_id)
                .order_by(BatchSourceRow.position)
            )
            return [SourceId(row) for row in rows]

    def open_source(self, source_id: SourceId) -> tuple[Path, CallContext]:
        """Where the file lies, and what the manifest says of it; raises UnknownIdError."""
        with self._reading() as session:
            row = _source(session, source_id)
            path = self._sealer.unseal(row.sealed_path, f"{source_id} path")
            context = self._sealer.unseal(row.sealed_context, f"{source_id} context")
        return Path(path.decode()), CallContext.model_validate_json(context)

    def call_of(self, source_id: SourceId) -> CallId | None:
        """The call that was admitted from this source, now or from the same bytes earlier; None before that."""
        with self._reading() as session:
            call_id = _source(session, source_id).call_id
        return None if call_id is None else CallId(call_id)

    def source_of(self, call_id: CallId) -> SourceId:
        """The first source that held this call; raises UnknownIdError."""
        with self._reading() as session:
            found = session.scalars(
                select(SourceRow.id)
                .where(SourceRow.call_id == call_id)
                .order_by(SourceRow.first_seen_at, SourceRow.id)
                .limit(1)
            ).first()
        if found is None:
            raise UnknownIdError(f"the store has no source of call {call_id}")
        return SourceId(found)

    def admit(self, source_id: SourceId, recording: Recording, context: CallContext) -> bool:
        """Keep the call and mark ADMIT as done; False where the same bytes were admitted before, which changes nothing.

        Put the recording into the vault before, so that an admitted call always has its sound; ask `was_deleted`
        before that. Raises RejectedRecordingError (`deleted_before`) for a call that was deleted here, UnknownIdError
        for an unknown source.
        """
        call_id = recording.call_id
        with self._writing() as session:
            _source(session, source_id)
            if session.get(TombstoneRow, call_id) is not None:
                raise RejectedRecordingError(
                    RejectionReason.DELETED_BEFORE, "its call was deleted here; move the file away"
                )
            new = add_once(session, CallRow, **self._call_values(recording, context))
            session.execute(update(SourceRow).where(SourceRow.id == source_id).values(call_id=call_id))
            session.execute(
                delete(RejectionRow).where(RejectionRow.source_id == source_id, RejectionRow.step == Step.ADMIT)
            )
            mark(session, call_id, Step.ADMIT)
        return new

    def _call_values(self, recording: Recording, context: CallContext) -> dict[str, object]:
        values = recording.model_dump(exclude={"call_id"}) | context.model_dump(exclude={"external_id"})
        call_id, external = recording.call_id, context.external_id
        # The platform's own id may contain the caller's number.
        sealed = None if external is None else self._sealer.seal(external.encode(), f"{call_id} external_id")
        return values | {"id": call_id, "sealed_external_id": sealed, "admitted_at": datetime.now(UTC)}

    def was_deleted(self, call_id: CallId) -> bool:
        """Whether this call was deleted here, or its deletion has begun."""
        with self._reading() as session:
            return session.get(TombstoneRow, call_id) is not None

    def recording(self, call_id: CallId) -> Recording:
        """What is known of the call's recording; raises UnknownIdError."""
        with self._reading() as session:
            row = known_call(session, call_id)
            return Recording(
                call_id=call_id, **{name: getattr(row, name) for name in Recording.model_fields if name != "call_id"}
            )

    def context(self, call_id: CallId) -> CallContext:
        """What the manifest said of the call when it was admitted; raises UnknownIdError."""
        with self._reading() as session:
            row = known_call(session, call_id)
            values = {name: getattr(row, name) for name in CallContext.model_fields if name != "external_id"}
            sealed = row.sealed_external_id
        external = None if sealed is None else self._sealer.unseal(sealed, f"{call_id} external_id").decode()
        return CallContext(external_id=external, **values)

    def calls_of(self, batch_id: BatchId) -> list[CallId]:
        """The calls admitted from the batch's sources, each once, in the sources' order."""
        with self._reading() as session:
            rows = session.scalars(
                select(SourceRow.call_id)
                .join(BatchSourceRow, BatchSourceRow.source_id == SourceRow.id)
                .where(BatchSourceRow.batch_id == batch_id, SourceRow.call_id.is_not(None))
                .order_by(BatchSourceRow.position)
            )
            return [CallId(row) for row in dict.fromkeys(rows) if row is not None]

    def reject(self, rejection: Rejection) -> None:
        """Keep why a source could not be processed; a later rejection of the same source takes its place.

        It goes by itself when the source is admitted, or its call gets past the step, after all. Where the call is
        withheld, an older redaction of it goes too: what is trusted no longer is shown no longer.
        """
        withheld = rejection.call_id if rejection.reason in WITHHELD else None
        with self._writing() as session:
            _source(session, rejection.source_id)
            if withheld is not None:
                locked_call(session, withheld)
                _forget_redaction(session, withheld)
            values = rejection.model_dump(exclude={"source_id"})
            if not add_once(
                session, RejectionRow, source_id=rejection.source_id, rejected_at=datetime.now(UTC), **values
            ):
                session.execute(
                    update(RejectionRow).where(RejectionRow.source_id == rejection.source_id).values(**values)
                )

    def retry_withheld(self, batch_id: BatchId) -> int:
        """Take the batch's withheld calls as never tried, so that the flow redacts them again; how many there were.

        For a person to order: a newer version or a site's list may clean them. Nothing is shown of them by this.
        """
        calls = (
            select(SourceRow.call_id)
            .join(BatchSourceRow, BatchSourceRow.source_id == SourceRow.id)
            .where(BatchSourceRow.batch_id == batch_id, SourceRow.call_id.is_not(None))
        )
        withheld = RejectionRow.call_id.in_(calls), RejectionRow.reason.in_(WITHHELD)
        with self._writing() as session:
            return len(session.scalars(delete(RejectionRow).where(*withheld).returning(RejectionRow.source_id)).all())

    def rejections(self, batch_id: BatchId | None = None) -> list[Rejection]:
        """Of one batch in its order, or of the whole store, oldest first."""
        query = select(RejectionRow)
        if batch_id is None:
            query = query.order_by(RejectionRow.rejected_at, RejectionRow.source_id)
        else:
            query = query.join(BatchSourceRow, BatchSourceRow.source_id == RejectionRow.source_id)
            query = query.where(BatchSourceRow.batch_id == batch_id).order_by(BatchSourceRow.position)
        with self._reading() as session:
            return [
                Rejection(
                    source_id=SourceId(row.source_id),
                    call_id=None if row.call_id is None else CallId(row.call_id),
                    step=row.step,
                    reason=row.reason,
                    hint=row.hint,
                )
                for row in session.scalars(query)
            ]

    def steps_done(self, call_id: CallId) -> frozenset[Step]:
        """The steps that the call has behind it; empty for an unknown call."""
        with self._reading() as session:
            return frozenset(session.scalars(select(StepDoneRow.step).where(StepDoneRow.call_id == call_id)))

    def mark_done(self, call_id: CallId, step: Step, made_by: str = "") -> None:
        """For steps whose result lies in the vault; the `save_…` methods mark their own step.

        `made_by`: code or model version, for provenance.
        """
        with self._writing() as session:
            locked_call(session, call_id)
            mark(session, call_id, step, made_by)

    def reopen(self, call_id: CallId, step: Step) -> None:
        """Take this step and all later ones as not done, so that the flow does them again. Results stay until then."""
        with self._writing() as session:
            locked_call(session, call_id)
            unmark(session, call_id, _STEPS[_STEPS.index(step) :])


def _source(session: Session, source_id: SourceId) -> SourceRow:
    row = session.get(SourceRow, source_id)
    if row is None:
        raise UnknownIdError(f"the store has no source {source_id}")
    return row


def _forget_redaction(session: Session, call_id: CallId) -> None:
    for table in (RedactedTurnRow, RedactedTranscriptRow, FlagRow):
        session.execute(delete(table).where(table.call_id == call_id))
    unmark(session, call_id, (Step.REDACT, *steps_after(Step.REDACT)))


def known_call(session: Session, call_id: CallId) -> CallRow:
    """The call's row; raises UnknownIdError."""
    row = session.get(CallRow, call_id)
    if row is None:
        raise UnknownIdError(f"the store has no call {call_id}")
    return row


def mark(session: Session, call_id: CallId, step: Step, made_by: str = "") -> None:
    """Within a transaction: the step is done, and what a failed attempt at it left as a rejection goes."""
    add_once(session, StepDoneRow, call_id=call_id, step=step, done_at=datetime.now(UTC), made_by=made_by)
    session.execute(delete(RejectionRow).where(RejectionRow.call_id == call_id, RejectionRow.step == step))


def unmark(session: Session, call_id: CallId, steps: Sequence[Step]) -> None:
    """Within a transaction: the steps are to be done again."""
    session.execute(delete(StepDoneRow).where(StepDoneRow.call_id == call_id, StepDoneRow.step.in_(steps)))


def steps_after(step: Step) -> tuple[Step, ...]:
    """The later steps, in order."""
    return _STEPS[_STEPS.index(step) + 1 :]
