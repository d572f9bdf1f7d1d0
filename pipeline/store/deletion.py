"""Deleting one call everywhere, and the proof of it."""

import mmap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, LargeBinary, Text, cast, delete, func, or_, select, text
from sqlalchemy.orm import Session

from pipeline.domain.ids import CallId
from pipeline.domain.review import AccessEvent
from pipeline.domain.status import DeletionReport
from pipeline.errors import UnknownIdError
from pipeline.ports import Vault
from pipeline.store.database import Database, add_once
from pipeline.store.tables import (
    AccessEventRow,
    ActDetectionRow,
    Base,
    BatchSourceRow,
    CallRow,
    CriterionOpinionRow,
    CriterionResultRow,
    DimensionScoreRow,
    FlagRow,
    RedactedTranscriptRow,
    RedactedTurnRow,
    RejectionRow,
    ReviewRow,
    ScorecardRow,
    SourceRow,
    StepDoneRow,
    TombstoneRow,
)

_KEPT_ON_PURPOSE = (TombstoneRow, AccessEventRow)


class Deletion(Database):
    """Removes a call for good."""

    def delete_call(self, call_id: CallId, vault: Vault, *, actor: str) -> DeletionReport:
        """Remove the call's rows and its files in the vault, then search for its id everywhere below the home.

        Cut off at any moment, it is completed by calling it again. What stays: a tombstone with counts, and the
        access log. Raises UnknownIdError for a call that was never here.
        """
        self._begin_deletion(call_id, actor)
        vault_files = vault.delete(call_id)
        with self._writing() as session:
            rows = {table.__tablename__: _remove(session, table, where) for table, where in _rows_of(call_id)}
            tombstone = session.get_one(TombstoneRow, call_id, with_for_update=True)
            tombstone.finished_at = tombstone.finished_at or datetime.now(UTC)
            tombstone.rows = {name: count + tombstone.rows.get(name, 0) for name, count in rows.items()}
            tombstone.vault_files += vault_files
        self._forget_on_disk()
        return self._proof(call_id)

    def _begin_deletion(self, call_id: CallId, actor: str) -> None:
        now = datetime.now(UTC)
        with self._writing() as session:
            known = session.get(CallRow, call_id) is not None or session.get(TombstoneRow, call_id) is not None
            if not known:
                raise UnknownIdError(f"the store has no call {call_id}")
            if add_once(session, TombstoneRow, call_id=call_id, actor=actor, begun_at=now, rows={}, vault_files=0):
                event = AccessEvent(
                    call_id=call_id, kind="call", actor=actor, action="delete", purpose="deletion", happened_at=now
                )
                session.add(AccessEventRow(**event.model_dump()))

    def _forget_on_disk(self) -> None:
        """SQLite's log still holds the old pages; writing it back lets `secure_delete` overwrite them."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _proof(self, call_id: CallId) -> DeletionReport:
        rows_left: dict[str, int] = {}
        columns_searched = 0
        with self._reading() as session:
            for mapper in Base.registry.mappers:
                if mapper.class_ in _KEPT_ON_PURPOSE:
                    continue
                columns = [cast(column, Text) for column in mapper.columns if not isinstance(column.type, LargeBinary)]
                mentions = or_(*(column.contains(call_id, autoescape=True) for column in columns))
                found = session.scalar(select(func.count()).select_from(mapper.class_).where(mentions))
                columns_searched += len(columns)
                if found:
                    rows_left[mapper.class_.__tablename__] = found
            tombstone = session.get_one(TombstoneRow, call_id)
        files = list(self._files_to_search())
        return DeletionReport(
            call_id=call_id,
            deleted_at=tombstone.finished_at or tombstone.begun_at,
            actor=tombstone.actor,
            rows={name: count for name, count in tombstone.rows.items() if count},
            vault_files=tombstone.vault_files,
            columns_searched=columns_searched,
            files_searched=len(files),
            rows_left=rows_left,
            files_left=tuple(
                str(path.relative_to(self._home)) for path in files if _mentions(path, self._home, call_id)
            ),
        )

    def _files_to_search(self) -> Iterator[Path]:
        """Every file below the home but our own database, whose rows are searched and whose tombstone has the id."""
        database = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        own = {f"{database}{ending}" for ending in ("", "-wal", "-shm")}
        for path in sorted(self._home.rglob("*")):
            if path.is_file() and str(path.absolute()) not in own:
                yield path


def _rows_of(call_id: CallId) -> Iterator[tuple[type[Base], ColumnElement[bool]]]:
    """Every table with rows of the call, those that others refer to last."""
    scorecards = select(ScorecardRow.id).where(ScorecardRow.call_id == call_id).scalar_subquery()
    reviews = select(ReviewRow.id).where(ReviewRow.call_id == call_id).scalar_subquery()
    sources = select(SourceRow.id).where(SourceRow.call_id == call_id).scalar_subquery()
    yield CriterionOpinionRow, CriterionOpinionRow.review_id.in_(reviews)
    yield ReviewRow, ReviewRow.call_id == call_id
    yield ActDetectionRow, ActDetectionRow.scorecard_id.in_(scorecards)
    yield CriterionResultRow, CriterionResultRow.scorecard_id.in_(scorecards)
    yield DimensionScoreRow, DimensionScoreRow.scorecard_id.in_(scorecards)
    yield ScorecardRow, ScorecardRow.call_id == call_id
    yield FlagRow, FlagRow.call_id == call_id
    yield RedactedTurnRow, RedactedTurnRow.call_id == call_id
    yield RedactedTranscriptRow, RedactedTranscriptRow.call_id == call_id
    yield StepDoneRow, StepDoneRow.call_id == call_id
    yield RejectionRow, or_(RejectionRow.call_id == call_id, RejectionRow.source_id.in_(sources))
    yield BatchSourceRow, BatchSourceRow.source_id.in_(sources)
    yield SourceRow, SourceRow.call_id == call_id
    yield CallRow, CallRow.id == call_id


def _remove(session: Session, table: type[Base], where: ColumnElement[bool]) -> int:
    return len(session.execute(delete(table).where(where).returning(table.__mapper__.primary_key[0])).all())


def _mentions(path: Path, home: Path, call_id: CallId) -> bool:
    if call_id in str(path.relative_to(home)):
        return True
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(call_id.encode()) >= 0
