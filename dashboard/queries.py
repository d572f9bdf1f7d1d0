"""What the pages read. Nothing here writes, save that the vault records who opened a sound."""

from collections.abc import Sequence

from dashboard.backend import Backend, Guide
from dashboard.reasons import explain, gravest
from dashboard.ui import texts
from dashboard.views import CallView, CriterionView, QueueLine, QueueSummary, TurnView
from pipeline.domain.ids import CallId
from pipeline.domain.phi import RedactedTranscript
from pipeline.domain.queue import QueueChoices, QueueFilter, QueueItem, ReviewState
from pipeline.domain.recording import WITHHELD, Rejection, RejectionReason
from pipeline.domain.score import CriterionResult, Dimension, Flag, Scorecard, Severity, Verdict
from pipeline.domain.status import StoreStatus
from pipeline.errors import UnknownIdError

_SURE_OF_ROLES = 0.8
_WAITING = frozenset({ReviewState.WAITING})
_AUTO_FAIL_WEIGHT = 10
_VERDICT_ORDER = (Verdict.NOT_MET, Verdict.CANNOT_SCORE, Verdict.MET, Verdict.NOT_APPLICABLE)


def queue_lines(backend: Backend, wanted: QueueFilter) -> list[QueueLine]:
    """The calls that pass the filter, gravest first, then oldest first."""
    return [_line(item, backend.guide) for item in backend.store.queue(wanted)]


def queue_summary(backend: Backend, reviewer: str) -> QueueSummary:
    """How much waits and how much is done, over the whole queue whatever the filter."""
    counts = backend.store.review_counts()
    critical = QueueFilter(states=_WAITING, severities=frozenset({Severity.CRITICAL}))
    return QueueSummary(
        waiting=counts.waiting,
        critical=backend.store.queue_length(critical),
        reviewed=counts.reviewed,
        by_me=counts.by_reviewer.get(reviewer, 0),
    )


def queue_choices(backend: Backend) -> QueueChoices:
    """What there is to filter by."""
    return backend.store.queue_choices()


def next_waiting(backend: Backend, wanted: QueueFilter, current: CallId) -> CallId | None:
    """The call to review after this one in the reviewer's own view, from the top again at its end; None when done."""
    everything = wanted.model_copy(update={"states": frozenset(), "limit": None, "offset": 0})
    order = backend.store.queue(everything)
    at = next((place for place, item in enumerate(order) if item.call_id == current), -1)
    ring = order[at + 1 :] + order[: max(at, 0)]
    return next((item.call_id for item in ring if item.state is ReviewState.WAITING), None)


def call_view(backend: Backend, call_id: CallId) -> CallView | None:
    """Everything of one call save its sound; None where there is no such call, or it is not redacted yet."""
    store = backend.store
    try:
        context, transcript = store.context(call_id), store.redacted(call_id)
    except UnknownIdError:
        return None
    scorecard = _scorecard(backend, call_id)
    flags, reviews = store.flags(call_id), store.reviews(call_id)
    state = ReviewState.REVIEWED if reviews else ReviewState.WAITING
    return CallView(
        call_id=call_id,
        context=context,
        duration_s=transcript.duration_s,
        severity=gravest(flags),
        reasons=explain(flags, state, backend.guide),
        scores=scorecard.dimensions if scorecard else (),
        turns=_turns(transcript),
        muted=transcript.muted,
        identifiers_hidden=transcript.identifiers_hidden,
        hidden_by_gate=transcript.hidden_by_gate,
        criteria=_criteria(scorecard.results, flags, backend.guide) if scorecard else (),
        reviews=reviews,
        roles_unsure=transcript.quality.role_confidence < _SURE_OF_ROLES,
    )


def store_status(backend: Backend) -> StoreStatus:
    """Counts over the whole store."""
    return backend.store.status()


def rejections(backend: Backend) -> list[Rejection]:
    """Every source that could not be processed, oldest first, save those whose call is withheld."""
    return [one for one in backend.store.rejections() if one.reason not in WITHHELD]


def withheld_calls(backend: Backend) -> dict[CallId, RejectionReason]:
    """The calls of which nothing is shown, since no redaction of them can be trusted, and why; oldest first."""
    return {
        one.call_id: one.reason
        for one in backend.store.rejections()
        if one.call_id is not None and one.reason in WITHHELD
    }


def _line(item: QueueItem, guide: Guide) -> QueueLine:
    return QueueLine(
        call_id=item.call_id,
        severity=item.severity,
        reasons=explain(item.flags, item.state, guide),
        agent=item.agent_name or item.agent_id or texts.UNKNOWN_AGENT,
        team=item.team or "",
        contact_type=item.contact_type,
        duration_s=item.duration_s,
        started_at=item.started_at or item.admitted_at,
        scores=item.dimensions,
        state=item.state,
        reviewers=item.reviewers,
    )


def _scorecard(backend: Backend, call_id: CallId) -> Scorecard | None:
    try:
        return backend.store.scorecard(call_id)
    except UnknownIdError:
        return None


def _turns(transcript: RedactedTranscript) -> tuple[TurnView, ...]:
    return tuple(
        TurnView(index=turn.index, speaker=turn.speaker, start_s=turn.start_s, end_s=turn.end_s, text=turn.text)
        for turn in transcript.turns
    )


def _criteria(results: Sequence[CriterionResult], flags: Sequence[Flag], guide: Guide) -> tuple[CriterionView, ...]:
    """In the order of the page: what needs a person first, the dimension with the gravest failure leading."""
    named = {criterion for flag in flags for criterion in flag.criteria}
    views = [_criterion(result, named, guide) for result in results]
    dimensions = list(Dimension)
    gravest = {
        dimension: max((_gravity(one) for one in views if one.dimension is dimension), default=0)
        for dimension in dimensions
    }

    def place(one: CriterionView) -> tuple[bool, int, int, int, int, str]:
        leading = -gravest[one.dimension] if one.needs_attention else 0
        verdict = _VERDICT_ORDER.index(one.verdict)
        return not one.needs_attention, leading, dimensions.index(one.dimension), verdict, -_gravity(one), one.id

    return tuple(sorted(views, key=place))


def _gravity(one: CriterionView) -> int:
    """How much a failure weighs, an auto-fail above all; 0 for what did not fail."""
    if one.verdict is not Verdict.NOT_MET:
        return 0
    return one.severity.weight * (_AUTO_FAIL_WEIGHT if one.auto_fail else 1)


def _needs_attention(result: CriterionResult, named: set[str], guide: Guide) -> bool:
    """Failures, what a flag names, and what could not be judged, save where no recording of its kind ever can be."""
    if result.verdict is Verdict.CANNOT_SCORE:
        return result.criterion not in guide.policy.cannot_score.except_criteria
    return result.verdict is Verdict.NOT_MET or result.criterion in named


def _criterion(result: CriterionResult, named: set[str], guide: Guide) -> CriterionView:
    known = guide.criteria.get(result.criterion)
    return CriterionView(
        id=result.criterion,
        name=guide.name(result.criterion),
        dimension=result.dimension,
        verdict=result.verdict,
        severity=result.severity,
        auto_fail=result.auto_fail,
        confidence=result.confidence,
        evidence=result.evidence,
        reason=result.reason,
        question=known.question if known else "",
        meaning=known.verdicts.get(result.verdict, "") if known else "",
        why=known.why if known else "",
        coaching=known.coaching if known else "",
        needs_attention=_needs_attention(result, named, guide),
    )
