"""Why a call was flagged, in the words that the queue and the call page show."""

from collections.abc import Sequence

from dashboard.backend import Guide
from dashboard.ui import texts
from pipeline.domain.queue import ReviewState
from pipeline.domain.score import Flag, Severity
from rubrics.policy import CONTROL_SAMPLE

_NAMED = 2  # criteria that are named; more are counted
# Criteria are named for what is right ("No abusive language"), so the words around the name must say what is wrong.
_WITH_CRITERIA = {
    "auto_fail": "Auto-fail: {} not met",
    "cannot_score": "Could not judge {}",
    "low_confidence": "Machine unsure of {}",
}


def explain(flags: Sequence[Flag], state: ReviewState, guide: Guide) -> tuple[str, ...]:
    """One text per flag, the gravest first. A control call says so only after it was reviewed."""
    ordered = sorted(flags, key=lambda flag: -flag.severity.weight)
    return tuple(dict.fromkeys(_explain(flag, state, guide) for flag in ordered))


def gravest(flags: Sequence[Flag]) -> Severity | None:
    """The severity that the call is sorted by; None without flags."""
    return max((flag.severity for flag in flags), key=lambda severity: severity.weight, default=None)


def rule_name(rule: str, guide: Guide) -> str:
    """A rule's short name; its own words where the dashboard has none."""
    return texts.REASONS.get(rule) or guide.policy.texts.get(rule, rule.replace("_", " ").capitalize())


def _explain(flag: Flag, state: ReviewState, guide: Guide) -> str:
    if flag.rule == CONTROL_SAMPLE:
        return guide.policy.control_sample.says if state is ReviewState.REVIEWED else texts.BLIND_REASON
    words = _WITH_CRITERIA.get(flag.rule)
    if words is None or not flag.criteria:
        return rule_name(flag.rule, guide)
    named = ", ".join(f"“{guide.name(criterion)}”" for criterion in flag.criteria[:_NAMED])
    more = len(flag.criteria) - _NAMED
    return words.format(named + (f" and {more} more" if more > 0 else ""))
