"""The tables. What each holds, and why none holds PHI: README.md beside this file."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, MetaData, String, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from pipeline.domain.acts import Act
from pipeline.domain.call import CallFacts, ContactType, Direction, Role, Speaker
from pipeline.domain.phi import MutedSpan, PhiSpan, RedactedWord
from pipeline.domain.recording import RejectionReason, Step
from pipeline.domain.review import Opinion
from pipeline.domain.score import Dimension, Provenance, Severity, Verdict
from pipeline.domain.transcript import SpeechQuality
from pipeline.store.column_types import JsonOf, UtcTime, enum_of


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can change it in SQLite's batch mode too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CallRow(Base):
    """One admitted recording and what the manifest says of it."""

    __tablename__ = "call"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    container: Mapped[str]
    codec: Mapped[str]
    duration_s: Mapped[float]
    sample_rate: Mapped[int]
    channels: Mapped[int]
    admitted_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    sealed_external_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    agent_id: Mapped[str | None] = mapped_column(index=True)
    agent_name: Mapped[str | None]
    team: Mapped[str | None] = mapped_column(index=True)
    site: Mapped[str | None]
    contact_type: Mapped[ContactType | None] = mapped_column(enum_of(ContactType), index=True)
    role: Mapped[Role | None] = mapped_column(enum_of(Role))
    direction: Mapped[Direction | None] = mapped_column(enum_of(Direction))
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    agent_channel: Mapped[int | None]
    ivr_played_notice: Mapped[bool | None]
    queue_wait_s: Mapped[float | None]


class SourceRow(Base):
    """One file as delivered. Its path and its manifest line may hold names and numbers, so both are sealed."""

    __tablename__ = "source"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed_path: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_context: Mapped[bytes] = mapped_column(LargeBinary)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"), index=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcTime)


class BatchRow(Base):
    """One order to process a set of sources."""

    __tablename__ = "batch"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class BatchSourceRow(Base):
    """Which sources a batch orders, in which order."""

    __tablename__ = "batch_source"
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), primary_key=True, index=True)
    position: Mapped[int]


class RejectionRow(Base):
    """Why a source, or the call in it, could not be processed."""

    __tablename__ = "rejection"
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), primary_key=True)
    call_id: Mapped[str | None] = mapped_column(String(64), index=True)
    step: Mapped[Step] = mapped_column(enum_of(Step))
    reason: Mapped[RejectionReason] = mapped_column(enum_of(RejectionReason), index=True)
    hint: Mapped[str]
    rejected_at: Mapped[datetime] = mapped_column(UtcTime)


class StepDoneRow(Base):
    """A step that a call has behind it."""

    __tablename__ = "step_done"
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), primary_key=True)
    step: Mapped[Step] = mapped_column(enum_of(Step), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str]


class RedactedTranscriptRow(Base):
    """The head of a redacted transcript; `fingerprint` tells whether a second one says the same.

    The counts are those of the turns' spans, so that nobody need read all turns to add them up.
    """

    __tablename__ = "redacted_transcript"
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), primary_key=True)
    duration_s: Mapped[float]
    language: Mapped[str]
    quality: Mapped[SpeechQuality] = mapped_column(JsonOf(SpeechQuality))
    muted: Mapped[tuple[MutedSpan, ...]] = mapped_column(JsonOf(tuple[MutedSpan, ...]))
    fingerprint: Mapped[str] = mapped_column(String(64))
    identifiers_hidden: Mapped[int] = mapped_column(server_default=text("0"))
    hidden_by_gate: Mapped[int] = mapped_column(server_default=text("0"))


class RedactedTurnRow(Base):
    """One turn with placeholders; a row each, so that text can be searched."""

    __tablename__ = "redacted_turn"
    call_id: Mapped[str] = mapped_column(ForeignKey("redacted_transcript.call_id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    speaker: Mapped[Speaker] = mapped_column(enum_of(Speaker))
    start_s: Mapped[float]
    end_s: Mapped[float]
    text: Mapped[str]
    words: Mapped[tuple[RedactedWord, ...]] = mapped_column(JsonOf(tuple[RedactedWord, ...]))
    phi: Mapped[tuple[PhiSpan, ...]] = mapped_column(JsonOf(tuple[PhiSpan, ...]))


class ScorecardRow(Base):
    """One scoring of a call. The highest version counts; older ones stay for comparison."""

    __tablename__ = "scorecard"
    __table_args__ = (UniqueConstraint("call_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"))
    version: Mapped[int]
    scored_at: Mapped[datetime] = mapped_column(UtcTime)
    facts: Mapped[CallFacts] = mapped_column(JsonOf(CallFacts))
    provenance: Mapped[Provenance] = mapped_column(JsonOf(Provenance))
    fingerprint: Mapped[str] = mapped_column(String(64))


class ActDetectionRow(Base):
    """One act found in one turn."""

    __tablename__ = "act_detection"
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int]
    act: Mapped[Act] = mapped_column(enum_of(Act), index=True)
    probability: Mapped[float]


class CriterionResultRow(Base):
    """One criterion's verdict with its evidence."""

    __tablename__ = "criterion_result"
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    criterion: Mapped[str] = mapped_column(String(64), index=True)
    dimension: Mapped[Dimension] = mapped_column(enum_of(Dimension))
    verdict: Mapped[Verdict] = mapped_column(enum_of(Verdict))
    severity: Mapped[Severity] = mapped_column(enum_of(Severity))
    auto_fail: Mapped[bool]
    evidence: Mapped[tuple[int, ...]] = mapped_column(JsonOf(tuple[int, ...]))
    confidence: Mapped[float]
    reason: Mapped[str]


class DimensionScoreRow(Base):
    """One dimension's score."""

    __tablename__ = "dimension_score"
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dimension: Mapped[Dimension] = mapped_column(enum_of(Dimension))
    score: Mapped[float | None]
    auto_failed: Mapped[bool]
    score_without_auto_fail: Mapped[float | None]


class FlagRow(Base):
    """Why a call goes to a person."""

    __tablename__ = "flag"
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(64), index=True)
    severity: Mapped[Severity] = mapped_column(enum_of(Severity))
    criteria: Mapped[tuple[str, ...]] = mapped_column(JsonOf(tuple[str, ...]))


class ReviewRow(Base):
    """One reviewer's judgement of one call, and which scorecard it judged. Older ones stay."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("call_id", "reviewer", "reviewed_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"))
    scorecard_id: Mapped[int | None] = mapped_column(ForeignKey("scorecard.id"))
    reviewer: Mapped[str] = mapped_column(String(120))
    reviewed_at: Mapped[datetime] = mapped_column(UtcTime)
    note: Mapped[str]


class CriterionOpinionRow(Base):
    """A reviewer's opinion of one verdict."""

    __tablename__ = "criterion_opinion"
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    criterion: Mapped[str] = mapped_column(String(64))
    opinion: Mapped[Opinion] = mapped_column(enum_of(Opinion))


class AccessEventRow(Base):
    """One reading or deletion. No foreign key: it outlives its call."""

    __tablename__ = "access_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    purpose: Mapped[str]
    happened_at: Mapped[datetime] = mapped_column(UtcTime)


class TombstoneRow(Base):
    """That a call was deleted, when, by whom, and how much went. `finished_at` is empty while it is under way."""

    __tablename__ = "tombstone"
    call_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    actor: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    rows: Mapped[dict[str, int]] = mapped_column(JsonOf(dict[str, int]))
    vault_files: Mapped[int]
