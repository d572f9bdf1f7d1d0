"""Why a scored call goes to a person, most severe first."""

from collections.abc import Iterator, Sequence

from pipeline.domain.acts import ActDetection
from pipeline.domain.call import CallContext, ContactType
from pipeline.domain.score import CriterionResult, DimensionScore, Flag, Scorecard, Severity, Verdict
from rubrics.schema import FlagPolicy

_JUDGED = (Verdict.MET, Verdict.NOT_MET)


def flag(scorecard: Scorecard, context: CallContext, policy: FlagPolicy) -> tuple[Flag, ...]:
    """The flags of a call by the policy, most severe first; empty where nothing calls for a person."""
    return flag_results(scorecard.results, scorecard.dimensions, scorecard.acts, context.contact_type, policy)


def flag_results(
    results: Sequence[CriterionResult],
    dimensions: Sequence[DimensionScore],
    acts: Sequence[ActDetection],
    contact_type: ContactType | None,
    policy: FlagPolicy,
) -> tuple[Flag, ...]:
    """As `flag`, from the parts of a scorecard. Rule codes are the field names of the policy."""
    book = contact_type.book if contact_type else None
    found = [
        *_auto_fails(results, policy),
        *_red_flags(results, acts, policy),
        *_below_thresholds(results, dimensions, book, policy),
        *_cannot_score(results, policy),
        *_unsure(results, policy),
    ]
    return tuple(sorted(found, key=lambda one: list(Severity).index(one.severity)))


def _auto_fails(results: Sequence[CriterionResult], policy: FlagPolicy) -> Iterator[Flag]:
    failed = tuple(one.criterion for one in results if one.auto_fail and one.verdict is Verdict.NOT_MET)
    if failed:
        yield Flag(rule="auto_fail", severity=policy.auto_fail.severity, criteria=failed)


def _red_flags(results: Sequence[CriterionResult], acts: Sequence[ActDetection], policy: FlagPolicy) -> Iterator[Flag]:
    """Any red flag that was heard, whatever was made of it; its criteria are those whose evidence names its turn."""
    turns = {one.turn for one in acts if one.act.is_red_flag}
    if turns:
        criteria = tuple(one.criterion for one in results if one.criterion.startswith("ES") and turns & {*one.evidence})
        yield Flag(rule="red_flag", severity=policy.red_flag.severity, criteria=criteria)


def _below_thresholds(
    results: Sequence[CriterionResult], dimensions: Sequence[DimensionScore], book: str | None, policy: FlagPolicy
) -> Iterator[Flag]:
    for one in dimensions:
        if one.score is None or one.score >= policy.thresholds.lowest_unflagged(one.dimension, book):
            continue
        lost = tuple(
            result.criterion
            for result in results
            if result.dimension is one.dimension and result.verdict is Verdict.NOT_MET
        )
        severity = policy.below_threshold(one.dimension).severity
        yield Flag(rule=f"{one.dimension.value}_below_threshold", severity=severity, criteria=lost)


def _cannot_score(results: Sequence[CriterionResult], policy: FlagPolicy) -> Iterator[Flag]:
    rule = policy.cannot_score
    open_ones = tuple(
        one.criterion
        for one in results
        if one.verdict is Verdict.CANNOT_SCORE and one.criterion not in rule.except_criteria
    )
    if open_ones:
        yield Flag(rule="cannot_score", severity=rule.severity, criteria=open_ones)


def _unsure(results: Sequence[CriterionResult], policy: FlagPolicy) -> Iterator[Flag]:
    rule = policy.low_confidence
    unsure = tuple(
        one.criterion
        for one in results
        if one.severity in rule.of_severity and one.verdict in _JUDGED and one.confidence < rule.below
    )
    if unsure:
        yield Flag(rule="low_confidence", severity=rule.severity, criteria=unsure)
