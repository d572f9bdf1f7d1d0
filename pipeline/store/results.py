"""What the steps found: redacted transcripts, scorecards, flags. Result and step's mark go in one transaction."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pipeline.domain.acts import ActDetection
from pipeline.domain.base import Value
from pipeline.domain.ids import CallId
from pipeline.domain.phi import RedactedTranscript, RedactedTurn
from pipeline.domain.recording import Step
from pipeline.domain.score import CriterionResult, DimensionScore, Flag, Scorecard
from pipeline.errors import UnknownIdError
from pipeline.store.database import Database, locked_call
from pipeline.store.intake import mark, steps_after, unmark
from pipeline.store.tables import (
    ActDetectionRow,
    Base,
    CriterionResultRow,
    DimensionScoreRow,
    FlagRow,
    RedactedTranscriptRow,
    RedactedTurnRow,
    ScorecardRow,
)

Part = TypeVar("Part", ActDetectionRow, CriterionResultRow, DimensionScoreRow)


class Results(Database):
    """A call's results. Another result than the one kept makes the later steps due again; the same one does not."""

    def save_redacted(self, transcript: RedactedTranscript, made_by: str = "") -> None:
        """Keep it in place of an older one and mark REDACT as done; raises UnknownIdError."""
        call_id, fingerprint = transcript.call_id, _fingerprint(transcript)
        with self._writing() as session:
            locked_call(session, call_id)
            kept = session.get(RedactedTranscriptRow, call_id)
            if kept is None or kept.fingerprint != fingerprint:
                _replace_redacted(session, transcript, fingerprint)
                unmark(session, call_id, steps_after(Step.REDACT))
            mark(session, call_id, Step.REDACT, made_by)

    def redacted(self, call_id: CallId) -> RedactedTranscript:
        """The call without PHI; raises UnknownIdError where it is not redacted yet."""
        with self._reading() as session:
            head = session.get(RedactedTranscriptRow, call_id)
            if head is None:
                raise UnknownIdError(f"the store has no redacted transcript of call {call_id}")
            rows = session.scalars(
                select(RedactedTurnRow).where(RedactedTurnRow.call_id == call_id).order_by(RedactedTurnRow.turn)
            )
            turns = tuple(
                RedactedTurn(index=row.turn, **_fields(row, RedactedTurn, leaving_out="index")) for row in rows
            )
            return RedactedTranscript(
                call_id=call_id,
                duration_s=head.duration_s,
                language=head.language,
                turns=turns,
                quality=head.quality,
                muted=head.muted,
            )

    def save_scorecard(self, scorecard: Scorecard) -> None:
        """Keep it as the newest version and mark SCORE as done; one that equals the newest adds no version."""
        call_id, fingerprint = scorecard.call_id, _fingerprint(scorecard)
        with self._writing() as session:
            locked_call(session, call_id)
            newest = _newest(session, call_id)
            if newest is None or newest.fingerprint != fingerprint:
                _add_scorecard(session, scorecard, fingerprint, version=1 if newest is None else newest.version + 1)
                unmark(session, call_id, steps_after(Step.SCORE))
            mark(session, call_id, Step.SCORE, scorecard.provenance.code_version)

    def scorecard(self, call_id: CallId, version: int | None = None) -> Scorecard:
        """The newest scorecard, or a version from 1; raises UnknownIdError where there is none."""
        with self._reading() as session:
            row = _newest(session, call_id, version)
            if row is None:
                raise UnknownIdError(f"the store has no such scorecard of call {call_id}")
            return Scorecard(
                call_id=call_id,
                acts=tuple(ActDetection(**_fields(act, ActDetection)) for act in _parts(session, ActDetectionRow, row)),
                facts=row.facts,
                results=tuple(
                    CriterionResult(**_fields(result, CriterionResult))
                    for result in _parts(session, CriterionResultRow, row)
                ),
                dimensions=tuple(
                    DimensionScore(**_fields(score, DimensionScore))
                    for score in _parts(session, DimensionScoreRow, row)
                ),
                provenance=row.provenance,
            )

    def scorecard_versions(self, call_id: CallId) -> int:
        """How many scorecards of the call are kept; the newest has this number."""
        with self._reading() as session:
            newest = session.scalar(select(func.max(ScorecardRow.version)).where(ScorecardRow.call_id == call_id))
        return newest or 0

    def save_flags(self, call_id: CallId, flags: Sequence[Flag]) -> None:
        """Keep these flags in place of all older ones and mark FLAG as done; no flags is a result too."""
        with self._writing() as session:
            locked_call(session, call_id)
            session.execute(delete(FlagRow).where(FlagRow.call_id == call_id))
            session.add_all(
                FlagRow(call_id=call_id, position=position, **flag.model_dump()) for position, flag in enumerate(flags)
            )
            session.flush()
            mark(session, call_id, Step.FLAG)

    def flags(self, call_id: CallId) -> tuple[Flag, ...]:
        """The call's flags in the order given; empty where nothing was flagged."""
        with self._reading() as session:
            rows = session.scalars(select(FlagRow).where(FlagRow.call_id == call_id).order_by(FlagRow.position))
            return tuple(Flag(**_fields(row, Flag)) for row in rows)


