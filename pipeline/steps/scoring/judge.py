"""One criterion, one call: the verdict, under everything that may be unknown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from pipeline.domain.call import ContactType, Direction, Role, Speaker
from pipeline.domain.score import CriterionResult, Dimension, Severity, Verdict
from pipeline.steps.scoring.conditions import any_holds, holds
from pipeline.steps.scoring.guard_rules import judge_count, judge_promise, judge_shield
from pipeline.steps.scoring.outcome import NOT_APPLICABLE, Outcome, cannot_score
from pipeline.steps.scoring.sequence_rules import judge_absence, judge_before, judge_duty, judge_occurs
from pipeline.steps.scoring.timing_rules import judge_hold, judge_interruption, judge_silence
from pipeline.steps.scoring.view import CallView
from rubrics.rules import (
    AbsenceRule,
    BeforeRule,
    CountRule,
    DutyRule,
    HoldRule,
    InterruptionRule,
    OccursRule,
    PromiseRule,
    Rule,
    ShieldRule,
    SilenceRule,
)
from rubrics.schema import Criterion


@dataclass(frozen=True)
class Doubts:
    """Why a call cannot be judged, or only in part; empty texts: no such doubt."""

    about_all: str = ""
    about_roles: str = ""
    role_confidence: float = 1.0


def judge(criterion: Criterion, dimension: Dimension, view: CallView, doubts: Doubts) -> CriterionResult:
    """The criterion's verdict on a call, with severity as it counts for this call."""
    severity, auto_fail = _weight(criterion, view)
    outcome = _outcome(criterion, view, doubts)
    return CriterionResult(
        criterion=criterion.id,
        dimension=dimension,
        verdict=outcome.verdict,
        severity=severity,
        auto_fail=auto_fail,
        evidence=outcome.evidence,
        confidence=round(outcome.confidence * (doubts.role_confidence if _needs_roles(criterion.rule) else 1.0), 4),
        reason=_reason(criterion, outcome),
    )


def _outcome(criterion: Criterion, view: CallView, doubts: Doubts) -> Outcome:
    if doubts.about_all:
        return cannot_score(doubts.about_all)
    readings = [(unknown, _judge_reading(criterion, reading)) for unknown, reading in _readings(view)]
    first = readings[0][1]
    if any(outcome.verdict is not first.verdict for _, outcome in readings):
        return cannot_score(f"the verdict hangs on what is unknown: {readings[0][0]}")
    # Where type, role or a fact alone take the criterion out, it does not matter who spoke.
    if doubts.about_roles and _needs_roles(criterion.rule) and _holds_for(criterion, view):
        return cannot_score(doubts.about_roles)
    return first


def _holds_for(criterion: Criterion, view: CallView) -> bool:
    types = view.contact_type is None or view.contact_type in criterion.types
    return types and (view.role is None or view.role in criterion.roles)


def _needs_roles(rule: Rule) -> bool:
    """Whether it matters who spoke."""
    if isinstance(rule, OccursRule):
        return not all(need.where is not None and need.where.first_turns is not None for need in rule.needs)
    return not isinstance(rule, SilenceRule)


def _readings(view: CallView) -> Iterator[tuple[str, CallView]]:
    """The call under each value that an unknown may have: a verdict stands only if it is the same in all of them."""
    types = [view.contact_type] if view.contact_type else list(ContactType)
    roles = [view.role] if view.role else list(Role)
    directions = [view.direction] if view.direction else list(Direction)
    unclear = any(turn.speaker is Speaker.UNKNOWN for turn in view.turns)
    speakers = [Speaker.AGENT, Speaker.CALLER, Speaker.OTHER] if unclear else [Speaker.UNKNOWN]
    unknown = ", ".join(
        name
        for name, values in (
            ("contact type", types),
            ("role", roles),
            ("direction", directions),
            ("who spoke some turns", speakers),
        )
        if len(values) > 1
    )
    for contact_type, role, direction, speaker in product(types, roles, directions, speakers):
        turns = tuple(
            replace(turn, speaker=speaker) if turn.speaker is Speaker.UNKNOWN else turn for turn in view.turns
        )
        yield unknown, replace(view, turns=turns, contact_type=contact_type, role=role, direction=direction)


def _judge_reading(criterion: Criterion, view: CallView) -> Outcome:
    if view.contact_type not in criterion.types or view.role not in criterion.roles:
        return NOT_APPLICABLE
    if any_holds(criterion.not_applicable_when, view):
        return NOT_APPLICABLE
    if criterion.applies_when and not any_holds(criterion.applies_when, view):
        return NOT_APPLICABLE
    return apply_rule(criterion.rule, view)


def apply_rule(rule: Rule, view: CallView) -> Outcome:
    """What the rule finds in a call of which everything is known."""
    match rule:
        case DutyRule():
            return judge_duty(rule, view)
        case OccursRule():
            return judge_occurs(rule, view)
        case AbsenceRule():
            return judge_absence(rule, view)
        case BeforeRule():
            return judge_before(rule, view)
        case CountRule():
            return judge_count(rule, view)
        case ShieldRule():
            return judge_shield(rule, view)
        case PromiseRule():
            return judge_promise(rule, view)
        case HoldRule():
            return judge_hold(rule, view)
        case SilenceRule():
            return judge_silence(rule, view)
        case InterruptionRule():
            return judge_interruption(rule, view)


def _weight(criterion: Criterion, view: CallView) -> tuple[Severity, bool]:
    """Severity and auto-fail as they count for this call: the last special case that holds wins."""
    severity, auto_fail = criterion.severity, criterion.auto_fail
    sites = criterion.auto_fail_at_sites
    auto_fail = auto_fail or "*" in sites or (view.site is not None and view.site in sites)
    for case in criterion.special_cases:
        if all(holds(condition, view) for condition in case.when):
            severity = case.severity or severity
            auto_fail = auto_fail if case.auto_fail is None else case.auto_fail
    return severity, auto_fail


def _reason(criterion: Criterion, outcome: Outcome) -> str:
    """In words of the rubric; what a rule adds is in words of ours, never of the call."""
    meaning = criterion.verdicts.get(outcome.verdict, "")
    if outcome.verdict is Verdict.CANNOT_SCORE:
        return outcome.because[:1].upper() + outcome.because[1:] + "."
    return f"{meaning} ({outcome.because})" if outcome.because else meaning
