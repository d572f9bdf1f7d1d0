"""The queue of calls that wait for a person, what people decided, and who looked at what."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from pipeline.domain.ids import CallId
from pipeline.domain.queue import QueueChoices, QueueFilter, QueueItem, ReviewCounts, ReviewState
from pipeline.domain.review import AccessEvent, CriterionReview, Review
from pipeline.domain.score import DimensionScore, Flag, Severity
from pipeline.store.database import Database, add_once, locked_call
from pipeline.store.tables import (
    AccessEventRow,
    BatchSourceRow,
    CallRow,
    CriterionOpinionRow,
    DimensionScoreRow,
    FlagRow,
    RedactedTurnRow,
    ReviewRow,
    ScorecardRow,
    SourceRow,
)

_RANKS = {severity: rank for rank, severity in enumerate(Severity)}  # Severity lists the gravest first
_UNFLAGGED = len(_RANKS)
_AT_ONCE = 500  # ids in one query
Text = TypeVar("Text", bound=str)


class ReviewQueue(Database):
    """What the dashboard reads and writes."""

    def queue(self, wanted: QueueFilter | None = None) -> list[QueueItem]:
        """The calls that pass the filter, gravest first, then oldest first."""
        wanted = wanted or QueueFilter()
        begun = func.coalesce(CallRow.started_at, CallRow.admitted_at)
        query = select(CallRow).where(*_conditions(wanted)).order_by(_rank(), begun, CallRow.id)
        with self._reading() as session:
            calls = session.scalars(query.limit(wanted.limit).offset(wanted.offset)).all()
            return [
                item for start in range(0, len(calls), _AT_ONCE) for item in _items(session, calls[start:][:_AT_ONCE])
            ]

    def queue_length(self, wanted: QueueFilter | None = None) -> int:
        """How many calls pass the filter, its limit and offset apart."""
        with self._reading() as session:
            count = select(func.count()).select_from(CallRow).where(*_conditions(wanted or QueueFilter()))
            return session.scalar(count) or 0

    def queue_choices(self) -> QueueChoices:
        """What occurs in the store to filter by. Agents: their names, or ids where there is no name."""
        agent = func.coalesce(CallRow.agent_name, CallRow.agent_id)
        with self._reading() as session:
            return QueueChoices(
                rules=_distinct(session, FlagRow.rule),
                agents=_distinct(session, agent),
                teams=_distinct(session, CallRow.team),
                contact_types=_distinct(session, CallRow.contact_type),
            )

    def save_review(self, review: Review) -> None:
        """Keep a judgement beside the older ones; the same reviewer at the same moment is the same review.

        The note must be redacted already. Raises UnknownIdError for an unknown call.
        """
        with self._writing() as session:
            locked_call(session, review.call_id)
            newest = select(func.max(ScorecardRow.id)).where(ScorecardRow.call_id == review.call_id)
            new = add_once(
                session,
                ReviewRow,
                call_id=review.call_id,
                scorecard_id=session.scalar(newest),
                reviewer=review.reviewer,
                reviewed_at=review.reviewed_at,
                note=review.note,
            )
            if new:
                review_id = session.scalar(
                    select(ReviewRow.id).where(
                        ReviewRow.call_id == review.call_id,
                        ReviewRow.reviewer == review.reviewer,
                        ReviewRow.reviewed_at == review.reviewed_at,
                    )
                )
                session.add_all(
                    CriterionOpinionRow(
                        review_id=review_id, position=position, criterion=one.criterion, opinion=one.opinion
                    )
                    for position, one in enumerate(review.opinions)
                )

    def reviews(self, call_id: CallId) -> tuple[Review, ...]:
        """Every judgement of the call, oldest first; of each reviewer the last one counts."""
        with self._reading() as session:
            rows = session.scalars(
                select(ReviewRow).where(ReviewRow.call_id == call_id).order_by(ReviewRow.reviewed_at, ReviewRow.id)
            )
            return tuple(_review(session, row) for row in rows)

    def review_counts(self) -> ReviewCounts:
        """How far the reviewers are."""
        people = select(ReviewRow.reviewer, func.count(ReviewRow.call_id.distinct())).group_by(ReviewRow.reviewer)
        with self._reading() as session:
            by_reviewer = dict(session.execute(people.order_by(ReviewRow.reviewer)).all())
        return ReviewCounts(
            waiting=self.queue_length(QueueFilter(states=frozenset({ReviewState.WAITING}))),
            reviewed=self.queue_length(QueueFilter(states=frozenset({ReviewState.REVIEWED}))),
            by_reviewer=by_reviewer,
        )

    def record(self, event: AccessEvent) -> None:
        """Keep the event for good; implements `pipeline.ports.AccessLog`."""
        with self._writing() as session:
            session.add(AccessEventRow(**event.model_dump()))

    def access_events(self, call_id: CallId) -> tuple[AccessEvent, ...]:
        """Who read or deleted what of the call, oldest first."""
        with self._reading() as session:
            rows = session.scalars(
                select(AccessEventRow).where(AccessEventRow.call_id == call_id).order_by(AccessEventRow.id)
            )
            return tuple(AccessEvent(**{name: getattr(row, name) for name in AccessEvent.model_fields}) for row in rows)


def _distinct(session: Session, column: SQLCoreOperations[Text | None]) -> tuple[Text, ...]:
    # Sorted here, since databases sort by locales of their own.
    return tuple(sorted(text for text in session.scalars(select(column).distinct()) if text is not None))


def _rank() -> ColumnElement[int]:
    """0 for the gravest severity among the call's flags, 4 for a call without flags."""
    rank = case(*((FlagRow.severity == severity, number) for severity, number in _RANKS.items()))
    worst = select(func.min(rank)).where(FlagRow.call_id == CallRow.id).scalar_subquery()
    return func.coalesce(worst, _UNFLAGGED)