def _fingerprint(value: Value) -> str:
    # Keys and sets in order: a set's own order changes from process to process.
    text = json.dumps(value.model_dump(), sort_keys=True, default=sorted)
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(row: Base, value: type[Value], leaving_out: str = "") -> dict[str, object]:
    """The columns of a row that are named like the value's fields."""
    return {name: getattr(row, name) for name in value.model_fields if name != leaving_out}


def _columns(value: Value, leaving_out: str = "") -> dict[str, object]:
    """A value's fields as they are, parts still values, for a row with columns of the same names."""
    return {name: getattr(value, name) for name in type(value).model_fields if name != leaving_out}


def _replace_redacted(session: Session, transcript: RedactedTranscript, fingerprint: str) -> None:
    call_id = transcript.call_id
    session.execute(delete(RedactedTurnRow).where(RedactedTurnRow.call_id == call_id))
    session.execute(delete(RedactedTranscriptRow).where(RedactedTranscriptRow.call_id == call_id))
    session.expire_all()
    session.add(
        RedactedTranscriptRow(
            call_id=call_id,
            duration_s=transcript.duration_s,
            language=transcript.language,
            quality=transcript.quality,
            muted=transcript.muted,
            fingerprint=fingerprint,
            identifiers_hidden=transcript.identifiers_hidden,
            hidden_by_gate=transcript.hidden_by_gate,
        )
    )
    session.flush()
    session.add_all(
        RedactedTurnRow(call_id=call_id, turn=turn.index, **_columns(turn, leaving_out="index"))
        for turn in transcript.turns
    )
    session.flush()


def _newest(session: Session, call_id: CallId, version: int | None = None) -> ScorecardRow | None:
    query = select(ScorecardRow).where(ScorecardRow.call_id == call_id)
    if version is not None:
        query = query.where(ScorecardRow.version == version)
    return session.scalars(query.order_by(ScorecardRow.version.desc()).limit(1)).first()


def _add_scorecard(session: Session, scorecard: Scorecard, fingerprint: str, version: int) -> None:
    head = ScorecardRow(
        call_id=scorecard.call_id,
        version=version,
        scored_at=datetime.now(UTC),
        facts=scorecard.facts,
        provenance=scorecard.provenance,
        fingerprint=fingerprint,
    )
    session.add(head)
    session.flush()
    kinds: tuple[tuple[type[Base], Sequence[Value]], ...] = (
        (ActDetectionRow, scorecard.acts),
        (CriterionResultRow, scorecard.results),
        (DimensionScoreRow, scorecard.dimensions),
    )
    for kind, parts in kinds:
        session.add_all(
            kind(scorecard_id=head.id, position=position, **_columns(part)) for position, part in enumerate(parts)
        )
    session.flush()


def _parts(session: Session, kind: type[Part], scorecard: ScorecardRow) -> Sequence[Part]:
    return session.scalars(select(kind).where(kind.scorecard_id == scorecard.id).order_by(kind.position)).all()