def _conditions(wanted: QueueFilter) -> Iterator[ColumnElement[bool]]:
    flagged = exists().where(FlagRow.call_id == CallRow.id)
    if not wanted.include_unflagged:
        yield flagged
    if wanted.severities:
        yield _rank().in_([_RANKS[severity] for severity in wanted.severities])
    if wanted.rules:
        yield flagged.where(FlagRow.rule.in_(wanted.rules))
    if wanted.agents:
        yield or_(CallRow.agent_id.in_(wanted.agents), CallRow.agent_name.in_(wanted.agents))
    if wanted.teams:
        yield CallRow.team.in_(wanted.teams)
    if wanted.contact_types:
        yield CallRow.contact_type.in_(wanted.contact_types)
    if len(wanted.states) == 1:
        reviewed = exists().where(ReviewRow.call_id == CallRow.id)
        yield reviewed if ReviewState.REVIEWED in wanted.states else ~reviewed
    if wanted.text:
        said = RedactedTurnRow.text.icontains(wanted.text, autoescape=True)
        yield exists().where(RedactedTurnRow.call_id == CallRow.id, said)
    if wanted.batch:
        source = exists().where(SourceRow.call_id == CallRow.id, BatchSourceRow.source_id == SourceRow.id)
        yield source.where(BatchSourceRow.batch_id == wanted.batch)


def _items(session: Session, calls: Sequence[CallRow]) -> Iterator[QueueItem]:
    ids = [call.id for call in calls]
    flags: dict[str, list[Flag]] = {call_id: [] for call_id in ids}
    for row in session.scalars(select(FlagRow).where(FlagRow.call_id.in_(ids)).order_by(FlagRow.position)):
        flags[row.call_id].append(Flag(rule=row.rule, severity=row.severity, criteria=row.criteria))
    scores = _newest_scores(session, ids)
    reviewers: dict[str, set[str]] = {call_id: set() for call_id in ids}
    for call_id, reviewer in session.execute(
        select(ReviewRow.call_id, ReviewRow.reviewer).where(ReviewRow.call_id.in_(ids))
    ):
        reviewers[call_id].add(reviewer)
    own = ("started_at", "admitted_at", "agent_id", "agent_name", "team", "site", "contact_type", "role", "direction")
    for call in calls:
        yield QueueItem(
            call_id=CallId(call.id),
            duration_s=call.duration_s,
            flags=tuple(flags[call.id]),
            dimensions=tuple(scores[call.id]),
            state=ReviewState.REVIEWED if reviewers[call.id] else ReviewState.WAITING,
            reviewers=tuple(sorted(reviewers[call.id])),
            **{name: getattr(call, name) for name in own},
        )


def _newest_scores(session: Session, ids: Sequence[str]) -> dict[str, list[DimensionScore]]:
    newest = (
        select(func.max(ScorecardRow.id)).where(ScorecardRow.call_id.in_(ids)).group_by(ScorecardRow.call_id)
    )  # ids of scorecards rise with their versions
    rows = session.execute(
        select(ScorecardRow.call_id, DimensionScoreRow)
        .join(DimensionScoreRow, DimensionScoreRow.scorecard_id == ScorecardRow.id)
        .where(ScorecardRow.id.in_(newest))
        .order_by(DimensionScoreRow.position)
    )
    scores: dict[str, list[DimensionScore]] = {call_id: [] for call_id in ids}
    for call_id, row in rows:
        scores[call_id].append(DimensionScore(**{name: getattr(row, name) for name in DimensionScore.model_fields}))
    return scores


def _review(session: Session, row: ReviewRow) -> Review:
    opinions = session.scalars(
        select(CriterionOpinionRow)
        .where(CriterionOpinionRow.review_id == row.id)
        .order_by(CriterionOpinionRow.position)
    )
    return Review(
        call_id=CallId(row.call_id),
        reviewer=row.reviewer,
        reviewed_at=row.reviewed_at,
        opinions=tuple(CriterionReview(criterion=one.criterion, opinion=one.opinion) for one in opinions),
        note=row.note,
    )
